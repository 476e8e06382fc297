// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package contracts

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// RegistryOperator is an auto generated low-level Go binding around an user-defined struct.
type RegistryOperator struct {
	Url         string
	ServesUntil uint64
	Stake       *big.Int
	Unbonding   *big.Int
	UnbondsAt   uint64
}

// RegistryMetaData contains all meta data concerning the Registry contract.
var RegistryMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_URL\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"UNBONDING\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"isOperator\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operatorOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structRegistry.Operator\",\"components\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbonding\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbondsAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"register\",\"inputs\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"total\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"unbond\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Registered\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"url\",\"type\":\"string\",\"indexed\":false,\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Unbonding\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"at\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadAmount\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadUrl\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Locked\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NothingUnbonding\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"StillUnbonding\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}]",
	ID:  "Registry",
	Bin: "0x60a0604052348015600e575f5ffd5b50604051610b57380380610b57833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b608051610ad26100855f395f818161019101526106280152610ad25ff3fe608060405260043610610084575f3560e01c80635694cb0a116100575780635694cb0a14610112578063636f35d3146101255780636d70f7ae146101515780637110d32e1461018057806390dd258f146101cb575f5ffd5b80630fe7683f1461008857806327de9e32146100bb5780632ddbd13a146100dc5780633ccfd60b146100fe575b5f5ffd5b348015610093575f5ffd5b5061009e6212750081565b6040516001600160401b0390911681526020015b60405180910390f35b3480156100c6575f5ffd5b506100da6100d5366004610766565b6101e0565b005b3480156100e7575f5ffd5b506100f05f5481565b6040519081526020016100b2565b348015610109575f5ffd5b506100da6102df565b6100da610120366004610791565b6103d3565b348015610130575f5ffd5b5061014461013f36600461080e565b6104b8565b6040516100b2919061083b565b34801561015c575f5ffd5b5061017061016b36600461080e565b6105e6565b60405190151581526020016100b2565b34801561018b575f5ffd5b506101b37f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016100b2565b3480156101d6575f5ffd5b506100f061010081565b335f9081526001602052604090208115806101fe5750806002015482115b15610235576002810154604051630a1b4b6f60e31b815261022c918491600401918252602082015260400190565b60405180910390fd5b61023d610611565b81816002015f82825461025091906108c8565b9250508190555081816003015f82825461026a91906108e1565b9091555061027d905062127500426108f4565b60048201805467ffffffffffffffff19166001600160401b0392909216918217905560408051848152602081019290925233917ff296881dc8649cb075784613a4c7cec45269aae38400377b6bdf05196c27bac5910160405180910390a25050565b335f908152600160205260408120600381015490918190036103145760405163098ae75d60e21b815260040160405180910390fd5b60048201546001600160401b03164210156103565760048281015460405163be8a527b60e01b81526001600160401b039091169181019190915260240161022c565b61035e610611565b5f6003830181905560048301805467ffffffffffffffff191690558054829190819061038b9084906108c8565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26103cf33826106d3565b5050565b818015806103e2575061010081115b15610403576040516305bc2ce960e21b81526004810182905260240161022c565b335f9081526001602052604090208061041d8587836109b6565b5060018101805467ffffffffffffffff19166001600160401b0385161790556002810180543491905f906104529084906108e1565b92505081905550345f5f82825461046991906108e1565b9091555050600281015460405133917f4e510c4451ae774258207d9d90e5d4d091dcc9938509351db91c2a7e5b15dedc916104a991899189918991610a70565b60405180910390a25050505050565b6104f86040518060a00160405280606081526020015f6001600160401b031681526020015f81526020015f81526020015f6001600160401b031681525090565b6001600160a01b0382165f9081526001602052604090819020815160a0810190925280548290829061052990610927565b80601f016020809104026020016040519081016040528092919081815260200182805461055590610927565b80156105a05780601f10610577576101008083540402835291602001916105a0565b820191905f5260205f20905b81548152906001019060200180831161058357829003601f168201915b505050918352505060018201546001600160401b039081166020830152600283015460408301526003830154606083015260049092015490911660809091015292915050565b6001600160a01b0381165f908152600160205260408120805461060890610927565b15159392505050565b604051639bc289f160e01b81523360048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690639bc289f190602401602060405180830381865afa158015610675573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906106999190610ab7565b905042816001600160401b031611156106d057604051631d5b44cb60e31b81526001600160401b038216600482015260240161022c565b50565b804710156106fd5760405163cf47918160e01b81524760048201526024810182905260440161022c565b610716828260405180602001604052805f815250610746565b1561071f575050565b3d1561072d576103cf61075b565b60405163d6bda27560e01b815260040160405180910390fd5b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f60208284031215610776575f5ffd5b5035919050565b6001600160401b03811681146106d0575f5ffd5b5f5f5f604084860312156107a3575f5ffd5b83356001600160401b038111156107b8575f5ffd5b8401601f810186136107c8575f5ffd5b80356001600160401b038111156107dd575f5ffd5b8660208284010111156107ee575f5ffd5b6020918201945092508401356108038161077d565b809150509250925092565b5f6020828403121561081e575f5ffd5b81356001600160a01b0381168114610834575f5ffd5b9392505050565b602081525f825160a0602084015280518060c0850152806020830160e086015e5f60e082860101526001600160401b03602086015116604085015260408501516060850152606085015160808501526001600160401b0360808601511660a085015260e0601f19601f8301168501019250505092915050565b634e487b7160e01b5f52601160045260245ffd5b818103818111156108db576108db6108b4565b92915050565b808201808211156108db576108db6108b4565b6001600160401b0381811683821601908111156108db576108db6108b4565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061093b57607f821691505b60208210810361095957634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156109b157828211156109b157805f5260205f20601f840160051c602085101561098a57505f5b90810190601f840160051c035f5b818110156109ad575f83820155600101610998565b5050505b505050565b6001600160401b038311156109cd576109cd610913565b6109e1836109db8354610927565b8361095f565b5f601f841160018114610a12575f85156109fb5750838201355b5f19600387901b1c1916600186901b178355610a69565b5f83815260208120601f198716915b82811015610a415786850135825560209485019460019092019101610a21565b5086821015610a5d575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b60608152836060820152838560808301375f608085830101525f6080601f19601f87011683010190506001600160401b038416602083015282604083015295945050505050565b5f60208284031215610ac7575f5ffd5b81516108348161077d56",
}

// Registry is an auto generated Go binding around an Ethereum contract.
type Registry struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Registry) GetABI() abi.ABI {
	return c.abi
}

// NewRegistry creates a new instance of Registry.
func NewRegistry() *Registry {
	parsed, err := RegistryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Registry{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Registry) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address committees_) returns()
func (registry *Registry) PackConstructor(committees_ common.Address) []byte {
	enc, err := registry.abi.Pack("", committees_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXURL is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x90dd258f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_URL() view returns(uint256)
func (registry *Registry) PackMAXURL() []byte {
	enc, err := registry.abi.Pack("MAX_URL")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXURL is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x90dd258f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_URL() view returns(uint256)
func (registry *Registry) TryPackMAXURL() ([]byte, error) {
	return registry.abi.Pack("MAX_URL")
}

// UnpackMAXURL is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x90dd258f.
//
// Solidity: function MAX_URL() view returns(uint256)
func (registry *Registry) UnpackMAXURL(data []byte) (*big.Int, error) {
	out, err := registry.abi.Unpack("MAX_URL", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackUNBONDING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0fe7683f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function UNBONDING() view returns(uint64)
func (registry *Registry) PackUNBONDING() []byte {
	enc, err := registry.abi.Pack("UNBONDING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUNBONDING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0fe7683f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function UNBONDING() view returns(uint64)
func (registry *Registry) TryPackUNBONDING() ([]byte, error) {
	return registry.abi.Pack("UNBONDING")
}

// UnpackUNBONDING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0fe7683f.
//
// Solidity: function UNBONDING() view returns(uint64)
func (registry *Registry) UnpackUNBONDING(data []byte) (uint64, error) {
	out, err := registry.abi.Unpack("UNBONDING", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackCommittees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7110d32e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committees() view returns(address)
func (registry *Registry) PackCommittees() []byte {
	enc, err := registry.abi.Pack("committees")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommittees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7110d32e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function committees() view returns(address)
func (registry *Registry) TryPackCommittees() ([]byte, error) {
	return registry.abi.Pack("committees")
}

// UnpackCommittees is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7110d32e.
//
// Solidity: function committees() view returns(address)
func (registry *Registry) UnpackCommittees(data []byte) (common.Address, error) {
	out, err := registry.abi.Unpack("committees", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d70f7ae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isOperator(address account) view returns(bool)
func (registry *Registry) PackIsOperator(account common.Address) []byte {
	enc, err := registry.abi.Pack("isOperator", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d70f7ae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isOperator(address account) view returns(bool)
func (registry *Registry) TryPackIsOperator(account common.Address) ([]byte, error) {
	return registry.abi.Pack("isOperator", account)
}

// UnpackIsOperator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d70f7ae.
//
// Solidity: function isOperator(address account) view returns(bool)
func (registry *Registry) UnpackIsOperator(data []byte) (bool, error) {
	out, err := registry.abi.Unpack("isOperator", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x636f35d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operatorOf(address account) view returns((string,uint64,uint256,uint256,uint64))
func (registry *Registry) PackOperatorOf(account common.Address) []byte {
	enc, err := registry.abi.Pack("operatorOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperatorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x636f35d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operatorOf(address account) view returns((string,uint64,uint256,uint256,uint64))
func (registry *Registry) TryPackOperatorOf(account common.Address) ([]byte, error) {
	return registry.abi.Pack("operatorOf", account)
}

// UnpackOperatorOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x636f35d3.
//
// Solidity: function operatorOf(address account) view returns((string,uint64,uint256,uint256,uint64))
func (registry *Registry) UnpackOperatorOf(data []byte) (RegistryOperator, error) {
	out, err := registry.abi.Unpack("operatorOf", data)
	if err != nil {
		return *new(RegistryOperator), err
	}
	out0 := *abi.ConvertType(out[0], new(RegistryOperator)).(*RegistryOperator)
	return out0, nil
}

// PackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5694cb0a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function register(string url, uint64 servesUntil) payable returns()
func (registry *Registry) PackRegister(url string, servesUntil uint64) []byte {
	enc, err := registry.abi.Pack("register", url, servesUntil)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegister is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5694cb0a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function register(string url, uint64 servesUntil) payable returns()
func (registry *Registry) TryPackRegister(url string, servesUntil uint64) ([]byte, error) {
	return registry.abi.Pack("register", url, servesUntil)
}

// PackTotal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2ddbd13a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function total() view returns(uint256)
func (registry *Registry) PackTotal() []byte {
	enc, err := registry.abi.Pack("total")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2ddbd13a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function total() view returns(uint256)
func (registry *Registry) TryPackTotal() ([]byte, error) {
	return registry.abi.Pack("total")
}

// UnpackTotal is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2ddbd13a.
//
// Solidity: function total() view returns(uint256)
func (registry *Registry) UnpackTotal(data []byte) (*big.Int, error) {
	out, err := registry.abi.Unpack("total", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackUnbond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27de9e32.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unbond(uint256 amount) returns()
func (registry *Registry) PackUnbond(amount *big.Int) []byte {
	enc, err := registry.abi.Pack("unbond", amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnbond is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x27de9e32.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unbond(uint256 amount) returns()
func (registry *Registry) TryPackUnbond(amount *big.Int) ([]byte, error) {
	return registry.abi.Pack("unbond", amount)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns()
func (registry *Registry) PackWithdraw() []byte {
	enc, err := registry.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns()
func (registry *Registry) TryPackWithdraw() ([]byte, error) {
	return registry.abi.Pack("withdraw")
}

// RegistryRegistered represents a Registered event raised by the Registry contract.
type RegistryRegistered struct {
	Operator    common.Address
	Url         string
	ServesUntil uint64
	Stake       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const RegistryRegisteredEventName = "Registered"

// ContractEventName returns the user-defined event name.
func (RegistryRegistered) ContractEventName() string {
	return RegistryRegisteredEventName
}

// UnpackRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Registered(address indexed operator, string url, uint64 servesUntil, uint256 stake)
func (registry *Registry) UnpackRegisteredEvent(log *types.Log) (*RegistryRegistered, error) {
	event := "Registered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != registry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RegistryRegistered)
	if len(log.Data) > 0 {
		if err := registry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range registry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// RegistryUnbonding represents a Unbonding event raised by the Registry contract.
type RegistryUnbonding struct {
	Operator common.Address
	Amount   *big.Int
	At       uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const RegistryUnbondingEventName = "Unbonding"

// ContractEventName returns the user-defined event name.
func (RegistryUnbonding) ContractEventName() string {
	return RegistryUnbondingEventName
}

// UnpackUnbondingEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unbonding(address indexed operator, uint256 amount, uint64 at)
func (registry *Registry) UnpackUnbondingEvent(log *types.Log) (*RegistryUnbonding, error) {
	event := "Unbonding"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != registry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RegistryUnbonding)
	if len(log.Data) > 0 {
		if err := registry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range registry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// RegistryWithdrawn represents a Withdrawn event raised by the Registry contract.
type RegistryWithdrawn struct {
	Operator common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const RegistryWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (RegistryWithdrawn) ContractEventName() string {
	return RegistryWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed operator, uint256 amount)
func (registry *Registry) UnpackWithdrawnEvent(log *types.Log) (*RegistryWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != registry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RegistryWithdrawn)
	if len(log.Data) > 0 {
		if err := registry.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range registry.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (registry *Registry) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], registry.abi.Errors["BadAmount"].ID.Bytes()[:4]) {
		return registry.UnpackBadAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["BadUrl"].ID.Bytes()[:4]) {
		return registry.UnpackBadUrlError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return registry.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return registry.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["Locked"].ID.Bytes()[:4]) {
		return registry.UnpackLockedError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["NothingUnbonding"].ID.Bytes()[:4]) {
		return registry.UnpackNothingUnbondingError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["StillUnbonding"].ID.Bytes()[:4]) {
		return registry.UnpackStillUnbondingError(raw[4:])
	}
	return nil, errors.New("unknown error")
}

// RegistryBadAmount represents a BadAmount error raised by the Registry contract.
type RegistryBadAmount struct {
	Amount *big.Int
	Stake  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadAmount(uint256 amount, uint256 stake)
func RegistryBadAmountErrorID() common.Hash {
	return common.HexToHash("0x50da5b78ec4c5f5ed3fa88cab69ed9418c41282d9e35bc572b4809ae8c0317ac")
}

// UnpackBadAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadAmount(uint256 amount, uint256 stake)
func (registry *Registry) UnpackBadAmountError(raw []byte) (*RegistryBadAmount, error) {
	out := new(RegistryBadAmount)
	if err := registry.abi.UnpackIntoInterface(out, "BadAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryBadUrl represents a BadUrl error raised by the Registry contract.
type RegistryBadUrl struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadUrl(uint256 length)
func RegistryBadUrlErrorID() common.Hash {
	return common.HexToHash("0x16f0b3a4f99d1a68f582bc201764e6e200773d368e410a9d72a16c8c21849912")
}

// UnpackBadUrlError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadUrl(uint256 length)
func (registry *Registry) UnpackBadUrlError(raw []byte) (*RegistryBadUrl, error) {
	out := new(RegistryBadUrl)
	if err := registry.abi.UnpackIntoInterface(out, "BadUrl", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryFailedCall represents a FailedCall error raised by the Registry contract.
type RegistryFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func RegistryFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (registry *Registry) UnpackFailedCallError(raw []byte) (*RegistryFailedCall, error) {
	out := new(RegistryFailedCall)
	if err := registry.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryInsufficientBalance represents a InsufficientBalance error raised by the Registry contract.
type RegistryInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func RegistryInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (registry *Registry) UnpackInsufficientBalanceError(raw []byte) (*RegistryInsufficientBalance, error) {
	out := new(RegistryInsufficientBalance)
	if err := registry.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryLocked represents a Locked error raised by the Registry contract.
type RegistryLocked struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Locked(uint64 until)
func RegistryLockedErrorID() common.Hash {
	return common.HexToHash("0xeada2658bdffa19cde38de41cf093822ebf95b75028fe95357edf04ad0ac1c2c")
}

// UnpackLockedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Locked(uint64 until)
func (registry *Registry) UnpackLockedError(raw []byte) (*RegistryLocked, error) {
	out := new(RegistryLocked)
	if err := registry.abi.UnpackIntoInterface(out, "Locked", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryNothingUnbonding represents a NothingUnbonding error raised by the Registry contract.
type RegistryNothingUnbonding struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingUnbonding()
func RegistryNothingUnbondingErrorID() common.Hash {
	return common.HexToHash("0x262b9d748fda20db08b6aa78cd2783ad16f83036900561f929b0d4a942a89706")
}

// UnpackNothingUnbondingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingUnbonding()
func (registry *Registry) UnpackNothingUnbondingError(raw []byte) (*RegistryNothingUnbonding, error) {
	out := new(RegistryNothingUnbonding)
	if err := registry.abi.UnpackIntoInterface(out, "NothingUnbonding", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryStillUnbonding represents a StillUnbonding error raised by the Registry contract.
type RegistryStillUnbonding struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StillUnbonding(uint64 until)
func RegistryStillUnbondingErrorID() common.Hash {
	return common.HexToHash("0xbe8a527b36e3a85424bdbcbe45bc0c9bc214cdd0608b4b49f3c6d9c19da3611c")
}

// UnpackStillUnbondingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StillUnbonding(uint64 until)
func (registry *Registry) UnpackStillUnbondingError(raw []byte) (*RegistryStillUnbonding, error) {
	out := new(RegistryStillUnbonding)
	if err := registry.abi.UnpackIntoInterface(out, "StillUnbonding", raw); err != nil {
		return nil, err
	}
	return out, nil
}

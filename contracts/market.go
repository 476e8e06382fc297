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

// MarketListing is an auto generated low-level Go binding around an user-defined struct.
type MarketListing struct {
	Seller       common.Address
	Price        *big.Int
	Duration     uint64
	Stopped      bool
	MetadataHash [32]byte
	Uri          string
}

// MarketMetaData contains all meta data concerning the Market contract.
var MarketMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"MAX_DURATION\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_URI\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PERPETUAL\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"assetOf\",\"inputs\":[{\"name\":\"seller\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"buy\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"licenceOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"licensed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"list\",\"inputs\":[{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"price\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"duration\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"internalType\":\"string\"}],\"outputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"listingOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structMarket.Listing\",\"components\":[{\"name\":\"seller\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"duration\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stopped\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"internalType\":\"string\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"reprice\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"price\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"stop\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"totalOwed\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Bought\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"buyer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"until\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Listed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"seller\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"duration\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"indexed\":false,\"internalType\":\"string\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Repriced\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"price\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Stopped\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"seller\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyBought\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"AlreadyListed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"BadDuration\",\"inputs\":[{\"name\":\"duration\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadUri\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotForSale\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotListed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotSeller\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OwnAsset\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"WrongPrice\",\"inputs\":[{\"name\":\"asked\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"given\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]",
	ID:  "Market",
	Bin: "0x6080604052348015600e575f5ffd5b50610f6f8061001c5f395ff3fe6080604052600436106100d9575f3560e01c8063b1724b461161007c578063e25e9b9611610057578063e25e9b9614610240578063e7fa9f7d1461025f578063f0e3ee0e14610274578063f340b1241461028e575f5ffd5b8063b1724b46146101d2578063ddf09f1c146101e9578063df18e04714610215575f5ffd5b80637c115164116100b75780637c1151641461013a578063910161d6146101715780639676d860146101a05780639c9a1061146101bf575f5ffd5b80633ccfd60b146100dd5780636192ed461461010457806363c4f03114610119575b5f5ffd5b3480156100e8575f5ffd5b506100f16102ad565b6040519081526020015b60405180910390f35b34801561010f575f5ffd5b506100f161080081565b348015610124575f5ffd5b50610138610133366004610b86565b610347565b005b348015610145575f5ffd5b50610159610154366004610bb3565b6103d1565b6040516001600160401b0390911681526020016100fb565b34801561017c575f5ffd5b5061019061018b366004610bb3565b610403565b60405190151581526020016100fb565b3480156101ab575f5ffd5b506100f16101ba366004610bdd565b61047f565b6101596101cd366004610b86565b6104bb565b3480156101dd575f5ffd5b5061015963ffffffff81565b3480156101f4575f5ffd5b50610208610203366004610b86565b6106e5565b6040516100fb9190610c05565b348015610220575f5ffd5b506100f161022f366004610c8b565b5f6020819052908152604090205481565b34801561024b575f5ffd5b5061013861025a366004610ca4565b61082c565b34801561026a575f5ffd5b506100f160015481565b34801561027f575f5ffd5b506101596001600160401b0381565b348015610299575f5ffd5b506100f16102a8366004610cc4565b610873565b335f90815260208190526040812054908190036102dd57604051631e5f6e9560e21b815260040160405180910390fd5b335f90815260208190526040812081905560018054839290610300908490610d7d565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26103443382610a7f565b90565b5f61035182610af6565b6002810154909150600160401b900460ff1615610389576040516327c4388960e11b8152600481018390526024015b60405180910390fd5b60028101805468ff00000000000000001916600160401b17905560405182907f1d19fd95a8301a83d3e02da59d47316f37bb99675c57158849e48e8b6d5cd1ba905f90a25050565b5f8281526003602090815260408083206001600160a01b03851684529091529020546001600160401b03165b92915050565b5f828152600260205260408120546001600160a01b031661042557505f6103fd565b5f838152600260205260409020546001600160a01b038381169116148061047857505f8381526003602090815260408083206001600160a01b0386168452909152902054426001600160401b0390911610155b9392505050565b604080516001600160a01b03841660208201529081018290525f9060600160405160208183030381529060405280519060200120905092915050565b5f81815260026020526040812080546001600160a01b03166104f357604051639bd34f9560e01b815260048101849052602401610380565b6002810154600160401b900460ff1615610523576040516327c4388960e11b815260048101849052602401610380565b8054336001600160a01b0390911603610552576040516364867c2f60e11b815260048101849052602401610380565b34816001015414610585576001810154604051633438cb1f60e11b81526004810191909152346024820152604401610380565b5f8381526003602090815260408083203384529091529020546001600160401b0316915067fffffffffffffffe1982016105d557604051630c76114d60e01b815260048101849052602401610380565b60028101546001600160401b03165f036105f8576001600160401b039150610628565b42826001600160401b0316101561060d574291505b6002810154610625906001600160401b031683610d90565b91505b5f8381526003602090815260408083203384528252808320805467ffffffffffffffff19166001600160401b03871617905583546001600160a01b03168352908290528120805434929061067d908490610daf565b925050819055503460015f8282546106959190610daf565b9091555050604080513481526001600160401b0384166020820152339185917f16d16f67ecfa935a6f0b9f59cf7eaf73b65af8b856a62948359cfc544ab54adc910160405180910390a350919050565b61072d6040518060c001604052805f6001600160a01b031681526020015f81526020015f6001600160401b031681526020015f151581526020015f8152602001606081525090565b5f82815260026020818152604092839020835160c08101855281546001600160a01b03168152600182015492810192909252918201546001600160401b03811693820193909352600160401b90920460ff16151560608301526003810154608083015260048101805460a0840191906107a590610dc2565b80601f01602080910402602001604051908101604052809291908181526020018280546107d190610dc2565b801561081c5780601f106107f35761010080835404028352916020019161081c565b820191905f5260205f20905b8154815290600101906020018083116107ff57829003601f168201915b5050505050815250509050919050565b8061083683610af6565b6001015560405181815282907f1a66b22f10b0a10dc9b7c441194e4da3aaaaf4003fc453d15fedb11ba46e31969060200160405180910390a25050565b5f81801580610883575061080081115b156108a457604051632ba3976160e21b815260048101829052602401610380565b63ffffffff6001600160401b03871611156108dd5760405163160632cb60e21b81526001600160401b0387166004820152602401610380565b6108e7338961047f565b5f818152600260205260409020549092506001600160a01b0316156109225760405163773c305d60e11b815260048101839052602401610380565b6040518060c00160405280336001600160a01b03168152602001888152602001876001600160401b031681526020015f1515815260200186815260200185858080601f0160208091040260200160405190810160405280939291908181526020018383808284375f92018290525093909452505084815260026020818152604092839020855181546001600160a01b0319166001600160a01b0390911617815590850151600182015591840151908201805460608601516001600160401b0390931668ffffffffffffffffff1990911617600160401b921515929092029190911790556080830151600382015560a08301519091506004820190610a269082610e65565b50905050336001600160a01b0316827f64d5115cb6cbb7be06e39f9b0c8fe957f851696ca95a2c9c5876deb07ef71f328989898989604051610a6c959493929190610f23565b60405180910390a3509695505050505050565b80471015610aa95760405163cf47918160e01b815247600482015260248101829052604401610380565b610ac2828260405180602001604052805f815250610b66565b15610acb575050565b3d15610add57610ad9610b7b565b5050565b60405163d6bda27560e01b815260040160405180910390fd5b5f81815260026020526040902080546001600160a01b0316610b2e57604051639bd34f9560e01b815260048101839052602401610380565b80546001600160a01b03163314610b615760405163613aef7760e01b815260048101839052336024820152604401610380565b919050565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f60208284031215610b96575f5ffd5b5035919050565b80356001600160a01b0381168114610b61575f5ffd5b5f5f60408385031215610bc4575f5ffd5b82359150610bd460208401610b9d565b90509250929050565b5f5f60408385031215610bee575f5ffd5b610bf783610b9d565b946020939093013593505050565b6020815260018060a01b038251166020820152602082015160408201526001600160401b036040830151166060820152606082015115156080820152608082015160a08201525f60a083015160c08084015280518060e0850152806020830161010086015e5f6101008286010152610100601f19601f8301168501019250505092915050565b5f60208284031215610c9b575f5ffd5b61047882610b9d565b5f5f60408385031215610cb5575f5ffd5b50508035926020909101359150565b5f5f5f5f5f5f60a08789031215610cd9575f5ffd5b863595506020870135945060408701356001600160401b0381168114610cfd575f5ffd5b93506060870135925060808701356001600160401b03811115610d1e575f5ffd5b8701601f81018913610d2e575f5ffd5b80356001600160401b03811115610d43575f5ffd5b896020828401011115610d54575f5ffd5b60208201935080925050509295509295509295565b634e487b7160e01b5f52601160045260245ffd5b818103818111156103fd576103fd610d69565b6001600160401b0381811683821601908111156103fd576103fd610d69565b808201808211156103fd576103fd610d69565b600181811c90821680610dd657607f821691505b602082108103610df457634e487b7160e01b5f52602260045260245ffd5b50919050565b634e487b7160e01b5f52604160045260245ffd5b601f821115610e605782821115610e6057805f5260205f20601f840160051c6020851015610e3957505f5b90810190601f840160051c035f5b81811015610e5c575f83820155600101610e47565b5050505b505050565b81516001600160401b03811115610e7e57610e7e610dfa565b610e9281610e8c8454610dc2565b84610e0e565b6020601f821160018114610ec4575f8315610ead5750848201515b5f19600385901b1c1916600184901b178455610f1c565b5f84815260208120601f198516915b82811015610ef35787850151825560209485019460019092019101610ed3565b5084821015610f1057868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b8581526001600160401b038516602082015283604082015260806060820152816080820152818360a08301375f81830160a090810191909152601f909201601f1916010194935050505056",
}

// Market is an auto generated Go binding around an Ethereum contract.
type Market struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Market) GetABI() abi.ABI {
	return c.abi
}

// NewMarket creates a new instance of Market.
func NewMarket() *Market {
	parsed, err := MarketMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Market{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Market) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackMAXDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1724b46.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (market *Market) PackMAXDURATION() []byte {
	enc, err := market.abi.Pack("MAX_DURATION")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXDURATION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1724b46.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (market *Market) TryPackMAXDURATION() ([]byte, error) {
	return market.abi.Pack("MAX_DURATION")
}

// UnpackMAXDURATION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb1724b46.
//
// Solidity: function MAX_DURATION() view returns(uint64)
func (market *Market) UnpackMAXDURATION(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("MAX_DURATION", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMAXURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6192ed46.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_URI() view returns(uint256)
func (market *Market) PackMAXURI() []byte {
	enc, err := market.abi.Pack("MAX_URI")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6192ed46.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_URI() view returns(uint256)
func (market *Market) TryPackMAXURI() ([]byte, error) {
	return market.abi.Pack("MAX_URI")
}

// UnpackMAXURI is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6192ed46.
//
// Solidity: function MAX_URI() view returns(uint256)
func (market *Market) UnpackMAXURI(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("MAX_URI", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPERPETUAL is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0e3ee0e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERPETUAL() view returns(uint64)
func (market *Market) PackPERPETUAL() []byte {
	enc, err := market.abi.Pack("PERPETUAL")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERPETUAL is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0e3ee0e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERPETUAL() view returns(uint64)
func (market *Market) TryPackPERPETUAL() ([]byte, error) {
	return market.abi.Pack("PERPETUAL")
}

// UnpackPERPETUAL is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf0e3ee0e.
//
// Solidity: function PERPETUAL() view returns(uint64)
func (market *Market) UnpackPERPETUAL(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("PERPETUAL", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackAssetOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9676d860.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function assetOf(address seller, bytes32 salt) pure returns(bytes32)
func (market *Market) PackAssetOf(seller common.Address, salt [32]byte) []byte {
	enc, err := market.abi.Pack("assetOf", seller, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAssetOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9676d860.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function assetOf(address seller, bytes32 salt) pure returns(bytes32)
func (market *Market) TryPackAssetOf(seller common.Address, salt [32]byte) ([]byte, error) {
	return market.abi.Pack("assetOf", seller, salt)
}

// UnpackAssetOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9676d860.
//
// Solidity: function assetOf(address seller, bytes32 salt) pure returns(bytes32)
func (market *Market) UnpackAssetOf(data []byte) ([32]byte, error) {
	out, err := market.abi.Unpack("assetOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c9a1061.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function buy(bytes32 asset) payable returns(uint64 until)
func (market *Market) PackBuy(asset [32]byte) []byte {
	enc, err := market.abi.Pack("buy", asset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c9a1061.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function buy(bytes32 asset) payable returns(uint64 until)
func (market *Market) TryPackBuy(asset [32]byte) ([]byte, error) {
	return market.abi.Pack("buy", asset)
}

// UnpackBuy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9c9a1061.
//
// Solidity: function buy(bytes32 asset) payable returns(uint64 until)
func (market *Market) UnpackBuy(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("buy", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackLicenceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c115164.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function licenceOf(bytes32 asset, address account) view returns(uint64 until)
func (market *Market) PackLicenceOf(asset [32]byte, account common.Address) []byte {
	enc, err := market.abi.Pack("licenceOf", asset, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLicenceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c115164.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function licenceOf(bytes32 asset, address account) view returns(uint64 until)
func (market *Market) TryPackLicenceOf(asset [32]byte, account common.Address) ([]byte, error) {
	return market.abi.Pack("licenceOf", asset, account)
}

// UnpackLicenceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7c115164.
//
// Solidity: function licenceOf(bytes32 asset, address account) view returns(uint64 until)
func (market *Market) UnpackLicenceOf(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("licenceOf", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackLicensed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x910161d6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function licensed(bytes32 asset, address account) view returns(bool)
func (market *Market) PackLicensed(asset [32]byte, account common.Address) []byte {
	enc, err := market.abi.Pack("licensed", asset, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLicensed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x910161d6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function licensed(bytes32 asset, address account) view returns(bool)
func (market *Market) TryPackLicensed(asset [32]byte, account common.Address) ([]byte, error) {
	return market.abi.Pack("licensed", asset, account)
}

// UnpackLicensed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x910161d6.
//
// Solidity: function licensed(bytes32 asset, address account) view returns(bool)
func (market *Market) UnpackLicensed(data []byte) (bool, error) {
	out, err := market.abi.Unpack("licensed", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf340b124.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function list(bytes32 salt, uint256 price, uint64 duration, bytes32 metadataHash, string uri) returns(bytes32 asset)
func (market *Market) PackList(salt [32]byte, price *big.Int, duration uint64, metadataHash [32]byte, uri string) []byte {
	enc, err := market.abi.Pack("list", salt, price, duration, metadataHash, uri)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf340b124.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function list(bytes32 salt, uint256 price, uint64 duration, bytes32 metadataHash, string uri) returns(bytes32 asset)
func (market *Market) TryPackList(salt [32]byte, price *big.Int, duration uint64, metadataHash [32]byte, uri string) ([]byte, error) {
	return market.abi.Pack("list", salt, price, duration, metadataHash, uri)
}

// UnpackList is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf340b124.
//
// Solidity: function list(bytes32 salt, uint256 price, uint64 duration, bytes32 metadataHash, string uri) returns(bytes32 asset)
func (market *Market) UnpackList(data []byte) ([32]byte, error) {
	out, err := market.abi.Unpack("list", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackListingOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddf09f1c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function listingOf(bytes32 asset) view returns((address,uint256,uint64,bool,bytes32,string))
func (market *Market) PackListingOf(asset [32]byte) []byte {
	enc, err := market.abi.Pack("listingOf", asset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackListingOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddf09f1c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function listingOf(bytes32 asset) view returns((address,uint256,uint64,bool,bytes32,string))
func (market *Market) TryPackListingOf(asset [32]byte) ([]byte, error) {
	return market.abi.Pack("listingOf", asset)
}

// UnpackListingOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xddf09f1c.
//
// Solidity: function listingOf(bytes32 asset) view returns((address,uint256,uint64,bool,bytes32,string))
func (market *Market) UnpackListingOf(data []byte) (MarketListing, error) {
	out, err := market.abi.Unpack("listingOf", data)
	if err != nil {
		return *new(MarketListing), err
	}
	out0 := *abi.ConvertType(out[0], new(MarketListing)).(*MarketListing)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address ) view returns(uint256)
func (market *Market) PackOwed(arg0 common.Address) []byte {
	enc, err := market.abi.Pack("owed", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address ) view returns(uint256)
func (market *Market) TryPackOwed(arg0 common.Address) ([]byte, error) {
	return market.abi.Pack("owed", arg0)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf18e047.
//
// Solidity: function owed(address ) view returns(uint256)
func (market *Market) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackReprice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25e9b96.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reprice(bytes32 asset, uint256 price) returns()
func (market *Market) PackReprice(asset [32]byte, price *big.Int) []byte {
	enc, err := market.abi.Pack("reprice", asset, price)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReprice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25e9b96.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reprice(bytes32 asset, uint256 price) returns()
func (market *Market) TryPackReprice(asset [32]byte, price *big.Int) ([]byte, error) {
	return market.abi.Pack("reprice", asset, price)
}

// PackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stop(bytes32 asset) returns()
func (market *Market) PackStop(asset [32]byte) []byte {
	enc, err := market.abi.Pack("stop", asset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStop is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63c4f031.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stop(bytes32 asset) returns()
func (market *Market) TryPackStop(asset [32]byte) ([]byte, error) {
	return market.abi.Pack("stop", asset)
}

// PackTotalOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe7fa9f7d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalOwed() view returns(uint256)
func (market *Market) PackTotalOwed() []byte {
	enc, err := market.abi.Pack("totalOwed")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe7fa9f7d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalOwed() view returns(uint256)
func (market *Market) TryPackTotalOwed() ([]byte, error) {
	return market.abi.Pack("totalOwed")
}

// UnpackTotalOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe7fa9f7d.
//
// Solidity: function totalOwed() view returns(uint256)
func (market *Market) UnpackTotalOwed(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("totalOwed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns(uint256 amount)
func (market *Market) PackWithdraw() []byte {
	enc, err := market.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns(uint256 amount)
func (market *Market) TryPackWithdraw() ([]byte, error) {
	return market.abi.Pack("withdraw")
}

// UnpackWithdraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3ccfd60b.
//
// Solidity: function withdraw() returns(uint256 amount)
func (market *Market) UnpackWithdraw(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("withdraw", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// MarketBought represents a Bought event raised by the Market contract.
type MarketBought struct {
	Asset [32]byte
	Buyer common.Address
	Price *big.Int
	Until uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const MarketBoughtEventName = "Bought"

// ContractEventName returns the user-defined event name.
func (MarketBought) ContractEventName() string {
	return MarketBoughtEventName
}

// UnpackBoughtEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Bought(bytes32 indexed asset, address indexed buyer, uint256 price, uint64 until)
func (market *Market) UnpackBoughtEvent(log *types.Log) (*MarketBought, error) {
	event := "Bought"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketBought)
	if len(log.Data) > 0 {
		if err := market.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range market.abi.Events[event].Inputs {
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

// MarketListed represents a Listed event raised by the Market contract.
type MarketListed struct {
	Asset        [32]byte
	Seller       common.Address
	Price        *big.Int
	Duration     uint64
	MetadataHash [32]byte
	Uri          string
	Raw          *types.Log // Blockchain specific contextual infos
}

const MarketListedEventName = "Listed"

// ContractEventName returns the user-defined event name.
func (MarketListed) ContractEventName() string {
	return MarketListedEventName
}

// UnpackListedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Listed(bytes32 indexed asset, address indexed seller, uint256 price, uint64 duration, bytes32 metadataHash, string uri)
func (market *Market) UnpackListedEvent(log *types.Log) (*MarketListed, error) {
	event := "Listed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketListed)
	if len(log.Data) > 0 {
		if err := market.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range market.abi.Events[event].Inputs {
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

// MarketRepriced represents a Repriced event raised by the Market contract.
type MarketRepriced struct {
	Asset [32]byte
	Price *big.Int
	Raw   *types.Log // Blockchain specific contextual infos
}

const MarketRepricedEventName = "Repriced"

// ContractEventName returns the user-defined event name.
func (MarketRepriced) ContractEventName() string {
	return MarketRepricedEventName
}

// UnpackRepricedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Repriced(bytes32 indexed asset, uint256 price)
func (market *Market) UnpackRepricedEvent(log *types.Log) (*MarketRepriced, error) {
	event := "Repriced"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketRepriced)
	if len(log.Data) > 0 {
		if err := market.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range market.abi.Events[event].Inputs {
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

// MarketStopped represents a Stopped event raised by the Market contract.
type MarketStopped struct {
	Asset [32]byte
	Raw   *types.Log // Blockchain specific contextual infos
}

const MarketStoppedEventName = "Stopped"

// ContractEventName returns the user-defined event name.
func (MarketStopped) ContractEventName() string {
	return MarketStoppedEventName
}

// UnpackStoppedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Stopped(bytes32 indexed asset)
func (market *Market) UnpackStoppedEvent(log *types.Log) (*MarketStopped, error) {
	event := "Stopped"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketStopped)
	if len(log.Data) > 0 {
		if err := market.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range market.abi.Events[event].Inputs {
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

// MarketWithdrawn represents a Withdrawn event raised by the Market contract.
type MarketWithdrawn struct {
	Seller common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const MarketWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (MarketWithdrawn) ContractEventName() string {
	return MarketWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed seller, uint256 amount)
func (market *Market) UnpackWithdrawnEvent(log *types.Log) (*MarketWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketWithdrawn)
	if len(log.Data) > 0 {
		if err := market.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range market.abi.Events[event].Inputs {
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
func (market *Market) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], market.abi.Errors["AlreadyBought"].ID.Bytes()[:4]) {
		return market.UnpackAlreadyBoughtError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["AlreadyListed"].ID.Bytes()[:4]) {
		return market.UnpackAlreadyListedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadDuration"].ID.Bytes()[:4]) {
		return market.UnpackBadDurationError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadUri"].ID.Bytes()[:4]) {
		return market.UnpackBadUriError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return market.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return market.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotForSale"].ID.Bytes()[:4]) {
		return market.UnpackNotForSaleError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotListed"].ID.Bytes()[:4]) {
		return market.UnpackNotListedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotSeller"].ID.Bytes()[:4]) {
		return market.UnpackNotSellerError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return market.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["OwnAsset"].ID.Bytes()[:4]) {
		return market.UnpackOwnAssetError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["WrongPrice"].ID.Bytes()[:4]) {
		return market.UnpackWrongPriceError(raw[4:])
	}
	return nil, errors.New("unknown error")
}

// MarketAlreadyBought represents a AlreadyBought error raised by the Market contract.
type MarketAlreadyBought struct {
	Asset [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyBought(bytes32 asset)
func MarketAlreadyBoughtErrorID() common.Hash {
	return common.HexToHash("0x0c76114dcddcc0b8981d204e994698ce72a8dbc9e510b4c239e9cd3c6c6ec6f1")
}

// UnpackAlreadyBoughtError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyBought(bytes32 asset)
func (market *Market) UnpackAlreadyBoughtError(raw []byte) (*MarketAlreadyBought, error) {
	out := new(MarketAlreadyBought)
	if err := market.abi.UnpackIntoInterface(out, "AlreadyBought", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketAlreadyListed represents a AlreadyListed error raised by the Market contract.
type MarketAlreadyListed struct {
	Asset [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyListed(bytes32 asset)
func MarketAlreadyListedErrorID() common.Hash {
	return common.HexToHash("0xee7860ba6cf7e5385b6886d6e6137dd1181b959efc6bc977563d9709dd49925c")
}

// UnpackAlreadyListedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyListed(bytes32 asset)
func (market *Market) UnpackAlreadyListedError(raw []byte) (*MarketAlreadyListed, error) {
	out := new(MarketAlreadyListed)
	if err := market.abi.UnpackIntoInterface(out, "AlreadyListed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadDuration represents a BadDuration error raised by the Market contract.
type MarketBadDuration struct {
	Duration uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadDuration(uint64 duration)
func MarketBadDurationErrorID() common.Hash {
	return common.HexToHash("0x5818cb2c29d4094a42a88faac46a3924ef8f2e8395968ff11b87d0f335357874")
}

// UnpackBadDurationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadDuration(uint64 duration)
func (market *Market) UnpackBadDurationError(raw []byte) (*MarketBadDuration, error) {
	out := new(MarketBadDuration)
	if err := market.abi.UnpackIntoInterface(out, "BadDuration", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadUri represents a BadUri error raised by the Market contract.
type MarketBadUri struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadUri(uint256 length)
func MarketBadUriErrorID() common.Hash {
	return common.HexToHash("0xae8e5d8457e63cdfd2a142f5ab1d7f129640ad1c30a0b253261d6140fc706f0d")
}

// UnpackBadUriError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadUri(uint256 length)
func (market *Market) UnpackBadUriError(raw []byte) (*MarketBadUri, error) {
	out := new(MarketBadUri)
	if err := market.abi.UnpackIntoInterface(out, "BadUri", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketFailedCall represents a FailedCall error raised by the Market contract.
type MarketFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func MarketFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (market *Market) UnpackFailedCallError(raw []byte) (*MarketFailedCall, error) {
	out := new(MarketFailedCall)
	if err := market.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketInsufficientBalance represents a InsufficientBalance error raised by the Market contract.
type MarketInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func MarketInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (market *Market) UnpackInsufficientBalanceError(raw []byte) (*MarketInsufficientBalance, error) {
	out := new(MarketInsufficientBalance)
	if err := market.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNotForSale represents a NotForSale error raised by the Market contract.
type MarketNotForSale struct {
	Asset [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotForSale(bytes32 asset)
func MarketNotForSaleErrorID() common.Hash {
	return common.HexToHash("0x4f8871121b2645e43207da5d7acdd83ade4acb759a32d658b0b928b1b4e4beb3")
}

// UnpackNotForSaleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotForSale(bytes32 asset)
func (market *Market) UnpackNotForSaleError(raw []byte) (*MarketNotForSale, error) {
	out := new(MarketNotForSale)
	if err := market.abi.UnpackIntoInterface(out, "NotForSale", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNotListed represents a NotListed error raised by the Market contract.
type MarketNotListed struct {
	Asset [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotListed(bytes32 asset)
func MarketNotListedErrorID() common.Hash {
	return common.HexToHash("0x9bd34f95a10215b40fee580ac1cb3a0b92eb806609bfc8a1c4e58cd353cab92d")
}

// UnpackNotListedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotListed(bytes32 asset)
func (market *Market) UnpackNotListedError(raw []byte) (*MarketNotListed, error) {
	out := new(MarketNotListed)
	if err := market.abi.UnpackIntoInterface(out, "NotListed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNotSeller represents a NotSeller error raised by the Market contract.
type MarketNotSeller struct {
	Asset   [32]byte
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSeller(bytes32 asset, address account)
func MarketNotSellerErrorID() common.Hash {
	return common.HexToHash("0x613aef7775330a9acb4794ae2c0a22d08c48d926b237166901797e4e54d00815")
}

// UnpackNotSellerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSeller(bytes32 asset, address account)
func (market *Market) UnpackNotSellerError(raw []byte) (*MarketNotSeller, error) {
	out := new(MarketNotSeller)
	if err := market.abi.UnpackIntoInterface(out, "NotSeller", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNothingOwed represents a NothingOwed error raised by the Market contract.
type MarketNothingOwed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed()
func MarketNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x797dba544d72fb0dfb4c7610346de0274cf6d4e8b1d64dc398abc9027c89eff2")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed()
func (market *Market) UnpackNothingOwedError(raw []byte) (*MarketNothingOwed, error) {
	out := new(MarketNothingOwed)
	if err := market.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketOwnAsset represents a OwnAsset error raised by the Market contract.
type MarketOwnAsset struct {
	Asset [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnAsset(bytes32 asset)
func MarketOwnAssetErrorID() common.Hash {
	return common.HexToHash("0xc90cf85e5c8f7f0f01cf11cc972f6fe1a1491e8eb849c4096f1462e7291cd4ec")
}

// UnpackOwnAssetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnAsset(bytes32 asset)
func (market *Market) UnpackOwnAssetError(raw []byte) (*MarketOwnAsset, error) {
	out := new(MarketOwnAsset)
	if err := market.abi.UnpackIntoInterface(out, "OwnAsset", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketWrongPrice represents a WrongPrice error raised by the Market contract.
type MarketWrongPrice struct {
	Asked *big.Int
	Given *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongPrice(uint256 asked, uint256 given)
func MarketWrongPriceErrorID() common.Hash {
	return common.HexToHash("0x6871963ecfaa42ef4294ecf7c25a19680ce1fffd2e1762b921f1e95aa9d2f043")
}

// UnpackWrongPriceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongPrice(uint256 asked, uint256 given)
func (market *Market) UnpackWrongPriceError(raw []byte) (*MarketWrongPrice, error) {
	out := new(MarketWrongPrice)
	if err := market.abi.UnpackIntoInterface(out, "WrongPrice", raw); err != nil {
		return nil, err
	}
	return out, nil
}

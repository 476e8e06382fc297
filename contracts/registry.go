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

// RegistryHolder is an auto generated low-level Go binding around an user-defined struct.
type RegistryHolder struct {
	Account     common.Address
	Position    uint64
	Stake       *big.Int
	ServesUntil uint64
	Left        *big.Int
}

// RegistryLess is an auto generated low-level Go binding around an user-defined struct.
type RegistryLess struct {
	Position uint64
	Amount   *big.Int
}

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
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_URL\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"UNBONDING\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"holderAt\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"point\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"less\",\"type\":\"tuple[]\",\"internalType\":\"structRegistry.Less[]\",\"components\":[{\"name\":\"position\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"amount\",\"type\":\"uint192\",\"internalType\":\"uint192\"}]}],\"outputs\":[{\"name\":\"h\",\"type\":\"tuple\",\"internalType\":\"structRegistry.Holder\",\"components\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"position\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"left\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"isOperator\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operatorAt\",\"inputs\":[{\"name\":\"position\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operatorCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operatorOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structRegistry.Operator\",\"components\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbonding\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbondsAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"register\",\"inputs\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"stakeAt\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"sumAt\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"operators\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"sum\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"total\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"unbond\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Registered\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"url\",\"type\":\"string\",\"indexed\":false,\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"stake\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Unbonding\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"at\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadAmount\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadUrl\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BeyondStake\",\"inputs\":[{\"name\":\"point\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"sum\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"CheckpointUnorderedInsertion\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Locked\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NotPast\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NothingUnbonding\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"StillUnbonding\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}]",
	ID:  "Registry",
	Bin: "0x60a0604052348015600e575f5ffd5b50604051611b08380380611b08833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b608051611a836100855f395f81816102470152610bab0152611a835ff3fe6080604052600436106100e4575f3560e01c80636a256b291161008757806390dd258f1161005757806390dd258f1461027d5780639737821c14610292578063997db02d146102c6578063fd6b266c14610302575f5ffd5b80636a256b29146101e85780636d70f7ae146102075780637110d32e146102365780637c6f315814610269575f5ffd5b80632ddbd13a116100c25780632ddbd13a146101735780633ccfd60b146101955780635694cb0a146101a9578063636f35d3146101bc575f5ffd5b80630fe7683f146100e8578063261423351461011b57806327de9e3214610152575b5f5ffd5b3480156100f3575f5ffd5b506100fe6212750081565b6040516001600160401b0390911681526020015b60405180910390f35b348015610126575f5ffd5b5061013a6101353660046114c8565b61037c565b6040516001600160a01b039091168152602001610112565b34801561015d575f5ffd5b5061017161016c3660046114c8565b6103aa565b005b34801561017e575f5ffd5b506101875f5481565b604051908152602001610112565b3480156101a0575f5ffd5b506101716104c9565b6101716101b73660046114f3565b6105bd565b3480156101c7575f5ffd5b506101db6101d6366004611586565b6106b5565b604051610112919061159f565b3480156101f3575f5ffd5b50610171610202366004611586565b6107e3565b348015610212575f5ffd5b50610226610221366004611586565b61083e565b6040519015158152602001610112565b348015610241575f5ffd5b5061013a7f000000000000000000000000000000000000000000000000000000000000000081565b348015610274575f5ffd5b50600354610187565b348015610288575f5ffd5b5061018761010081565b34801561029d575f5ffd5b506102b16102ac3660046114c8565b610869565b60408051928352602083019190915201610112565b3480156102d1575f5ffd5b506102e56102e0366004611618565b6108db565b604080519283526001600160401b03909116602083015201610112565b34801561030d575f5ffd5b5061032161031c366004611640565b610935565b60405161011291905f60a08201905060018060a01b0383511682526001600160401b036020840151166020830152604083015160408301526001600160401b0360608401511660608301526080830151608083015292915050565b5f60038281548110610390576103906116bd565b5f918252602090912001546001600160a01b031692915050565b335f9081526001602052604090208115806103c85750806002015482115b156103ff576002810154604051630a1b4b6f60e31b81526103f6918491600401918252602082015260400190565b60405180910390fd5b610407610b94565b81816002015f82825461041a91906116e5565b9250508190555081816003015f82825461043491906116f8565b909155506104479050621275004261170b565b60048201805467ffffffffffffffff19166001600160401b039290921691909117905561047333610c56565b61047c33610cca565b6004810154604080518481526001600160401b03909216602083015233917ff296881dc8649cb075784613a4c7cec45269aae38400377b6bdf05196c27bac5910160405180910390a25050565b335f908152600160205260408120600381015490918190036104fe5760405163098ae75d60e21b815260040160405180910390fd5b60048201546001600160401b03164210156105405760048281015460405163be8a527b60e01b81526001600160401b03909116918101919091526024016103f6565b610548610b94565b5f6003830181905560048301805467ffffffffffffffff19169055805482919081906105759084906116e5565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26105b93382610ec3565b5050565b818015806105cc575061010081115b156105ed576040516305bc2ce960e21b8152600481018290526024016103f6565b335f908152600160205260409020806106078587836117c9565b5060018101805467ffffffffffffffff19166001600160401b0385161790556002810180543491905f9061063c9084906116f8565b92505081905550345f5f82825461065391906116f8565b90915550610662905033610c56565b61066b33610cca565b600281015460405133917f4e510c4451ae774258207d9d90e5d4d091dcc9938509351db91c2a7e5b15dedc916106a691899189918991611883565b60405180910390a25050505050565b6106f56040518060a00160405280606081526020015f6001600160401b031681526020015f81526020015f81526020015f6001600160401b031681525090565b6001600160a01b0382165f9081526001602052604090819020815160a081019092528054829082906107269061173e565b80601f01602080910402602001604051908101604052809291908181526020018280546107529061173e565b801561079d5780601f106107745761010080835404028352916020019161079d565b820191905f5260205f20905b81548152906001019060200180831161078057829003601f168201915b505050918352505060018201546001600160401b039081166020830152600283015460408301526003830154606083015260049092015490911660809091015292915050565b6107ec81610cca565b6001600160a01b0381165f818152600160209081526040918290206002015491519182527f7823e479a1a4ebe2418874847436f8a1680c5ee5b17f38bb59dbff28e1b45552910160405180910390a250565b6001600160a01b0381165f90815260016020526040812080546108609061173e565b15159392505050565b5f5f61087483610f36565b61087f600484610f59565b6001600160d01b0316915081156108d6576108ca8360055f6108a08661100b565b81526020019081526020015f205f5f81526020019081526020015f20610f5990919063ffffffff16565b6001600160d01b031690505b915091565b5f5f6108e683610f36565b6001600160a01b0384165f9081526002602052604081206109079085610f59565b71ffffffffffffffffffffffffffffffffffff81169660909190911c6001600160401b031695509350505050565b6040805160a0810182525f808252602082018190529181018290526060810182905260808101829052908061096987610869565b90925090505f5b848110156109bf5785858281811061098a5761098a6116bd565b90506040020160200160208101906109a291906118ca565b6109b5906001600160c01b0316836116e5565b9150600101610970565b508086106109ea57604051630ec9f60b60e21b815260048101879052602481018290526044016103f6565b5f5f6109f58461100b565b90505b8015610b2a5780610a08816118f0565b9150505f610a1882848a8a611037565b90505f610a26836003611905565b610a316001886116e5565b610a3d911c60016116f8565b60039490941b939050835b610a538160086116f8565b85108015610a6057508185105b15610afa575f8411610a7b57610a76858d61110d565b610aa7565b5f8481526005602090815260408083208884529091529020610a9d908d610f59565b6001600160d01b03165b955082610ab482876116e5565b60088110610ac457610ac46116bd565b6020020151610ad390876116e5565b9550858b10610afa57610ae6868c6116e5565b9a5084610af28161191c565b955050610a48565b610b058160086116f8565b851480610b1157508185145b15610b225750505050505050610b8c565b5050506109f8565b5060038181548110610b3e57610b3e6116bd565b5f91825260209182902001546001600160a01b03168086526001600160401b03831691860191909152610b7190896108db565b6001600160401b031660608601526040850152506080830152505b949350505050565b604051639bc289f160e01b81523360048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690639bc289f190602401602060405180830381865afa158015610bf8573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610c1c9190611934565b905042816001600160401b03161115610c5357604051631d5b44cb60e31b81526001600160401b03821660048201526024016103f6565b50565b6001600160a01b0381165f908152600160208181526040808420600280820154948201549352932060909190911b67ffffffffffffffff60901b1690911790610c9e81611146565b6001600160d01b0316826001600160d01b031614610cc457610cc181438461117e565b50505b50505050565b6001600160a01b0381165f9081526006602090815260408083206001909252909120600201548154600160401b90046001600160c01b0316808203610d0f5750505050565b82546001600160401b03165f03610d9857600380546001810182555f8290527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b0180546001600160a01b0319166001600160a01b0387161790558054845467ffffffffffffffff19166001600160401b0390911617845554610d9590600490439061117e565b50505b82546001600160c01b038316600160401b026001600160401b0391821681811786555f92610dcb9260019291161761194f565b6001600160401b031690505f610de560038054905061100b565b905060015b818111610eba575f81815260056020908152604080832060039690961c80845295909152812090610e1a82611146565b6001600160d01b031690508383148015610e345750600183115b8015610e3f57508154155b15610e8257610e7660055f610e556001876116e5565b81526020019081526020015f205f5f81526020019081526020015f20611146565b6001600160d01b031690505b610ea34387610e918a856116f8565b610e9b91906116e5565b84919061117e565b505050508080610eb29061191c565b915050610dea565b50505050505050565b80471015610eed5760405163cf47918160e01b8152476004820152602481018290526044016103f6565b610f06828260405180602001604052805f815250611198565b15610f0f575050565b3d15610f1d576105b96111ad565b60405163d6bda27560e01b815260040160405180910390fd5b438110610c535760405163b4a7354f60e01b8152600481018290526024016103f6565b81545f9081816005811115610fb5575f610f72846111b8565b610f7c90856116e5565b5f8881526020902090915081015465ffffffffffff9081169087161015610fa557809150610fb3565b610fb08160016116f8565b92505b505b5f610fc28787858561130b565b90508015610ffc57610fe687610fd96001846116e5565b5f91825260209091200190565b54600160301b90046001600160d01b0316610ffe565b5f5b9450505050505b92915050565b60015b611019816008611a49565b821115611032578061102a8161191c565b91505061100e565b919050565b61103f6114a9565b5f5b82811015611104575f611055876003611905565b858584818110611067576110676116bd565b61107d9260206040909202019081019150611a54565b6001600160401b0316901c6001600160401b0316905085600382901c036110fb578484838181106110b0576110b06116bd565b90506040020160200160208101906110c891906118ca565b6001600160c01b03168382600716600881106110e6576110e66116bd565b602002018181516110f791906116f8565b9052505b50600101611041565b50949350505050565b5f61113e60038481548110611124576111246116bd565b5f918252602090912001546001600160a01b0316836108db565b509392505050565b80545f9080156111755761115f83610fd96001846116e5565b54600160301b90046001600160d01b0316611177565b5f5b9392505050565b5f8061118b858585611359565b915091505b935093915050565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f600182116111c5575090565b816001600160801b82106111de5760809190911c9060401b5b600160401b82106111f45760409190911c9060201b5b640100000000821061120b5760209190911c9060101b5b6201000082106112205760109190911c9060081b5b61010082106112345760089190911c9060041b5b601082106112475760049190911c9060021b5b600482106112535760011b5b600302600190811c9081858161126b5761126b611a6f565b048201901c9050600181858161128357611283611a6f565b048201901c9050600181858161129b5761129b611a6f565b048201901c905060018185816112b3576112b3611a6f565b048201901c905060018185816112cb576112cb611a6f565b048201901c905060018185816112e3576112e3611a6f565b048201901c90506113028185816112fc576112fc611a6f565b04821190565b90039392505050565b5f5b8183101561113e575f85815260209020838316600285851804019081015465ffffffffffff8681169116111561134557809250611353565b6113508160016116f8565b93505b5061130d565b82545f908190801561144f575f61137587610fd96001856116e5565b805490915065ffffffffffff80821691600160301b90046001600160d01b03169088168211156113b857604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff16036113f157825465ffffffffffff16600160301b6001600160d01b03891602178355611441565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f81529190912094519151909216600160301b029216919091179101555b945085935061119092505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a815291822095519251909316600160301b029190931617920191909155905081611190565b6040518061010001604052806008906020820280368337509192915050565b5f602082840312156114d8575f5ffd5b5035919050565b6001600160401b0381168114610c53575f5ffd5b5f5f5f60408486031215611505575f5ffd5b83356001600160401b0381111561151a575f5ffd5b8401601f8101861361152a575f5ffd5b80356001600160401b0381111561153f575f5ffd5b866020828401011115611550575f5ffd5b602091820194509250840135611565816114df565b809150509250925092565b80356001600160a01b0381168114611032575f5ffd5b5f60208284031215611596575f5ffd5b61117782611570565b602081525f825160a0602084015280518060c0850152806020830160e086015e5f60e082860101526001600160401b03602086015116604085015260408501516060850152606085015160808501526001600160401b0360808601511660a085015260e0601f19601f8301168501019250505092915050565b5f5f60408385031215611629575f5ffd5b61163283611570565b946020939093013593505050565b5f5f5f5f60608587031215611653575f5ffd5b843593506020850135925060408501356001600160401b03811115611676575f5ffd5b8501601f81018713611686575f5ffd5b80356001600160401b0381111561169b575f5ffd5b8760208260061b84010111156116af575f5ffd5b949793965060200194505050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b81810381811115611005576110056116d1565b80820180821115611005576110056116d1565b6001600160401b038181168382160190811115611005576110056116d1565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061175257607f821691505b60208210810361177057634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156117c457828211156117c457805f5260205f20601f840160051c60208510156117a157505f5b90810190601f840160051c035f5b81811015610cc1575f838201556001016117af565b505050565b6001600160401b038311156117e0576117e061172a565b6117f4836117ee835461173e565b83611776565b5f601f841160018114611825575f851561180e5750838201355b5f19600387901b1c1916600186901b17835561187c565b5f83815260208120601f198716915b828110156118545786850135825560209485019460019092019101611834565b5086821015611870575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b60608152836060820152838560808301375f608085830101525f6080601f19601f87011683010190506001600160401b038416602083015282604083015295945050505050565b5f602082840312156118da575f5ffd5b81356001600160c01b0381168114611177575f5ffd5b5f816118fe576118fe6116d1565b505f190190565b8082028115828204841417611005576110056116d1565b5f6001820161192d5761192d6116d1565b5060010190565b5f60208284031215611944575f5ffd5b8151611177816114df565b6001600160401b038281168282160390811115611005576110056116d1565b6001815b60018411156111905780850481111561198d5761198d6116d1565b600184161561199b57908102905b60019390931c928002611972565b5f826119b757506001611005565b816119c357505f611005565b81600181146119d957600281146119e3576119ff565b6001915050611005565b60ff8411156119f4576119f46116d1565b50506001821b611005565b5060208310610133831016604e8410600b8410161715611a22575081810a611005565b611a2e5f19848461196e565b805f1904821115611a4157611a416116d1565b029392505050565b5f61117783836119a9565b5f60208284031215611a64575f5ffd5b8135611177816114df565b634e487b7160e01b5f52601260045260245ffd",
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

// PackHolderAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfd6b266c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function holderAt(uint256 blockNumber, uint256 point, (uint64,uint192)[] less) view returns((address,uint64,uint256,uint64,uint256) h)
func (registry *Registry) PackHolderAt(blockNumber *big.Int, point *big.Int, less []RegistryLess) []byte {
	enc, err := registry.abi.Pack("holderAt", blockNumber, point, less)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHolderAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfd6b266c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function holderAt(uint256 blockNumber, uint256 point, (uint64,uint192)[] less) view returns((address,uint64,uint256,uint64,uint256) h)
func (registry *Registry) TryPackHolderAt(blockNumber *big.Int, point *big.Int, less []RegistryLess) ([]byte, error) {
	return registry.abi.Pack("holderAt", blockNumber, point, less)
}

// UnpackHolderAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfd6b266c.
//
// Solidity: function holderAt(uint256 blockNumber, uint256 point, (uint64,uint192)[] less) view returns((address,uint64,uint256,uint64,uint256) h)
func (registry *Registry) UnpackHolderAt(data []byte) (RegistryHolder, error) {
	out, err := registry.abi.Unpack("holderAt", data)
	if err != nil {
		return *new(RegistryHolder), err
	}
	out0 := *abi.ConvertType(out[0], new(RegistryHolder)).(*RegistryHolder)
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

// PackOperatorAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x26142335.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operatorAt(uint256 position) view returns(address)
func (registry *Registry) PackOperatorAt(position *big.Int) []byte {
	enc, err := registry.abi.Pack("operatorAt", position)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperatorAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x26142335.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operatorAt(uint256 position) view returns(address)
func (registry *Registry) TryPackOperatorAt(position *big.Int) ([]byte, error) {
	return registry.abi.Pack("operatorAt", position)
}

// UnpackOperatorAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x26142335.
//
// Solidity: function operatorAt(uint256 position) view returns(address)
func (registry *Registry) UnpackOperatorAt(data []byte) (common.Address, error) {
	out, err := registry.abi.Unpack("operatorAt", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOperatorCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c6f3158.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operatorCount() view returns(uint256)
func (registry *Registry) PackOperatorCount() []byte {
	enc, err := registry.abi.Pack("operatorCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperatorCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c6f3158.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operatorCount() view returns(uint256)
func (registry *Registry) TryPackOperatorCount() ([]byte, error) {
	return registry.abi.Pack("operatorCount")
}

// UnpackOperatorCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7c6f3158.
//
// Solidity: function operatorCount() view returns(uint256)
func (registry *Registry) UnpackOperatorCount(data []byte) (*big.Int, error) {
	out, err := registry.abi.Unpack("operatorCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
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

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a256b29.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(address account) returns()
func (registry *Registry) PackSettle(account common.Address) []byte {
	enc, err := registry.abi.Pack("settle", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a256b29.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(address account) returns()
func (registry *Registry) TryPackSettle(account common.Address) ([]byte, error) {
	return registry.abi.Pack("settle", account)
}

// PackStakeAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x997db02d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function stakeAt(address account, uint256 blockNumber) view returns(uint256 stake, uint64 servesUntil)
func (registry *Registry) PackStakeAt(account common.Address, blockNumber *big.Int) []byte {
	enc, err := registry.abi.Pack("stakeAt", account, blockNumber)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStakeAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x997db02d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function stakeAt(address account, uint256 blockNumber) view returns(uint256 stake, uint64 servesUntil)
func (registry *Registry) TryPackStakeAt(account common.Address, blockNumber *big.Int) ([]byte, error) {
	return registry.abi.Pack("stakeAt", account, blockNumber)
}

// StakeAtOutput serves as a container for the return parameters of contract
// method StakeAt.
type StakeAtOutput struct {
	Stake       *big.Int
	ServesUntil uint64
}

// UnpackStakeAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x997db02d.
//
// Solidity: function stakeAt(address account, uint256 blockNumber) view returns(uint256 stake, uint64 servesUntil)
func (registry *Registry) UnpackStakeAt(data []byte) (StakeAtOutput, error) {
	out, err := registry.abi.Unpack("stakeAt", data)
	outstruct := new(StakeAtOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Stake = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.ServesUntil = *abi.ConvertType(out[1], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackSumAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9737821c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function sumAt(uint256 blockNumber) view returns(uint256 operators, uint256 sum)
func (registry *Registry) PackSumAt(blockNumber *big.Int) []byte {
	enc, err := registry.abi.Pack("sumAt", blockNumber)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSumAt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9737821c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function sumAt(uint256 blockNumber) view returns(uint256 operators, uint256 sum)
func (registry *Registry) TryPackSumAt(blockNumber *big.Int) ([]byte, error) {
	return registry.abi.Pack("sumAt", blockNumber)
}

// SumAtOutput serves as a container for the return parameters of contract
// method SumAt.
type SumAtOutput struct {
	Operators *big.Int
	Sum       *big.Int
}

// UnpackSumAt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9737821c.
//
// Solidity: function sumAt(uint256 blockNumber) view returns(uint256 operators, uint256 sum)
func (registry *Registry) UnpackSumAt(data []byte) (SumAtOutput, error) {
	out, err := registry.abi.Unpack("sumAt", data)
	outstruct := new(SumAtOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Operators = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Sum = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
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

// RegistrySettled represents a Settled event raised by the Registry contract.
type RegistrySettled struct {
	Operator common.Address
	Stake    *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const RegistrySettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (RegistrySettled) ContractEventName() string {
	return RegistrySettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(address indexed operator, uint256 stake)
func (registry *Registry) UnpackSettledEvent(log *types.Log) (*RegistrySettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != registry.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(RegistrySettled)
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
	if bytes.Equal(raw[:4], registry.abi.Errors["BeyondStake"].ID.Bytes()[:4]) {
		return registry.UnpackBeyondStakeError(raw[4:])
	}
	if bytes.Equal(raw[:4], registry.abi.Errors["CheckpointUnorderedInsertion"].ID.Bytes()[:4]) {
		return registry.UnpackCheckpointUnorderedInsertionError(raw[4:])
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
	if bytes.Equal(raw[:4], registry.abi.Errors["NotPast"].ID.Bytes()[:4]) {
		return registry.UnpackNotPastError(raw[4:])
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

// RegistryBeyondStake represents a BeyondStake error raised by the Registry contract.
type RegistryBeyondStake struct {
	Point *big.Int
	Sum   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BeyondStake(uint256 point, uint256 sum)
func RegistryBeyondStakeErrorID() common.Hash {
	return common.HexToHash("0x3b27d82c76162fc49bdcd4140e19197e61c6492faba7cf46a16fce7a31f3445c")
}

// UnpackBeyondStakeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BeyondStake(uint256 point, uint256 sum)
func (registry *Registry) UnpackBeyondStakeError(raw []byte) (*RegistryBeyondStake, error) {
	out := new(RegistryBeyondStake)
	if err := registry.abi.UnpackIntoInterface(out, "BeyondStake", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RegistryCheckpointUnorderedInsertion represents a CheckpointUnorderedInsertion error raised by the Registry contract.
type RegistryCheckpointUnorderedInsertion struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CheckpointUnorderedInsertion()
func RegistryCheckpointUnorderedInsertionErrorID() common.Hash {
	return common.HexToHash("0x2520601d9d60b717c34a36ad270857824c5a1ebbfd08ff39aba6930089495cfa")
}

// UnpackCheckpointUnorderedInsertionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CheckpointUnorderedInsertion()
func (registry *Registry) UnpackCheckpointUnorderedInsertionError(raw []byte) (*RegistryCheckpointUnorderedInsertion, error) {
	out := new(RegistryCheckpointUnorderedInsertion)
	if err := registry.abi.UnpackIntoInterface(out, "CheckpointUnorderedInsertion", raw); err != nil {
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

// RegistryNotPast represents a NotPast error raised by the Registry contract.
type RegistryNotPast struct {
	BlockNumber *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPast(uint256 blockNumber)
func RegistryNotPastErrorID() common.Hash {
	return common.HexToHash("0xb4a7354fdcfa2af29cfe1e86553cf2d81682db019611be1732c6d09bbc29483c")
}

// UnpackNotPastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPast(uint256 blockNumber)
func (registry *Registry) UnpackNotPastError(raw []byte) (*RegistryNotPast, error) {
	out := new(RegistryNotPast)
	if err := registry.abi.UnpackIntoInterface(out, "NotPast", raw); err != nil {
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

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
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_URL\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"UNBONDING\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"holderAt\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"point\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"less\",\"type\":\"tuple[]\",\"internalType\":\"structRegistry.Less[]\",\"components\":[{\"name\":\"position\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"amount\",\"type\":\"uint192\",\"internalType\":\"uint192\"}]}],\"outputs\":[{\"name\":\"h\",\"type\":\"tuple\",\"internalType\":\"structRegistry.Holder\",\"components\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"position\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"left\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"isOperator\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operatorOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structRegistry.Operator\",\"components\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbonding\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"unbondsAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"register\",\"inputs\":[{\"name\":\"url\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"stakeAt\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"sumAt\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"operators\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"sum\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"total\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"unbond\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Registered\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"url\",\"type\":\"string\",\"indexed\":false,\"internalType\":\"string\"},{\"name\":\"servesUntil\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"stake\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"stake\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Unbonding\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"at\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadAmount\",\"inputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"stake\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadUrl\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BeyondStake\",\"inputs\":[{\"name\":\"point\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"sum\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"CheckpointUnorderedInsertion\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Locked\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NotPast\",\"inputs\":[{\"name\":\"blockNumber\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NothingUnbonding\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"StillUnbonding\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}]",
	ID:  "Registry",
	Bin: "0x60a0604052348015600e575f5ffd5b50604051611a61380380611a61833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b6080516119dc6100855f395f81816101eb0152610b2501526119dc5ff3fe6080604052600436106100bf575f3560e01c80636a256b291161007c57806390dd258f1161005757806390dd258f146102255780639737821c1461023a578063997db02d1461026e578063fd6b266c146102aa575f5ffd5b80636a256b291461018c5780636d70f7ae146101ab5780637110d32e146101da575f5ffd5b80630fe7683f146100c357806327de9e32146100f65780632ddbd13a146101175780633ccfd60b146101395780635694cb0a1461014d578063636f35d314610160575b5f5ffd5b3480156100ce575f5ffd5b506100d96212750081565b6040516001600160401b0390911681526020015b60405180910390f35b348015610101575f5ffd5b5061011561011036600461141d565b610324565b005b348015610122575f5ffd5b5061012b5f5481565b6040519081526020016100ed565b348015610144575f5ffd5b50610115610443565b61011561015b366004611448565b610537565b34801561016b575f5ffd5b5061017f61017a3660046114db565b61062f565b6040516100ed91906114f4565b348015610197575f5ffd5b506101156101a63660046114db565b61075d565b3480156101b6575f5ffd5b506101ca6101c53660046114db565b6107b8565b60405190151581526020016100ed565b3480156101e5575f5ffd5b5061020d7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020016100ed565b348015610230575f5ffd5b5061012b61010081565b348015610245575f5ffd5b5061025961025436600461141d565b6107e3565b604080519283526020830191909152016100ed565b348015610279575f5ffd5b5061028d61028836600461156d565b610855565b604080519283526001600160401b039091166020830152016100ed565b3480156102b5575f5ffd5b506102c96102c4366004611595565b6108af565b6040516100ed91905f60a08201905060018060a01b0383511682526001600160401b036020840151166020830152604083015160408301526001600160401b0360608401511660608301526080830151608083015292915050565b335f9081526001602052604090208115806103425750806002015482115b15610379576002810154604051630a1b4b6f60e31b8152610370918491600401918252602082015260400190565b60405180910390fd5b610381610b0e565b81816002015f8282546103949190611626565b9250508190555081816003015f8282546103ae9190611639565b909155506103c19050621275004261164c565b60048201805467ffffffffffffffff19166001600160401b03929092169190911790556103ed33610bd0565b6103f633610c1f565b6004810154604080518481526001600160401b03909216602083015233917ff296881dc8649cb075784613a4c7cec45269aae38400377b6bdf05196c27bac5910160405180910390a25050565b335f908152600160205260408120600381015490918190036104785760405163098ae75d60e21b815260040160405180910390fd5b60048201546001600160401b03164210156104ba5760048281015460405163be8a527b60e01b81526001600160401b0390911691810191909152602401610370565b6104c2610b0e565b5f6003830181905560048301805467ffffffffffffffff19169055805482919081906104ef908490611626565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26105333382610e18565b5050565b81801580610546575061010081115b15610567576040516305bc2ce960e21b815260048101829052602401610370565b335f9081526001602052604090208061058185878361170e565b5060018101805467ffffffffffffffff19166001600160401b0385161790556002810180543491905f906105b6908490611639565b92505081905550345f5f8282546105cd9190611639565b909155506105dc905033610bd0565b6105e533610c1f565b600281015460405133917f4e510c4451ae774258207d9d90e5d4d091dcc9938509351db91c2a7e5b15dedc91610620918991899189916117c8565b60405180910390a25050505050565b61066f6040518060a00160405280606081526020015f6001600160401b031681526020015f81526020015f81526020015f6001600160401b031681525090565b6001600160a01b0382165f9081526001602052604090819020815160a081019092528054829082906106a09061167f565b80601f01602080910402602001604051908101604052809291908181526020018280546106cc9061167f565b80156107175780601f106106ee57610100808354040283529160200191610717565b820191905f5260205f20905b8154815290600101906020018083116106fa57829003601f168201915b505050918352505060018201546001600160401b039081166020830152600283015460408301526003830154606083015260049092015490911660809091015292915050565b61076681610c1f565b6001600160a01b0381165f818152600160209081526040918290206002015491519182527f7823e479a1a4ebe2418874847436f8a1680c5ee5b17f38bb59dbff28e1b45552910160405180910390a250565b6001600160a01b0381165f90815260016020526040812080546107da9061167f565b15159392505050565b5f5f6107ee83610e8b565b6107f9600484610eae565b6001600160d01b031691508115610850576108448360055f61081a86610f60565b81526020019081526020015f205f5f81526020019081526020015f20610eae90919063ffffffff16565b6001600160d01b031690505b915091565b5f5f61086083610e8b565b6001600160a01b0384165f9081526002602052604081206108819085610eae565b71ffffffffffffffffffffffffffffffffffff81169660909190911c6001600160401b031695509350505050565b6040805160a0810182525f80825260208201819052918101829052606081018290526080810182905290806108e3876107e3565b90925090505f5b84811015610939578585828181106109045761090461180f565b905060400201602001602081019061091c9190611823565b61092f906001600160c01b031683611626565b91506001016108ea565b5080861061096457604051630ec9f60b60e21b81526004810187905260248101829052604401610370565b5f5f61096f84610f60565b90505b8015610aa4578061098281611849565b9150505f61099282848a8a610f8c565b90505f6109a083600361185e565b6109ab600188611626565b6109b7911c6001611639565b60039490941b939050835b6109cd816008611639565b851080156109da57508185105b15610a74575f84116109f5576109f0858d611062565b610a21565b5f8481526005602090815260408083208884529091529020610a17908d610eae565b6001600160d01b03165b955082610a2e8287611626565b60088110610a3e57610a3e61180f565b6020020151610a4d9087611626565b9550858b10610a7457610a60868c611626565b9a5084610a6c81611875565b9550506109c2565b610a7f816008611639565b851480610a8b57508185145b15610a9c5750505050505050610b06565b505050610972565b5060038181548110610ab857610ab861180f565b5f91825260209182902001546001600160a01b03168086526001600160401b03831691860191909152610aeb9089610855565b6001600160401b031660608601526040850152506080830152505b949350505050565b604051639bc289f160e01b81523360048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690639bc289f190602401602060405180830381865afa158015610b72573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610b96919061188d565b905042816001600160401b03161115610bcd57604051631d5b44cb60e31b81526001600160401b0382166004820152602401610370565b50565b6001600160a01b0381165f9081526001602081815260408084206002808201549482015493529320610c19929091439160909190911b67ffffffffffffffff60901b161761109b565b50505050565b6001600160a01b0381165f9081526006602090815260408083206001909252909120600201548154600160401b90046001600160c01b0316808203610c645750505050565b82546001600160401b03165f03610ced57600380546001810182555f8290527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b0180546001600160a01b0319166001600160a01b0387161790558054845467ffffffffffffffff19166001600160401b0390911617845554610cea90600490439061109b565b50505b82546001600160c01b038316600160401b026001600160401b0391821681811786555f92610d20926001929116176118a8565b6001600160401b031690505f610d3a600380549050610f60565b905060015b818111610e0f575f81815260056020908152604080832060039690961c80845295909152812090610d6f826110b5565b6001600160d01b031690508383148015610d895750600183115b8015610d9457508154155b15610dd757610dcb60055f610daa600187611626565b81526020019081526020015f205f5f81526020019081526020015f206110b5565b6001600160d01b031690505b610df84387610de68a85611639565b610df09190611626565b84919061109b565b505050508080610e0790611875565b915050610d3f565b50505050505050565b80471015610e425760405163cf47918160e01b815247600482015260248101829052604401610370565b610e5b828260405180602001604052805f8152506110ed565b15610e64575050565b3d15610e7257610533611102565b60405163d6bda27560e01b815260040160405180910390fd5b438110610bcd5760405163b4a7354f60e01b815260048101829052602401610370565b81545f9081816005811115610f0a575f610ec78461110d565b610ed19085611626565b5f8881526020902090915081015465ffffffffffff9081169087161015610efa57809150610f08565b610f05816001611639565b92505b505b5f610f1787878585611260565b90508015610f5157610f3b87610f2e600184611626565b5f91825260209091200190565b54600160301b90046001600160d01b0316610f53565b5f5b9450505050505b92915050565b60015b610f6e8160086119a2565b821115610f875780610f7f81611875565b915050610f63565b919050565b610f946113fe565b5f5b82811015611059575f610faa87600361185e565b858584818110610fbc57610fbc61180f565b610fd292602060409092020190810191506119ad565b6001600160401b0316901c6001600160401b0316905085600382901c03611050578484838181106110055761100561180f565b905060400201602001602081019061101d9190611823565b6001600160c01b031683826007166008811061103b5761103b61180f565b6020020181815161104c9190611639565b9052505b50600101610f96565b50949350505050565b5f611093600384815481106110795761107961180f565b5f918252602090912001546001600160a01b031683610855565b509392505050565b5f806110a88585856112ae565b915091505b935093915050565b80545f9080156110e4576110ce83610f2e600184611626565b54600160301b90046001600160d01b03166110e6565b5f5b9392505050565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f6001821161111a575090565b816001600160801b82106111335760809190911c9060401b5b600160401b82106111495760409190911c9060201b5b64010000000082106111605760209190911c9060101b5b6201000082106111755760109190911c9060081b5b61010082106111895760089190911c9060041b5b6010821061119c5760049190911c9060021b5b600482106111a85760011b5b600302600190811c908185816111c0576111c06119c8565b048201901c905060018185816111d8576111d86119c8565b048201901c905060018185816111f0576111f06119c8565b048201901c90506001818581611208576112086119c8565b048201901c90506001818581611220576112206119c8565b048201901c90506001818581611238576112386119c8565b048201901c9050611257818581611251576112516119c8565b04821190565b90039392505050565b5f5b81831015611093575f85815260209020838316600285851804019081015465ffffffffffff8681169116111561129a578092506112a8565b6112a5816001611639565b93505b50611262565b82545f90819080156113a4575f6112ca87610f2e600185611626565b805490915065ffffffffffff80821691600160301b90046001600160d01b031690881682111561130d57604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff160361134657825465ffffffffffff16600160301b6001600160d01b03891602178355611396565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f81529190912094519151909216600160301b029216919091179101555b94508593506110ad92505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a815291822095519251909316600160301b0291909316179201919091559050816110ad565b6040518061010001604052806008906020820280368337509192915050565b5f6020828403121561142d575f5ffd5b5035919050565b6001600160401b0381168114610bcd575f5ffd5b5f5f5f6040848603121561145a575f5ffd5b83356001600160401b0381111561146f575f5ffd5b8401601f8101861361147f575f5ffd5b80356001600160401b03811115611494575f5ffd5b8660208284010111156114a5575f5ffd5b6020918201945092508401356114ba81611434565b809150509250925092565b80356001600160a01b0381168114610f87575f5ffd5b5f602082840312156114eb575f5ffd5b6110e6826114c5565b602081525f825160a0602084015280518060c0850152806020830160e086015e5f60e082860101526001600160401b03602086015116604085015260408501516060850152606085015160808501526001600160401b0360808601511660a085015260e0601f19601f8301168501019250505092915050565b5f5f6040838503121561157e575f5ffd5b611587836114c5565b946020939093013593505050565b5f5f5f5f606085870312156115a8575f5ffd5b843593506020850135925060408501356001600160401b038111156115cb575f5ffd5b8501601f810187136115db575f5ffd5b80356001600160401b038111156115f0575f5ffd5b8760208260061b8401011115611604575f5ffd5b949793965060200194505050565b634e487b7160e01b5f52601160045260245ffd5b81810381811115610f5a57610f5a611612565b80820180821115610f5a57610f5a611612565b6001600160401b038181168382160190811115610f5a57610f5a611612565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061169357607f821691505b6020821081036116b157634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115611709578282111561170957805f5260205f20601f840160051c60208510156116e257505f5b90810190601f840160051c035f5b81811015611705575f838201556001016116f0565b5050505b505050565b6001600160401b038311156117255761172561166b565b61173983611733835461167f565b836116b7565b5f601f84116001811461176a575f85156117535750838201355b5f19600387901b1c1916600186901b1783556117c1565b5f83815260208120601f198716915b828110156117995786850135825560209485019460019092019101611779565b50868210156117b5575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b60608152836060820152838560808301375f608085830101525f6080601f19601f87011683010190506001600160401b038416602083015282604083015295945050505050565b634e487b7160e01b5f52603260045260245ffd5b5f60208284031215611833575f5ffd5b81356001600160c01b03811681146110e6575f5ffd5b5f8161185757611857611612565b505f190190565b8082028115828204841417610f5a57610f5a611612565b5f6001820161188657611886611612565b5060010190565b5f6020828403121561189d575f5ffd5b81516110e681611434565b6001600160401b038281168282160390811115610f5a57610f5a611612565b6001815b60018411156110ad578085048111156118e6576118e6611612565b60018416156118f457908102905b60019390931c9280026118cb565b5f8261191057506001610f5a565b8161191c57505f610f5a565b8160018114611932576002811461193c57611958565b6001915050610f5a565b60ff84111561194d5761194d611612565b50506001821b610f5a565b5060208310610133831016604e8410600b841016171561197b575081810a610f5a565b6119875f1984846118c7565b805f190482111561199a5761199a611612565b029392505050565b5f6110e68383611902565b5f602082840312156119bd575f5ffd5b81356110e681611434565b634e487b7160e01b5f52601260045260245ffd",
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

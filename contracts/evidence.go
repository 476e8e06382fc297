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

// EvidenceReport is an auto generated low-level Go binding around an user-defined struct.
type EvidenceReport struct {
	Committee     *big.Int
	Epoch         uint64
	Index         uint32
	Confirmations uint64
	Policy        [32]byte
	Capsule       []byte
	Kind          uint8
	ReaderKey     []byte
	Account       common.Address
	Nonce         *big.Int
	Deadline      uint64
	Order         [32]byte
	Text          [32]byte
	FileIndex     uint64
	Share         []byte
	Signature     []byte
	Keys          []byte
	Hints         ShareCheckHints
}

// ShareCheckHints is an auto generated low-level Go binding around an user-defined struct.
type ShareCheckHints struct {
	Y  [3]*big.Int
	P  [3]ShareCheckPoint
	T3 ShareCheckPoint
}

// ShareCheckPoint is an auto generated low-level Go binding around an user-defined struct.
type ShareCheckPoint struct {
	X *big.Int
	Y *big.Int
}

// EvidenceMetaData contains all meta data concerning the Evidence contract.
var EvidenceMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"},{\"name\":\"registry_\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"report\",\"inputs\":[{\"name\":\"r\",\"type\":\"tuple\",\"internalType\":\"structEvidence.Report\",\"components\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumEvidence.Kind\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"order\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"text\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"fileIndex\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"share\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"hints\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Hints\",\"components\":[{\"name\":\"y\",\"type\":\"uint256[3]\",\"internalType\":\"uint256[3]\"},{\"name\":\"p\",\"type\":\"tuple[3]\",\"internalType\":\"structShareCheck.Point[3]\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"name\":\"t3\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Point\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Reported\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"index\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"reporter\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadCapsule\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadHint\",\"inputs\":[{\"name\":\"which\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadReaderKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"CallFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"GoodShare\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotConfirmed\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotSigner\",\"inputs\":[{\"name\":\"signer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"operator\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OtherShare\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongKeys\",\"inputs\":[]}]",
	ID:  "Evidence",
	Bin: "0x60c060405234801561000f575f5ffd5b50604051611d63380380611d6383398101604081905261002e9161005c565b6001600160a01b039182166080521660a052610094565b6001600160a01b0381168114610059575f5ffd5b50565b5f5f6040838503121561006d575f5ffd5b825161007881610045565b602084015190925061008981610045565b809150509250929050565b60805160a051611c956100ce5f395f818160a0015261054001525f8181605d0152818160cf015281816105c80152610a060152611c955ff3fe608060405234801561000f575f5ffd5b506004361061003f575f3560e01c806329a73f6e146100435780637110d32e146100585780637b1039991461009b575b5f5ffd5b61005661005136600461187b565b6100c2565b005b61007f7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b03909116815260200160405180910390f35b61007f7f000000000000000000000000000000000000000000000000000000000000000081565b5f80806001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663c7b357f8853561010660408801602089016118b3565b6101166060890160408a016118da565b6040516001600160e01b031960e086901b168152600481019390935267ffffffffffffffff909116602483015263ffffffff166044820152606401606060405180830381865afa15801561016c573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906101909190611914565b925092509250816101c457604051634438d8b160e11b81526001600160a01b03841660048201526024015b60405180910390fd5b5f6101d560608601604087016118da565b6101e69063ffffffff16602161196c565b6101f1906028611983565b905081610202610200870187611996565b6040516102109291906119d9565b604051809103902014158061023d575061022b816021611983565b610239610200870187611996565b9050105b1561025b57604051630681c44160e41b815260040160405180910390fd5b60ae61026b6101c0870187611996565b905014801561031f575061028560408601602087016118b3565b61029560608701604088016118da565b6040516020016102cb92919060c09290921b6001600160c01b031916825260e01b6001600160e01b0319166008820152600c0190565b6040516020818303038152906040526102e3906119e8565b6001600160a01b0319166102fb6101c0870187611996565b61030991600c915f91611a26565b61031291611a4d565b6001600160a01b03191614155b1561033d5760405163d02de6f960e01b815260040160405180910390fd5b60a261034c60a0870187611996565b90501461036c57604051632d8c5b7b60e01b815260040160405180910390fd5b5f610376866105a2565b90505f61038b61038688846106ba565b610985565b90505f61041d7f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f3893584866103c46101c08e018e611996565b6040516103d29291906119d9565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c00160405160208183030381529060405280519060200120610985565b90505f610437826104326101e08c018c611996565b610a75565b9050876001600160a01b0316816001600160a01b03161461047e57604051631b47f85360e11b81526001600160a01b038083166004830152891660248201526044016101bb565b61048a89848688610bd3565b6104a7576040516347fdc4b160e11b815260040160405180910390fd5b6001600160a01b0388166104c160408b0160208c016118b3565b67ffffffffffffffff168a357f8c5136db1bee6522af44c9386868005e2e4e313db3232ac51b06d4e3b86450296104fe60608e0160408f016118da565b6040805163ffffffff90921682523360208301520160405180910390a4604051637aeccce960e01b81526001600160a01b0389811660048301523360248301527f00000000000000000000000000000000000000000000000000000000000000001690637aeccce9906044015f604051808303815f87803b158015610581575f5ffd5b505af1158015610593573d5f5f3e3d5ffd5b50505050505050505050505050565b5f807f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80467f000000000000000000000000000000000000000000000000000000000000000085356105f960808801606089016118b3565b6040805160208101969096528501939093526001600160a01b03909116606084015260808381019190915267ffffffffffffffff90911660a083015284013560c082015260e00160408051601f19818403018152919052805160209091012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f24561068860a0850185611996565b8360405160200161069c9493929190611a85565b60405160208183030381529060405280519060200120915050919050565b5f806106c960e0850185611996565b6040516106d79291906119d9565b60405190819003902090505f6106f360e0860160c08701611ab4565b600281111561070457610704611aa0565b036107cf577f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb848361075f61012089016101008a01611ad2565b6107716101608a016101408b016118b3565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a083015267ffffffffffffffff1660c082015260e0015b6040516020818303038152906040528051906020012091505061097f565b60016107e160e0860160c08701611ab4565b60028111156107f2576107f2611aa0565b036108bf577f6613c5f77954442c781c48d224c9f05380c7cbcc3f57f480a3633dd71a813b9d7ff71d06fd69f38981351f63c469e4369669e0e8a735d429faad7fd192d3cb7f0485358361084e61012089016101008a01611ad2565b6101208901356108666101608b016101408c016118b3565b604080516020810198909852870195909552606086019390935260808501919091526001600160a01b031660a084015260c083015267ffffffffffffffff1660e0820152610180850135610100820152610120016107b1565b7fca40625d76633fa4cde1e36d015fc69edca9d37bea4de15c0c863207207ffbac83826108f461012088016101008901611ad2565b6101208801356101608901356101808a01356109186101c08c016101a08d016118b3565b60408051602081019990995288019690965260608701949094526001600160a01b03909216608086015260a085015260c084015260e083015267ffffffffffffffff1661010082015261012001604051602081830303815290604052805190602001209150505b92915050565b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f6020808301919091527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84828401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031660a0808401919091528351808403909101815260c08301909352825192019190912061190160f01b60e083015260e2820181905261010282018390525f916101220161069c565b5f60418214610a9757604051635cd5d23360e01b815260040160405180910390fd5b5f610aa6604060208587611a26565b610aaf91611aed565b90505f84846040818110610ac557610ac5611b0a565b919091013560f81c9150507f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0821180610b1157508060ff16601b14158015610b1157508060ff16601c14155b15610b2f57604051635cd5d23360e01b815260040160405180910390fd5b60018682610b4060205f898b611a26565b610b4991611aed565b604080515f8152602081018083529490945260ff9092169183019190915260608201526080810184905260a0016020604051602081039080840390855afa158015610b96573d5f5f3e3d5ffd5b5050604051601f1901519350506001600160a01b038316610bca57604051635cd5d23360e01b815260040160405180910390fd5b50509392505050565b5f610bdc611796565b848152602081018490525f610c1d610220880135610bfe6102008a018a611996565b8790610c0b826021611983565b92610c1893929190611a26565b610cef565b6040840152905080610c425760405163ee9f2d5360e01b815260040160405180910390fd5b610c66610240880135610c5860a08a018a611996565b610c18916021915f91611a26565b6060840152905080610c8b57604051632d8c5b7b60e01b815260040160405180910390fd5b610ca1610260880135610c1860e08a018a611996565b6080840152905080610cc65760405163c6e3152360e01b815260040160405180910390fd5b610ce282610cd86101c08a018a611996565b8a61022001610d8f565b925050505b949350505050565b5f610d0b60405180604001604052805f81526020015f81525090565b610d158484611028565b610d21575f9150610d87565b6040805180820190915280610d398560018189611a26565b610d4291611aed565b8152602001869052905083835f81610d5c57610d5c611b0a565b9050013560f81c60f81b60f81c60011660ff1685600116148015610d845750610d84816110cc565b91505b935093915050565b5f5f5f610d9c8686611115565b9150915081610db057600192505050610ce7565b5f610de58860400151836060015170014551231950b75fc4402da1732fc9bebe19610ddb9190611b1e565b846080015161122c565b90505f610e1c8360200151846060015170014551231950b75fc4402da1732fc9bebe19610e129190611b1e565b8560a0015161122c565b90506001600160a01b0382161580610e3b57506001600160a01b038116155b15610e4d576001945050505050610ce7565b610e736001610e6436899003890160608a01611b31565b8b6060015186608001516112ea565b610e996002610e8a36899003890160a08a01611b31565b8b608001518660a001516112ea565b610ebf6003610eb036899003890160e08a01611b31565b856040015186606001516112ea565b5f610ec98761134a565b90506001600160a01b038116610ee757600195505050505050610ce7565b89516020808c01518651604080517f44c16612abcedd8fde265d2d1b777f11885420bb7facafcf640ba5af026736ff9481019490945283019390935260608201526001600160a01b031990911660808201525f90608c016040516020818303038152906040528b604001518c606001518d6080015188602001518960400151604051602001610f7a959493929190611b8c565b60408051601f19818403018152908290526bffffffffffffffffffffffff19606088811b8216602085015287811b8216603485015286901b16604883015290605c0160408051601f1981840301815290829052610fdb939291602001611bfc565b60408051601f198184030181529190528051602090910120606086015190915061101770014551231950b75fc4402da1732fc9bebe1983611c36565b14159b9a5050505050505050505050565b5f602182148015611093575082825f81811061104657611046611b0a565b9050013560f81c60f81b6001600160f81b031916600260f81b1480611093575082825f81811061107857611078611b0a565b9050013560f81c60f81b6001600160f81b031916600360f81b145b80156110c5575070014551231950b75fc4402da1732fc9bebe196110ba8360018187611a26565b6110c391611aed565b105b9392505050565b5f6401000003d019825f01511080156110ee57506401000003d0198260200151105b801561097f575081516111009061144a565b6401000003d019602084015180091492915050565b5f61111e61180d565b60ae831461112e575f9150611225565b61113b600c5f8587611a26565b61114491611a4d565b6001600160a01b031916815261115e606e604e8587611a26565b61116791611aed565b606082015261117a608e606e8587611a26565b61118391611aed565b608082015261119583608e8187611a26565b61119e91611aed565b60a082015260608101516111b19061146e565b15806111c757506111c5816080015161146e565b155b806111dc57506111da8160a0015161146e565b155b156111e9575f9150611225565b6111ff6111fa602d600c8688611a26565b611491565b6020830152915081156112255761121d6111fa604e602d8688611a26565b604083015291505b9250929050565b5f600170014551231950b75fc4402da1732fc9bebe1985516112608570014551231950b75fc4402da1732fc9bebe19611b1e565b09602086015161127490600116601b611983565b865170014551231950b75fc4402da1732fc9bebe19818809604080515f8152602081018083529590955260ff909316928401929092526060830152608082015260a0016020604051602081039080840390855afa1580156112d7573d5f5f3e3d5ffd5b5050604051601f19015195945050505050565b6112f3836110cc565b1580611323575061130582825f61122c565b6001600160a01b03166113178461155c565b6001600160a01b031614155b156113445760405163d890f08360e01b8152600481018590526024016101bb565b50505050565b5f80808061136c60608601356080870135600160a089013560c08a013561158c565b9194509250905061139883838360e08901356113936101008b01356401000003d019611b1e565b61158c565b919450925090505f8190036113b157505f949350505050565b5f6113c53687900387016101208801611b31565b90506401000003d019815f01511015806113e957506401000003d019816020015110155b806113ff5750836401000003d019825184900914155b806114175750826401000003d0198383602001510914155b156114375760405163d890f08360e01b81526004818101526024016101bb565b6114408161155c565b9695505050505050565b5f6401000003d01960076401000003d019846401000003d019868709090892915050565b5f811580159061097f57505070014551231950b75fc4402da1732fc9bebe191190565b5f6114ad60405180604001604052805f81526020015f81525090565b6114b78484611028565b6114c3575f9150611225565b6114d08360018187611a26565b6114d991611aed565b8082525f906114e79061144a565b90506114f281611698565b602083015284845f8161150757611507611b0a565b9050013560f81c60f81b60f81c60011660ff1682602001516001161461154257602082015161153c906401000003d019611b1e565b60208301525b806401000003d01960208401518009149250509250929050565b5f8160405160200161156e9190611c49565b60408051601f19818403018152919052805160209091012092915050565b5f8080806401000003d019808988096401000003d019878c090890505f6401000003d019808988098a0890505f6401000003d019808a8a098c0890506401000003d019888c099a506401000003d019878b0999506401000003d0198960150998506401000003d0196116048a6401000003d019611b1e565b8b0896506401000003d019898b0899506401000003d019806401000003d019838509601509611639906401000003d019611b1e565b6401000003d0198986090895506401000003d019806401000003d019838e09603f096401000003d019898d090894506401000003d019806401000003d019858e096003096401000003d0198c8509089350505050955095509592505050565b5f80806005602080808760046116b56401000003d0196001611983565b6116bf9190611c60565b6040805160ff968716602082015294861690850152939091166060830152608082015260a08101919091526401000003d01960c082015260e00160408051601f198184030181529082905261171391611c73565b5f60405180830381855afa9150503d805f811461174b576040519150601f19603f3d011682016040523d82523d5f602084013e611750565b606091505b509150915081158061176457508051602014155b1561178257604051633204506f60e01b815260040160405180910390fd5b80806020019051810190610ce79190611c7e565b6040518060a001604052805f81526020015f81526020016117c860405180604001604052805f81526020015f81525090565b81526020016117e860405180604001604052805f81526020015f81525090565b815260200161180860405180604001604052805f81526020015f81525090565b905290565b6040518060c001604052805f6001600160a01b031916815260200161184360405180604001604052805f81526020015f81525090565b815260200161186360405180604001604052805f81526020015f81525090565b81526020015f81526020015f81526020015f81525090565b5f6020828403121561188b575f5ffd5b813567ffffffffffffffff8111156118a1575f5ffd5b820161038081850312156110c5575f5ffd5b5f602082840312156118c3575f5ffd5b813567ffffffffffffffff811681146110c5575f5ffd5b5f602082840312156118ea575f5ffd5b813563ffffffff811681146110c5575f5ffd5b6001600160a01b0381168114611911575f5ffd5b50565b5f5f5f60608486031215611926575f5ffd5b8351611931816118fd565b60208501519093508015158114611946575f5ffd5b80925050604084015190509250925092565b634e487b7160e01b5f52601160045260245ffd5b808202811582820484141761097f5761097f611958565b8082018082111561097f5761097f611958565b5f5f8335601e198436030181126119ab575f5ffd5b83018035915067ffffffffffffffff8211156119c5575f5ffd5b602001915036819003821315611225575f5ffd5b818382375f9101908152919050565b805160208201516001600160a01b031981169190600c821015611a1f576001600160a01b0319600c83900360031b81901b82161692505b5050919050565b5f5f85851115611a34575f5ffd5b83861115611a40575f5ffd5b5050820193919092039150565b80356001600160a01b0319811690600c841015611a7e576001600160a01b0319600c85900360031b81901b82161691505b5092915050565b84815282846020830137602092019182015260400192915050565b634e487b7160e01b5f52602160045260245ffd5b5f60208284031215611ac4575f5ffd5b8135600381106110c5575f5ffd5b5f60208284031215611ae2575f5ffd5b81356110c5816118fd565b8035602083101561097f575f19602084900360031b1b1692915050565b634e487b7160e01b5f52603260045260245ffd5b8181038181111561097f5761097f611958565b5f6040828403128015611b42575f5ffd5b506040805190810167ffffffffffffffff81118282101715611b7257634e487b7160e01b5f52604160045260245ffd5b604052823581526020928301359281019290925250919050565b855181526020808701518183015285516040830152858101516060830152845160808301528481015160a0830152835160c08301528381015160e083015282516101008301528201516101208201526101408101611440565b5f81518060208401855e5f93019283525090919050565b5f611c19611c13611c0d8488611be5565b86611be5565b84611be5565b95945050505050565b634e487b7160e01b5f52601260045260245ffd5b5f82611c4457611c44611c22565b500690565b81518152602080830151908201526040810161097f565b5f82611c6e57611c6e611c22565b500490565b5f6110c58284611be5565b5f60208284031215611c8e575f5ffd5b505191905056",
}

// Evidence is an auto generated Go binding around an Ethereum contract.
type Evidence struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Evidence) GetABI() abi.ABI {
	return c.abi
}

// NewEvidence creates a new instance of Evidence.
func NewEvidence() *Evidence {
	parsed, err := EvidenceMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Evidence{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Evidence) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address committees_, address registry_) returns()
func (evidence *Evidence) PackConstructor(committees_ common.Address, registry_ common.Address) []byte {
	enc, err := evidence.abi.Pack("", committees_, registry_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCommittees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7110d32e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committees() view returns(address)
func (evidence *Evidence) PackCommittees() []byte {
	enc, err := evidence.abi.Pack("committees")
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
func (evidence *Evidence) TryPackCommittees() ([]byte, error) {
	return evidence.abi.Pack("committees")
}

// UnpackCommittees is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7110d32e.
//
// Solidity: function committees() view returns(address)
func (evidence *Evidence) UnpackCommittees(data []byte) (common.Address, error) {
	out, err := evidence.abi.Unpack("committees", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b103999.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registry() view returns(address)
func (evidence *Evidence) PackRegistry() []byte {
	enc, err := evidence.abi.Pack("registry")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegistry is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7b103999.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registry() view returns(address)
func (evidence *Evidence) TryPackRegistry() ([]byte, error) {
	return evidence.abi.Pack("registry")
}

// UnpackRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7b103999.
//
// Solidity: function registry() view returns(address)
func (evidence *Evidence) UnpackRegistry(data []byte) (common.Address, error) {
	out, err := evidence.abi.Unpack("registry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackReport is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29a73f6e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function report((uint256,uint64,uint32,uint64,bytes32,bytes,uint8,bytes,address,uint256,uint64,bytes32,bytes32,uint64,bytes,bytes,bytes,(uint256[3],(uint256,uint256)[3],(uint256,uint256))) r) returns()
func (evidence *Evidence) PackReport(r EvidenceReport) []byte {
	enc, err := evidence.abi.Pack("report", r)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReport is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29a73f6e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function report((uint256,uint64,uint32,uint64,bytes32,bytes,uint8,bytes,address,uint256,uint64,bytes32,bytes32,uint64,bytes,bytes,bytes,(uint256[3],(uint256,uint256)[3],(uint256,uint256))) r) returns()
func (evidence *Evidence) TryPackReport(r EvidenceReport) ([]byte, error) {
	return evidence.abi.Pack("report", r)
}

// EvidenceReported represents a Reported event raised by the Evidence contract.
type EvidenceReported struct {
	Committee *big.Int
	Epoch     uint64
	Operator  common.Address
	Index     uint32
	Reporter  common.Address
	Raw       *types.Log // Blockchain specific contextual infos
}

const EvidenceReportedEventName = "Reported"

// ContractEventName returns the user-defined event name.
func (EvidenceReported) ContractEventName() string {
	return EvidenceReportedEventName
}

// UnpackReportedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Reported(uint256 indexed committee, uint64 indexed epoch, address indexed operator, uint32 index, address reporter)
func (evidence *Evidence) UnpackReportedEvent(log *types.Log) (*EvidenceReported, error) {
	event := "Reported"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != evidence.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EvidenceReported)
	if len(log.Data) > 0 {
		if err := evidence.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range evidence.abi.Events[event].Inputs {
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
func (evidence *Evidence) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], evidence.abi.Errors["BadCapsule"].ID.Bytes()[:4]) {
		return evidence.UnpackBadCapsuleError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["BadHint"].ID.Bytes()[:4]) {
		return evidence.UnpackBadHintError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["BadKey"].ID.Bytes()[:4]) {
		return evidence.UnpackBadKeyError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["BadReaderKey"].ID.Bytes()[:4]) {
		return evidence.UnpackBadReaderKeyError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return evidence.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["CallFailed"].ID.Bytes()[:4]) {
		return evidence.UnpackCallFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["GoodShare"].ID.Bytes()[:4]) {
		return evidence.UnpackGoodShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["NotConfirmed"].ID.Bytes()[:4]) {
		return evidence.UnpackNotConfirmedError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["NotSigner"].ID.Bytes()[:4]) {
		return evidence.UnpackNotSignerError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["OtherShare"].ID.Bytes()[:4]) {
		return evidence.UnpackOtherShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["WrongKeys"].ID.Bytes()[:4]) {
		return evidence.UnpackWrongKeysError(raw[4:])
	}
	return nil, errors.New("unknown error")
}

// EvidenceBadCapsule represents a BadCapsule error raised by the Evidence contract.
type EvidenceBadCapsule struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadCapsule()
func EvidenceBadCapsuleErrorID() common.Hash {
	return common.HexToHash("0x2d8c5b7b4c100031706fc2fd8119cdcf018784c207a66d1231f75f81ac23b550")
}

// UnpackBadCapsuleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadCapsule()
func (evidence *Evidence) UnpackBadCapsuleError(raw []byte) (*EvidenceBadCapsule, error) {
	out := new(EvidenceBadCapsule)
	if err := evidence.abi.UnpackIntoInterface(out, "BadCapsule", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceBadHint represents a BadHint error raised by the Evidence contract.
type EvidenceBadHint struct {
	Which *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadHint(uint256 which)
func EvidenceBadHintErrorID() common.Hash {
	return common.HexToHash("0xd890f08305be7e1d848fc5b9f2060f0b9a9756537537d011fd20a77c9957be98")
}

// UnpackBadHintError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadHint(uint256 which)
func (evidence *Evidence) UnpackBadHintError(raw []byte) (*EvidenceBadHint, error) {
	out := new(EvidenceBadHint)
	if err := evidence.abi.UnpackIntoInterface(out, "BadHint", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceBadKey represents a BadKey error raised by the Evidence contract.
type EvidenceBadKey struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadKey()
func EvidenceBadKeyErrorID() common.Hash {
	return common.HexToHash("0xee9f2d537bde7567f0e60f7e7ee11ce8d6383f6cb525c16217a5d958064efde2")
}

// UnpackBadKeyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadKey()
func (evidence *Evidence) UnpackBadKeyError(raw []byte) (*EvidenceBadKey, error) {
	out := new(EvidenceBadKey)
	if err := evidence.abi.UnpackIntoInterface(out, "BadKey", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceBadReaderKey represents a BadReaderKey error raised by the Evidence contract.
type EvidenceBadReaderKey struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadReaderKey()
func EvidenceBadReaderKeyErrorID() common.Hash {
	return common.HexToHash("0xc6e315238d48a11087c81a3167d2b9fbe2506db96fb2a076a839e3ad1fb776cf")
}

// UnpackBadReaderKeyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadReaderKey()
func (evidence *Evidence) UnpackBadReaderKeyError(raw []byte) (*EvidenceBadReaderKey, error) {
	out := new(EvidenceBadReaderKey)
	if err := evidence.abi.UnpackIntoInterface(out, "BadReaderKey", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceBadSignature represents a BadSignature error raised by the Evidence contract.
type EvidenceBadSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature()
func EvidenceBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x5cd5d2335541c4f2ed05fbe44f397e8b79f8e2333157122d2dab06e378ef7685")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature()
func (evidence *Evidence) UnpackBadSignatureError(raw []byte) (*EvidenceBadSignature, error) {
	out := new(EvidenceBadSignature)
	if err := evidence.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceCallFailed represents a CallFailed error raised by the Evidence contract.
type EvidenceCallFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CallFailed()
func EvidenceCallFailedErrorID() common.Hash {
	return common.HexToHash("0x3204506f6a813959cffc5fd04d7ea98039e9c7444048856baf6c10ae312eb843")
}

// UnpackCallFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CallFailed()
func (evidence *Evidence) UnpackCallFailedError(raw []byte) (*EvidenceCallFailed, error) {
	out := new(EvidenceCallFailed)
	if err := evidence.abi.UnpackIntoInterface(out, "CallFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceGoodShare represents a GoodShare error raised by the Evidence contract.
type EvidenceGoodShare struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error GoodShare()
func EvidenceGoodShareErrorID() common.Hash {
	return common.HexToHash("0x8ffb8962d44acba01c2eaf2a8f4390a7c4a29c77e9edf2cee07594c7a931a985")
}

// UnpackGoodShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error GoodShare()
func (evidence *Evidence) UnpackGoodShareError(raw []byte) (*EvidenceGoodShare, error) {
	out := new(EvidenceGoodShare)
	if err := evidence.abi.UnpackIntoInterface(out, "GoodShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceNotConfirmed represents a NotConfirmed error raised by the Evidence contract.
type EvidenceNotConfirmed struct {
	Operator common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotConfirmed(address operator)
func EvidenceNotConfirmedErrorID() common.Hash {
	return common.HexToHash("0x8871b16246de61cd7c991fd611aa46ea41afd582b73a89aaee7ddfaa7c084923")
}

// UnpackNotConfirmedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotConfirmed(address operator)
func (evidence *Evidence) UnpackNotConfirmedError(raw []byte) (*EvidenceNotConfirmed, error) {
	out := new(EvidenceNotConfirmed)
	if err := evidence.abi.UnpackIntoInterface(out, "NotConfirmed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceNotSigner represents a NotSigner error raised by the Evidence contract.
type EvidenceNotSigner struct {
	Signer   common.Address
	Operator common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSigner(address signer, address operator)
func EvidenceNotSignerErrorID() common.Hash {
	return common.HexToHash("0x368ff0a6cf43428952589ed0cce229950c0bdbdf82f8c03a7bf5bc04634ad427")
}

// UnpackNotSignerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSigner(address signer, address operator)
func (evidence *Evidence) UnpackNotSignerError(raw []byte) (*EvidenceNotSigner, error) {
	out := new(EvidenceNotSigner)
	if err := evidence.abi.UnpackIntoInterface(out, "NotSigner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceOtherShare represents a OtherShare error raised by the Evidence contract.
type EvidenceOtherShare struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherShare()
func EvidenceOtherShareErrorID() common.Hash {
	return common.HexToHash("0xd02de6f97a5937e710c2b64d0a5fd1b04e551781bd2c0b6146afaee95abe5f20")
}

// UnpackOtherShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherShare()
func (evidence *Evidence) UnpackOtherShareError(raw []byte) (*EvidenceOtherShare, error) {
	out := new(EvidenceOtherShare)
	if err := evidence.abi.UnpackIntoInterface(out, "OtherShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceWrongKeys represents a WrongKeys error raised by the Evidence contract.
type EvidenceWrongKeys struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongKeys()
func EvidenceWrongKeysErrorID() common.Hash {
	return common.HexToHash("0x681c44109e03f8b106d44205f382280ced98d09bb2ed71aa6e3299d52f77cea5")
}

// UnpackWrongKeysError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongKeys()
func (evidence *Evidence) UnpackWrongKeysError(raw []byte) (*EvidenceWrongKeys, error) {
	out := new(EvidenceWrongKeys)
	if err := evidence.abi.UnpackIntoInterface(out, "WrongKeys", raw); err != nil {
		return nil, err
	}
	return out, nil
}

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
	Bin: "0x60c060405234801561000f575f5ffd5b50604051611cff380380611cff83398101604081905261002e9161005c565b6001600160a01b039182166080521660a052610094565b6001600160a01b0381168114610059575f5ffd5b50565b5f5f6040838503121561006d575f5ffd5b825161007881610045565b602084015190925061008981610045565b809150509250929050565b60805160a051611c316100ce5f395f818160a0015261061601525f8181605d0152818160cf015281816103f4015261069f0152611c315ff3fe608060405234801561000f575f5ffd5b506004361061003f575f3560e01c806329a73f6e146100435780637110d32e146100585780637b1039991461009b575b5f5ffd5b610056610051366004611810565b6100c2565b005b61007f7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b03909116815260200160405180910390f35b61007f7f000000000000000000000000000000000000000000000000000000000000000081565b5f80806001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663c7b357f88535610106604088016020890161184f565b6101166060890160408a01611876565b6040516001600160e01b031960e086901b168152600481019390935267ffffffffffffffff909116602483015263ffffffff166044820152606401606060405180830381865afa15801561016c573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061019091906118b0565b925092509250816101c457604051634438d8b160e11b81526001600160a01b03841660048201526024015b60405180910390fd5b5f6101d56060860160408701611876565b6101e69063ffffffff166021611908565b6101f190602861191f565b905081610202610200870187611932565b604051610210929190611975565b604051809103902014158061023d575061022b81602161191f565b610239610200870187611932565b9050105b1561025b57604051630681c44160e41b815260040160405180910390fd5b60ae61026b6101c0870187611932565b905014801561031f5750610285604086016020870161184f565b6102956060870160408801611876565b6040516020016102cb92919060c09290921b6001600160c01b031916825260e01b6001600160e01b0319166008820152600c0190565b6040516020818303038152906040526102e390611984565b6001600160a01b0319166102fb6101c0870187611932565b61030991600c915f916119c2565b610312916119e9565b6001600160a01b03191614155b1561033d5760405163d02de6f960e01b815260040160405180910390fd5b60a261034c60a0870187611932565b90501461036c57604051632d8c5b7b60e01b815260040160405180910390fd5b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660a08201525f9060c0016040516020818303038152906040528051906020012090505f61044087610679565b90505f610456836104518a85610791565b610a5c565b90505f6104ee847f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f38b5f013585878e806101c001906104959190611932565b6040516104a3929190611975565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c00160405160208183030381529060405280519060200120610a5c565b90505f610508826105036101e08d018d611932565b610a9b565b9050886001600160a01b0316816001600160a01b03161461054f57604051631b47f85360e11b81526001600160a01b0380831660048301528a1660248201526044016101bb565b61055b8a848689610bf9565b610578576040516347fdc4b160e11b815260040160405180910390fd5b6001600160a01b03891661059260408c0160208d0161184f565b67ffffffffffffffff168b5f01357f8c5136db1bee6522af44c9386868005e2e4e313db3232ac51b06d4e3b86450298d60400160208101906105d49190611876565b6040805163ffffffff90921682523360208301520160405180910390a4604051637aeccce960e01b81526001600160a01b038a811660048301523360248301527f00000000000000000000000000000000000000000000000000000000000000001690637aeccce9906044015f604051808303815f87803b158015610657575f5ffd5b505af1158015610669573d5f5f3e3d5ffd5b5050505050505050505050505050565b5f807f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80467f000000000000000000000000000000000000000000000000000000000000000085356106d0608088016060890161184f565b6040805160208101969096528501939093526001600160a01b03909116606084015260808381019190915267ffffffffffffffff90911660a083015284013560c082015260e00160408051601f19818403018152919052805160209091012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f24561075f60a0850185611932565b836040516020016107739493929190611a21565b60405160208183030381529060405280519060200120915050919050565b5f806107a060e0850185611932565b6040516107ae929190611975565b60405190819003902090505f6107ca60e0860160c08701611a50565b60028111156107db576107db611a3c565b036108a6577f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb848361083661012089016101008a01611a6e565b6108486101608a016101408b0161184f565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a083015267ffffffffffffffff1660c082015260e0015b60405160208183030381529060405280519060200120915050610a56565b60016108b860e0860160c08701611a50565b60028111156108c9576108c9611a3c565b03610996577f6613c5f77954442c781c48d224c9f05380c7cbcc3f57f480a3633dd71a813b9d7ff71d06fd69f38981351f63c469e4369669e0e8a735d429faad7fd192d3cb7f0485358361092561012089016101008a01611a6e565b61012089013561093d6101608b016101408c0161184f565b604080516020810198909852870195909552606086019390935260808501919091526001600160a01b031660a084015260c083015267ffffffffffffffff1660e082015261018085013561010082015261012001610888565b7fca40625d76633fa4cde1e36d015fc69edca9d37bea4de15c0c863207207ffbac83826109cb61012088016101008901611a6e565b6101208801356101608901356101808a01356109ef6101c08c016101a08d0161184f565b60408051602081019990995288019690965260608701949094526001600160a01b03909216608086015260a085015260c084015260e083015267ffffffffffffffff1661010082015261012001604051602081830303815290604052805190602001209150505b92915050565b60405161190160f01b602082015260228101839052604281018290525f9060620160405160208183030381529060405280519060200120905092915050565b5f60418214610abd57604051635cd5d23360e01b815260040160405180910390fd5b5f610acc6040602085876119c2565b610ad591611a89565b90505f84846040818110610aeb57610aeb611aa6565b919091013560f81c9150507f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0821180610b3757508060ff16601b14158015610b3757508060ff16601c14155b15610b5557604051635cd5d23360e01b815260040160405180910390fd5b60018682610b6660205f898b6119c2565b610b6f91611a89565b604080515f8152602081018083529490945260ff9092169183019190915260608201526080810184905260a0016020604051602081039080840390855afa158015610bbc573d5f5f3e3d5ffd5b5050604051601f1901519350506001600160a01b038316610bf057604051635cd5d23360e01b815260040160405180910390fd5b50509392505050565b5f610c0261172b565b848152602081018490525f610c43610220880135610c246102008a018a611932565b8790610c3182602161191f565b92610c3e939291906119c2565b610d15565b6040840152905080610c685760405163ee9f2d5360e01b815260040160405180910390fd5b610c8c610240880135610c7e60a08a018a611932565b610c3e916021915f916119c2565b6060840152905080610cb157604051632d8c5b7b60e01b815260040160405180910390fd5b610cc7610260880135610c3e60e08a018a611932565b6080840152905080610cec5760405163c6e3152360e01b815260040160405180910390fd5b610d0882610cfe6101c08a018a611932565b8a61022001610d74565b925050505b949350505050565b5f610d3160405180604001604052805f81526020015f81525090565b5f610d3c858561100d565b8452602084018890529093509050828015610d5957508086600116145b8015610d695750610d6982611097565b925050935093915050565b5f5f5f610d8186866110e0565b9150915081610d9557600192505050610d0d565b5f610dca8860400151836060015170014551231950b75fc4402da1732fc9bebe19610dc09190611aba565b84608001516111f7565b90505f610e018360200151846060015170014551231950b75fc4402da1732fc9bebe19610df79190611aba565b8560a001516111f7565b90506001600160a01b0382161580610e2057506001600160a01b038116155b15610e32576001945050505050610d0d565b610e586001610e4936899003890160608a01611acd565b8b6060015186608001516112b5565b610e7e6002610e6f36899003890160a08a01611acd565b8b608001518660a001516112b5565b610ea46003610e9536899003890160e08a01611acd565b856040015186606001516112b5565b5f610eae87611315565b90506001600160a01b038116610ecc57600195505050505050610d0d565b89516020808c01518651604080517f44c16612abcedd8fde265d2d1b777f11885420bb7facafcf640ba5af026736ff9481019490945283019390935260608201526001600160a01b031990911660808201525f90608c016040516020818303038152906040528b604001518c606001518d6080015188602001518960400151604051602001610f5f959493929190611b28565b60408051601f19818403018152908290526bffffffffffffffffffffffff19606088811b8216602085015287811b8216603485015286901b16604883015290605c0160408051601f1981840301815290829052610fc0939291602001611b98565b60408051601f1981840301815291905280516020909101206060860151909150610ffc70014551231950b75fc4402da1732fc9bebe1983611bd2565b14159b9a5050505050505050505050565b5f80806021841461102557505f915081905080611090565b84845f81811061103757611037611aa6565b919091013560f81c9250611050905084600181886119c2565b61105991611a89565b9050600282148061106a5750816003145b8015611087575070014551231950b75fc4402da1732fc9bebe1981105b82600116925092505b9250925092565b5f6401000003d019825f01511080156110b957506401000003d0198260200151105b8015610a56575081516110cb90611415565b6401000003d019602084015180091492915050565b5f6110e96117a2565b60ae83146110f9575f91506111f0565b611106600c5f85876119c2565b61110f916119e9565b6001600160a01b0319168152611129606e604e85876119c2565b61113291611a89565b6060820152611145608e606e85876119c2565b61114e91611a89565b608082015261116083608e81876119c2565b61116991611a89565b60a0820152606081015161117c90611439565b158061119257506111908160800151611439565b155b806111a757506111a58160a00151611439565b155b156111b4575f91506111f0565b6111ca6111c5602d600c86886119c2565b61145c565b6020830152915081156111f0576111e86111c5604e602d86886119c2565b604083015291505b9250929050565b5f600170014551231950b75fc4402da1732fc9bebe19855161122b8570014551231950b75fc4402da1732fc9bebe19611aba565b09602086015161123f90600116601b61191f565b865170014551231950b75fc4402da1732fc9bebe19818809604080515f8152602081018083529590955260ff909316928401929092526060830152608082015260a0016020604051602081039080840390855afa1580156112a2573d5f5f3e3d5ffd5b5050604051601f19015195945050505050565b6112be83611097565b15806112ee57506112d082825f6111f7565b6001600160a01b03166112e2846114f1565b6001600160a01b031614155b1561130f5760405163d890f08360e01b8152600481018590526024016101bb565b50505050565b5f80808061133760608601356080870135600160a089013560c08a0135611521565b9194509250905061136383838360e089013561135e6101008b01356401000003d019611aba565b611521565b919450925090505f81900361137c57505f949350505050565b5f6113903687900387016101208801611acd565b90506401000003d019815f01511015806113b457506401000003d019816020015110155b806113ca5750836401000003d019825184900914155b806113e25750826401000003d0198383602001510914155b156114025760405163d890f08360e01b81526004818101526024016101bb565b61140b816114f1565b9695505050505050565b5f6401000003d01960076401000003d019846401000003d019868709090892915050565b5f8115801590610a5657505070014551231950b75fc4402da1732fc9bebe191190565b5f61147860405180604001604052805f81526020015f81525090565b5f611483858561100d565b8452909350905082611498575f9250506111f0565b5f6114a5835f0151611415565b90505f6114b18261162d565b9050816401000003d0198283091494508281600116146114e0576114db816401000003d019611aba565b6114e2565b805b60208501525050509250929050565b5f816040516020016115039190611be5565b60408051601f19818403018152919052805160209091012092915050565b5f8080806401000003d019808988096401000003d019878c090890505f6401000003d019808988098a0890505f6401000003d019808a8a098c0890506401000003d019888c099a506401000003d019878b0999506401000003d0198960150998506401000003d0196115998a6401000003d019611aba565b8b0896506401000003d019898b0899506401000003d019806401000003d0198385096015096115ce906401000003d019611aba565b6401000003d0198986090895506401000003d019806401000003d019838e09603f096401000003d019898d090894506401000003d019806401000003d019858e096003096401000003d0198c8509089350505050955095509592505050565b5f808060056020808087600461164a6401000003d019600161191f565b6116549190611bfc565b6040805160ff968716602082015294861690850152939091166060830152608082015260a08101919091526401000003d01960c082015260e00160408051601f19818403018152908290526116a891611c0f565b5f60405180830381855afa9150503d805f81146116e0576040519150601f19603f3d011682016040523d82523d5f602084013e6116e5565b606091505b50915091508115806116f957508051602014155b1561171757604051633204506f60e01b815260040160405180910390fd5b80806020019051810190610d0d9190611c1a565b6040518060a001604052805f81526020015f815260200161175d60405180604001604052805f81526020015f81525090565b815260200161177d60405180604001604052805f81526020015f81525090565b815260200161179d60405180604001604052805f81526020015f81525090565b905290565b6040518060c001604052805f6001600160a01b03191681526020016117d860405180604001604052805f81526020015f81525090565b81526020016117f860405180604001604052805f81526020015f81525090565b81526020015f81526020015f81526020015f81525090565b5f60208284031215611820575f5ffd5b813567ffffffffffffffff811115611836575f5ffd5b82016103808185031215611848575f5ffd5b9392505050565b5f6020828403121561185f575f5ffd5b813567ffffffffffffffff81168114611848575f5ffd5b5f60208284031215611886575f5ffd5b813563ffffffff81168114611848575f5ffd5b6001600160a01b03811681146118ad575f5ffd5b50565b5f5f5f606084860312156118c2575f5ffd5b83516118cd81611899565b602085015190935080151581146118e2575f5ffd5b80925050604084015190509250925092565b634e487b7160e01b5f52601160045260245ffd5b8082028115828204841417610a5657610a566118f4565b80820180821115610a5657610a566118f4565b5f5f8335601e19843603018112611947575f5ffd5b83018035915067ffffffffffffffff821115611961575f5ffd5b6020019150368190038213156111f0575f5ffd5b818382375f9101908152919050565b805160208201516001600160a01b031981169190600c8210156119bb576001600160a01b0319600c83900360031b81901b82161692505b5050919050565b5f5f858511156119d0575f5ffd5b838611156119dc575f5ffd5b5050820193919092039150565b80356001600160a01b0319811690600c841015611a1a576001600160a01b0319600c85900360031b81901b82161691505b5092915050565b84815282846020830137602092019182015260400192915050565b634e487b7160e01b5f52602160045260245ffd5b5f60208284031215611a60575f5ffd5b813560038110611848575f5ffd5b5f60208284031215611a7e575f5ffd5b813561184881611899565b80356020831015610a56575f19602084900360031b1b1692915050565b634e487b7160e01b5f52603260045260245ffd5b81810381811115610a5657610a566118f4565b5f6040828403128015611ade575f5ffd5b506040805190810167ffffffffffffffff81118282101715611b0e57634e487b7160e01b5f52604160045260245ffd5b604052823581526020928301359281019290925250919050565b855181526020808701518183015285516040830152858101516060830152845160808301528481015160a0830152835160c08301528381015160e08301528251610100830152820151610120820152610140810161140b565b5f81518060208401855e5f93019283525090919050565b5f611bb5611baf611ba98488611b81565b86611b81565b84611b81565b95945050505050565b634e487b7160e01b5f52601260045260245ffd5b5f82611be057611be0611bbe565b500690565b815181526020808301519082015260408101610a56565b5f82611c0a57611c0a611bbe565b500490565b5f6118488284611b81565b5f60208284031215611c2a575f5ffd5b505191905056",
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

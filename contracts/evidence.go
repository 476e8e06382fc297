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
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"},{\"name\":\"registry_\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"challengedUntil\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refute\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"answers\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"place\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"r\",\"type\":\"tuple\",\"internalType\":\"structEvidence.Report\",\"components\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumEvidence.Kind\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"order\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"text\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"fileIndex\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"share\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"hints\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Hints\",\"components\":[{\"name\":\"y\",\"type\":\"uint256[3]\",\"internalType\":\"uint256[3]\"},{\"name\":\"p\",\"type\":\"tuple[3]\",\"internalType\":\"structShareCheck.Point[3]\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"name\":\"t3\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Point\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"refutedCount\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"count\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"report\",\"inputs\":[{\"name\":\"r\",\"type\":\"tuple\",\"internalType\":\"structEvidence.Report\",\"components\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"enumEvidence.Kind\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"order\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"text\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"fileIndex\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"share\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"keys\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"hints\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Hints\",\"components\":[{\"name\":\"y\",\"type\":\"uint256[3]\",\"internalType\":\"uint256[3]\"},{\"name\":\"p\",\"type\":\"tuple[3]\",\"internalType\":\"structShareCheck.Point[3]\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"name\":\"t3\",\"type\":\"tuple\",\"internalType\":\"structShareCheck.Point\",\"components\":[{\"name\":\"x\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"y\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Refuted\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"index\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Reported\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"index\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"reporter\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyRefuted\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"BadCapsule\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadHint\",\"inputs\":[{\"name\":\"which\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadReaderKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"CallFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ChallengeOver\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"GoodShare\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotConfirmed\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotSigner\",\"inputs\":[{\"name\":\"signer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"operator\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OtherAnswers\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OtherRequest\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OtherShare\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongKeys\",\"inputs\":[]}]",
	ID:  "Evidence",
	Bin: "0x60c060405234801561000f575f5ffd5b506040516124d83803806124d883398101604081905261002e9161005c565b6001600160a01b039182166080521660a052610094565b6001600160a01b0381168114610059575f5ffd5b50565b5f5f6040838503121561006d575f5ffd5b825161007881610045565b602084015190925061008981610045565b809150509250929050565b60805160a0516123fb6100dd5f395f818160f601526101d201525f8181609101528181610245015281816105e401528181610668015281816109880152610b7201526123fb5ff3fe608060405234801561000f575f5ffd5b5060043610610060575f3560e01c806329a73f6e14610064578063495d43e1146100795780637110d32e1461008c5780637a1bfdb7146100d05780637b103999146100f1578063df4e7f8614610118575b5f5ffd5b610077610072366004611cef565b61012b565b005b610077610087366004611d20565b61022d565b6100b37f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020015b60405180910390f35b6100e36100de366004611dcb565b610574565b6040519081526020016100c7565b6100b37f000000000000000000000000000000000000000000000000000000000000000081565b6100e3610126366004611dcb565b6105c0565b5f61013582610659565b50909150506001600160a01b0381166101546040840160208501611df9565b6001600160401b031683357f8c5136db1bee6522af44c9386868005e2e4e313db3232ac51b06d4e3b86450296101906060870160408801611e1b565b6040805163ffffffff90921682523360208301520160405180910390a4604051637aeccce960e01b81526001600160a01b0382811660048301523360248301527f00000000000000000000000000000000000000000000000000000000000000001690637aeccce9906044015f604051808303815f87803b158015610213575f5ffd5b505af1158015610225573d5f5f3e3d5ffd5b505050505050565b60405163192701df60e11b8152600481018690525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063324e03be9060240161022060405180830381865afa158015610293573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906102b79190611ed7565b90505f6102c382610b17565b9050804211156102ee57604051630ef5cc6560e01b8152600481018290526024015b60405180910390fd5b6101c08201515f5b86811015610354578188888381811061031157610311612010565b90506020020135604051602001610332929190918252602082015260400190565b60408051601f19818403018152919052805160209091012091506001016102f6565b50826102000151811415806103695750858510155b1561038757604051632cdd741960e11b815260040160405180910390fd5b86868681811061039957610399612010565b9050602002013584806101c001906103b19190612024565b6103bf6101e0880188612024565b6040516020016103d29493929190612066565b604051602081830303815290604052805190602001201461040657604051632cdd741960e11b815260040160405180910390fd5b5f60016104196060870160408801611e1b565b6104239190612099565b5f8a815260208190526040902054600160ff929092169190911b915081166001600160801b0316156104815761045f6060860160408701611e1b565b60405163dc48241360e01b815263ffffffff90911660048201526024016102e5565b5f5f61048c87610659565b9250925050856101c00151821415806104aa5750856101e001518114155b806104c557508560e001516001600160401b0316875f013514155b156104e35760405163d792d3d560e01b815260040160405180910390fd5b5f8b8152602081905260409081902080546001600160801b03808716908216176fffffffffffffffffffffffffffffffff199091161790558b907faaee6a301ee7d671d756b52af48f61d88d25ba1f381f512f48d96d91aa81e65a9061054f9060608b01908b01611e1b565b60405163ffffffff909116815260200160405180910390a25050505050505050505050565b5f818152602081905260408120546001600160801b03165b6001600160801b038116156105ba57816105a5816120b5565b92506105b490506001826120cd565b1661058c565b50919050565b60405163192701df60e11b8152600481018290525f90610653906001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169063324e03be9060240161022060405180830381865afa15801561062a573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061064e9190611ed7565b610b17565b92915050565b5f808080806001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663c7b357f8873561069f60408a0160208b01611df9565b6106af60608b0160408c01611e1b565b6040516001600160e01b031960e086901b16815260048101939093526001600160401b03909116602483015263ffffffff166044820152606401606060405180830381865afa158015610704573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061072891906120ec565b919650925090508161075857604051634438d8b160e11b81526001600160a01b03861660048201526024016102e5565b5f6107696060880160408901611e1b565b61077a9063ffffffff16602161212a565b610785906028612141565b905081610796610200890189612024565b6040516107a4929190612154565b60405180910390201415806107d157506107bf816021612141565b6107cd610200890189612024565b9050105b156107ef57604051630681c44160e41b815260040160405180910390fd5b60ae6107ff6101c0890189612024565b90501480156108b357506108196040880160208901611df9565b6108296060890160408a01611e1b565b60405160200161085f92919060c09290921b6001600160c01b031916825260e01b6001600160e01b0319166008820152600c0190565b60405160208183030381529060405261087790612163565b6001600160a01b03191661088f6101c0890189612024565b61089d91600c915f916121a1565b6108a6916121c8565b6001600160a01b03191614155b156108d15760405163d02de6f960e01b815260040160405180910390fd5b60a26108e060a0890189612024565b90501461090057604051632d8c5b7b60e01b815260040160405180910390fd5b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660a08201525f9060c0016040516020818303038152906040528051906020012090506109d388610b4c565b94506109e8816109e38a88610c63565b610f2a565b95505f610a80827f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f38b5f01358a8a8e806101c00190610a279190612024565b604051610a35929190612154565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c00160405160208183030381529060405280519060200120610f2a565b90505f610a9a82610a956101e08d018d612024565b610f69565b9050886001600160a01b0316816001600160a01b031614610ae157604051631b47f85360e11b81526001600160a01b0380831660048301528a1660248201526044016102e5565b610aed8a8989876110c7565b610b0a576040516347fdc4b160e11b815260040160405180910390fd5b5050505050509193909250565b5f8161016001516001600160401b03168261018001516001600160401b03166002610b42919061212a565b6106539190612200565b5f807f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80467f00000000000000000000000000000000000000000000000000000000000000008535610ba36080880160608901611df9565b6040805160208101969096528501939093526001600160a01b0390911660608401526080838101919091526001600160401b0390911660a083015284013560c082015260e00160408051601f19818403018152919052805160209091012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f245610c3160a0850185612024565b83604051602001610c459493929190612213565b60405160208183030381529060405280519060200120915050919050565b5f80610c7260e0850185612024565b604051610c80929190612154565b60405190819003902090505f610c9c60e0860160c08701612242565b6002811115610cad57610cad61222e565b03610d77577f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb8483610d0861012089016101008a01612260565b610d1a6101608a016101408b01611df9565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a08301526001600160401b031660c082015260e0015b60405160208183030381529060405280519060200120915050610653565b6001610d8960e0860160c08701612242565b6002811115610d9a57610d9a61222e565b03610e66577f6613c5f77954442c781c48d224c9f05380c7cbcc3f57f480a3633dd71a813b9d7ff71d06fd69f38981351f63c469e4369669e0e8a735d429faad7fd192d3cb7f04853583610df661012089016101008a01612260565b610120890135610e0e6101608b016101408c01611df9565b604080516020810198909852870195909552606086019390935260808501919091526001600160a01b031660a084015260c08301526001600160401b031660e082015261018085013561010082015261012001610d59565b7fca40625d76633fa4cde1e36d015fc69edca9d37bea4de15c0c863207207ffbac8382610e9b61012088016101008901612260565b6101208801356101608901356101808a0135610ebf6101c08c016101a08d01611df9565b60408051602081019990995288019690965260608701949094526001600160a01b03909216608086015260a085015260c084015260e08301526001600160401b0316610100820152610120016040516020818303038152906040528051906020012091505092915050565b60405161190160f01b602082015260228101839052604281018290525f9060620160405160208183030381529060405280519060200120905092915050565b5f60418214610f8b57604051635cd5d23360e01b815260040160405180910390fd5b5f610f9a6040602085876121a1565b610fa39161227b565b90505f84846040818110610fb957610fb9612010565b919091013560f81c9150507f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a082118061100557508060ff16601b1415801561100557508060ff16601c14155b1561102357604051635cd5d23360e01b815260040160405180910390fd5b6001868261103460205f898b6121a1565b61103d9161227b565b604080515f8152602081018083529490945260ff9092169183019190915260608201526080810184905260a0016020604051602081039080840390855afa15801561108a573d5f5f3e3d5ffd5b5050604051601f1901519350506001600160a01b0383166110be57604051635cd5d23360e01b815260040160405180910390fd5b50509392505050565b5f6110d0611bf9565b848152602081018490525f6111116102208801356110f26102008a018a612024565b87906110ff826021612141565b9261110c939291906121a1565b6111e3565b60408401529050806111365760405163ee9f2d5360e01b815260040160405180910390fd5b61115a61024088013561114c60a08a018a612024565b61110c916021915f916121a1565b606084015290508061117f57604051632d8c5b7b60e01b815260040160405180910390fd5b61119561026088013561110c60e08a018a612024565b60808401529050806111ba5760405163c6e3152360e01b815260040160405180910390fd5b6111d6826111cc6101c08a018a612024565b8a61022001611242565b925050505b949350505050565b5f6111ff60405180604001604052805f81526020015f81525090565b5f61120a85856114db565b845260208401889052909350905082801561122757508086600116145b8015611237575061123782611565565b925050935093915050565b5f5f5f61124f86866115ae565b9150915081611263576001925050506111db565b5f6112988860400151836060015170014551231950b75fc4402da1732fc9bebe1961128e9190612200565b84608001516116c5565b90505f6112cf8360200151846060015170014551231950b75fc4402da1732fc9bebe196112c59190612200565b8560a001516116c5565b90506001600160a01b03821615806112ee57506001600160a01b038116155b156113005760019450505050506111db565b611326600161131736899003890160608a01612298565b8b606001518660800151611783565b61134c600261133d36899003890160a08a01612298565b8b608001518660a00151611783565b611372600361136336899003890160e08a01612298565b85604001518660600151611783565b5f61137c876117e3565b90506001600160a01b03811661139a576001955050505050506111db565b89516020808c01518651604080517f44c16612abcedd8fde265d2d1b777f11885420bb7facafcf640ba5af026736ff9481019490945283019390935260608201526001600160a01b031990911660808201525f90608c016040516020818303038152906040528b604001518c606001518d608001518860200151896040015160405160200161142d9594939291906122f2565b60408051601f19818403018152908290526bffffffffffffffffffffffff19606088811b8216602085015287811b8216603485015286901b16604883015290605c0160408051601f198184030181529082905261148e939291602001612362565b60408051601f19818403018152919052805160209091012060608601519091506114ca70014551231950b75fc4402da1732fc9bebe198361239c565b14159b9a5050505050505050505050565b5f8080602184146114f357505f91508190508061155e565b84845f81811061150557611505612010565b919091013560f81c925061151e905084600181886121a1565b6115279161227b565b905060028214806115385750816003145b8015611555575070014551231950b75fc4402da1732fc9bebe1981105b82600116925092505b9250925092565b5f6401000003d019825f015110801561158757506401000003d0198260200151105b801561065357508151611599906118e3565b6401000003d019602084015180091492915050565b5f6115b7611c70565b60ae83146115c7575f91506116be565b6115d4600c5f85876121a1565b6115dd916121c8565b6001600160a01b03191681526115f7606e604e85876121a1565b6116009161227b565b6060820152611613608e606e85876121a1565b61161c9161227b565b608082015261162e83608e81876121a1565b6116379161227b565b60a0820152606081015161164a90611907565b1580611660575061165e8160800151611907565b155b8061167557506116738160a00151611907565b155b15611682575f91506116be565b611698611693602d600c86886121a1565b61192a565b6020830152915081156116be576116b6611693604e602d86886121a1565b604083015291505b9250929050565b5f600170014551231950b75fc4402da1732fc9bebe1985516116f98570014551231950b75fc4402da1732fc9bebe19612200565b09602086015161170d90600116601b612141565b865170014551231950b75fc4402da1732fc9bebe19818809604080515f8152602081018083529590955260ff909316928401929092526060830152608082015260a0016020604051602081039080840390855afa158015611770573d5f5f3e3d5ffd5b5050604051601f19015195945050505050565b61178c83611565565b15806117bc575061179e82825f6116c5565b6001600160a01b03166117b0846119bf565b6001600160a01b031614155b156117dd5760405163d890f08360e01b8152600481018590526024016102e5565b50505050565b5f80808061180560608601356080870135600160a089013560c08a01356119ef565b9194509250905061183183838360e089013561182c6101008b01356401000003d019612200565b6119ef565b919450925090505f81900361184a57505f949350505050565b5f61185e3687900387016101208801612298565b90506401000003d019815f015110158061188257506401000003d019816020015110155b806118985750836401000003d019825184900914155b806118b05750826401000003d0198383602001510914155b156118d05760405163d890f08360e01b81526004818101526024016102e5565b6118d9816119bf565b9695505050505050565b5f6401000003d01960076401000003d019846401000003d019868709090892915050565b5f811580159061065357505070014551231950b75fc4402da1732fc9bebe191190565b5f61194660405180604001604052805f81526020015f81525090565b5f61195185856114db565b8452909350905082611966575f9250506116be565b5f611973835f01516118e3565b90505f61197f82611afb565b9050816401000003d0198283091494508281600116146119ae576119a9816401000003d019612200565b6119b0565b805b60208501525050509250929050565b5f816040516020016119d191906123af565b60408051601f19818403018152919052805160209091012092915050565b5f8080806401000003d019808988096401000003d019878c090890505f6401000003d019808988098a0890505f6401000003d019808a8a098c0890506401000003d019888c099a506401000003d019878b0999506401000003d0198960150998506401000003d019611a678a6401000003d019612200565b8b0896506401000003d019898b0899506401000003d019806401000003d019838509601509611a9c906401000003d019612200565b6401000003d0198986090895506401000003d019806401000003d019838e09603f096401000003d019898d090894506401000003d019806401000003d019858e096003096401000003d0198c8509089350505050955095509592505050565b5f8080600560208080876004611b186401000003d0196001612141565b611b2291906123c6565b6040805160ff968716602082015294861690850152939091166060830152608082015260a08101919091526401000003d01960c082015260e00160408051601f1981840301815290829052611b76916123d9565b5f60405180830381855afa9150503d805f8114611bae576040519150601f19603f3d011682016040523d82523d5f602084013e611bb3565b606091505b5091509150811580611bc757508051602014155b15611be557604051633204506f60e01b815260040160405180910390fd5b808060200190518101906111db91906123e4565b6040518060a001604052805f81526020015f8152602001611c2b60405180604001604052805f81526020015f81525090565b8152602001611c4b60405180604001604052805f81526020015f81525090565b8152602001611c6b60405180604001604052805f81526020015f81525090565b905290565b6040518060c001604052805f6001600160a01b0319168152602001611ca660405180604001604052805f81526020015f81525090565b8152602001611cc660405180604001604052805f81526020015f81525090565b81526020015f81526020015f81526020015f81525090565b5f61038082840312156105ba575f5ffd5b5f60208284031215611cff575f5ffd5b81356001600160401b03811115611d14575f5ffd5b6111db84828501611cde565b5f5f5f5f5f60808688031215611d34575f5ffd5b8535945060208601356001600160401b03811115611d50575f5ffd5b8601601f81018813611d60575f5ffd5b80356001600160401b03811115611d75575f5ffd5b8860208260051b8401011115611d89575f5ffd5b602091909101945092506040860135915060608601356001600160401b03811115611db2575f5ffd5b611dbe88828901611cde565b9150509295509295909350565b5f60208284031215611ddb575f5ffd5b5035919050565b6001600160401b0381168114611df6575f5ffd5b50565b5f60208284031215611e09575f5ffd5b8135611e1481611de2565b9392505050565b5f60208284031215611e2b575f5ffd5b813563ffffffff81168114611e14575f5ffd5b60405161022081016001600160401b0381118282101715611e6d57634e487b7160e01b5f52604160045260245ffd5b60405290565b6001600160a01b0381168114611df6575f5ffd5b8051611e9281611e73565b919050565b8051611e9281611de2565b805160ff81168114611e92575f5ffd5b80518015158114611e92575f5ffd5b80516001600160801b0381168114611e92575f5ffd5b5f610220828403128015611ee9575f5ffd5b50611ef2611e3e565b611efb83611e87565b8152611f0960208401611e97565b6020820152611f1a60408401611ea2565b6040820152611f2b60608401611ea2565b6060820152611f3c60808401611ea2565b6080820152611f4d60a08401611eb2565b60a0820152611f5e60c08401611e87565b60c0820152611f6f60e08401611e97565b60e0820152611f816101008401611ea2565b610100820152611f946101208401611ec1565b610120820152611fa76101408401611ec1565b610140820152611fba6101608401611e97565b610160820152611fcd6101808401611e97565b610180820152611fe06101a08401611e97565b6101a08201526101c083810151908201526101e08084015190820152610200928301519281019290925250919050565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112612039575f5ffd5b8301803591506001600160401b03821115612052575f5ffd5b6020019150368190038213156116be575f5ffd5b838582375f8482015f8152838582375f93019283525090949350505050565b634e487b7160e01b5f52601160045260245ffd5b63ffffffff828116828216039081111561065357610653612085565b5f600182016120c6576120c6612085565b5060010190565b6001600160801b03828116828216039081111561065357610653612085565b5f5f5f606084860312156120fe575f5ffd5b835161210981611e73565b925061211760208501611eb2565b6040949094015192959394509192915050565b808202811582820484141761065357610653612085565b8082018082111561065357610653612085565b818382375f9101908152919050565b805160208201516001600160a01b031981169190600c82101561219a576001600160a01b0319600c83900360031b81901b82161692505b5050919050565b5f5f858511156121af575f5ffd5b838611156121bb575f5ffd5b5050820193919092039150565b80356001600160a01b0319811690600c8410156121f9576001600160a01b0319600c85900360031b81901b82161691505b5092915050565b8181038181111561065357610653612085565b84815282846020830137602092019182015260400192915050565b634e487b7160e01b5f52602160045260245ffd5b5f60208284031215612252575f5ffd5b813560038110611e14575f5ffd5b5f60208284031215612270575f5ffd5b8135611e1481611e73565b80356020831015610653575f19602084900360031b1b1692915050565b5f60408284031280156122a9575f5ffd5b50604080519081016001600160401b03811182821017156122d857634e487b7160e01b5f52604160045260245ffd5b604052823581526020928301359281019290925250919050565b855181526020808701518183015285516040830152858101516060830152845160808301528481015160a0830152835160c08301528381015160e0830152825161010083015282015161012082015261014081016118d9565b5f81518060208401855e5f93019283525090919050565b5f61237f612379612373848861234b565b8661234b565b8461234b565b95945050505050565b634e487b7160e01b5f52601260045260245ffd5b5f826123aa576123aa612388565b500690565b815181526020808301519082015260408101610653565b5f826123d4576123d4612388565b500490565b5f611e14828461234b565b5f602082840312156123f4575f5ffd5b505191905056",
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

// PackChallengedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf4e7f86.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function challengedUntil(uint256 request) view returns(uint256)
func (evidence *Evidence) PackChallengedUntil(request *big.Int) []byte {
	enc, err := evidence.abi.Pack("challengedUntil", request)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChallengedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf4e7f86.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function challengedUntil(uint256 request) view returns(uint256)
func (evidence *Evidence) TryPackChallengedUntil(request *big.Int) ([]byte, error) {
	return evidence.abi.Pack("challengedUntil", request)
}

// UnpackChallengedUntil is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf4e7f86.
//
// Solidity: function challengedUntil(uint256 request) view returns(uint256)
func (evidence *Evidence) UnpackChallengedUntil(data []byte) (*big.Int, error) {
	out, err := evidence.abi.Unpack("challengedUntil", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
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

// PackRefute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x495d43e1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refute(uint256 request, bytes32[] answers, uint256 place, (uint256,uint64,uint32,uint64,bytes32,bytes,uint8,bytes,address,uint256,uint64,bytes32,bytes32,uint64,bytes,bytes,bytes,(uint256[3],(uint256,uint256)[3],(uint256,uint256))) r) returns()
func (evidence *Evidence) PackRefute(request *big.Int, answers [][32]byte, place *big.Int, r EvidenceReport) []byte {
	enc, err := evidence.abi.Pack("refute", request, answers, place, r)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x495d43e1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refute(uint256 request, bytes32[] answers, uint256 place, (uint256,uint64,uint32,uint64,bytes32,bytes,uint8,bytes,address,uint256,uint64,bytes32,bytes32,uint64,bytes,bytes,bytes,(uint256[3],(uint256,uint256)[3],(uint256,uint256))) r) returns()
func (evidence *Evidence) TryPackRefute(request *big.Int, answers [][32]byte, place *big.Int, r EvidenceReport) ([]byte, error) {
	return evidence.abi.Pack("refute", request, answers, place, r)
}

// PackRefutedCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a1bfdb7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refutedCount(uint256 request) view returns(uint256 count)
func (evidence *Evidence) PackRefutedCount(request *big.Int) []byte {
	enc, err := evidence.abi.Pack("refutedCount", request)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefutedCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a1bfdb7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refutedCount(uint256 request) view returns(uint256 count)
func (evidence *Evidence) TryPackRefutedCount(request *big.Int) ([]byte, error) {
	return evidence.abi.Pack("refutedCount", request)
}

// UnpackRefutedCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a1bfdb7.
//
// Solidity: function refutedCount(uint256 request) view returns(uint256 count)
func (evidence *Evidence) UnpackRefutedCount(data []byte) (*big.Int, error) {
	out, err := evidence.abi.Unpack("refutedCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
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

// EvidenceRefuted represents a Refuted event raised by the Evidence contract.
type EvidenceRefuted struct {
	Request *big.Int
	Index   uint32
	Raw     *types.Log // Blockchain specific contextual infos
}

const EvidenceRefutedEventName = "Refuted"

// ContractEventName returns the user-defined event name.
func (EvidenceRefuted) ContractEventName() string {
	return EvidenceRefutedEventName
}

// UnpackRefutedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refuted(uint256 indexed request, uint32 index)
func (evidence *Evidence) UnpackRefutedEvent(log *types.Log) (*EvidenceRefuted, error) {
	event := "Refuted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != evidence.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EvidenceRefuted)
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
	if bytes.Equal(raw[:4], evidence.abi.Errors["AlreadyRefuted"].ID.Bytes()[:4]) {
		return evidence.UnpackAlreadyRefutedError(raw[4:])
	}
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
	if bytes.Equal(raw[:4], evidence.abi.Errors["ChallengeOver"].ID.Bytes()[:4]) {
		return evidence.UnpackChallengeOverError(raw[4:])
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
	if bytes.Equal(raw[:4], evidence.abi.Errors["OtherAnswers"].ID.Bytes()[:4]) {
		return evidence.UnpackOtherAnswersError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["OtherRequest"].ID.Bytes()[:4]) {
		return evidence.UnpackOtherRequestError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["OtherShare"].ID.Bytes()[:4]) {
		return evidence.UnpackOtherShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], evidence.abi.Errors["WrongKeys"].ID.Bytes()[:4]) {
		return evidence.UnpackWrongKeysError(raw[4:])
	}
	return nil, errors.New("unknown error")
}

// EvidenceAlreadyRefuted represents a AlreadyRefuted error raised by the Evidence contract.
type EvidenceAlreadyRefuted struct {
	Index uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyRefuted(uint32 index)
func EvidenceAlreadyRefutedErrorID() common.Hash {
	return common.HexToHash("0xdc482413ef4f094ed601134918875540eeb588555c7461fed61428ca057b7ac1")
}

// UnpackAlreadyRefutedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyRefuted(uint32 index)
func (evidence *Evidence) UnpackAlreadyRefutedError(raw []byte) (*EvidenceAlreadyRefuted, error) {
	out := new(EvidenceAlreadyRefuted)
	if err := evidence.abi.UnpackIntoInterface(out, "AlreadyRefuted", raw); err != nil {
		return nil, err
	}
	return out, nil
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

// EvidenceChallengeOver represents a ChallengeOver error raised by the Evidence contract.
type EvidenceChallengeOver struct {
	Until *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChallengeOver(uint256 until)
func EvidenceChallengeOverErrorID() common.Hash {
	return common.HexToHash("0x0ef5cc659f80a5436a460dc82e9f40766b4c0cb888c0b16731c87b4e649d3da1")
}

// UnpackChallengeOverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChallengeOver(uint256 until)
func (evidence *Evidence) UnpackChallengeOverError(raw []byte) (*EvidenceChallengeOver, error) {
	out := new(EvidenceChallengeOver)
	if err := evidence.abi.UnpackIntoInterface(out, "ChallengeOver", raw); err != nil {
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

// EvidenceOtherAnswers represents a OtherAnswers error raised by the Evidence contract.
type EvidenceOtherAnswers struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherAnswers()
func EvidenceOtherAnswersErrorID() common.Hash {
	return common.HexToHash("0x59bae832cd69c3552186e13acc42c81eab451a367bdc5665b4174f66731541ec")
}

// UnpackOtherAnswersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherAnswers()
func (evidence *Evidence) UnpackOtherAnswersError(raw []byte) (*EvidenceOtherAnswers, error) {
	out := new(EvidenceOtherAnswers)
	if err := evidence.abi.UnpackIntoInterface(out, "OtherAnswers", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EvidenceOtherRequest represents a OtherRequest error raised by the Evidence contract.
type EvidenceOtherRequest struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherRequest()
func EvidenceOtherRequestErrorID() common.Hash {
	return common.HexToHash("0xd792d3d5d9cb9f7d80261e85bb966607c09e776a7099e2c0a6b2fc8bf97a97f1")
}

// UnpackOtherRequestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherRequest()
func (evidence *Evidence) UnpackOtherRequestError(raw []byte) (*EvidenceOtherRequest, error) {
	out := new(EvidenceOtherRequest)
	if err := evidence.abi.UnpackIntoInterface(out, "OtherRequest", raw); err != nil {
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

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

// CommitteesAttempt is an auto generated low-level Go binding around an user-defined struct.
type CommitteesAttempt struct {
	Epoch     uint64
	Attempt   uint64
	From      uint64
	T         uint32
	StartedAt uint64
	Ends      [5]uint64
	Members   []common.Address
	Joined    uint32
	Active    bool
}

// CommitteesEpoch is an auto generated low-level Go binding around an user-defined struct.
type CommitteesEpoch struct {
	Epoch       uint64
	Attempt     uint64
	From        uint64
	T           uint32
	StartedAt   uint64
	ActivatedAt uint64
	EndedAt     uint64
	Hash        [32]byte
	Members     []common.Address
	Confirmed   []bool
}

// RequestsAsk is an auto generated low-level Go binding around an user-defined struct.
type RequestsAsk struct {
	Terms     RequestsTerms
	Capsule   []byte
	Epoch     uint64
	ReaderKey []byte
	Deadline  uint64
	Answers   uint32
}

// RequestsRequest is an auto generated low-level Go binding around an user-defined struct.
type RequestsRequest struct {
	Buyer        common.Address
	Epoch        uint64
	T            uint8
	Wanted       uint8
	Answered     uint8
	Reclaimed    bool
	Payer        common.Address
	Committee    uint64
	Bond         *big.Int
	Members      *big.Int
	RequestedAt  uint64
	AnswersUntil uint64
	Digest       [32]byte
	Capsule      [32]byte
}

// RequestsTerms is an auto generated low-level Go binding around an user-defined struct.
type RequestsTerms struct {
	ChainId       *big.Int
	Committees    common.Address
	Committee     *big.Int
	Confirmations uint64
	Policy        string
}

// CommitteesMetaData contains all meta data concerning the Committees contract.
var CommitteesMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"ANSWER_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"LOCK\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_AHEAD\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_HOLDINGS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_LENGTH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_MEMBERS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_WINDOW\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"activeEpoch\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"answer\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"data\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"answerWindow\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"approvalHash\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"approvalOf\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"approve\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"bondFor\",\"inputs\":[{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"baseFee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"collect\",\"inputs\":[],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"commit\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"committeeCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesOfCount\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesPage\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"offset\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"limit\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"complain\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"complaint\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"confirm\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"create\",\"inputs\":[{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"currentAttempt\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structCommittees.Attempt\",\"components\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"startedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"internalType\":\"uint64[5]\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"joined\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"active\",\"type\":\"bool\",\"internalType\":\"bool\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"deal\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"dealing\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"epochOf\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structCommittees.Epoch\",\"components\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"startedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"activatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"endedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"confirmed\",\"type\":\"bool[]\",\"internalType\":\"bool[]\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"holdingsOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"join\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"data\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"lockedUntil\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"raiseSessionNonce\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"reclaim\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"request\",\"inputs\":[{\"name\":\"ask\",\"type\":\"tuple\",\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"outputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"requestCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"requestFor\",\"inputs\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"ask\",\"type\":\"tuple\",\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"requestOf\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structRequests.Request\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"wanted\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"answered\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"reclaimed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"bond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"members\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"requestedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answersUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"digest\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsule\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"sessionNonce\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"settings\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"creator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"start\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"total\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"Activated\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Answered\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"member\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"index\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"answer\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Approved\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"member\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Collected\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Created\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"creator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"indexed\":false,\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Message\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"phase\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumCommittees.Phase\"},{\"name\":\"from\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"data\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PhaseEnded\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"phase\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumCommittees.Phase\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"indexed\":false,\"internalType\":\"uint64[5]\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Reclaimed\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Requested\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"buyer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"digest\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"capsuleId\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"answersUntil\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"bond\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"ask\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"SessionNonceRaised\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Started\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"members\",\"type\":\"address[]\",\"indexed\":false,\"internalType\":\"address[]\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"indexed\":false,\"internalType\":\"uint64[5]\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyAnswered\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"AlreadyReclaimed\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"AlreadySent\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"AnsweredBefore\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"AnswersOpen\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"AnswersOver\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"AttemptRuns\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadAnswers\",\"inputs\":[{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadConfirmations\",\"inputs\":[{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadDeadline\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadFrom\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadLengths\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadReaderKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadShare\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"BadSize\",\"inputs\":[{\"name\":\"members\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadThreshold\",\"inputs\":[{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"least\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BondTooSmall\",\"inputs\":[{\"name\":\"bond\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"least\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"MayNotAnswer\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"MayNotSpeak\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"MemberTwice\",\"inputs\":[{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NoCommittee\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoDealer\",\"inputs\":[{\"name\":\"dealer\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"NoEpoch\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NoRequest\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoTimeToAnswer\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotApproved\",\"inputs\":[{\"name\":\"approved\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotCreator\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotOperator\",\"inputs\":[{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotPayer\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotServing\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"serves\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OtherContract\",\"inputs\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"TooManyHoldings\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"WrongAttempt\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"WrongEpoch\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"expected\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"WrongLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongPhase\",\"inputs\":[{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumCommittees.Phase\"}]}]",
	ID:  "Committees",
	Bin: "0x60a0604052348015600e575f5ffd5b5030604051601a906053565b6001600160a01b039091168152602001604051809103905ff0801580156042573d5f5f3e3d5ffd5b506001600160a01b03166080526060565b611b088061587483390190565b6080516157f561007f5f395f8181610512015261342e01526157f55ff3fe60806040526004361061023e575f3560e01c80637b10399911610134578063be8e4238116100b3578063df18e04711610078578063df18e047146106d7578063e253077614610702578063e522538114610721578063ea0e35b114610735578063f561f7e614610749578063f68c8acc14610768575f5ffd5b8063be8e423814610650578063c3ae972f1461066f578063c3b8747d1461068e578063d21af768146106ad578063deb96634146106c2575f5ffd5b80639bc289f1116100f95780639bc289f1146105bd578063a2ee4a7c146105dc578063a4f0d7d0146105f0578063a6f9885c14610606578063b1b760b514610631575f5ffd5b80637b103999146105015780638349c2d21461054c5780638783c71d1461056b57806387ead6881461058a57806399fe3f711461059e575f5ffd5b80634b931700116101c05780636354b81b116101855780636354b81b1461045657806365cbbfe21461046c5780636a8d3b271461047f5780636d0ae0461461049e5780637a777d2c146104d2575f5ffd5b80634b931700146103a45780634dba818d146103c3578063574c1043146103ef5780635b23fa0a146104235780635badbe4c14610442575f5ffd5b80632dabbeed116102065780632dabbeed1461030d5780632ddbd13a1461033a578063324e03be1461034f578063349780e91461037b57806343a0e1de1461038e575f5ffd5b806303995b2d1461024257806307850d3f14610277578063142eec401461029857806314d97f81146102cf5780632938acad146102ee575b5f5ffd5b34801561024d575f5ffd5b5061026161025c366004614591565b610794565b60405161026e91906145ac565b60405180910390f35b348015610282575f5ffd5b50610296610291366004614604565b6107be565b005b3480156102a3575f5ffd5b506102b76102b2366004614645565b61092f565b6040516001600160401b03909116815260200161026e565b3480156102da575f5ffd5b506102966102e93660046146a0565b610978565b3480156102f9575f5ffd5b50610261610308366004614591565b610b11565b348015610318575f5ffd5b5061032c610327366004614645565b610b37565b60405190815260200161026e565b348015610345575f5ffd5b5061032c60025481565b34801561035a575f5ffd5b5061036e610369366004614645565b610cec565b60405161026e9190614709565b61032c610389366004614861565b610e4b565b348015610399575f5ffd5b5061032c620186a081565b3480156103af575f5ffd5b5061032c6103be3660046148d8565b610ea2565b3480156103ce575f5ffd5b506103e26103dd366004614915565b610ee5565b60405161026e91906149b4565b3480156103fa575f5ffd5b5061032c610409366004614591565b6001600160a01b03165f9081526007602052604090205490565b34801561042e575f5ffd5b5061032c61043d366004614afc565b611178565b34801561044d575f5ffd5b5061032c5f5481565b348015610461575f5ffd5b506102b762093a8081565b61032c61047a366004614b86565b61131f565b34801561048a575f5ffd5b5061032c610499366004614bb7565b611334565b3480156104a9575f5ffd5b506102b76104b8366004614591565b60056020525f90815260409020546001600160401b031681565b3480156104dd575f5ffd5b506104f16104ec366004614645565b611372565b60405161026e9493929190614c32565b34801561050c575f5ffd5b506105347f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b03909116815260200161026e565b348015610557575f5ffd5b50610296610566366004614c96565b611425565b348015610576575f5ffd5b50610296610585366004614cdd565b611919565b348015610595575f5ffd5b50610296611acd565b3480156105a9575f5ffd5b5061032c6105b8366004614d49565b611b44565b3480156105c8575f5ffd5b506102b76105d7366004614591565b611b6e565b3480156105e7575f5ffd5b5061032c604081565b3480156105fb575f5ffd5b506102b76276a70081565b348015610611575f5ffd5b5061061c6210000081565b60405163ffffffff909116815260200161026e565b34801561063c575f5ffd5b5061029661064b3660046146a0565b611c21565b34801561065b575f5ffd5b5061029661066a366004614604565b611dd6565b34801561067a575f5ffd5b50610296610689366004614bb7565b612177565b348015610699575f5ffd5b506102616106a8366004614d73565b61231b565b3480156106b8575f5ffd5b5061032c60045481565b3480156106cd575f5ffd5b506102b761546081565b3480156106e2575f5ffd5b5061032c6106f1366004614591565b60016020525f908152604090205481565b34801561070d575f5ffd5b5061029661071c3660046146a0565b612348565b34801561072c575f5ffd5b5061032c612538565b348015610740575f5ffd5b5061032c608081565b348015610754575f5ffd5b506102b7610763366004614645565b6125d2565b348015610773575f5ffd5b50610787610782366004614645565b6125ef565b60405161026e9190614dd0565b6001600160a01b0381165f908152600860205260408082206060926107b89261277e565b92915050565b5f5f6107cd8686866001612876565b335f81815260048301602052604090209294509092506107f09084908490612a34565b15806108115750805460ff161580159061081157508054610100900460ff16155b1561083657604051631405ee5960e31b81523360048201526024015b60405180910390fd5b805462010000900460ff1615610861576040516317e67ce760e31b815233600482015260240161082d565b805462ff00001916620100001781558154600160a81b900460ff1682601561088883614eb7565b91906101000a81548160ff021916908360ff16021790555050846001600160401b0316866001600160401b0316885f5160206157d55f395f51905f52600133896040516020016108da91815260200190565b60408051601f19818403018152908290526108f6939291614f09565b60405180910390a4815460ff600160c01b82048116600160a81b9092041603610926576109268784846001612a8d565b50505050505050565b5f5f61093a83612baf565b9350615460925061095091506002905083614f6f565b6001600160401b03161061096657615460610971565b610971600282614f6f565b9392505050565b5f5f6109868787875f612876565b335f90815260048201602052604081208054939550919350909160ff1690036109c457604051631405ee5960e31b815233600482015260240161082d565b8054610100900460ff16156109ee576040516317e67ce760e31b815233600482015260240161082d565b6061841115610a1a5760405163173945d960e11b8152600481018590526061602482015260440161082d565b805461ff0019166101001781558154600160a01b900460ff16826014610a3f83614eb7565b91906101000a81548160ff021916908360ff16021790555050610a63838333612a34565b15610a9a578154600160c01b900460ff16826018610a8083614eb7565b91906101000a81548160ff021916908360ff160217905550505b610aa688848989612c1d565b856001600160401b0316876001600160401b0316895f5160206157d55f395f51905f525f338a8a604051610add9493929190614fc4565b60405180910390a460038201548254600160a01b900460ff1603610b0757610b078884845f612a8d565b5050505050505050565b6001600160a01b0381165f9081526007602052604081206060916107b891905f1961277e565b5f5f610b4283612da0565b60018101549091506001600160a01b03163314610b73576040516246932b60e61b815233600482015260240161082d565b8054600160f81b900460ff1615610ba05760405163cf67765b60e01b81526004810184905260240161082d565b805460ff600160e81b82048116600160f01b90920416108015610bd757506003810154600160401b90046001600160401b03164211155b15610c0c576003810154604051631fa54d8560e11b8152600160401b9091046001600160401b0316600482015260240161082d565b80546001600160f81b0316600160f81b178082556002820154610c4291600160e81b900460ff16906001600160801b0316614ff5565b8154610c589190600160f01b900460ff16615022565b6002820154610c7091906001600160801b031661504b565b6001600160801b031691508160025f828254610c8c919061506a565b909155505060018101546040518381528491600160a01b90046001600160401b0316907ffdfbd510ced9ae591e489dd47c57e7223bd0019072a0b9181d8194ae042af1da9060200160405180910390a3610ce63383612de3565b50919050565b604080516101c0810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052610160810182905261018081018290526101a0810191909152610d6582612da0565b604080516101c08101825282546001600160a01b0380821683526001600160401b03600160a01b8084048216602086015260ff600160e01b8504811696860196909652600160e81b840486166060860152600160f01b840486166080860152600160f81b909304909416151560a0840152600185015490811660c084015204821660e082015260028301546001600160801b03808216610100840152600160801b909104166101208201526003830154808316610140830152600160401b900490911661016082015260048201546101808201526005909101546101a082015292915050565b5f5f610e578587612e5a565b9050610e6586828686612f21565b610e8d57604051639a7d38d960e01b81526001600160a01b038716600482015260240161082d565b610e98858783612f71565b9695505050505050565b5f610eac846131a4565b6001600160401b0384165f908152600591909101602090815260408083206001600160a01b038616845290915290205490509392505050565b60408051610140810182525f8082526020820181905291810182905260608082018390526080820183905260a0820183905260c0820183905260e08201839052610100820181905261012082015290610f3d846131a4565b6001600160401b038085165f908152600483016020908152604080832081516080810183528154808716808352600160401b8204881695830195909552600160801b90049095169185019190915260010154606084015292935090919003610fc357604051636a7368c760e11b81526001600160401b038516600482015260240161082d565b6001600160401b038085165f908152600380850160209081526040808420865186168552825280842060608701518552600581019092528320549181015490936001600160801b03909216929181111561101f5761101f61507d565b604051908082528060200260200182016040528015611048578160200160208202803683370190505b5090505f5b815181101561109457815160016001600160801b038516831c1615159083908390811061107c5761107c615091565b9115156020928302919091019091015260010161104d565b5060408051610140810182526001600160401b03808a1682528651811660208084019190915286548083168486015263ffffffff600160401b820416606080860191909152600160601b9091048316608085015288820151831660a08501528885015190921660c08401529087015160e08301526003860180548451818402810184019095528085529293610100850193909283018282801561115e57602002820191905f5260205f20905b81546001600160a01b03168152600190910190602001808311611140575b505050918352505060200191909152979650505050505050565b5f8363ffffffff165f036111b55760405163670526b760e11b815263ffffffff86166004820152600160248201526044810187905260640161082d565b5f5b6005811015611249578381600581106111d2576111d2615091565b6020020160208101906111e591906150a5565b63ffffffff16158061122357506210000084826005811061120857611208615091565b60200201602081019061121b91906150a5565b63ffffffff16115b156112415760405163fdf3d74560e01b815260040160405180910390fd5b6001016111b7565b5060045f8154611258906150c0565b91829055505f81815260066020526040902080546001600160c01b0319163363ffffffff60a01b191617600160a01b63ffffffff881602176001600160c01b0316600160c01b6001600160401b03861602178155909150600181016112bd85826150ef565b50336001600160a01b0316827fa1ca3b5ed349d78973f0d545c511dd9b0c0e14e90b8536a5dec1fa207355e27d8787876040516112fc9392919061513c565b60405180910390a3611314828260015f8c8c8c6131dc565b509695505050505050565b5f6107b8823361132f8533612e5a565b612f71565b5f868686868686604051602001611350969594939291906151d7565b6040516020818303038152906040528051906020012090509695505050505050565b5f5f61137c61450c565b5f5f611387866131a4565b80546040805160a08101918290529293506001600160a01b03821692600160a01b830463ffffffff16926001860192600160c01b9091046001600160401b031691908390600590825f855b82829054906101000a900463ffffffff1663ffffffff16815260200190600401906020826003010492830192600103820291508084116113d2579050505050505091509450945094509450509193509193565b5f61142f84612da0565b6003810154909150600160401b90046001600160401b031642111561147e576003810154604051636d87ae7360e01b8152600160401b9091046001600160401b0316600482015260240161082d565b805460ff600160e81b82048116600160f01b90920416036114b5576040516311a0305160e21b81526004810185905260240161082d565b6114c160ae6041615227565b82146114f657816114d460ae6041615227565b60405163b863f04160e01b81526004810192909252602482015260440161082d565b600181015481545f91611521916001600160401b03600160a01b9283900481169290910416336136a4565b9050805f0361154557604051633ce396a760e11b815233600482015260240161082d565b5f61155160018361506a565b6002840154600160ff929092169190911b9150600160801b900481166001600160801b0316156115965760405163f2195d8560e01b815233600482015260240161082d565b365f6115a560ae82888a61523a565b86549193509150600160a01b90046001600160401b03166115c960085f848661523a565b6115d291615261565b60c01c1415806115fb5750836115ec600c6008848661523a565b6115f591615297565b60e01c14155b1561165d5761160d60085f838561523a565b61161691615261565b60c01c611627600c6008848661523a565b61163091615297565b60405163c778288b60e01b81526001600160401b03909216600483015260e01c602482015260440161082d565b5f6117d17f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f38760010160149054906101000a90046001600160401b03166001600160401b03168860040154896005015487876040516116bd9291906152cd565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c0015b60408051601f1981840301815282825280516020918201207f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f848301527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84848401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608501524660808501523060a0808601919091528351808603909101815260c08501845280519083012061190160f01b60e086015260e28501526101028085019190915282518085039091018152610122909301909152815191012090565b90506117ea33826117e58a60ae818e61523a565b612f21565b61180957604051639a7d38d960e01b815233600482015260240161082d565b6002860180546001600160801b03808716600160801b808404831691909117029116179055855460ff600160f01b9091041686601e61184783614eb7565b82546101009290920a60ff818102199093169183160217909155875460028901546118879350600160e81b909104909116906001600160801b0316614ff5565b335f90815260016020526040812080546001600160801b0393909316929091906118b2908490615227565b9091555050600186015460405133918b91600160a01b9091046001600160401b0316907f8629d9c034e1317600ba9918079130ad0f1a3cc355d26e0b4f152ade99373a5890611906908a908e908e906152dc565b60405180910390a4505050505050505050565b5f611923866131a4565b60028101546001600160401b03600160401b820481165f9081526003840160209081526040808320600160801b909504909316825292909252902090915061196a90613740565b156119af5760028101546040516310cbf42b60e11b81526001600160401b03600160401b830481166004830152600160801b909204909116602482015260440161082d565b60028101545f906119ca906001600160401b031660016152fb565b60028301549091506001600160401b03165f03611a45576001600160401b03861615611a1457604051630926602d60e11b81526001600160401b038716600482015260240161082d565b81546001600160a01b03163314611a405760405163c66f47bf60e01b815233600482015260240161082d565b611abe565b60028201546001600160401b03878116911614801590611a7c5750611a6a828761378b565b8015611a7a5750611a7a826137c9565b155b15611aa557604051630926602d60e11b81526001600160401b038716600482015260240161082d565b611abe828288611ab98b868c8c8c8c611334565b6138ad565b610926878383898989896131dc565b335f81815260056020526040812080547fcc9874e7f650c047eaf600f9a665507a171da2689bc6ebf2621b39e9e6c6e2b79290611b12906001600160401b031661531a565b82546001600160401b039182166101009390930a838102920219161790915560405190815260200160405180910390a2565b5f81611b59620186a063ffffffff86166150d8565b611b649060026150d8565b61097191906150d8565b6001600160a01b0381165f908152600860205260408120815b8154811015611c1a575f611bd2838381548110611ba657611ba6615091565b5f918252602090912060048204015460039091166008026101000a90046001600160401b031686613976565b9050836001600160401b0316816001600160401b03161115611bf2578093505b67fffffffffffffffe196001600160401b03851601611c115750611c1a565b50600101611b87565b5050919050565b5f5f611c308787876002612876565b335f908152600482016020526040902080549294509092509062010000900460ff16611c7157604051631405ee5960e31b815233600482015260240161082d565b80546301000000900460ff1615611c9d576040516317e67ce760e31b815233600482015260240161082d565b60038201545f90611caf9060206150d8565b8354611cc990600160401b900463ffffffff1660216150d8565b611cd4906004615227565b611cdf906021615227565b611ce99190615227565b611cf4906060615227565b905080851115611d215760405163173945d960e11b8152600481018690526024810182905260440161082d565b815463ff000000191663010000001782558254600160b01b900460ff16836016611d4a83614eb7565b91906101000a81548160ff021916908360ff16021790555050866001600160401b0316886001600160401b03168a5f5160206157d55f395f51905f526002338b8b604051611d9b9493929190614fc4565b60405180910390a4825460ff600160a81b82048116600160b01b9092041603611dcb57611dcb8985856002612a8d565b505050505050505050565b5f611de0856131a4565b90505f6001600160401b03851615801590611e0a575060028201546001600160401b038681169116145b8015611e3357506001600160401b038086165f9081526004840160205260409020548582169116145b6001600160401b038087165f908152600385016020908152604080832093891683529290522090915081611e7157611e6e8787876004612876565b50505b335f90815260048201602052604090208054610100900460ff16611eaa57604051631405ee5960e31b815233600482015260240161082d565b8054640100000000900460ff1615611ed7576040516317e67ce760e31b815233600482015260240161082d565b805464ff0000000019166401000000001781558154600160b81b900460ff16826017611f0283614eb7565b82546101009290920a60ff8181021990931691831602179091555f87815260058501602052604090208354909250611f3d916001911661533b565b8154600160ff9283161b6001600160801b03908116908216176001600160801b031990911617808355600160801b900416816010611f7a83614eb7565b91906101000a81548160ff021916908360ff16021790555050866001600160401b0316886001600160401b03168a5f5160206157d55f395f51905f526004338b604051602001611fcc91815260200190565b60408051601f1981840301815290829052611fe8939291614f09565b60405180910390a483158015612011575061200283613b0c565b8154600160801b900460ff1610155b1561214f5760028501546001600160401b03161561206c5760028501546001600160401b039081165f908152600487016020526040902080544292909216600160801b0267ffffffffffffffff60801b199092169190911790555b6002850180546001600160401b03808b1667ffffffffffffffff199092168217909255604080516080810182528a841680825242851660208084019182525f848601818152606086018f815288835260048f019093529086902094518554935191518916600160801b0267ffffffffffffffff60801b19928a16600160401b026001600160801b031990951691909916179290921791909116959095178255935160019190910155518b907f53cb102043c860a2690d8711821dc5641e3a871fa28e405a070d03ad6b4339d790612146908b815260200190565b60405180910390a45b825460ff600160a01b82048116600160b81b9092041603611dcb57611dcb8986856004612a8d565b5f612181876131a4565b600281015490915061219d906001600160401b031660016152fb565b6001600160401b0316866001600160401b0316146121fc57600281015486906121d0906001600160401b031660016152fb565b604051630ae4993b60e21b81526001600160401b0392831660048201529116602482015260440161082d565b60028101546001600160401b03161580612238575060028101546001600160401b038681169116148015906122385750612236818661378b565b155b1561226157604051630926602d60e11b81526001600160401b038616600482015260240161082d565b61226b8186613b5d565b335f908152600491909101602052604081205460ff1690036122a257604051631405ee5960e31b815233600482015260240161082d565b5f6122b1888888888888611334565b6001600160401b0388165f818152600585016020908152604080832033808552908352928190208590555184815293945090928b917fe02a5b0ac39b3bffb26f79c416cea78addb4a0ae50fea11401043c62948a1a04910160405180910390a45050505050505050565b6001600160a01b0383165f90815260076020526040902060609061234090848461277e565b949350505050565b5f5f6123578787876003612876565b335f9081526004820160205260409020805492945090925090610100900460ff1661239757604051631405ee5960e31b815233600482015260240161082d565b60048410806123a65750606584115b156123ce5760405163173945d960e11b8152600481018590526065602482015260440161082d565b5f6123dc600482878961523a565b6123e591615297565b835460e09190911c91505f906001600160401b03161561241a5783546124159086906001600160401b0316613b5d565b61241c565b835b60030154905063ffffffff8216158061243a5750808263ffffffff16115b1561246057604051639e5e597560e01b815263ffffffff8316600482015260240161082d565b5f61246c600184615354565b8454600163ffffffff929092169190911b915065010000000000900481166001600160801b0316156124b3576040516317e67ce760e31b815233600482015260240161082d565b83546001600160801b038083166501000000000080840492909216170274ffffffffffffffffffffffffffffffff0000000000199091161784556040516001600160401b03808b1691908c16908d905f5160206157d55f395f51905f52906125239060039033908f908f90614fc4565b60405180910390a45050505050505050505050565b335f908152600160205260408120549081900361256857604051631e5f6e9560e21b815260040160405180910390fd5b335f9081526001602052604081208190556002805483929061258b90849061506a565b909155505060405181815233907f8c22f554c81b54107cd95e734e4ef45767214974a540f34ea4a4f8c3fc7b13c39060200160405180910390a26125cf3382612de3565b90565b5f6125dc826131a4565b600201546001600160401b031692915050565b6125f761452a565b5f612601836131a4565b6002810154600160401b8082046001600160401b039081165f8181526003860160209081526040808320600160801b90970485168084529682528083208151610120810183529485529184019690965280548085168488015294850463ffffffff166060840152600160601b9094049092166080820152835160a08082019586905295965092949093908401929160018601916005918390855b82829054906101000a90046001600160401b03166001600160401b03168152602001906008019060208260070104928301926001038202915080841161269b579050505050505081526020018260030180548060200260200160405190810160405280929190818152602001828054801561273d57602002820191905f5260205f20905b81546001600160a01b0316815260019091019060200180831161271f575b5050509183525050915460ff600160a01b9091041660208301526002909201546001600160401b03808216600160401b909204161460409091015292915050565b82546060905f908410612791575f61279e565b845461279e90859061506a565b90508281106127ad57826127af565b805b6001600160401b038111156127c6576127c661507d565b6040519080825280602002602001820160405280156127ef578160200160208202803683370190505b5091505f5b825181101561286d57856128088287615227565b8154811061281857612818615091565b905f5260205f2090600491828204019190066008029054906101000a90046001600160401b03166001600160401b031683828151811061285a5761285a615091565b60209081029190910101526001016127f4565b50509392505050565b5f5f612881866131a4565b60028101549092506001600160401b03868116600160401b909204161415806128c1575060028201546001600160401b03858116600160801b9092041614155b156129065760028201546040516309ee0a5d60e01b81526001600160401b03600160401b830481166004830152600160801b909204909116602482015260440161082d565b506001600160401b038085165f908152600383016020908152604080832093871683529290529081209083600481111561294257612942614ed5565b90505f8115612990578260010160018361295c919061506a565b6005811061296c5761296c615091565b600491828204019190066008029054906101000a90046001600160401b03166129a3565b8254600160601b90046001600160401b03165b6001600160401b0316905080431115806129f857508260010182600581106129cd576129cd615091565b600491828204019190066008029054906101000a90046001600160401b03166001600160401b031643115b80612a095750612a0783613740565b155b15612a2957846040516396fe8cdd60e01b815260040161082d9190615370565b505094509492505050565b81545f906001600160401b031615612a61578254612a5c9085906001600160401b0316613b5d565b612a63565b825b6001600160a01b0383165f908152600491909101602052604090205460ff16151590509392505050565b5f816004811115612aa057612aa0614ed5565b9050826001018160058110612ab757612ab7615091565b600491828204019190066008029054906101000a90046001600160401b03166001600160401b03164310612aeb5750612ba9565b43836001018260058110612b0157612b01615091565b600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b03160217905550612b488484836001612b429190615227565b43613b93565b60028401546040516001600160401b03600160801b8304811692600160401b9004169087907f3f98a83eed3acaf539807929a06b79e954cd73dffa319e1ff4f11063c02ddd2f90612b9f90879060018a0190615418565b60405180910390a4505b50505050565b5f5f5f5f5f612bbd866131a4565b60028101549091505f90612bdb9083906001600160401b0316613b5d565b6002830154815460039092015493546001600160401b039182169a600160401b90930463ffffffff169950939750600160c01b90930490921694509092505050565b335f908152600684016020526040902080546201000090046001600160401b031615801590612c77575080546201000081046001600160401b039081165f9081526004870160205260409020548116600160501b90920416145b15612ca7578054600160901b6001600160401b03620100008304160267ffffffffffffffff60901b199091161781555b80546001600160401b03838116600160501b0267ffffffffffffffff60501b1991861662010000029190911671ffffffffffffffffffffffffffffffff000019909216919091171780825560ff6101009091041615612d065750612ba9565b335f9081526008602052604090208054603f1901612d2757612d2781613c32565b8054603f1901612d4c5760405163870b7b4d60e01b815233600482015260240161082d565b815461010061ff0019909116811790925580546001810182555f918252602090912060048204018054600390921660080290920a6001600160401b0381810219909216969091160294909417909355505050565b5f81815260036020526040812080549091600160e01b90910460ff169003612dde5760405163278e1cd760e21b81526004810183905260240161082d565b919050565b80471015612e0d5760405163cf47918160e01b81524760048201526024810182905260440161082d565b612e26828260405180602001604052805f815250613db9565b15612e2f575050565b3d15612e4157612e3d613dce565b5050565b60405163d6bda27560e01b815260040160405180910390fd5b5f6109717f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb612ea986613dd9565b612eb66060880188615433565b604051612ec49291906152cd565b60405190819003902086612ede60a08a0160808b01615475565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a08301526001600160401b031660c082015260e0016116ee565b5f5f5f612f2f868686613f0d565b5090925090505f816003811115612f4857612f48614ed5565b148015612f665750866001600160a01b0316826001600160a01b0316145b979650505050505050565b5f5f5f612f7d86613f54565b915091505f5f8154612f8e906150c0565b91905081905592503460025f828254612fa79190615227565b90915550505f83815260036020526040902080546001600160a01b0387166001600160e01b031990911617600160a01b6001600160401b038516021760ff60e01b1916600160e01b60ff84160217815561300760c0880160a089016150a5565b815460ff91909116600160e81b0260ff60e81b199091161781556001810180546001600160a01b0319163317905561303f878061548e565b60018201805467ffffffffffffffff60a01b1916600160a01b604093909301356001600160401b03908116939093021790556002820180546001600160801b031916346001600160801b031617905560038201805467ffffffffffffffff1916429092169190911790556130bf6130b6888061548e565b6040013561092f565b6130c990426152fb565b6003820180546001600160401b0392909216600160401b026fffffffffffffffff0000000000000000199092169190911790556004810185905561310c87613dd9565b8160050181905550856001600160a01b0316848260010160149054906101000a90046001600160401b03166001600160401b03167f15aa2a162c0bb21bc1d3d0b7c92cb3259085c5fb78d6076f1c5e46f9ef9d20158885600501548660030160089054906101000a90046001600160401b0316348e604051613192959493929190615554565b60405180910390a45050509392505050565b5f81815260066020526040902080546001600160a01b0316612dde5760405163ef6659d360e01b81526004810183905260240161082d565b818015806131ea5750608081115b1561320b57604051633df37c2b60e11b81526004810182905260240161082d565b865463ffffffff600160a01b909104811690831610806132305750808263ffffffff16115b1561327057865460405163670526b760e11b815263ffffffff8085166004830152600160a01b90920490911660248201526044810182905260640161082d565b60028701545f906001600160401b03888116600160401b90920416146132975760016132b7565b60028801546132b790600160801b90046001600160401b031660016152fb565b60028901805477ffffffffffffffffffffffffffffffff00000000000000001916600160401b6001600160401b038b811682810267ffffffffffffffff60801b191693909317600160801b868316908102919091179094555f92835260038d016020908152604080852095855294905292822080548b85166bffffffffffffffffffffffff199091161763ffffffff89169092029190911767ffffffffffffffff60601b1916600160601b4385168102919091178083559495509093613384938d93869390920416613b93565b60038101613393868883615651565b505f5b8381101561359f575f8787838181106133b1576133b1615091565b90506020020160208101906133c69190614591565b6001600160a01b0381165f90815260048501602052604090205490915060ff161561340f57604051639b7f894360e01b81526001600160a01b038216600482015260240161082d565b6040516336b87bd760e11b81526001600160a01b0382811660048301527f00000000000000000000000000000000000000000000000000000000000000001690636d70f7ae90602401602060405180830381865afa158015613473573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061349791906156e9565b6134bf57604051633b63649d60e11b81526001600160a01b038216600482015260240161082d565b6134ca826001615227565b6001600160a01b0382165f9081526004850160209081526040808320805460ff191660ff95861617905560068f0190915290208054909116613595576001815f015f6101000a81548160ff02191690831515021790555060075f836001600160a01b03166001600160a01b031681526020019081526020015f208d908060018154018082558091505060019003905f5260205f2090600491828204019190066008029091909190916101000a8154816001600160401b0302191690836001600160401b031602179055505b5050600101613396565b506001600160401b03871615613641575f6135ba8a89613b5d565b60030190505f805b825481101561362557836004015f8483815481106135e2576135e2615091565b5f9182526020808320909101546001600160a01b0316835282019290925260400181205460ff16900361361d578161361981614eb7565b9250505b6001016135c2565b50825460ff909116600160c01b0260ff60c01b19909116178255505b816001600160401b0316886001600160401b03168b7f36a9fcf38a46ad91347c32cbb61ae7bfa8a695c4ed3242b998cff07629cd77208a888b8b88600101604051613690959493929190615708565b60405180910390a450505050505050505050565b5f5f6136af856131a4565b90505f6136bc8286613b5d565b6001600160a01b0385165f90815260048201602052604090205460ff1693509050821580159061373057506136f260018461506a565b6001600160401b0386165f9081526004840160209081526040808320600190810154845260058601909252909120546001600160801b031690911c16155b1561286d57505f95945050505050565b60018101545f906001600160401b0316431115806107b8575061376282613b0c565b8254600160a01b900460ff16108015906107b8575050600201546001600160401b031643111590565b5f6001600160401b03821615801590610971575060028301546001600160401b03166137b88360016152fb565b6001600160401b0316149392505050565b60028101545f9081906137e69084906001600160401b0316613b5d565b80546003820154919250600160401b900463ffffffff16905f600261380b848461506a565b613816906001615227565b6138209190615747565b61382a9084615227565b905080600161383a8560026150d8565b613844919061506a565b10156138645760016138578460026150d8565b613861919061506a565b90505b60028601546001600160401b03165f90815260049096016020908152604080882060010154885260059095019052929094205460ff600160801b90910416919091109392505050565b5f6138b88584613b5d565b9050600381015f805b8254811015613939576001600160401b0387165f908152600589016020526040812084548792908690859081106138fa576138fa615091565b5f9182526020808320909101546001600160a01b0316835282019290925260400190205403613931578161392d816150c0565b9250505b6001016138c1565b5061394383613b0c565b811015610926578061395484613b0c565b604051639912131960e01b81526004810192909252602482015260440161082d565b5f8281526006602081815260408084206001600160a01b03861685529283019091528220600282015481546201000090046001600160401b03908116600160401b909204161480156139e7575060028201548154600160501b90046001600160401b03908116600160801b90920416145b8015613a2e575080546001600160401b0362010000820481165f9081526003850160209081526040808320600160501b9095049093168252929092529020613a2e90613740565b15613a44576001600160401b03925050506107b8565b80546001600160401b0362010000820481165f9081526004850160205260408120549092600160501b90048216911614613a8f578154600160901b90046001600160401b0316613aa1565b81546201000090046001600160401b03165b9050806001600160401b03165f03613abe575f93505050506107b8565b6001600160401b038082165f908152600485016020526040902054600160801b9004168015613af957613af46276a700826152fb565b612f66565b6001600160401b03979650505050505050565b60038101545f908190613b2190600290615747565b613b2c906001615227565b8354909150600160401b900463ffffffff168110613b4a5780610971565b505054600160401b900463ffffffff1690565b6001600160401b038082165f90815260038401602090815260408083206004870183528184205490941683529290522092915050565b6005821015612ba957836001018260058110613bb157613bb1615091565b600891828204019190066004029054906101000a900463ffffffff1663ffffffff1681613bde91906152fb565b905080836001018360058110613bf657613bf6615091565b600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b031602179055508180600101925050613b93565b80545b8015612e3d575f82613c4860018461506a565b81548110613c5857613c58615091565b5f918252602090912060048204015460039091166008026101000a90046001600160401b0316905042613c8b8233613976565b6001600160401b03161115613ca05750613da7565b6001600160401b0381165f90815260066020818152604080842033855290920190529020805461ff001916905582548390613cdd9060019061506a565b81548110613ced57613ced615091565b5f918252602090912060048204015460039091166008026101000a90046001600160401b031683613d1f60018561506a565b81548110613d2f57613d2f615091565b905f5260205f2090600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b0316021790555082805480613d7657613d7661575a565b5f8281526020902060045f199092019182040180546001600160401b03600860038516026101000a02191690559055505b80613db18161576e565b915050613c35565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f36613de5838061548e565b90505f7f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda808235613e1b6040850160208601614591565b6040850135613e306080870160608801615475565b613e3d6080880188615433565b604051613e4b9291906152cd565b6040805191829003822060208301979097528101949094526001600160a01b03909216606084015260808301526001600160401b031660a082015260c081019190915260e0016040516020818303038152906040528051906020012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f245848060200190613eda9190615433565b83604051602001613eee9493929190615783565b6040516020818303038152906040528051906020012092505050919050565b5f80806041849003613f41578435602086013560408701355f1a613f3389828585614306565b955095509550505050613f4b565b505f915060029050825b93509350939050565b5f8036613f61848061548e565b9050803546141580613f8b575030613f7f6040830160208401614591565b6001600160a01b031614155b15613fcd578035613fa26040830160208401614591565b6040516366977ce960e11b815260048101929092526001600160a01b0316602482015260440161082d565b6040613fdf6080830160608401615475565b6001600160401b0316111561402357613ffe6080820160608301615475565b6040516348f4d40960e01b81526001600160401b03909116600482015260240161082d565b5f6140316080830183615433565b915050801580614042575061200081115b1561406b5760405163b863f04160e01b815260048101829052612000602482015260440161082d565b60a261407a6020870187615433565b9050146140b45761408e6020860186615433565b60405163b863f04160e01b815261082d925060a290600401918252602082015260400190565b6140c96140c46060870187615433565b6143ce565b6140e65760405163c6e3152360e01b815260040160405180910390fd5b426140f760a0870160808801615475565b6001600160401b0316111580614130575061411562093a8042615227565b61412560a0870160808801615475565b6001600160401b0316115b1561416a5761414560a0860160808701615475565b60405163e2d0da9560e01b81526001600160401b03909116600482015260240161082d565b5f6141788360400135612baf565b50919650945090506001600160401b03851615806141b757506001600160401b0385166141ab6060880160408901615475565b6001600160401b031614155b156141f9576141cc6060870160408801615475565b604051638071c69b60e01b81526001600160401b039182166004820152908616602482015260440161082d565b63ffffffff841661421060c0880160a089016150a5565b63ffffffff16108061423657508061422e60c0880160a089016150a5565b63ffffffff16115b1561427c5761424b60c0870160a088016150a5565b60405163932757e160e01b815263ffffffff918216600482015290851660248201526044810182905260640161082d565b614289836040013561092f565b6001600160401b03165f036142b75760408051634a3bc6b160e11b815290840135600482015260240161082d565b5f6142d16142cb60c0890160a08a016150a5565b48611b44565b9050803410156142fd57604051639901e61160e01b81523460048201526024810182905260440161082d565b50505050915091565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084111561433f57505f915060039050826143c4565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015614390573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b0381166143bb57505f9250600191508290506143c4565b92505f91508190505b9450945094915050565b5f60218214158061443c575082825f8181106143ec576143ec615091565b9050013560f81c60f81b6001600160f81b031916600260f81b1415801561443c575082825f81811061442057614420615091565b9050013560f81c60f81b6001600160f81b031916600360f81b14155b1561444857505f6107b8565b5f614456836001818761523a565b61445f9161579e565b905070014551231950b75fc4402da1732fc9bebe198110801561234057505f6001818686828161449157614491615091565b6144a392013560f81c905060196157bb565b604080515f8152602081018083529390935260ff90911690820152606081018490526001608082015260a0016020604051602081039080840390855afa1580156144ef573d5f5f3e3d5ffd5b505050602060405103516001600160a01b03161415949350505050565b6040518060a001604052806005906020820280368337509192915050565b60408051610120810182525f8082526020820181905291810182905260608101829052608081019190915260a0810161456161450c565b81526060602082018190525f6040830181905291015290565b6001600160a01b038116811461458e575f5ffd5b50565b5f602082840312156145a1575f5ffd5b81356109718161457a565b602080825282518282018190525f918401906040840190835b818110156145e35783518352602093840193909201916001016145c5565b509095945050505050565b80356001600160401b0381168114612dde575f5ffd5b5f5f5f5f60808587031215614617575f5ffd5b84359350614627602086016145ee565b9250614635604086016145ee565b9396929550929360600135925050565b5f60208284031215614655575f5ffd5b5035919050565b5f5f83601f84011261466c575f5ffd5b5081356001600160401b03811115614682575f5ffd5b602083019150836020828501011115614699575f5ffd5b9250929050565b5f5f5f5f5f608086880312156146b4575f5ffd5b853594506146c4602087016145ee565b93506146d2604087016145ee565b925060608601356001600160401b038111156146ec575f5ffd5b6146f88882890161465c565b969995985093965092949392505050565b81516001600160a01b031681526101c08101602083015161473560208401826001600160401b03169052565b50604083015161474a604084018260ff169052565b50606083015161475f606084018260ff169052565b506080830151614774608084018260ff169052565b5060a083015161478860a084018215159052565b5060c08301516147a360c08401826001600160a01b03169052565b5060e08301516147be60e08401826001600160401b03169052565b506101008301516147db6101008401826001600160801b03169052565b506101208301516147f86101208401826001600160801b03169052565b506101408301516148156101408401826001600160401b03169052565b506101608301516148326101608401826001600160401b03169052565b506101808301516101808301526101a08301516101a083015292915050565b5f60c08284031215610ce6575f5ffd5b5f5f5f5f60608587031215614874575f5ffd5b843561487f8161457a565b935060208501356001600160401b03811115614899575f5ffd5b6148a587828801614851565b93505060408501356001600160401b038111156148c0575f5ffd5b6148cc8782880161465c565b95989497509550505050565b5f5f5f606084860312156148ea575f5ffd5b833592506148fa602085016145ee565b9150604084013561490a8161457a565b809150509250925092565b5f5f60408385031215614926575f5ffd5b82359150614936602084016145ee565b90509250929050565b5f8151808452602084019350602083015f5b828110156149785781516001600160a01b0316865260209586019590910190600101614951565b5093949350505050565b5f8151808452602084019350602083015f5b828110156149785781511515865260209586019590910190600101614994565b602081526149ce6020820183516001600160401b03169052565b5f60208301516149e960408401826001600160401b03169052565b5060408301516001600160401b038116606084015250606083015163ffffffff811660808401525060808301516001600160401b03811660a08401525060a08301516001600160401b03811660c08401525060c08301516001600160401b03811660e08401525060e0830151610100830152610100830151610140610120840152614a7861016084018261493f565b9050610120840151601f1984830301610140850152614a978282614982565b95945050505050565b5f5f83601f840112614ab0575f5ffd5b5081356001600160401b03811115614ac6575f5ffd5b6020830191508360208260051b8501011115614699575f5ffd5b63ffffffff8116811461458e575f5ffd5b8035612dde81614ae0565b5f5f5f5f5f5f6101208789031215614b12575f5ffd5b86356001600160401b03811115614b27575f5ffd5b614b3389828a01614aa0565b9097509550506020870135614b4781614ae0565b93506040870135614b5781614ae0565b9250610100870188811115614b6a575f5ffd5b606088019250614b79816145ee565b9150509295509295509295565b5f60208284031215614b96575f5ffd5b81356001600160401b03811115614bab575f5ffd5b61234084828501614851565b5f5f5f5f5f5f60a08789031215614bcc575f5ffd5b86359550614bdc602088016145ee565b9450614bea604088016145ee565b935060608701356001600160401b03811115614c04575f5ffd5b614c1089828a01614aa0565b9094509250506080870135614c2481614ae0565b809150509295509295509295565b6001600160a01b038516815263ffffffff84166020820152610100810160408201845f5b6005811015614c7b57815163ffffffff16835260209283019290910190600101614c56565b5050506001600160401b03831660e083015295945050505050565b5f5f5f60408486031215614ca8575f5ffd5b8335925060208401356001600160401b03811115614cc4575f5ffd5b614cd08682870161465c565b9497909650939450505050565b5f5f5f5f5f60808688031215614cf1575f5ffd5b85359450614d01602087016145ee565b935060408601356001600160401b03811115614d1b575f5ffd5b614d2788828901614aa0565b9094509250506060860135614d3b81614ae0565b809150509295509295909350565b5f5f60408385031215614d5a575f5ffd5b8235614d6581614ae0565b946020939093013593505050565b5f5f5f60608486031215614d85575f5ffd5b8335614d908161457a565b95602085013595506040909401359392505050565b805f5b6005811015612ba95781516001600160401b0316845260209384019390910190600101614da8565b60208152614dea6020820183516001600160401b03169052565b5f6020830151614e0560408401826001600160401b03169052565b5060408301516001600160401b038116606084015250606083015163ffffffff811660808401525060808301516001600160401b03811660a08401525060a0830151614e5460c0840182614da5565b5060c08301516101a0610160840152614e716101c084018261493f565b905060e0840151614e8b61018085018263ffffffff169052565b506101008401518015156101a0850152509392505050565b634e487b7160e01b5f52601160045260245ffd5b5f60ff821660ff8103614ecc57614ecc614ea3565b60010192915050565b634e487b7160e01b5f52602160045260245ffd5b60058110614f0557634e487b7160e01b5f52602160045260245ffd5b9052565b614f138185614ee9565b60018060a01b0383166020820152606060408201525f82518060608401528060208501608085015e5f608082850101526080601f19601f830116840101915050949350505050565b634e487b7160e01b5f52601260045260245ffd5b5f6001600160401b03831680614f8757614f87614f5b565b806001600160401b0384160491505092915050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b614fce8186614ee9565b6001600160a01b03841660208201526060604082018190525f90610e989083018486614f9c565b5f6001600160801b0383168061500d5761500d614f5b565b806001600160801b0384160491505092915050565b6001600160801b03818116838216029081169081811461504457615044614ea3565b5092915050565b6001600160801b0382811682821603908111156107b8576107b8614ea3565b818103818111156107b8576107b8614ea3565b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b5f602082840312156150b5575f5ffd5b813561097181614ae0565b5f600182016150d1576150d1614ea3565b5060010190565b80820281158282048414176107b8576107b8614ea3565b815f805b6005811015615134575f833561510881614ae0565b6020949094019363ffffffff600584901b81811b1995909516911690931b9290921791506001016150f3565b509091555050565b63ffffffff8416815260e0810160208201845f5b600581101561517f57813561516481614ae0565b63ffffffff1683526020928301929190910190600101615150565b5050506001600160401b03831660c0830152949350505050565b8183526020830192505f815f5b848110156149785781356151b98161457a565b6001600160a01b0316865260209586019591909101906001016151a6565b8681526001600160401b03861660208201526001600160401b038516604082015260a060608201525f61520e60a083018587615199565b905063ffffffff83166080830152979650505050505050565b808201808211156107b8576107b8614ea3565b5f5f85851115615248575f5ffd5b83861115615254575f5ffd5b5050820193919092039150565b80356001600160c01b03198116906008841015615044576001600160c01b031960089490940360031b84901b1690921692915050565b80356001600160e01b03198116906004841015615044576001600160e01b031960049490940360031b84901b1690921692915050565b818382375f9101908152919050565b63ffffffff84168152604060208201525f614a97604083018486614f9c565b6001600160401b0381811683821601908111156107b8576107b8614ea3565b5f6001600160401b0382166001600160401b038103614ecc57614ecc614ea3565b60ff82811682821603908111156107b8576107b8614ea3565b63ffffffff82811682821603908111156107b8576107b8614ea3565b602081016107b88284614ee9565b805f5b60056003820110156153f05781546001600160401b03811685526001600160401b038160401c1660208601526001600160401b03808260801c161660408601526153d9606086018260c01c6001600160401b03169052565b506080939093019260019190910190600401615381565b506154138361540683546001600160401b031690565b6001600160401b03169052565b505050565b60c081016154268285614ee9565b610971602083018461537e565b5f5f8335601e19843603018112615448575f5ffd5b8301803591506001600160401b03821115615461575f5ffd5b602001915036819003821315614699575f5ffd5b5f60208284031215615485575f5ffd5b610971826145ee565b5f8235609e198336030181126154a2575f5ffd5b9190910192915050565b5f5f8335601e198436030181126154c1575f5ffd5b83016020810192503590506001600160401b038111156154df575f5ffd5b803603821315614699575f5ffd5b803582525f60208201356155008161457a565b6001600160a01b03166020840152604082810135908401526001600160401b0361552c606084016145ee565b16606084015261553f60808301836154ac565b60a06080860152614a9760a086018284614f9c565b8581528460208201526001600160401b038416604082015282606082015260a060808201525f8235609e1984360301811261558d575f5ffd5b60c060a08401526155a461016084018583016154ed565b90506155b360208501856154ac565b848303609f190160c08601526155ca838284614f9c565b925050506155da604085016145ee565b6001600160401b031660e08401526155f560608501856154ac565b848303609f190161010086015261560d838284614f9c565b9250505061561d608085016145ee565b6001600160401b031661012084015261563860a08501614af1565b63ffffffff811661014085015250979650505050505050565b6001600160401b038311156156685761566861507d565b600160401b83111561567c5761567c61507d565b8054838255808410156156b057815f528360205f20018482035f5b818110156156ac575f83820155600101615697565b5050505b5081815f5260205f205f5b858110156156e15782356156ce8161457a565b82820155602092909201916001016156bb565b505050505050565b5f602082840312156156f9575f5ffd5b81518015158114610971575f5ffd5b6001600160401b038616815263ffffffff8516602082015261010060408201525f61573861010083018587615199565b9050610e98606083018461537e565b5f8261575557615755614f5b565b500490565b634e487b7160e01b5f52603160045260245ffd5b5f8161577c5761577c614ea3565b505f190190565b84815282846020830137602092019182015260400192915050565b803560208310156107b8575f19602084900360031b1b1692915050565b60ff81811683821601908111156107b8576107b8614ea356feece79221254f358e8208bed5933381c7d9e43aee1ad64af6ee7d78e445a06b1160a0604052348015600e575f5ffd5b50604051611b08380380611b08833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b608051611a836100855f395f81816102470152610bab0152611a835ff3fe6080604052600436106100e4575f3560e01c80636a256b291161008757806390dd258f1161005757806390dd258f1461027d5780639737821c14610292578063997db02d146102c6578063fd6b266c14610302575f5ffd5b80636a256b29146101e85780636d70f7ae146102075780637110d32e146102365780637c6f315814610269575f5ffd5b80632ddbd13a116100c25780632ddbd13a146101735780633ccfd60b146101955780635694cb0a146101a9578063636f35d3146101bc575f5ffd5b80630fe7683f146100e8578063261423351461011b57806327de9e3214610152575b5f5ffd5b3480156100f3575f5ffd5b506100fe6212750081565b6040516001600160401b0390911681526020015b60405180910390f35b348015610126575f5ffd5b5061013a6101353660046114c8565b61037c565b6040516001600160a01b039091168152602001610112565b34801561015d575f5ffd5b5061017161016c3660046114c8565b6103aa565b005b34801561017e575f5ffd5b506101875f5481565b604051908152602001610112565b3480156101a0575f5ffd5b506101716104c9565b6101716101b73660046114f3565b6105bd565b3480156101c7575f5ffd5b506101db6101d6366004611586565b6106b5565b604051610112919061159f565b3480156101f3575f5ffd5b50610171610202366004611586565b6107e3565b348015610212575f5ffd5b50610226610221366004611586565b61083e565b6040519015158152602001610112565b348015610241575f5ffd5b5061013a7f000000000000000000000000000000000000000000000000000000000000000081565b348015610274575f5ffd5b50600354610187565b348015610288575f5ffd5b5061018761010081565b34801561029d575f5ffd5b506102b16102ac3660046114c8565b610869565b60408051928352602083019190915201610112565b3480156102d1575f5ffd5b506102e56102e0366004611618565b6108db565b604080519283526001600160401b03909116602083015201610112565b34801561030d575f5ffd5b5061032161031c366004611640565b610935565b60405161011291905f60a08201905060018060a01b0383511682526001600160401b036020840151166020830152604083015160408301526001600160401b0360608401511660608301526080830151608083015292915050565b5f60038281548110610390576103906116bd565b5f918252602090912001546001600160a01b031692915050565b335f9081526001602052604090208115806103c85750806002015482115b156103ff576002810154604051630a1b4b6f60e31b81526103f6918491600401918252602082015260400190565b60405180910390fd5b610407610b94565b81816002015f82825461041a91906116e5565b9250508190555081816003015f82825461043491906116f8565b909155506104479050621275004261170b565b60048201805467ffffffffffffffff19166001600160401b039290921691909117905561047333610c56565b61047c33610cca565b6004810154604080518481526001600160401b03909216602083015233917ff296881dc8649cb075784613a4c7cec45269aae38400377b6bdf05196c27bac5910160405180910390a25050565b335f908152600160205260408120600381015490918190036104fe5760405163098ae75d60e21b815260040160405180910390fd5b60048201546001600160401b03164210156105405760048281015460405163be8a527b60e01b81526001600160401b03909116918101919091526024016103f6565b610548610b94565b5f6003830181905560048301805467ffffffffffffffff19169055805482919081906105759084906116e5565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26105b93382610ec3565b5050565b818015806105cc575061010081115b156105ed576040516305bc2ce960e21b8152600481018290526024016103f6565b335f908152600160205260409020806106078587836117c9565b5060018101805467ffffffffffffffff19166001600160401b0385161790556002810180543491905f9061063c9084906116f8565b92505081905550345f5f82825461065391906116f8565b90915550610662905033610c56565b61066b33610cca565b600281015460405133917f4e510c4451ae774258207d9d90e5d4d091dcc9938509351db91c2a7e5b15dedc916106a691899189918991611883565b60405180910390a25050505050565b6106f56040518060a00160405280606081526020015f6001600160401b031681526020015f81526020015f81526020015f6001600160401b031681525090565b6001600160a01b0382165f9081526001602052604090819020815160a081019092528054829082906107269061173e565b80601f01602080910402602001604051908101604052809291908181526020018280546107529061173e565b801561079d5780601f106107745761010080835404028352916020019161079d565b820191905f5260205f20905b81548152906001019060200180831161078057829003601f168201915b505050918352505060018201546001600160401b039081166020830152600283015460408301526003830154606083015260049092015490911660809091015292915050565b6107ec81610cca565b6001600160a01b0381165f818152600160209081526040918290206002015491519182527f7823e479a1a4ebe2418874847436f8a1680c5ee5b17f38bb59dbff28e1b45552910160405180910390a250565b6001600160a01b0381165f90815260016020526040812080546108609061173e565b15159392505050565b5f5f61087483610f36565b61087f600484610f59565b6001600160d01b0316915081156108d6576108ca8360055f6108a08661100b565b81526020019081526020015f205f5f81526020019081526020015f20610f5990919063ffffffff16565b6001600160d01b031690505b915091565b5f5f6108e683610f36565b6001600160a01b0384165f9081526002602052604081206109079085610f59565b71ffffffffffffffffffffffffffffffffffff81169660909190911c6001600160401b031695509350505050565b6040805160a0810182525f808252602082018190529181018290526060810182905260808101829052908061096987610869565b90925090505f5b848110156109bf5785858281811061098a5761098a6116bd565b90506040020160200160208101906109a291906118ca565b6109b5906001600160c01b0316836116e5565b9150600101610970565b508086106109ea57604051630ec9f60b60e21b815260048101879052602481018290526044016103f6565b5f5f6109f58461100b565b90505b8015610b2a5780610a08816118f0565b9150505f610a1882848a8a611037565b90505f610a26836003611905565b610a316001886116e5565b610a3d911c60016116f8565b60039490941b939050835b610a538160086116f8565b85108015610a6057508185105b15610afa575f8411610a7b57610a76858d61110d565b610aa7565b5f8481526005602090815260408083208884529091529020610a9d908d610f59565b6001600160d01b03165b955082610ab482876116e5565b60088110610ac457610ac46116bd565b6020020151610ad390876116e5565b9550858b10610afa57610ae6868c6116e5565b9a5084610af28161191c565b955050610a48565b610b058160086116f8565b851480610b1157508185145b15610b225750505050505050610b8c565b5050506109f8565b5060038181548110610b3e57610b3e6116bd565b5f91825260209182902001546001600160a01b03168086526001600160401b03831691860191909152610b7190896108db565b6001600160401b031660608601526040850152506080830152505b949350505050565b604051639bc289f160e01b81523360048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690639bc289f190602401602060405180830381865afa158015610bf8573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610c1c9190611934565b905042816001600160401b03161115610c5357604051631d5b44cb60e31b81526001600160401b03821660048201526024016103f6565b50565b6001600160a01b0381165f908152600160208181526040808420600280820154948201549352932060909190911b67ffffffffffffffff60901b1690911790610c9e81611146565b6001600160d01b0316826001600160d01b031614610cc457610cc181438461117e565b50505b50505050565b6001600160a01b0381165f9081526006602090815260408083206001909252909120600201548154600160401b90046001600160c01b0316808203610d0f5750505050565b82546001600160401b03165f03610d9857600380546001810182555f8290527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b0180546001600160a01b0319166001600160a01b0387161790558054845467ffffffffffffffff19166001600160401b0390911617845554610d9590600490439061117e565b50505b82546001600160c01b038316600160401b026001600160401b0391821681811786555f92610dcb9260019291161761194f565b6001600160401b031690505f610de560038054905061100b565b905060015b818111610eba575f81815260056020908152604080832060039690961c80845295909152812090610e1a82611146565b6001600160d01b031690508383148015610e345750600183115b8015610e3f57508154155b15610e8257610e7660055f610e556001876116e5565b81526020019081526020015f205f5f81526020019081526020015f20611146565b6001600160d01b031690505b610ea34387610e918a856116f8565b610e9b91906116e5565b84919061117e565b505050508080610eb29061191c565b915050610dea565b50505050505050565b80471015610eed5760405163cf47918160e01b8152476004820152602481018290526044016103f6565b610f06828260405180602001604052805f815250611198565b15610f0f575050565b3d15610f1d576105b96111ad565b60405163d6bda27560e01b815260040160405180910390fd5b438110610c535760405163b4a7354f60e01b8152600481018290526024016103f6565b81545f9081816005811115610fb5575f610f72846111b8565b610f7c90856116e5565b5f8881526020902090915081015465ffffffffffff9081169087161015610fa557809150610fb3565b610fb08160016116f8565b92505b505b5f610fc28787858561130b565b90508015610ffc57610fe687610fd96001846116e5565b5f91825260209091200190565b54600160301b90046001600160d01b0316610ffe565b5f5b9450505050505b92915050565b60015b611019816008611a49565b821115611032578061102a8161191c565b91505061100e565b919050565b61103f6114a9565b5f5b82811015611104575f611055876003611905565b858584818110611067576110676116bd565b61107d9260206040909202019081019150611a54565b6001600160401b0316901c6001600160401b0316905085600382901c036110fb578484838181106110b0576110b06116bd565b90506040020160200160208101906110c891906118ca565b6001600160c01b03168382600716600881106110e6576110e66116bd565b602002018181516110f791906116f8565b9052505b50600101611041565b50949350505050565b5f61113e60038481548110611124576111246116bd565b5f918252602090912001546001600160a01b0316836108db565b509392505050565b80545f9080156111755761115f83610fd96001846116e5565b54600160301b90046001600160d01b0316611177565b5f5b9392505050565b5f8061118b858585611359565b915091505b935093915050565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f600182116111c5575090565b816001600160801b82106111de5760809190911c9060401b5b600160401b82106111f45760409190911c9060201b5b640100000000821061120b5760209190911c9060101b5b6201000082106112205760109190911c9060081b5b61010082106112345760089190911c9060041b5b601082106112475760049190911c9060021b5b600482106112535760011b5b600302600190811c9081858161126b5761126b611a6f565b048201901c9050600181858161128357611283611a6f565b048201901c9050600181858161129b5761129b611a6f565b048201901c905060018185816112b3576112b3611a6f565b048201901c905060018185816112cb576112cb611a6f565b048201901c905060018185816112e3576112e3611a6f565b048201901c90506113028185816112fc576112fc611a6f565b04821190565b90039392505050565b5f5b8183101561113e575f85815260209020838316600285851804019081015465ffffffffffff8681169116111561134557809250611353565b6113508160016116f8565b93505b5061130d565b82545f908190801561144f575f61137587610fd96001856116e5565b805490915065ffffffffffff80821691600160301b90046001600160d01b03169088168211156113b857604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff16036113f157825465ffffffffffff16600160301b6001600160d01b03891602178355611441565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f81529190912094519151909216600160301b029216919091179101555b945085935061119092505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a815291822095519251909316600160301b029190931617920191909155905081611190565b6040518061010001604052806008906020820280368337509192915050565b5f602082840312156114d8575f5ffd5b5035919050565b6001600160401b0381168114610c53575f5ffd5b5f5f5f60408486031215611505575f5ffd5b83356001600160401b0381111561151a575f5ffd5b8401601f8101861361152a575f5ffd5b80356001600160401b0381111561153f575f5ffd5b866020828401011115611550575f5ffd5b602091820194509250840135611565816114df565b809150509250925092565b80356001600160a01b0381168114611032575f5ffd5b5f60208284031215611596575f5ffd5b61117782611570565b602081525f825160a0602084015280518060c0850152806020830160e086015e5f60e082860101526001600160401b03602086015116604085015260408501516060850152606085015160808501526001600160401b0360808601511660a085015260e0601f19601f8301168501019250505092915050565b5f5f60408385031215611629575f5ffd5b61163283611570565b946020939093013593505050565b5f5f5f5f60608587031215611653575f5ffd5b843593506020850135925060408501356001600160401b03811115611676575f5ffd5b8501601f81018713611686575f5ffd5b80356001600160401b0381111561169b575f5ffd5b8760208260061b84010111156116af575f5ffd5b949793965060200194505050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b81810381811115611005576110056116d1565b80820180821115611005576110056116d1565b6001600160401b038181168382160190811115611005576110056116d1565b634e487b7160e01b5f52604160045260245ffd5b600181811c9082168061175257607f821691505b60208210810361177057634e487b7160e01b5f52602260045260245ffd5b50919050565b601f8211156117c457828211156117c457805f5260205f20601f840160051c60208510156117a157505f5b90810190601f840160051c035f5b81811015610cc1575f838201556001016117af565b505050565b6001600160401b038311156117e0576117e061172a565b6117f4836117ee835461173e565b83611776565b5f601f841160018114611825575f851561180e5750838201355b5f19600387901b1c1916600186901b17835561187c565b5f83815260208120601f198716915b828110156118545786850135825560209485019460019092019101611834565b5086821015611870575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b60608152836060820152838560808301375f608085830101525f6080601f19601f87011683010190506001600160401b038416602083015282604083015295945050505050565b5f602082840312156118da575f5ffd5b81356001600160c01b0381168114611177575f5ffd5b5f816118fe576118fe6116d1565b505f190190565b8082028115828204841417611005576110056116d1565b5f6001820161192d5761192d6116d1565b5060010190565b5f60208284031215611944575f5ffd5b8151611177816114df565b6001600160401b038281168282160390811115611005576110056116d1565b6001815b60018411156111905780850481111561198d5761198d6116d1565b600184161561199b57908102905b60019390931c928002611972565b5f826119b757506001611005565b816119c357505f611005565b81600181146119d957600281146119e3576119ff565b6001915050611005565b60ff8411156119f4576119f46116d1565b50506001821b611005565b5060208310610133831016604e8410600b8410161715611a22575081810a611005565b611a2e5f19848461196e565b805f1904821115611a4157611a416116d1565b029392505050565b5f61117783836119a9565b5f60208284031215611a64575f5ffd5b8135611177816114df565b634e487b7160e01b5f52601260045260245ffd",
}

// Committees is an auto generated Go binding around an Ethereum contract.
type Committees struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Committees) GetABI() abi.ABI {
	return c.abi
}

// NewCommittees creates a new instance of Committees.
func NewCommittees() *Committees {
	parsed, err := CommitteesMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Committees{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Committees) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackANSWERGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x43a0e1de.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ANSWER_GAS() view returns(uint256)
func (committees *Committees) PackANSWERGAS() []byte {
	enc, err := committees.abi.Pack("ANSWER_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackANSWERGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x43a0e1de.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ANSWER_GAS() view returns(uint256)
func (committees *Committees) TryPackANSWERGAS() ([]byte, error) {
	return committees.abi.Pack("ANSWER_GAS")
}

// UnpackANSWERGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x43a0e1de.
//
// Solidity: function ANSWER_GAS() view returns(uint256)
func (committees *Committees) UnpackANSWERGAS(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("ANSWER_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackLOCK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa4f0d7d0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function LOCK() view returns(uint64)
func (committees *Committees) PackLOCK() []byte {
	enc, err := committees.abi.Pack("LOCK")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLOCK is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa4f0d7d0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function LOCK() view returns(uint64)
func (committees *Committees) TryPackLOCK() ([]byte, error) {
	return committees.abi.Pack("LOCK")
}

// UnpackLOCK is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa4f0d7d0.
//
// Solidity: function LOCK() view returns(uint64)
func (committees *Committees) UnpackLOCK(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("LOCK", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMAXAHEAD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6354b81b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_AHEAD() view returns(uint64)
func (committees *Committees) PackMAXAHEAD() []byte {
	enc, err := committees.abi.Pack("MAX_AHEAD")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXAHEAD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6354b81b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_AHEAD() view returns(uint64)
func (committees *Committees) TryPackMAXAHEAD() ([]byte, error) {
	return committees.abi.Pack("MAX_AHEAD")
}

// UnpackMAXAHEAD is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6354b81b.
//
// Solidity: function MAX_AHEAD() view returns(uint64)
func (committees *Committees) UnpackMAXAHEAD(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("MAX_AHEAD", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackMAXHOLDINGS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa2ee4a7c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_HOLDINGS() view returns(uint256)
func (committees *Committees) PackMAXHOLDINGS() []byte {
	enc, err := committees.abi.Pack("MAX_HOLDINGS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXHOLDINGS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa2ee4a7c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_HOLDINGS() view returns(uint256)
func (committees *Committees) TryPackMAXHOLDINGS() ([]byte, error) {
	return committees.abi.Pack("MAX_HOLDINGS")
}

// UnpackMAXHOLDINGS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa2ee4a7c.
//
// Solidity: function MAX_HOLDINGS() view returns(uint256)
func (committees *Committees) UnpackMAXHOLDINGS(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("MAX_HOLDINGS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXLENGTH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6f9885c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_LENGTH() view returns(uint32)
func (committees *Committees) PackMAXLENGTH() []byte {
	enc, err := committees.abi.Pack("MAX_LENGTH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXLENGTH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa6f9885c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_LENGTH() view returns(uint32)
func (committees *Committees) TryPackMAXLENGTH() ([]byte, error) {
	return committees.abi.Pack("MAX_LENGTH")
}

// UnpackMAXLENGTH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa6f9885c.
//
// Solidity: function MAX_LENGTH() view returns(uint32)
func (committees *Committees) UnpackMAXLENGTH(data []byte) (uint32, error) {
	out, err := committees.abi.Unpack("MAX_LENGTH", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackMAXMEMBERS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea0e35b1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_MEMBERS() view returns(uint256)
func (committees *Committees) PackMAXMEMBERS() []byte {
	enc, err := committees.abi.Pack("MAX_MEMBERS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXMEMBERS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xea0e35b1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_MEMBERS() view returns(uint256)
func (committees *Committees) TryPackMAXMEMBERS() ([]byte, error) {
	return committees.abi.Pack("MAX_MEMBERS")
}

// UnpackMAXMEMBERS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xea0e35b1.
//
// Solidity: function MAX_MEMBERS() view returns(uint256)
func (committees *Committees) UnpackMAXMEMBERS(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("MAX_MEMBERS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXWINDOW is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdeb96634.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_WINDOW() view returns(uint64)
func (committees *Committees) PackMAXWINDOW() []byte {
	enc, err := committees.abi.Pack("MAX_WINDOW")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXWINDOW is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdeb96634.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_WINDOW() view returns(uint64)
func (committees *Committees) TryPackMAXWINDOW() ([]byte, error) {
	return committees.abi.Pack("MAX_WINDOW")
}

// UnpackMAXWINDOW is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdeb96634.
//
// Solidity: function MAX_WINDOW() view returns(uint64)
func (committees *Committees) UnpackMAXWINDOW(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("MAX_WINDOW", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackActiveEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf561f7e6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function activeEpoch(uint256 committee) view returns(uint64)
func (committees *Committees) PackActiveEpoch(committee *big.Int) []byte {
	enc, err := committees.abi.Pack("activeEpoch", committee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActiveEpoch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf561f7e6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function activeEpoch(uint256 committee) view returns(uint64)
func (committees *Committees) TryPackActiveEpoch(committee *big.Int) ([]byte, error) {
	return committees.abi.Pack("activeEpoch", committee)
}

// UnpackActiveEpoch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf561f7e6.
//
// Solidity: function activeEpoch(uint256 committee) view returns(uint64)
func (committees *Committees) UnpackActiveEpoch(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("activeEpoch", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8349c2d2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answer(uint256 id, bytes data) returns()
func (committees *Committees) PackAnswer(id *big.Int, data []byte) []byte {
	enc, err := committees.abi.Pack("answer", id, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8349c2d2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answer(uint256 id, bytes data) returns()
func (committees *Committees) TryPackAnswer(id *big.Int, data []byte) ([]byte, error) {
	return committees.abi.Pack("answer", id, data)
}

// PackAnswerWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x142eec40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function answerWindow(uint256 committee) view returns(uint64)
func (committees *Committees) PackAnswerWindow(committee *big.Int) []byte {
	enc, err := committees.abi.Pack("answerWindow", committee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnswerWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x142eec40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function answerWindow(uint256 committee) view returns(uint64)
func (committees *Committees) TryPackAnswerWindow(committee *big.Int) ([]byte, error) {
	return committees.abi.Pack("answerWindow", committee)
}

// UnpackAnswerWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x142eec40.
//
// Solidity: function answerWindow(uint256 committee) view returns(uint64)
func (committees *Committees) UnpackAnswerWindow(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("answerWindow", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackApprovalHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a8d3b27.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approvalHash(uint256 committee, uint64 epoch, uint64 from, address[] members, uint32 t) pure returns(bytes32)
func (committees *Committees) PackApprovalHash(committee *big.Int, epoch uint64, from uint64, members []common.Address, t uint32) []byte {
	enc, err := committees.abi.Pack("approvalHash", committee, epoch, from, members, t)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprovalHash is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a8d3b27.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approvalHash(uint256 committee, uint64 epoch, uint64 from, address[] members, uint32 t) pure returns(bytes32)
func (committees *Committees) TryPackApprovalHash(committee *big.Int, epoch uint64, from uint64, members []common.Address, t uint32) ([]byte, error) {
	return committees.abi.Pack("approvalHash", committee, epoch, from, members, t)
}

// UnpackApprovalHash is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6a8d3b27.
//
// Solidity: function approvalHash(uint256 committee, uint64 epoch, uint64 from, address[] members, uint32 t) pure returns(bytes32)
func (committees *Committees) UnpackApprovalHash(data []byte) ([32]byte, error) {
	out, err := committees.abi.Unpack("approvalHash", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackApprovalOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4b931700.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approvalOf(uint256 committee, uint64 epoch, address member) view returns(bytes32)
func (committees *Committees) PackApprovalOf(committee *big.Int, epoch uint64, member common.Address) []byte {
	enc, err := committees.abi.Pack("approvalOf", committee, epoch, member)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprovalOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4b931700.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approvalOf(uint256 committee, uint64 epoch, address member) view returns(bytes32)
func (committees *Committees) TryPackApprovalOf(committee *big.Int, epoch uint64, member common.Address) ([]byte, error) {
	return committees.abi.Pack("approvalOf", committee, epoch, member)
}

// UnpackApprovalOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4b931700.
//
// Solidity: function approvalOf(uint256 committee, uint64 epoch, address member) view returns(bytes32)
func (committees *Committees) UnpackApprovalOf(data []byte) ([32]byte, error) {
	out, err := committees.abi.Unpack("approvalOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3ae972f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(uint256 committee, uint64 epoch, uint64 from, address[] members, uint32 t) returns()
func (committees *Committees) PackApprove(committee *big.Int, epoch uint64, from uint64, members []common.Address, t uint32) []byte {
	enc, err := committees.abi.Pack("approve", committee, epoch, from, members, t)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3ae972f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(uint256 committee, uint64 epoch, uint64 from, address[] members, uint32 t) returns()
func (committees *Committees) TryPackApprove(committee *big.Int, epoch uint64, from uint64, members []common.Address, t uint32) ([]byte, error) {
	return committees.abi.Pack("approve", committee, epoch, from, members, t)
}

// PackBondFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x99fe3f71.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function bondFor(uint32 answers, uint256 baseFee) pure returns(uint256)
func (committees *Committees) PackBondFor(answers uint32, baseFee *big.Int) []byte {
	enc, err := committees.abi.Pack("bondFor", answers, baseFee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBondFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x99fe3f71.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function bondFor(uint32 answers, uint256 baseFee) pure returns(uint256)
func (committees *Committees) TryPackBondFor(answers uint32, baseFee *big.Int) ([]byte, error) {
	return committees.abi.Pack("bondFor", answers, baseFee)
}

// UnpackBondFor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x99fe3f71.
//
// Solidity: function bondFor(uint32 answers, uint256 baseFee) pure returns(uint256)
func (committees *Committees) UnpackBondFor(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("bondFor", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5225381.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect() returns(uint256 amount)
func (committees *Committees) PackCollect() []byte {
	enc, err := committees.abi.Pack("collect")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe5225381.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect() returns(uint256 amount)
func (committees *Committees) TryPackCollect() ([]byte, error) {
	return committees.abi.Pack("collect")
}

// UnpackCollect is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe5225381.
//
// Solidity: function collect() returns(uint256 amount)
func (committees *Committees) UnpackCollect(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("collect", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07850d3f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commit(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) returns()
func (committees *Committees) PackCommit(committee *big.Int, epoch uint64, attempt uint64, hash [32]byte) []byte {
	enc, err := committees.abi.Pack("commit", committee, epoch, attempt, hash)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07850d3f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commit(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) returns()
func (committees *Committees) TryPackCommit(committee *big.Int, epoch uint64, attempt uint64, hash [32]byte) ([]byte, error) {
	return committees.abi.Pack("commit", committee, epoch, attempt, hash)
}

// PackCommitteeCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd21af768.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committeeCount() view returns(uint256)
func (committees *Committees) PackCommitteeCount() []byte {
	enc, err := committees.abi.Pack("committeeCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitteeCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd21af768.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function committeeCount() view returns(uint256)
func (committees *Committees) TryPackCommitteeCount() ([]byte, error) {
	return committees.abi.Pack("committeeCount")
}

// UnpackCommitteeCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd21af768.
//
// Solidity: function committeeCount() view returns(uint256)
func (committees *Committees) UnpackCommitteeCount(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("committeeCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCommitteesOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2938acad.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committeesOf(address account) view returns(uint256[])
func (committees *Committees) PackCommitteesOf(account common.Address) []byte {
	enc, err := committees.abi.Pack("committeesOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitteesOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2938acad.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function committeesOf(address account) view returns(uint256[])
func (committees *Committees) TryPackCommitteesOf(account common.Address) ([]byte, error) {
	return committees.abi.Pack("committeesOf", account)
}

// UnpackCommitteesOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2938acad.
//
// Solidity: function committeesOf(address account) view returns(uint256[])
func (committees *Committees) UnpackCommitteesOf(data []byte) ([]*big.Int, error) {
	out, err := committees.abi.Unpack("committeesOf", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackCommitteesOfCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x574c1043.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committeesOfCount(address account) view returns(uint256)
func (committees *Committees) PackCommitteesOfCount(account common.Address) []byte {
	enc, err := committees.abi.Pack("committeesOfCount", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitteesOfCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x574c1043.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function committeesOfCount(address account) view returns(uint256)
func (committees *Committees) TryPackCommitteesOfCount(account common.Address) ([]byte, error) {
	return committees.abi.Pack("committeesOfCount", account)
}

// UnpackCommitteesOfCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x574c1043.
//
// Solidity: function committeesOfCount(address account) view returns(uint256)
func (committees *Committees) UnpackCommitteesOfCount(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("committeesOfCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCommitteesPage is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3b8747d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function committeesPage(address account, uint256 offset, uint256 limit) view returns(uint256[])
func (committees *Committees) PackCommitteesPage(account common.Address, offset *big.Int, limit *big.Int) []byte {
	enc, err := committees.abi.Pack("committeesPage", account, offset, limit)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitteesPage is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc3b8747d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function committeesPage(address account, uint256 offset, uint256 limit) view returns(uint256[])
func (committees *Committees) TryPackCommitteesPage(account common.Address, offset *big.Int, limit *big.Int) ([]byte, error) {
	return committees.abi.Pack("committeesPage", account, offset, limit)
}

// UnpackCommitteesPage is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc3b8747d.
//
// Solidity: function committeesPage(address account, uint256 offset, uint256 limit) view returns(uint256[])
func (committees *Committees) UnpackCommitteesPage(data []byte) ([]*big.Int, error) {
	out, err := committees.abi.Unpack("committeesPage", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackComplain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2530776.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function complain(uint256 committee, uint64 epoch, uint64 attempt, bytes complaint) returns()
func (committees *Committees) PackComplain(committee *big.Int, epoch uint64, attempt uint64, complaint []byte) []byte {
	enc, err := committees.abi.Pack("complain", committee, epoch, attempt, complaint)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackComplain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2530776.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function complain(uint256 committee, uint64 epoch, uint64 attempt, bytes complaint) returns()
func (committees *Committees) TryPackComplain(committee *big.Int, epoch uint64, attempt uint64, complaint []byte) ([]byte, error) {
	return committees.abi.Pack("complain", committee, epoch, attempt, complaint)
}

// PackConfirm is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbe8e4238.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function confirm(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) returns()
func (committees *Committees) PackConfirm(committee *big.Int, epoch uint64, attempt uint64, hash [32]byte) []byte {
	enc, err := committees.abi.Pack("confirm", committee, epoch, attempt, hash)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConfirm is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbe8e4238.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function confirm(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) returns()
func (committees *Committees) TryPackConfirm(committee *big.Int, epoch uint64, attempt uint64, hash [32]byte) ([]byte, error) {
	return committees.abi.Pack("confirm", committee, epoch, attempt, hash)
}

// PackCreate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b23fa0a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function create(address[] members, uint32 t, uint32 minThreshold, uint32[5] lengths, uint64 grace) returns(uint256 committee)
func (committees *Committees) PackCreate(members []common.Address, t uint32, minThreshold uint32, lengths [5]uint32, grace uint64) []byte {
	enc, err := committees.abi.Pack("create", members, t, minThreshold, lengths, grace)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5b23fa0a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function create(address[] members, uint32 t, uint32 minThreshold, uint32[5] lengths, uint64 grace) returns(uint256 committee)
func (committees *Committees) TryPackCreate(members []common.Address, t uint32, minThreshold uint32, lengths [5]uint32, grace uint64) ([]byte, error) {
	return committees.abi.Pack("create", members, t, minThreshold, lengths, grace)
}

// UnpackCreate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5b23fa0a.
//
// Solidity: function create(address[] members, uint32 t, uint32 minThreshold, uint32[5] lengths, uint64 grace) returns(uint256 committee)
func (committees *Committees) UnpackCreate(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("create", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCurrentAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf68c8acc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function currentAttempt(uint256 committee) view returns((uint64,uint64,uint64,uint32,uint64,uint64[5],address[],uint32,bool))
func (committees *Committees) PackCurrentAttempt(committee *big.Int) []byte {
	enc, err := committees.abi.Pack("currentAttempt", committee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCurrentAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf68c8acc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function currentAttempt(uint256 committee) view returns((uint64,uint64,uint64,uint32,uint64,uint64[5],address[],uint32,bool))
func (committees *Committees) TryPackCurrentAttempt(committee *big.Int) ([]byte, error) {
	return committees.abi.Pack("currentAttempt", committee)
}

// UnpackCurrentAttempt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf68c8acc.
//
// Solidity: function currentAttempt(uint256 committee) view returns((uint64,uint64,uint64,uint32,uint64,uint64[5],address[],uint32,bool))
func (committees *Committees) UnpackCurrentAttempt(data []byte) (CommitteesAttempt, error) {
	out, err := committees.abi.Unpack("currentAttempt", data)
	if err != nil {
		return *new(CommitteesAttempt), err
	}
	out0 := *abi.ConvertType(out[0], new(CommitteesAttempt)).(*CommitteesAttempt)
	return out0, nil
}

// PackDeal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1b760b5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deal(uint256 committee, uint64 epoch, uint64 attempt, bytes dealing) returns()
func (committees *Committees) PackDeal(committee *big.Int, epoch uint64, attempt uint64, dealing []byte) []byte {
	enc, err := committees.abi.Pack("deal", committee, epoch, attempt, dealing)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb1b760b5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deal(uint256 committee, uint64 epoch, uint64 attempt, bytes dealing) returns()
func (committees *Committees) TryPackDeal(committee *big.Int, epoch uint64, attempt uint64, dealing []byte) ([]byte, error) {
	return committees.abi.Pack("deal", committee, epoch, attempt, dealing)
}

// PackEpochOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dba818d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function epochOf(uint256 committee, uint64 epoch) view returns((uint64,uint64,uint64,uint32,uint64,uint64,uint64,bytes32,address[],bool[]))
func (committees *Committees) PackEpochOf(committee *big.Int, epoch uint64) []byte {
	enc, err := committees.abi.Pack("epochOf", committee, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEpochOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4dba818d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function epochOf(uint256 committee, uint64 epoch) view returns((uint64,uint64,uint64,uint32,uint64,uint64,uint64,bytes32,address[],bool[]))
func (committees *Committees) TryPackEpochOf(committee *big.Int, epoch uint64) ([]byte, error) {
	return committees.abi.Pack("epochOf", committee, epoch)
}

// UnpackEpochOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4dba818d.
//
// Solidity: function epochOf(uint256 committee, uint64 epoch) view returns((uint64,uint64,uint64,uint32,uint64,uint64,uint64,bytes32,address[],bool[]))
func (committees *Committees) UnpackEpochOf(data []byte) (CommitteesEpoch, error) {
	out, err := committees.abi.Unpack("epochOf", data)
	if err != nil {
		return *new(CommitteesEpoch), err
	}
	out0 := *abi.ConvertType(out[0], new(CommitteesEpoch)).(*CommitteesEpoch)
	return out0, nil
}

// PackHoldingsOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03995b2d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function holdingsOf(address account) view returns(uint256[])
func (committees *Committees) PackHoldingsOf(account common.Address) []byte {
	enc, err := committees.abi.Pack("holdingsOf", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHoldingsOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03995b2d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function holdingsOf(address account) view returns(uint256[])
func (committees *Committees) TryPackHoldingsOf(account common.Address) ([]byte, error) {
	return committees.abi.Pack("holdingsOf", account)
}

// UnpackHoldingsOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x03995b2d.
//
// Solidity: function holdingsOf(address account) view returns(uint256[])
func (committees *Committees) UnpackHoldingsOf(data []byte) ([]*big.Int, error) {
	out, err := committees.abi.Unpack("holdingsOf", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x14d97f81.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function join(uint256 committee, uint64 epoch, uint64 attempt, bytes data) returns()
func (committees *Committees) PackJoin(committee *big.Int, epoch uint64, attempt uint64, data []byte) []byte {
	enc, err := committees.abi.Pack("join", committee, epoch, attempt, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJoin is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x14d97f81.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function join(uint256 committee, uint64 epoch, uint64 attempt, bytes data) returns()
func (committees *Committees) TryPackJoin(committee *big.Int, epoch uint64, attempt uint64, data []byte) ([]byte, error) {
	return committees.abi.Pack("join", committee, epoch, attempt, data)
}

// PackLockedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9bc289f1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lockedUntil(address account) view returns(uint64 until)
func (committees *Committees) PackLockedUntil(account common.Address) []byte {
	enc, err := committees.abi.Pack("lockedUntil", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLockedUntil is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9bc289f1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lockedUntil(address account) view returns(uint64 until)
func (committees *Committees) TryPackLockedUntil(account common.Address) ([]byte, error) {
	return committees.abi.Pack("lockedUntil", account)
}

// UnpackLockedUntil is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9bc289f1.
//
// Solidity: function lockedUntil(address account) view returns(uint64 until)
func (committees *Committees) UnpackLockedUntil(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("lockedUntil", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address ) view returns(uint256)
func (committees *Committees) PackOwed(arg0 common.Address) []byte {
	enc, err := committees.abi.Pack("owed", arg0)
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
func (committees *Committees) TryPackOwed(arg0 common.Address) ([]byte, error) {
	return committees.abi.Pack("owed", arg0)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf18e047.
//
// Solidity: function owed(address ) view returns(uint256)
func (committees *Committees) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRaiseSessionNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x87ead688.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function raiseSessionNonce() returns()
func (committees *Committees) PackRaiseSessionNonce() []byte {
	enc, err := committees.abi.Pack("raiseSessionNonce")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRaiseSessionNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x87ead688.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function raiseSessionNonce() returns()
func (committees *Committees) TryPackRaiseSessionNonce() ([]byte, error) {
	return committees.abi.Pack("raiseSessionNonce")
}

// PackReclaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2dabbeed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reclaim(uint256 id) returns(uint256 amount)
func (committees *Committees) PackReclaim(id *big.Int) []byte {
	enc, err := committees.abi.Pack("reclaim", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReclaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2dabbeed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reclaim(uint256 id) returns(uint256 amount)
func (committees *Committees) TryPackReclaim(id *big.Int) ([]byte, error) {
	return committees.abi.Pack("reclaim", id)
}

// UnpackReclaim is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2dabbeed.
//
// Solidity: function reclaim(uint256 id) returns(uint256 amount)
func (committees *Committees) UnpackReclaim(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("reclaim", data)
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
func (committees *Committees) PackRegistry() []byte {
	enc, err := committees.abi.Pack("registry")
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
func (committees *Committees) TryPackRegistry() ([]byte, error) {
	return committees.abi.Pack("registry")
}

// UnpackRegistry is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7b103999.
//
// Solidity: function registry() view returns(address)
func (committees *Committees) UnpackRegistry(data []byte) (common.Address, error) {
	out, err := committees.abi.Unpack("registry", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x65cbbfe2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function request(((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask) payable returns(uint256 id)
func (committees *Committees) PackRequest(ask RequestsAsk) []byte {
	enc, err := committees.abi.Pack("request", ask)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x65cbbfe2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function request(((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask) payable returns(uint256 id)
func (committees *Committees) TryPackRequest(ask RequestsAsk) ([]byte, error) {
	return committees.abi.Pack("request", ask)
}

// UnpackRequest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x65cbbfe2.
//
// Solidity: function request(((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask) payable returns(uint256 id)
func (committees *Committees) UnpackRequest(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("request", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRequestCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5badbe4c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestCount() view returns(uint256)
func (committees *Committees) PackRequestCount() []byte {
	enc, err := committees.abi.Pack("requestCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5badbe4c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestCount() view returns(uint256)
func (committees *Committees) TryPackRequestCount() ([]byte, error) {
	return committees.abi.Pack("requestCount")
}

// UnpackRequestCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5badbe4c.
//
// Solidity: function requestCount() view returns(uint256)
func (committees *Committees) UnpackRequestCount(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("requestCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRequestFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x349780e9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestFor(address buyer, ((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask, bytes signature) payable returns(uint256 id)
func (committees *Committees) PackRequestFor(buyer common.Address, ask RequestsAsk, signature []byte) []byte {
	enc, err := committees.abi.Pack("requestFor", buyer, ask, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestFor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x349780e9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestFor(address buyer, ((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask, bytes signature) payable returns(uint256 id)
func (committees *Committees) TryPackRequestFor(buyer common.Address, ask RequestsAsk, signature []byte) ([]byte, error) {
	return committees.abi.Pack("requestFor", buyer, ask, signature)
}

// UnpackRequestFor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x349780e9.
//
// Solidity: function requestFor(address buyer, ((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask, bytes signature) payable returns(uint256 id)
func (committees *Committees) UnpackRequestFor(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("requestFor", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRequestOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x324e03be.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint128,uint128,uint64,uint64,bytes32,bytes32))
func (committees *Committees) PackRequestOf(id *big.Int) []byte {
	enc, err := committees.abi.Pack("requestOf", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRequestOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x324e03be.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint128,uint128,uint64,uint64,bytes32,bytes32))
func (committees *Committees) TryPackRequestOf(id *big.Int) ([]byte, error) {
	return committees.abi.Pack("requestOf", id)
}

// UnpackRequestOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x324e03be.
//
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint128,uint128,uint64,uint64,bytes32,bytes32))
func (committees *Committees) UnpackRequestOf(data []byte) (RequestsRequest, error) {
	out, err := committees.abi.Unpack("requestOf", data)
	if err != nil {
		return *new(RequestsRequest), err
	}
	out0 := *abi.ConvertType(out[0], new(RequestsRequest)).(*RequestsRequest)
	return out0, nil
}

// PackSessionNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d0ae046.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function sessionNonce(address ) view returns(uint64)
func (committees *Committees) PackSessionNonce(arg0 common.Address) []byte {
	enc, err := committees.abi.Pack("sessionNonce", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSessionNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d0ae046.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function sessionNonce(address ) view returns(uint64)
func (committees *Committees) TryPackSessionNonce(arg0 common.Address) ([]byte, error) {
	return committees.abi.Pack("sessionNonce", arg0)
}

// UnpackSessionNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d0ae046.
//
// Solidity: function sessionNonce(address ) view returns(uint64)
func (committees *Committees) UnpackSessionNonce(data []byte) (uint64, error) {
	out, err := committees.abi.Unpack("sessionNonce", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackSettings is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a777d2c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settings(uint256 committee) view returns(address creator, uint32 minThreshold, uint32[5] lengths, uint64 grace)
func (committees *Committees) PackSettings(committee *big.Int) []byte {
	enc, err := committees.abi.Pack("settings", committee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettings is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a777d2c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settings(uint256 committee) view returns(address creator, uint32 minThreshold, uint32[5] lengths, uint64 grace)
func (committees *Committees) TryPackSettings(committee *big.Int) ([]byte, error) {
	return committees.abi.Pack("settings", committee)
}

// SettingsOutput serves as a container for the return parameters of contract
// method Settings.
type SettingsOutput struct {
	Creator      common.Address
	MinThreshold uint32
	Lengths      [5]uint32
	Grace        uint64
}

// UnpackSettings is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a777d2c.
//
// Solidity: function settings(uint256 committee) view returns(address creator, uint32 minThreshold, uint32[5] lengths, uint64 grace)
func (committees *Committees) UnpackSettings(data []byte) (SettingsOutput, error) {
	out, err := committees.abi.Unpack("settings", data)
	outstruct := new(SettingsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Creator = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.MinThreshold = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	outstruct.Lengths = *abi.ConvertType(out[2], new([5]uint32)).(*[5]uint32)
	outstruct.Grace = *abi.ConvertType(out[3], new(uint64)).(*uint64)
	return *outstruct, nil
}

// PackStart is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8783c71d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function start(uint256 committee, uint64 from, address[] members, uint32 t) returns()
func (committees *Committees) PackStart(committee *big.Int, from uint64, members []common.Address, t uint32) []byte {
	enc, err := committees.abi.Pack("start", committee, from, members, t)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStart is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8783c71d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function start(uint256 committee, uint64 from, address[] members, uint32 t) returns()
func (committees *Committees) TryPackStart(committee *big.Int, from uint64, members []common.Address, t uint32) ([]byte, error) {
	return committees.abi.Pack("start", committee, from, members, t)
}

// PackTotal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2ddbd13a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function total() view returns(uint256)
func (committees *Committees) PackTotal() []byte {
	enc, err := committees.abi.Pack("total")
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
func (committees *Committees) TryPackTotal() ([]byte, error) {
	return committees.abi.Pack("total")
}

// UnpackTotal is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x2ddbd13a.
//
// Solidity: function total() view returns(uint256)
func (committees *Committees) UnpackTotal(data []byte) (*big.Int, error) {
	out, err := committees.abi.Unpack("total", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// CommitteesActivated represents a Activated event raised by the Committees contract.
type CommitteesActivated struct {
	Committee *big.Int
	Epoch     uint64
	Attempt   uint64
	Hash      [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesActivatedEventName = "Activated"

// ContractEventName returns the user-defined event name.
func (CommitteesActivated) ContractEventName() string {
	return CommitteesActivatedEventName
}

// UnpackActivatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Activated(uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, bytes32 hash)
func (committees *Committees) UnpackActivatedEvent(log *types.Log) (*CommitteesActivated, error) {
	event := "Activated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesActivated)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesAnswered represents a Answered event raised by the Committees contract.
type CommitteesAnswered struct {
	Committee *big.Int
	Id        *big.Int
	Member    common.Address
	Index     uint32
	Answer    []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesAnsweredEventName = "Answered"

// ContractEventName returns the user-defined event name.
func (CommitteesAnswered) ContractEventName() string {
	return CommitteesAnsweredEventName
}

// UnpackAnsweredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Answered(uint256 indexed committee, uint256 indexed id, address indexed member, uint32 index, bytes answer)
func (committees *Committees) UnpackAnsweredEvent(log *types.Log) (*CommitteesAnswered, error) {
	event := "Answered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesAnswered)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesApproved represents a Approved event raised by the Committees contract.
type CommitteesApproved struct {
	Committee *big.Int
	Epoch     uint64
	Member    common.Address
	Hash      [32]byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesApprovedEventName = "Approved"

// ContractEventName returns the user-defined event name.
func (CommitteesApproved) ContractEventName() string {
	return CommitteesApprovedEventName
}

// UnpackApprovedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approved(uint256 indexed committee, uint64 indexed epoch, address indexed member, bytes32 hash)
func (committees *Committees) UnpackApprovedEvent(log *types.Log) (*CommitteesApproved, error) {
	event := "Approved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesApproved)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesCollected represents a Collected event raised by the Committees contract.
type CommitteesCollected struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const CommitteesCollectedEventName = "Collected"

// ContractEventName returns the user-defined event name.
func (CommitteesCollected) ContractEventName() string {
	return CommitteesCollectedEventName
}

// UnpackCollectedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Collected(address indexed account, uint256 amount)
func (committees *Committees) UnpackCollectedEvent(log *types.Log) (*CommitteesCollected, error) {
	event := "Collected"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesCollected)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesCreated represents a Created event raised by the Committees contract.
type CommitteesCreated struct {
	Committee    *big.Int
	Creator      common.Address
	MinThreshold uint32
	Lengths      [5]uint32
	Grace        uint64
	Raw          *types.Log // Blockchain specific contextual infos
}

const CommitteesCreatedEventName = "Created"

// ContractEventName returns the user-defined event name.
func (CommitteesCreated) ContractEventName() string {
	return CommitteesCreatedEventName
}

// UnpackCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Created(uint256 indexed committee, address indexed creator, uint32 minThreshold, uint32[5] lengths, uint64 grace)
func (committees *Committees) UnpackCreatedEvent(log *types.Log) (*CommitteesCreated, error) {
	event := "Created"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesCreated)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesMessage represents a Message event raised by the Committees contract.
type CommitteesMessage struct {
	Committee *big.Int
	Epoch     uint64
	Attempt   uint64
	Phase     uint8
	From      common.Address
	Data      []byte
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesMessageEventName = "Message"

// ContractEventName returns the user-defined event name.
func (CommitteesMessage) ContractEventName() string {
	return CommitteesMessageEventName
}

// UnpackMessageEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Message(uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, uint8 phase, address from, bytes data)
func (committees *Committees) UnpackMessageEvent(log *types.Log) (*CommitteesMessage, error) {
	event := "Message"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesMessage)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesPhaseEnded represents a PhaseEnded event raised by the Committees contract.
type CommitteesPhaseEnded struct {
	Committee *big.Int
	Epoch     uint64
	Attempt   uint64
	Phase     uint8
	Ends      [5]uint64
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesPhaseEndedEventName = "PhaseEnded"

// ContractEventName returns the user-defined event name.
func (CommitteesPhaseEnded) ContractEventName() string {
	return CommitteesPhaseEndedEventName
}

// UnpackPhaseEndedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PhaseEnded(uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, uint8 phase, uint64[5] ends)
func (committees *Committees) UnpackPhaseEndedEvent(log *types.Log) (*CommitteesPhaseEnded, error) {
	event := "PhaseEnded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesPhaseEnded)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesReclaimed represents a Reclaimed event raised by the Committees contract.
type CommitteesReclaimed struct {
	Committee *big.Int
	Id        *big.Int
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesReclaimedEventName = "Reclaimed"

// ContractEventName returns the user-defined event name.
func (CommitteesReclaimed) ContractEventName() string {
	return CommitteesReclaimedEventName
}

// UnpackReclaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Reclaimed(uint256 indexed committee, uint256 indexed id, uint256 amount)
func (committees *Committees) UnpackReclaimedEvent(log *types.Log) (*CommitteesReclaimed, error) {
	event := "Reclaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesReclaimed)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesRequested represents a Requested event raised by the Committees contract.
type CommitteesRequested struct {
	Committee    *big.Int
	Id           *big.Int
	Buyer        common.Address
	Digest       [32]byte
	CapsuleId    [32]byte
	AnswersUntil uint64
	Bond         *big.Int
	Ask          RequestsAsk
	Raw          *types.Log // Blockchain specific contextual infos
}

const CommitteesRequestedEventName = "Requested"

// ContractEventName returns the user-defined event name.
func (CommitteesRequested) ContractEventName() string {
	return CommitteesRequestedEventName
}

// UnpackRequestedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Requested(uint256 indexed committee, uint256 indexed id, address indexed buyer, bytes32 digest, bytes32 capsuleId, uint64 answersUntil, uint256 bond, ((uint256,address,uint256,uint64,string),bytes,uint64,bytes,uint64,uint32) ask)
func (committees *Committees) UnpackRequestedEvent(log *types.Log) (*CommitteesRequested, error) {
	event := "Requested"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesRequested)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesSessionNonceRaised represents a SessionNonceRaised event raised by the Committees contract.
type CommitteesSessionNonceRaised struct {
	Account common.Address
	Nonce   uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const CommitteesSessionNonceRaisedEventName = "SessionNonceRaised"

// ContractEventName returns the user-defined event name.
func (CommitteesSessionNonceRaised) ContractEventName() string {
	return CommitteesSessionNonceRaisedEventName
}

// UnpackSessionNonceRaisedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SessionNonceRaised(address indexed account, uint64 nonce)
func (committees *Committees) UnpackSessionNonceRaisedEvent(log *types.Log) (*CommitteesSessionNonceRaised, error) {
	event := "SessionNonceRaised"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesSessionNonceRaised)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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

// CommitteesStarted represents a Started event raised by the Committees contract.
type CommitteesStarted struct {
	Committee *big.Int
	Epoch     uint64
	Attempt   uint64
	From      uint64
	T         uint32
	Members   []common.Address
	Ends      [5]uint64
	Raw       *types.Log // Blockchain specific contextual infos
}

const CommitteesStartedEventName = "Started"

// ContractEventName returns the user-defined event name.
func (CommitteesStarted) ContractEventName() string {
	return CommitteesStartedEventName
}

// UnpackStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Started(uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, uint64 from, uint32 t, address[] members, uint64[5] ends)
func (committees *Committees) UnpackStartedEvent(log *types.Log) (*CommitteesStarted, error) {
	event := "Started"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != committees.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CommitteesStarted)
	if len(log.Data) > 0 {
		if err := committees.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range committees.abi.Events[event].Inputs {
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
func (committees *Committees) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], committees.abi.Errors["AlreadyAnswered"].ID.Bytes()[:4]) {
		return committees.UnpackAlreadyAnsweredError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AlreadyReclaimed"].ID.Bytes()[:4]) {
		return committees.UnpackAlreadyReclaimedError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AlreadySent"].ID.Bytes()[:4]) {
		return committees.UnpackAlreadySentError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AnsweredBefore"].ID.Bytes()[:4]) {
		return committees.UnpackAnsweredBeforeError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AnswersOpen"].ID.Bytes()[:4]) {
		return committees.UnpackAnswersOpenError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AnswersOver"].ID.Bytes()[:4]) {
		return committees.UnpackAnswersOverError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["AttemptRuns"].ID.Bytes()[:4]) {
		return committees.UnpackAttemptRunsError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadAnswers"].ID.Bytes()[:4]) {
		return committees.UnpackBadAnswersError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadConfirmations"].ID.Bytes()[:4]) {
		return committees.UnpackBadConfirmationsError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadDeadline"].ID.Bytes()[:4]) {
		return committees.UnpackBadDeadlineError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadFrom"].ID.Bytes()[:4]) {
		return committees.UnpackBadFromError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadLength"].ID.Bytes()[:4]) {
		return committees.UnpackBadLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadLengths"].ID.Bytes()[:4]) {
		return committees.UnpackBadLengthsError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadReaderKey"].ID.Bytes()[:4]) {
		return committees.UnpackBadReaderKeyError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadShare"].ID.Bytes()[:4]) {
		return committees.UnpackBadShareError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return committees.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadSize"].ID.Bytes()[:4]) {
		return committees.UnpackBadSizeError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BadThreshold"].ID.Bytes()[:4]) {
		return committees.UnpackBadThresholdError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["BondTooSmall"].ID.Bytes()[:4]) {
		return committees.UnpackBondTooSmallError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return committees.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return committees.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["MayNotAnswer"].ID.Bytes()[:4]) {
		return committees.UnpackMayNotAnswerError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["MayNotSpeak"].ID.Bytes()[:4]) {
		return committees.UnpackMayNotSpeakError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["MemberTwice"].ID.Bytes()[:4]) {
		return committees.UnpackMemberTwiceError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NoCommittee"].ID.Bytes()[:4]) {
		return committees.UnpackNoCommitteeError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NoDealer"].ID.Bytes()[:4]) {
		return committees.UnpackNoDealerError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NoEpoch"].ID.Bytes()[:4]) {
		return committees.UnpackNoEpochError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NoRequest"].ID.Bytes()[:4]) {
		return committees.UnpackNoRequestError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NoTimeToAnswer"].ID.Bytes()[:4]) {
		return committees.UnpackNoTimeToAnswerError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NotApproved"].ID.Bytes()[:4]) {
		return committees.UnpackNotApprovedError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NotCreator"].ID.Bytes()[:4]) {
		return committees.UnpackNotCreatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NotOperator"].ID.Bytes()[:4]) {
		return committees.UnpackNotOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NotPayer"].ID.Bytes()[:4]) {
		return committees.UnpackNotPayerError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NotServing"].ID.Bytes()[:4]) {
		return committees.UnpackNotServingError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return committees.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["OtherContract"].ID.Bytes()[:4]) {
		return committees.UnpackOtherContractError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["TooManyHoldings"].ID.Bytes()[:4]) {
		return committees.UnpackTooManyHoldingsError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["WrongAttempt"].ID.Bytes()[:4]) {
		return committees.UnpackWrongAttemptError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["WrongEpoch"].ID.Bytes()[:4]) {
		return committees.UnpackWrongEpochError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["WrongLength"].ID.Bytes()[:4]) {
		return committees.UnpackWrongLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], committees.abi.Errors["WrongPhase"].ID.Bytes()[:4]) {
		return committees.UnpackWrongPhaseError(raw[4:])
	}
	return nil, errors.New("unknown error")
}

// CommitteesAlreadyAnswered represents a AlreadyAnswered error raised by the Committees contract.
type CommitteesAlreadyAnswered struct {
	Id *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyAnswered(uint256 id)
func CommitteesAlreadyAnsweredErrorID() common.Hash {
	return common.HexToHash("0x4680c14477606b36f5a6c40acd7de6db7ecec9c1892fb8d12be44e1ddcc8368d")
}

// UnpackAlreadyAnsweredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyAnswered(uint256 id)
func (committees *Committees) UnpackAlreadyAnsweredError(raw []byte) (*CommitteesAlreadyAnswered, error) {
	out := new(CommitteesAlreadyAnswered)
	if err := committees.abi.UnpackIntoInterface(out, "AlreadyAnswered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAlreadyReclaimed represents a AlreadyReclaimed error raised by the Committees contract.
type CommitteesAlreadyReclaimed struct {
	Id *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadyReclaimed(uint256 id)
func CommitteesAlreadyReclaimedErrorID() common.Hash {
	return common.HexToHash("0xcf67765bd4da626caacaf7511cd21ef41582151eb8eb36325f95050a99e4356f")
}

// UnpackAlreadyReclaimedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadyReclaimed(uint256 id)
func (committees *Committees) UnpackAlreadyReclaimedError(raw []byte) (*CommitteesAlreadyReclaimed, error) {
	out := new(CommitteesAlreadyReclaimed)
	if err := committees.abi.UnpackIntoInterface(out, "AlreadyReclaimed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAlreadySent represents a AlreadySent error raised by the Committees contract.
type CommitteesAlreadySent struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AlreadySent(address account)
func CommitteesAlreadySentErrorID() common.Hash {
	return common.HexToHash("0xbf33e738cb916280fd2fb1da120fdf9240972532ce966d21b6d053b029d0cb53")
}

// UnpackAlreadySentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AlreadySent(address account)
func (committees *Committees) UnpackAlreadySentError(raw []byte) (*CommitteesAlreadySent, error) {
	out := new(CommitteesAlreadySent)
	if err := committees.abi.UnpackIntoInterface(out, "AlreadySent", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAnsweredBefore represents a AnsweredBefore error raised by the Committees contract.
type CommitteesAnsweredBefore struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AnsweredBefore(address account)
func CommitteesAnsweredBeforeErrorID() common.Hash {
	return common.HexToHash("0xf2195d854e02760cea13d8cafd05e65ec07b11af59904fdb8ee3b4bae044cc88")
}

// UnpackAnsweredBeforeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AnsweredBefore(address account)
func (committees *Committees) UnpackAnsweredBeforeError(raw []byte) (*CommitteesAnsweredBefore, error) {
	out := new(CommitteesAnsweredBefore)
	if err := committees.abi.UnpackIntoInterface(out, "AnsweredBefore", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAnswersOpen represents a AnswersOpen error raised by the Committees contract.
type CommitteesAnswersOpen struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AnswersOpen(uint64 until)
func CommitteesAnswersOpenErrorID() common.Hash {
	return common.HexToHash("0x3f4a9b0ad231c3788501e62129234af198add707f676eb1605f82a01ceb3e372")
}

// UnpackAnswersOpenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AnswersOpen(uint64 until)
func (committees *Committees) UnpackAnswersOpenError(raw []byte) (*CommitteesAnswersOpen, error) {
	out := new(CommitteesAnswersOpen)
	if err := committees.abi.UnpackIntoInterface(out, "AnswersOpen", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAnswersOver represents a AnswersOver error raised by the Committees contract.
type CommitteesAnswersOver struct {
	Until uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AnswersOver(uint64 until)
func CommitteesAnswersOverErrorID() common.Hash {
	return common.HexToHash("0x6d87ae73de65511a703b134d7b919a14fb40b57f6e83a49fb7ff99483837999f")
}

// UnpackAnswersOverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AnswersOver(uint64 until)
func (committees *Committees) UnpackAnswersOverError(raw []byte) (*CommitteesAnswersOver, error) {
	out := new(CommitteesAnswersOver)
	if err := committees.abi.UnpackIntoInterface(out, "AnswersOver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesAttemptRuns represents a AttemptRuns error raised by the Committees contract.
type CommitteesAttemptRuns struct {
	Epoch   uint64
	Attempt uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AttemptRuns(uint64 epoch, uint64 attempt)
func CommitteesAttemptRunsErrorID() common.Hash {
	return common.HexToHash("0x2197e8565782e19f8fed2ec48cf5ecad69431109aa7a586d676243963361b23c")
}

// UnpackAttemptRunsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AttemptRuns(uint64 epoch, uint64 attempt)
func (committees *Committees) UnpackAttemptRunsError(raw []byte) (*CommitteesAttemptRuns, error) {
	out := new(CommitteesAttemptRuns)
	if err := committees.abi.UnpackIntoInterface(out, "AttemptRuns", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadAnswers represents a BadAnswers error raised by the Committees contract.
type CommitteesBadAnswers struct {
	Answers uint32
	T       uint32
	N       *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadAnswers(uint32 answers, uint32 t, uint256 n)
func CommitteesBadAnswersErrorID() common.Hash {
	return common.HexToHash("0x932757e171c38aa4105ea5120ea64fd1f20be7b2ad728408096d04d46d958825")
}

// UnpackBadAnswersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadAnswers(uint32 answers, uint32 t, uint256 n)
func (committees *Committees) UnpackBadAnswersError(raw []byte) (*CommitteesBadAnswers, error) {
	out := new(CommitteesBadAnswers)
	if err := committees.abi.UnpackIntoInterface(out, "BadAnswers", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadConfirmations represents a BadConfirmations error raised by the Committees contract.
type CommitteesBadConfirmations struct {
	Confirmations uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadConfirmations(uint64 confirmations)
func CommitteesBadConfirmationsErrorID() common.Hash {
	return common.HexToHash("0x48f4d409abc161bb07b7a93ddf452b05dc5f07ac1817f75f41a661c2aaa1ddcc")
}

// UnpackBadConfirmationsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadConfirmations(uint64 confirmations)
func (committees *Committees) UnpackBadConfirmationsError(raw []byte) (*CommitteesBadConfirmations, error) {
	out := new(CommitteesBadConfirmations)
	if err := committees.abi.UnpackIntoInterface(out, "BadConfirmations", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadDeadline represents a BadDeadline error raised by the Committees contract.
type CommitteesBadDeadline struct {
	Deadline uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadDeadline(uint64 deadline)
func CommitteesBadDeadlineErrorID() common.Hash {
	return common.HexToHash("0xe2d0da95652a07398c66691e5fc2ebaf9e240a04f6afd8b3af993abf885845da")
}

// UnpackBadDeadlineError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadDeadline(uint64 deadline)
func (committees *Committees) UnpackBadDeadlineError(raw []byte) (*CommitteesBadDeadline, error) {
	out := new(CommitteesBadDeadline)
	if err := committees.abi.UnpackIntoInterface(out, "BadDeadline", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadFrom represents a BadFrom error raised by the Committees contract.
type CommitteesBadFrom struct {
	From uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadFrom(uint64 from)
func CommitteesBadFromErrorID() common.Hash {
	return common.HexToHash("0x124cc05aecc507de979e5f6954b3fe47f2e5c5169f01ed4668317fb8345e86ca")
}

// UnpackBadFromError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadFrom(uint64 from)
func (committees *Committees) UnpackBadFromError(raw []byte) (*CommitteesBadFrom, error) {
	out := new(CommitteesBadFrom)
	if err := committees.abi.UnpackIntoInterface(out, "BadFrom", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadLength represents a BadLength error raised by the Committees contract.
type CommitteesBadLength struct {
	Length *big.Int
	Most   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLength(uint256 length, uint256 most)
func CommitteesBadLengthErrorID() common.Hash {
	return common.HexToHash("0x2e728bb299a4350a54b785ec273eba735876e184e92418ebbfc635323754ea50")
}

// UnpackBadLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLength(uint256 length, uint256 most)
func (committees *Committees) UnpackBadLengthError(raw []byte) (*CommitteesBadLength, error) {
	out := new(CommitteesBadLength)
	if err := committees.abi.UnpackIntoInterface(out, "BadLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadLengths represents a BadLengths error raised by the Committees contract.
type CommitteesBadLengths struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLengths()
func CommitteesBadLengthsErrorID() common.Hash {
	return common.HexToHash("0xfdf3d745a26d5c9064b858bcfdd788f36a96fb4c564d5d9b16fb0c7ada05daea")
}

// UnpackBadLengthsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLengths()
func (committees *Committees) UnpackBadLengthsError(raw []byte) (*CommitteesBadLengths, error) {
	out := new(CommitteesBadLengths)
	if err := committees.abi.UnpackIntoInterface(out, "BadLengths", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadReaderKey represents a BadReaderKey error raised by the Committees contract.
type CommitteesBadReaderKey struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadReaderKey()
func CommitteesBadReaderKeyErrorID() common.Hash {
	return common.HexToHash("0xc6e315238d48a11087c81a3167d2b9fbe2506db96fb2a076a839e3ad1fb776cf")
}

// UnpackBadReaderKeyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadReaderKey()
func (committees *Committees) UnpackBadReaderKeyError(raw []byte) (*CommitteesBadReaderKey, error) {
	out := new(CommitteesBadReaderKey)
	if err := committees.abi.UnpackIntoInterface(out, "BadReaderKey", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadShare represents a BadShare error raised by the Committees contract.
type CommitteesBadShare struct {
	Epoch uint64
	Index uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadShare(uint64 epoch, uint32 index)
func CommitteesBadShareErrorID() common.Hash {
	return common.HexToHash("0xc778288baa98d9c60d959fb12b2c5c9a733ea36bf5253f9163fd50b80fcdea55")
}

// UnpackBadShareError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadShare(uint64 epoch, uint32 index)
func (committees *Committees) UnpackBadShareError(raw []byte) (*CommitteesBadShare, error) {
	out := new(CommitteesBadShare)
	if err := committees.abi.UnpackIntoInterface(out, "BadShare", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadSignature represents a BadSignature error raised by the Committees contract.
type CommitteesBadSignature struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(address account)
func CommitteesBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x9a7d38d94d3da0d5188ab778bbe9a3a38c77802b1bf2426c15740dc786da791d")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(address account)
func (committees *Committees) UnpackBadSignatureError(raw []byte) (*CommitteesBadSignature, error) {
	out := new(CommitteesBadSignature)
	if err := committees.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadSize represents a BadSize error raised by the Committees contract.
type CommitteesBadSize struct {
	Members *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSize(uint256 members)
func CommitteesBadSizeErrorID() common.Hash {
	return common.HexToHash("0x7be6f8564509d8bf8876f3beb7a828ff7d0028c644abefd66e8f4662023b060c")
}

// UnpackBadSizeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSize(uint256 members)
func (committees *Committees) UnpackBadSizeError(raw []byte) (*CommitteesBadSize, error) {
	out := new(CommitteesBadSize)
	if err := committees.abi.UnpackIntoInterface(out, "BadSize", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBadThreshold represents a BadThreshold error raised by the Committees contract.
type CommitteesBadThreshold struct {
	T     uint32
	Least uint32
	Most  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadThreshold(uint32 t, uint32 least, uint256 most)
func CommitteesBadThresholdErrorID() common.Hash {
	return common.HexToHash("0xce0a4d6e06e9d15a80c421f334cdcd796709a7b74839c24ac7848f79bffddfe5")
}

// UnpackBadThresholdError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadThreshold(uint32 t, uint32 least, uint256 most)
func (committees *Committees) UnpackBadThresholdError(raw []byte) (*CommitteesBadThreshold, error) {
	out := new(CommitteesBadThreshold)
	if err := committees.abi.UnpackIntoInterface(out, "BadThreshold", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesBondTooSmall represents a BondTooSmall error raised by the Committees contract.
type CommitteesBondTooSmall struct {
	Bond  *big.Int
	Least *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BondTooSmall(uint256 bond, uint256 least)
func CommitteesBondTooSmallErrorID() common.Hash {
	return common.HexToHash("0x9901e6119fea07fdf8ff40f22203cc82f7596726ae1eff6fe8adb55241f0bfe8")
}

// UnpackBondTooSmallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BondTooSmall(uint256 bond, uint256 least)
func (committees *Committees) UnpackBondTooSmallError(raw []byte) (*CommitteesBondTooSmall, error) {
	out := new(CommitteesBondTooSmall)
	if err := committees.abi.UnpackIntoInterface(out, "BondTooSmall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesFailedCall represents a FailedCall error raised by the Committees contract.
type CommitteesFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func CommitteesFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (committees *Committees) UnpackFailedCallError(raw []byte) (*CommitteesFailedCall, error) {
	out := new(CommitteesFailedCall)
	if err := committees.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesInsufficientBalance represents a InsufficientBalance error raised by the Committees contract.
type CommitteesInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func CommitteesInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (committees *Committees) UnpackInsufficientBalanceError(raw []byte) (*CommitteesInsufficientBalance, error) {
	out := new(CommitteesInsufficientBalance)
	if err := committees.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesMayNotAnswer represents a MayNotAnswer error raised by the Committees contract.
type CommitteesMayNotAnswer struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MayNotAnswer(address account)
func CommitteesMayNotAnswerErrorID() common.Hash {
	return common.HexToHash("0x79c72d4e350033ad05fde9703a64efa0115c90f09a4c65acec5d77b833731641")
}

// UnpackMayNotAnswerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MayNotAnswer(address account)
func (committees *Committees) UnpackMayNotAnswerError(raw []byte) (*CommitteesMayNotAnswer, error) {
	out := new(CommitteesMayNotAnswer)
	if err := committees.abi.UnpackIntoInterface(out, "MayNotAnswer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesMayNotSpeak represents a MayNotSpeak error raised by the Committees contract.
type CommitteesMayNotSpeak struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MayNotSpeak(address account)
func CommitteesMayNotSpeakErrorID() common.Hash {
	return common.HexToHash("0xa02f72c835692085fc824e0b24c83f7b2958abcb5718eb359113b5f5116f1856")
}

// UnpackMayNotSpeakError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MayNotSpeak(address account)
func (committees *Committees) UnpackMayNotSpeakError(raw []byte) (*CommitteesMayNotSpeak, error) {
	out := new(CommitteesMayNotSpeak)
	if err := committees.abi.UnpackIntoInterface(out, "MayNotSpeak", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesMemberTwice represents a MemberTwice error raised by the Committees contract.
type CommitteesMemberTwice struct {
	Member common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MemberTwice(address member)
func CommitteesMemberTwiceErrorID() common.Hash {
	return common.HexToHash("0x9b7f89431e0f487fc8ebeafcdab4c0260b45d2afc60a668ad239827ec46e881a")
}

// UnpackMemberTwiceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MemberTwice(address member)
func (committees *Committees) UnpackMemberTwiceError(raw []byte) (*CommitteesMemberTwice, error) {
	out := new(CommitteesMemberTwice)
	if err := committees.abi.UnpackIntoInterface(out, "MemberTwice", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNoCommittee represents a NoCommittee error raised by the Committees contract.
type CommitteesNoCommittee struct {
	Committee *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoCommittee(uint256 committee)
func CommitteesNoCommitteeErrorID() common.Hash {
	return common.HexToHash("0xef6659d3fd058371bfb91f841623df7de56d779d35d86391c70ddd682e7a8f7c")
}

// UnpackNoCommitteeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoCommittee(uint256 committee)
func (committees *Committees) UnpackNoCommitteeError(raw []byte) (*CommitteesNoCommittee, error) {
	out := new(CommitteesNoCommittee)
	if err := committees.abi.UnpackIntoInterface(out, "NoCommittee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNoDealer represents a NoDealer error raised by the Committees contract.
type CommitteesNoDealer struct {
	Dealer uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoDealer(uint32 dealer)
func CommitteesNoDealerErrorID() common.Hash {
	return common.HexToHash("0x9e5e5975cd2088196677155af108597345e9332b5a032b56a8cc8d6768dc7d0b")
}

// UnpackNoDealerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoDealer(uint32 dealer)
func (committees *Committees) UnpackNoDealerError(raw []byte) (*CommitteesNoDealer, error) {
	out := new(CommitteesNoDealer)
	if err := committees.abi.UnpackIntoInterface(out, "NoDealer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNoEpoch represents a NoEpoch error raised by the Committees contract.
type CommitteesNoEpoch struct {
	Epoch uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoEpoch(uint64 epoch)
func CommitteesNoEpochErrorID() common.Hash {
	return common.HexToHash("0xd4e6d18ee7366d2e385e102f99240be493d624d7deb6855ec2f65e2284e7b5c5")
}

// UnpackNoEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoEpoch(uint64 epoch)
func (committees *Committees) UnpackNoEpochError(raw []byte) (*CommitteesNoEpoch, error) {
	out := new(CommitteesNoEpoch)
	if err := committees.abi.UnpackIntoInterface(out, "NoEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNoRequest represents a NoRequest error raised by the Committees contract.
type CommitteesNoRequest struct {
	Id *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoRequest(uint256 id)
func CommitteesNoRequestErrorID() common.Hash {
	return common.HexToHash("0x9e38735c5b0bbb9850a7bb595e5517fee038d330e2ae9c7910520dd5db906b8a")
}

// UnpackNoRequestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoRequest(uint256 id)
func (committees *Committees) UnpackNoRequestError(raw []byte) (*CommitteesNoRequest, error) {
	out := new(CommitteesNoRequest)
	if err := committees.abi.UnpackIntoInterface(out, "NoRequest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNoTimeToAnswer represents a NoTimeToAnswer error raised by the Committees contract.
type CommitteesNoTimeToAnswer struct {
	Committee *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoTimeToAnswer(uint256 committee)
func CommitteesNoTimeToAnswerErrorID() common.Hash {
	return common.HexToHash("0x94778d62aaf814e82451fb7dad930703714467b315734b619c091c0ce6c57e17")
}

// UnpackNoTimeToAnswerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoTimeToAnswer(uint256 committee)
func (committees *Committees) UnpackNoTimeToAnswerError(raw []byte) (*CommitteesNoTimeToAnswer, error) {
	out := new(CommitteesNoTimeToAnswer)
	if err := committees.abi.UnpackIntoInterface(out, "NoTimeToAnswer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNotApproved represents a NotApproved error raised by the Committees contract.
type CommitteesNotApproved struct {
	Approved *big.Int
	Needed   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotApproved(uint256 approved, uint256 needed)
func CommitteesNotApprovedErrorID() common.Hash {
	return common.HexToHash("0x9912131920096e80484ee5307f37b53534fae2ed6ecfb28b5bc972f060511355")
}

// UnpackNotApprovedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotApproved(uint256 approved, uint256 needed)
func (committees *Committees) UnpackNotApprovedError(raw []byte) (*CommitteesNotApproved, error) {
	out := new(CommitteesNotApproved)
	if err := committees.abi.UnpackIntoInterface(out, "NotApproved", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNotCreator represents a NotCreator error raised by the Committees contract.
type CommitteesNotCreator struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotCreator(address account)
func CommitteesNotCreatorErrorID() common.Hash {
	return common.HexToHash("0xc66f47bf350ee1bf9e0c1be02671afd9da5d2da4e1459cba22a80a2a2a689a52")
}

// UnpackNotCreatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotCreator(address account)
func (committees *Committees) UnpackNotCreatorError(raw []byte) (*CommitteesNotCreator, error) {
	out := new(CommitteesNotCreator)
	if err := committees.abi.UnpackIntoInterface(out, "NotCreator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNotOperator represents a NotOperator error raised by the Committees contract.
type CommitteesNotOperator struct {
	Member common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOperator(address member)
func CommitteesNotOperatorErrorID() common.Hash {
	return common.HexToHash("0x76c6c93a6423c7e2cef5f93921b1d4d1a5ffb795cd7cfed2df95566b7c7f7c40")
}

// UnpackNotOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOperator(address member)
func (committees *Committees) UnpackNotOperatorError(raw []byte) (*CommitteesNotOperator, error) {
	out := new(CommitteesNotOperator)
	if err := committees.abi.UnpackIntoInterface(out, "NotOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNotPayer represents a NotPayer error raised by the Committees contract.
type CommitteesNotPayer struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotPayer(address account)
func CommitteesNotPayerErrorID() common.Hash {
	return common.HexToHash("0x11a4cac08b1780339e8befb8d45ba18b332e8a9427e2478c926341cb75b1ebde")
}

// UnpackNotPayerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotPayer(address account)
func (committees *Committees) UnpackNotPayerError(raw []byte) (*CommitteesNotPayer, error) {
	out := new(CommitteesNotPayer)
	if err := committees.abi.UnpackIntoInterface(out, "NotPayer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNotServing represents a NotServing error raised by the Committees contract.
type CommitteesNotServing struct {
	Epoch  uint64
	Serves uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotServing(uint64 epoch, uint64 serves)
func CommitteesNotServingErrorID() common.Hash {
	return common.HexToHash("0x8071c69b0a65047b4c16534edf01c5351ab09064badc96f432be64b1f3199d02")
}

// UnpackNotServingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotServing(uint64 epoch, uint64 serves)
func (committees *Committees) UnpackNotServingError(raw []byte) (*CommitteesNotServing, error) {
	out := new(CommitteesNotServing)
	if err := committees.abi.UnpackIntoInterface(out, "NotServing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesNothingOwed represents a NothingOwed error raised by the Committees contract.
type CommitteesNothingOwed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed()
func CommitteesNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x797dba544d72fb0dfb4c7610346de0274cf6d4e8b1d64dc398abc9027c89eff2")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed()
func (committees *Committees) UnpackNothingOwedError(raw []byte) (*CommitteesNothingOwed, error) {
	out := new(CommitteesNothingOwed)
	if err := committees.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesOtherContract represents a OtherContract error raised by the Committees contract.
type CommitteesOtherContract struct {
	ChainId    *big.Int
	Committees common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherContract(uint256 chainId, address committees)
func CommitteesOtherContractErrorID() common.Hash {
	return common.HexToHash("0xcd2ef9d25d94e4b7cf107786401930709645ac449eb7d2d5cc3ca07f6b3113ae")
}

// UnpackOtherContractError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherContract(uint256 chainId, address committees)
func (committees *Committees) UnpackOtherContractError(raw []byte) (*CommitteesOtherContract, error) {
	out := new(CommitteesOtherContract)
	if err := committees.abi.UnpackIntoInterface(out, "OtherContract", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesTooManyHoldings represents a TooManyHoldings error raised by the Committees contract.
type CommitteesTooManyHoldings struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManyHoldings(address account)
func CommitteesTooManyHoldingsErrorID() common.Hash {
	return common.HexToHash("0x870b7b4dd7b5b2260755fc9e2bb04308d31cf603866876b69d46663776995fa5")
}

// UnpackTooManyHoldingsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManyHoldings(address account)
func (committees *Committees) UnpackTooManyHoldingsError(raw []byte) (*CommitteesTooManyHoldings, error) {
	out := new(CommitteesTooManyHoldings)
	if err := committees.abi.UnpackIntoInterface(out, "TooManyHoldings", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesWrongAttempt represents a WrongAttempt error raised by the Committees contract.
type CommitteesWrongAttempt struct {
	Epoch   uint64
	Attempt uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongAttempt(uint64 epoch, uint64 attempt)
func CommitteesWrongAttemptErrorID() common.Hash {
	return common.HexToHash("0x09ee0a5d8480ba5d5518d8de90b6a604eea51b966905bbb0b8c00d188ba1f7bf")
}

// UnpackWrongAttemptError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongAttempt(uint64 epoch, uint64 attempt)
func (committees *Committees) UnpackWrongAttemptError(raw []byte) (*CommitteesWrongAttempt, error) {
	out := new(CommitteesWrongAttempt)
	if err := committees.abi.UnpackIntoInterface(out, "WrongAttempt", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesWrongEpoch represents a WrongEpoch error raised by the Committees contract.
type CommitteesWrongEpoch struct {
	Epoch    uint64
	Expected uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongEpoch(uint64 epoch, uint64 expected)
func CommitteesWrongEpochErrorID() common.Hash {
	return common.HexToHash("0x2b9264ec593278cbe059ca68c627e1b8271a7e014abe4c8622c73486c89e1e93")
}

// UnpackWrongEpochError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongEpoch(uint64 epoch, uint64 expected)
func (committees *Committees) UnpackWrongEpochError(raw []byte) (*CommitteesWrongEpoch, error) {
	out := new(CommitteesWrongEpoch)
	if err := committees.abi.UnpackIntoInterface(out, "WrongEpoch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesWrongLength represents a WrongLength error raised by the Committees contract.
type CommitteesWrongLength struct {
	Length *big.Int
	Most   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongLength(uint256 length, uint256 most)
func CommitteesWrongLengthErrorID() common.Hash {
	return common.HexToHash("0xb863f041bf6aff61fa0ea5c91718133c5e765a3553b440116c18bf85010c5dba")
}

// UnpackWrongLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongLength(uint256 length, uint256 most)
func (committees *Committees) UnpackWrongLengthError(raw []byte) (*CommitteesWrongLength, error) {
	out := new(CommitteesWrongLength)
	if err := committees.abi.UnpackIntoInterface(out, "WrongLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteesWrongPhase represents a WrongPhase error raised by the Committees contract.
type CommitteesWrongPhase struct {
	Phase uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongPhase(uint8 phase)
func CommitteesWrongPhaseErrorID() common.Hash {
	return common.HexToHash("0x96fe8cdd585d6e16539084786ef0330f221a01706accefe0bc861b9b7c7ccd00")
}

// UnpackWrongPhaseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongPhase(uint8 phase)
func (committees *Committees) UnpackWrongPhaseError(raw []byte) (*CommitteesWrongPhase, error) {
	out := new(CommitteesWrongPhase)
	if err := committees.abi.UnpackIntoInterface(out, "WrongPhase", raw); err != nil {
		return nil, err
	}
	return out, nil
}

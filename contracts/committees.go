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
	N            uint8
	Bond         *big.Int
	Members      *big.Int
	RequestedAt  uint64
	AnswersUntil uint64
	Deadline     uint64
	Digest       [32]byte
	Capsule      [32]byte
	Answers      [32]byte
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
	ABI: "[{\"type\":\"constructor\",\"inputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"ANSWER_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"LOCK\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_AHEAD\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_HOLDINGS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_LENGTH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_MEMBERS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_WINDOW\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"activeEpoch\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"answer\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"data\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"answerWindow\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"approvalHash\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"approvalOf\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"approve\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"bondFor\",\"inputs\":[{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"baseFee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"collect\",\"inputs\":[],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"commit\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"committeeCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesOfCount\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"committeesPage\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"offset\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"limit\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"complain\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"complaint\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"confirm\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"create\",\"inputs\":[{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"currentAttempt\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structCommittees.Attempt\",\"components\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"startedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"internalType\":\"uint64[5]\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"joined\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"active\",\"type\":\"bool\",\"internalType\":\"bool\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"deal\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"dealing\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"epochOf\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structCommittees.Epoch\",\"components\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"startedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"activatedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"endedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"confirmed\",\"type\":\"bool[]\",\"internalType\":\"bool[]\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"holdingsOf\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"join\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"data\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"lockedUntil\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"memberOf\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"confirmed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"raiseSessionNonce\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"reclaim\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"registry\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractRegistry\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"request\",\"inputs\":[{\"name\":\"ask\",\"type\":\"tuple\",\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"outputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"requestCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"requestFor\",\"inputs\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"ask\",\"type\":\"tuple\",\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"requestOf\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structRequests.Request\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"wanted\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"answered\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"reclaimed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"n\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"bond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"members\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"requestedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answersUntil\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"digest\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsule\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"answers\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"sessionNonce\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"settings\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"creator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"start\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"members\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"total\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"Activated\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Answered\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"member\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"index\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"answer\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Approved\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"member\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Collected\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Created\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"creator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"minThreshold\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"lengths\",\"type\":\"uint32[5]\",\"indexed\":false,\"internalType\":\"uint32[5]\"},{\"name\":\"grace\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Message\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"phase\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumCommittees.Phase\"},{\"name\":\"from\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"data\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PhaseEnded\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"phase\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumCommittees.Phase\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"indexed\":false,\"internalType\":\"uint64[5]\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Reclaimed\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Requested\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"id\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"buyer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"digest\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"capsuleId\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"answersUntil\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"bond\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"ask\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structRequests.Ask\",\"components\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structRequests.Terms\",\"components\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"policy\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"readerKey\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"SessionNonceRaised\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"nonce\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Started\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"t\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"members\",\"type\":\"address[]\",\"indexed\":false,\"internalType\":\"address[]\"},{\"name\":\"ends\",\"type\":\"uint64[5]\",\"indexed\":false,\"internalType\":\"uint64[5]\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyAnswered\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"AlreadyReclaimed\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"AlreadySent\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"AnsweredBefore\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"AnswersOpen\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"AnswersOver\",\"inputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"AttemptRuns\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadAnswers\",\"inputs\":[{\"name\":\"answers\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadConfirmations\",\"inputs\":[{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadDeadline\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadFrom\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadLengths\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadReaderKey\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"BadShare\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"BadSize\",\"inputs\":[{\"name\":\"members\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadThreshold\",\"inputs\":[{\"name\":\"t\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"least\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BondTooSmall\",\"inputs\":[{\"name\":\"bond\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"least\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"MayNotAnswer\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"MayNotSpeak\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"MemberTwice\",\"inputs\":[{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NoCommittee\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoDealer\",\"inputs\":[{\"name\":\"dealer\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"NoEpoch\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NoMember\",\"inputs\":[{\"name\":\"index\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"NoRequest\",\"inputs\":[{\"name\":\"id\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoTimeToAnswer\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotApproved\",\"inputs\":[{\"name\":\"approved\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotCreator\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotOperator\",\"inputs\":[{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotPayer\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotServing\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"serves\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OtherContract\",\"inputs\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"committees\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"TooManyHoldings\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"WrongAttempt\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"WrongEpoch\",\"inputs\":[{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"expected\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"WrongLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"most\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongPhase\",\"inputs\":[{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumCommittees.Phase\"}]}]",
	ID:  "Committees",
	Bin: "0x60a0604052348015600e575f5ffd5b5030604051601a906053565b6001600160a01b039091168152602001604051809103905ff0801580156042573d5f5f3e3d5ffd5b506001600160a01b03166080526060565b61435780615b6183390190565b608051615ae261007f5f395f818161051d01526136ad0152615ae25ff3fe608060405260043610610249575f3560e01c80638349c2d211610134578063c3ae972f116100b3578063df18e04711610078578063df18e04714610726578063e253077614610751578063e522538114610770578063ea0e35b114610784578063f561f7e614610798578063f68c8acc146107b7575f5ffd5b8063c3ae972f1461067a578063c3b8747d14610699578063c7b357f8146106b8578063d21af768146106fc578063deb9663414610711575f5ffd5b8063a2ee4a7c116100f9578063a2ee4a7c146105e7578063a4f0d7d0146105fb578063a6f9885c14610611578063b1b760b51461063c578063be8e42381461065b575f5ffd5b80638349c2d2146105575780638783c71d1461057657806387ead6881461059557806399fe3f71146105a95780639bc289f1146105c8575f5ffd5b80634b931700116101cb5780636354b81b116101905780636354b81b1461046157806365cbbfe2146104775780636a8d3b271461048a5780636d0ae046146104a95780637a777d2c146104dd5780637b1039991461050c575f5ffd5b80634b931700146103af5780634dba818d146103ce578063574c1043146103fa5780635b23fa0a1461042e5780635badbe4c1461044d575f5ffd5b80632dabbeed116102115780632dabbeed146103185780632ddbd13a14610345578063324e03be1461035a578063349780e91461038657806343a0e1de14610399575f5ffd5b806303995b2d1461024d57806307850d3f14610282578063142eec40146102a357806314d97f81146102da5780632938acad146102f9575b5f5ffd5b348015610258575f5ffd5b5061026c61026736600461480c565b6107e3565b6040516102799190614827565b60405180910390f35b34801561028d575f5ffd5b506102a161029c36600461487f565b61080d565b005b3480156102ae575f5ffd5b506102c26102bd3660046148c0565b61097e565b6040516001600160401b039091168152602001610279565b3480156102e5575f5ffd5b506102a16102f436600461491b565b6109c7565b348015610304575f5ffd5b5061026c61031336600461480c565b610b60565b348015610323575f5ffd5b506103376103323660046148c0565b610b86565b604051908152602001610279565b348015610350575f5ffd5b5061033760025481565b348015610365575f5ffd5b506103796103743660046148c0565b610d3b565b6040516102799190614984565b610337610394366004614b1c565b610ed2565b3480156103a4575f5ffd5b50610337620186a081565b3480156103ba575f5ffd5b506103376103c9366004614b93565b610f29565b3480156103d9575f5ffd5b506103ed6103e8366004614bd0565b610f6c565b6040516102799190614c6f565b348015610405575f5ffd5b5061033761041436600461480c565b6001600160a01b03165f9081526007602052604090205490565b348015610439575f5ffd5b50610337610448366004614db7565b6111ff565b348015610458575f5ffd5b506103375f5481565b34801561046c575f5ffd5b506102c262093a8081565b610337610485366004614e41565b6113a6565b348015610495575f5ffd5b506103376104a4366004614e72565b6113bb565b3480156104b4575f5ffd5b506102c26104c336600461480c565b60056020525f90815260409020546001600160401b031681565b3480156104e8575f5ffd5b506104fc6104f73660046148c0565b6113f9565b6040516102799493929190614eed565b348015610517575f5ffd5b5061053f7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b039091168152602001610279565b348015610562575f5ffd5b506102a1610571366004614f51565b6114ac565b348015610581575f5ffd5b506102a1610590366004614f98565b6119ee565b3480156105a0575f5ffd5b506102a1611ba2565b3480156105b4575f5ffd5b506103376105c3366004615004565b611c19565b3480156105d3575f5ffd5b506102c26105e236600461480c565b611c43565b3480156105f2575f5ffd5b50610337604081565b348015610606575f5ffd5b506102c26276a70081565b34801561061c575f5ffd5b506106276210000081565b60405163ffffffff9091168152602001610279565b348015610647575f5ffd5b506102a161065636600461491b565b611cf6565b348015610666575f5ffd5b506102a161067536600461487f565b611eab565b348015610685575f5ffd5b506102a1610694366004614e72565b61224c565b3480156106a4575f5ffd5b5061026c6106b336600461502e565b6123f0565b3480156106c3575f5ffd5b506106d76106d2366004615060565b61241d565b604080516001600160a01b039094168452911515602084015290820152606001610279565b348015610707575f5ffd5b5061033760045481565b34801561071c575f5ffd5b506102c261546081565b348015610731575f5ffd5b5061033761074036600461480c565b60016020525f908152604090205481565b34801561075c575f5ffd5b506102a161076b36600461491b565b612569565b34801561077b575f5ffd5b50610337612759565b34801561078f575f5ffd5b50610337608081565b3480156107a3575f5ffd5b506102c26107b23660046148c0565b6127f3565b3480156107c2575f5ffd5b506107d66107d13660046148c0565b612810565b60405161027991906150bd565b6001600160a01b0381165f908152600860205260408082206060926108079261299f565b92915050565b5f5f61081c8686866001612a97565b335f818152600483016020526040902092945090925061083f9084908490612c55565b15806108605750805460ff161580159061086057508054610100900460ff16155b1561088557604051631405ee5960e31b81523360048201526024015b60405180910390fd5b805462010000900460ff16156108b0576040516317e67ce760e31b815233600482015260240161087c565b805462ff00001916620100001781558154600160a81b900460ff168260156108d7836151a4565b91906101000a81548160ff021916908360ff16021790555050846001600160401b0316866001600160401b0316885f516020615ac25f395f51905f526001338960405160200161092991815260200190565b60408051601f19818403018152908290526109459392916151f6565b60405180910390a4815460ff600160c01b82048116600160a81b9092041603610975576109758784846001612cae565b50505050505050565b5f5f61098983612dd0565b9350615460925061099f9150600290508361525c565b6001600160401b0316106109b5576154606109c0565b6109c060028261525c565b9392505050565b5f5f6109d58787875f612a97565b335f90815260048201602052604081208054939550919350909160ff169003610a1357604051631405ee5960e31b815233600482015260240161087c565b8054610100900460ff1615610a3d576040516317e67ce760e31b815233600482015260240161087c565b6061841115610a695760405163173945d960e11b8152600481018590526061602482015260440161087c565b805461ff0019166101001781558154600160a01b900460ff16826014610a8e836151a4565b91906101000a81548160ff021916908360ff16021790555050610ab2838333612c55565b15610ae9578154600160c01b900460ff16826018610acf836151a4565b91906101000a81548160ff021916908360ff160217905550505b610af588848989612e3e565b856001600160401b0316876001600160401b0316895f516020615ac25f395f51905f525f338a8a604051610b2c94939291906152b1565b60405180910390a460038201548254600160a01b900460ff1603610b5657610b568884845f612cae565b5050505050505050565b6001600160a01b0381165f90815260076020526040812060609161080791905f1961299f565b5f5f610b9183612fc1565b60018101549091506001600160a01b03163314610bc2576040516246932b60e61b815233600482015260240161087c565b8054600160f81b900460ff1615610bef5760405163cf67765b60e01b81526004810184905260240161087c565b805460ff600160e81b82048116600160f01b90920416108015610c2657506003810154600160401b90046001600160401b03164211155b15610c5b576003810154604051631fa54d8560e11b8152600160401b9091046001600160401b0316600482015260240161087c565b80546001600160f81b0316600160f81b178082556002820154610c9191600160e81b900460ff16906001600160801b03166152e2565b8154610ca79190600160f01b900460ff1661530f565b6002820154610cbf91906001600160801b0316615338565b6001600160801b031691508160025f828254610cdb9190615357565b909155505060018101546040518381528491600160a01b90046001600160401b0316907ffdfbd510ced9ae591e489dd47c57e7223bd0019072a0b9181d8194ae042af1da9060200160405180910390a3610d353383613004565b50919050565b60408051610220810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052610160810182905261018081018290526101a081018290526101c081018290526101e08101829052610200810191909152610dcc82612fc1565b604080516102208101825282546001600160a01b0380821683526001600160401b03600160a01b8084048216602086015260ff600160e01b808604821697870197909752600160e81b850481166060870152600160f01b850481166080870152600160f81b9094048416151560a0860152600187015492831660c08601528204811660e08501529390041661010082015260028301546001600160801b03808216610120840152600160801b91829004166101408301526003840154808416610160840152600160401b81048416610180840152049091166101a082015260048201546101c082015260058201546101e082015260069091015461020082015292915050565b5f5f610ede858761307b565b9050610eec86828686613142565b610f1457604051639a7d38d960e01b81526001600160a01b038716600482015260240161087c565b610f1f858783613192565b9695505050505050565b5f610f3384613423565b6001600160401b0384165f908152600591909101602090815260408083206001600160a01b038616845290915290205490509392505050565b60408051610140810182525f8082526020820181905291810182905260608082018390526080820183905260a0820183905260c0820183905260e08201839052610100820181905261012082015290610fc484613423565b6001600160401b038085165f908152600483016020908152604080832081516080810183528154808716808352600160401b8204881695830195909552600160801b9004909516918501919091526001015460608401529293509091900361104a57604051636a7368c760e11b81526001600160401b038516600482015260240161087c565b6001600160401b038085165f908152600380850160209081526040808420865186168552825280842060608701518552600581019092528320549181015490936001600160801b0390921692918111156110a6576110a661536a565b6040519080825280602002602001820160405280156110cf578160200160208202803683370190505b5090505f5b815181101561111b57815160016001600160801b038516831c161515908390839081106111035761110361537e565b911515602092830291909101909101526001016110d4565b5060408051610140810182526001600160401b03808a1682528651811660208084019190915286548083168486015263ffffffff600160401b820416606080860191909152600160601b9091048316608085015288820151831660a08501528885015190921660c08401529087015160e0830152600386018054845181840281018401909552808552929361010085019390928301828280156111e557602002820191905f5260205f20905b81546001600160a01b031681526001909101906020018083116111c7575b505050918352505060200191909152979650505050505050565b5f8363ffffffff165f0361123c5760405163670526b760e11b815263ffffffff86166004820152600160248201526044810187905260640161087c565b5f5b60058110156112d0578381600581106112595761125961537e565b60200201602081019061126c9190615392565b63ffffffff1615806112aa57506210000084826005811061128f5761128f61537e565b6020020160208101906112a29190615392565b63ffffffff16115b156112c85760405163fdf3d74560e01b815260040160405180910390fd5b60010161123e565b5060045f81546112df906153ad565b91829055505f81815260066020526040902080546001600160c01b0319163363ffffffff60a01b191617600160a01b63ffffffff881602176001600160c01b0316600160c01b6001600160401b038616021781559091506001810161134485826153dc565b50336001600160a01b0316827fa1ca3b5ed349d78973f0d545c511dd9b0c0e14e90b8536a5dec1fa207355e27d87878760405161138393929190615429565b60405180910390a361139b828260015f8c8c8c61345b565b509695505050505050565b5f61080782336113b6853361307b565b613192565b5f8686868686866040516020016113d7969594939291906154c4565b6040516020818303038152906040528051906020012090509695505050505050565b5f5f611403614787565b5f5f61140e86613423565b80546040805160a08101918290529293506001600160a01b03821692600160a01b830463ffffffff16926001860192600160c01b9091046001600160401b031691908390600590825f855b82829054906101000a900463ffffffff1663ffffffff1681526020019060040190602082600301049283019260010382029150808411611459579050505050505091509450945094509450509193509193565b5f6114b684612fc1565b6003810154909150600160401b90046001600160401b0316421115611505576003810154604051636d87ae7360e01b8152600160401b9091046001600160401b0316600482015260240161087c565b805460ff600160e81b82048116600160f01b909204160361153c576040516311a0305160e21b81526004810185905260240161087c565b61154860ae6041615514565b821461157d578161155b60ae6041615514565b60405163b863f04160e01b81526004810192909252602482015260440161087c565b600181015481545f916115a8916001600160401b03600160a01b928390048116929091041633613923565b9050805f036115cc57604051633ce396a760e11b815233600482015260240161087c565b5f6115d8600183615357565b6002840154600160ff929092169190911b9150600160801b900481166001600160801b03161561161d5760405163f2195d8560e01b815233600482015260240161087c565b365f61162c60ae82888a615527565b86549193509150600160a01b90046001600160401b031661165060085f8486615527565b6116599161554e565b60c01c141580611682575083611673600c60088486615527565b61167c91615584565b60e01c14155b156116e45761169460085f8385615527565b61169d9161554e565b60c01c6116ae600c60088486615527565b6116b791615584565b60405163c778288b60e01b81526001600160401b03909216600483015260e01c602482015260440161087c565b5f6118587f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f38760010160149054906101000a90046001600160401b03166001600160401b03168860040154896005015487876040516117449291906155ba565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c0015b60408051601f1981840301815282825280516020918201207f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f848301527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84848401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608501524660808501523060a0808601919091528351808603909101815260c08501845280519083012061190160f01b60e086015260e28501526101028085019190915282518085039091018152610122909301909152815191012090565b9050611871338261186c8a60ae818e615527565b613142565b61189057604051639a7d38d960e01b815233600482015260240161087c565b6002860180546001600160801b03808716600160801b808404831691909117029116179055855460ff600160f01b9091041686601e6118ce836151a4565b91906101000a81548160ff021916908360ff16021790555050856006015488886040516118fc9291906155ba565b60405190819003812061191b9291602001918252602082015260400190565b60408051808303601f19018152919052805160209091012060068701558554600287015461195c91600160e81b900460ff16906001600160801b03166152e2565b335f90815260016020526040812080546001600160801b039390931692909190611987908490615514565b9091555050600186015460405133918b91600160a01b9091046001600160401b0316907f8629d9c034e1317600ba9918079130ad0f1a3cc355d26e0b4f152ade99373a58906119db908a908e908e906155c9565b60405180910390a4505050505050505050565b5f6119f886613423565b60028101546001600160401b03600160401b820481165f9081526003840160209081526040808320600160801b9095049093168252929092529020909150611a3f906139bf565b15611a845760028101546040516310cbf42b60e11b81526001600160401b03600160401b830481166004830152600160801b909204909116602482015260440161087c565b60028101545f90611a9f906001600160401b031660016155e8565b60028301549091506001600160401b03165f03611b1a576001600160401b03861615611ae957604051630926602d60e11b81526001600160401b038716600482015260240161087c565b81546001600160a01b03163314611b155760405163c66f47bf60e01b815233600482015260240161087c565b611b93565b60028201546001600160401b03878116911614801590611b515750611b3f8287613a0a565b8015611b4f5750611b4f82613a48565b155b15611b7a57604051630926602d60e11b81526001600160401b038716600482015260240161087c565b611b93828288611b8e8b868c8c8c8c6113bb565b613b2c565b6109758783838989898961345b565b335f81815260056020526040812080547fcc9874e7f650c047eaf600f9a665507a171da2689bc6ebf2621b39e9e6c6e2b79290611be7906001600160401b0316615607565b82546001600160401b039182166101009390930a838102920219161790915560405190815260200160405180910390a2565b5f81611c2e620186a063ffffffff86166153c5565b611c399060026153c5565b6109c091906153c5565b6001600160a01b0381165f908152600860205260408120815b8154811015611cef575f611ca7838381548110611c7b57611c7b61537e565b5f918252602090912060048204015460039091166008026101000a90046001600160401b031686613bf5565b9050836001600160401b0316816001600160401b03161115611cc7578093505b67fffffffffffffffe196001600160401b03851601611ce65750611cef565b50600101611c5c565b5050919050565b5f5f611d058787876002612a97565b335f908152600482016020526040902080549294509092509062010000900460ff16611d4657604051631405ee5960e31b815233600482015260240161087c565b80546301000000900460ff1615611d72576040516317e67ce760e31b815233600482015260240161087c565b60038201545f90611d849060206153c5565b8354611d9e90600160401b900463ffffffff1660216153c5565b611da9906004615514565b611db4906021615514565b611dbe9190615514565b611dc9906060615514565b905080851115611df65760405163173945d960e11b8152600481018690526024810182905260440161087c565b815463ff000000191663010000001782558254600160b01b900460ff16836016611e1f836151a4565b91906101000a81548160ff021916908360ff16021790555050866001600160401b0316886001600160401b03168a5f516020615ac25f395f51905f526002338b8b604051611e7094939291906152b1565b60405180910390a4825460ff600160a81b82048116600160b01b9092041603611ea057611ea08985856002612cae565b505050505050505050565b5f611eb585613423565b90505f6001600160401b03851615801590611edf575060028201546001600160401b038681169116145b8015611f0857506001600160401b038086165f9081526004840160205260409020548582169116145b6001600160401b038087165f908152600385016020908152604080832093891683529290522090915081611f4657611f438787876004612a97565b50505b335f90815260048201602052604090208054610100900460ff16611f7f57604051631405ee5960e31b815233600482015260240161087c565b8054640100000000900460ff1615611fac576040516317e67ce760e31b815233600482015260240161087c565b805464ff0000000019166401000000001781558154600160b81b900460ff16826017611fd7836151a4565b82546101009290920a60ff8181021990931691831602179091555f878152600585016020526040902083549092506120129160019116615628565b8154600160ff9283161b6001600160801b03908116908216176001600160801b031990911617808355600160801b90041681601061204f836151a4565b91906101000a81548160ff021916908360ff16021790555050866001600160401b0316886001600160401b03168a5f516020615ac25f395f51905f526004338b6040516020016120a191815260200190565b60408051601f19818403018152908290526120bd9392916151f6565b60405180910390a4831580156120e657506120d783613d8b565b8154600160801b900460ff1610155b156122245760028501546001600160401b0316156121415760028501546001600160401b039081165f908152600487016020526040902080544292909216600160801b0267ffffffffffffffff60801b199092169190911790555b6002850180546001600160401b03808b1667ffffffffffffffff199092168217909255604080516080810182528a841680825242851660208084019182525f848601818152606086018f815288835260048f019093529086902094518554935191518916600160801b0267ffffffffffffffff60801b19928a16600160401b026001600160801b031990951691909916179290921791909116959095178255935160019190910155518b907f53cb102043c860a2690d8711821dc5641e3a871fa28e405a070d03ad6b4339d79061221b908b815260200190565b60405180910390a45b825460ff600160a01b82048116600160b81b9092041603611ea057611ea08986856004612cae565b5f61225687613423565b6002810154909150612272906001600160401b031660016155e8565b6001600160401b0316866001600160401b0316146122d157600281015486906122a5906001600160401b031660016155e8565b604051630ae4993b60e21b81526001600160401b0392831660048201529116602482015260440161087c565b60028101546001600160401b0316158061230d575060028101546001600160401b0386811691161480159061230d575061230b8186613a0a565b155b1561233657604051630926602d60e11b81526001600160401b038616600482015260240161087c565b6123408186613ddc565b335f908152600491909101602052604081205460ff16900361237757604051631405ee5960e31b815233600482015260240161087c565b5f6123868888888888886113bb565b6001600160401b0388165f818152600585016020908152604080832033808552908352928190208590555184815293945090928b917fe02a5b0ac39b3bffb26f79c416cea78addb4a0ae50fea11401043c62948a1a04910160405180910390a45050505050505050565b6001600160a01b0383165f90815260076020526040902060609061241590848461299f565b949350505050565b5f8381526006602090815260408083206001600160401b0380871685526004820190935290832080548493849392911680840361247857604051636a7368c760e11b81526001600160401b038916600482015260240161087c565b6001600160401b038089165f908152600385016020908152604080832093851683529290522063ffffffff881615806124ba5750600381015463ffffffff8916115b156124e057604051632de5ecdb60e11b815263ffffffff8916600482015260240161087c565b82600101549450806003016001896124f89190615641565b63ffffffff168154811061250e5761250e61537e565b5f918252602090912001546001600160a01b031661252d60018a615641565b5f87815260059093016020526040909220549097506001600160801b031663ffffffff919091161c600116151594505050505b93509350939050565b5f5f6125788787876003612a97565b335f9081526004820160205260409020805492945090925090610100900460ff166125b857604051631405ee5960e31b815233600482015260240161087c565b60048410806125c75750606584115b156125ef5760405163173945d960e11b8152600481018590526065602482015260440161087c565b5f6125fd6004828789615527565b61260691615584565b835460e09190911c91505f906001600160401b03161561263b5783546126369086906001600160401b0316613ddc565b61263d565b835b60030154905063ffffffff8216158061265b5750808263ffffffff16115b1561268157604051639e5e597560e01b815263ffffffff8316600482015260240161087c565b5f61268d600184615641565b8454600163ffffffff929092169190911b915065010000000000900481166001600160801b0316156126d4576040516317e67ce760e31b815233600482015260240161087c565b83546001600160801b038083166501000000000080840492909216170274ffffffffffffffffffffffffffffffff0000000000199091161784556040516001600160401b03808b1691908c16908d905f516020615ac25f395f51905f52906127449060039033908f908f906152b1565b60405180910390a45050505050505050505050565b335f908152600160205260408120549081900361278957604051631e5f6e9560e21b815260040160405180910390fd5b335f908152600160205260408120819055600280548392906127ac908490615357565b909155505060405181815233907f8c22f554c81b54107cd95e734e4ef45767214974a540f34ea4a4f8c3fc7b13c39060200160405180910390a26127f03382613004565b90565b5f6127fd82613423565b600201546001600160401b031692915050565b6128186147a5565b5f61282283613423565b6002810154600160401b8082046001600160401b039081165f8181526003860160209081526040808320600160801b90970485168084529682528083208151610120810183529485529184019690965280548085168488015294850463ffffffff166060840152600160601b9094049092166080820152835160a08082019586905295965092949093908401929160018601916005918390855b82829054906101000a90046001600160401b03166001600160401b0316815260200190600801906020826007010492830192600103820291508084116128bc579050505050505081526020018260030180548060200260200160405190810160405280929190818152602001828054801561295e57602002820191905f5260205f20905b81546001600160a01b03168152600190910190602001808311612940575b5050509183525050915460ff600160a01b9091041660208301526002909201546001600160401b03808216600160401b909204161460409091015292915050565b82546060905f9084106129b2575f6129bf565b84546129bf908590615357565b90508281106129ce57826129d0565b805b6001600160401b038111156129e7576129e761536a565b604051908082528060200260200182016040528015612a10578160200160208202803683370190505b5091505f5b8251811015612a8e5785612a298287615514565b81548110612a3957612a3961537e565b905f5260205f2090600491828204019190066008029054906101000a90046001600160401b03166001600160401b0316838281518110612a7b57612a7b61537e565b6020908102919091010152600101612a15565b50509392505050565b5f5f612aa286613423565b60028101549092506001600160401b03868116600160401b90920416141580612ae2575060028201546001600160401b03858116600160801b9092041614155b15612b275760028201546040516309ee0a5d60e01b81526001600160401b03600160401b830481166004830152600160801b909204909116602482015260440161087c565b506001600160401b038085165f9081526003830160209081526040808320938716835292905290812090836004811115612b6357612b636151c2565b90505f8115612bb15782600101600183612b7d9190615357565b60058110612b8d57612b8d61537e565b600491828204019190066008029054906101000a90046001600160401b0316612bc4565b8254600160601b90046001600160401b03165b6001600160401b031690508043111580612c195750826001018260058110612bee57612bee61537e565b600491828204019190066008029054906101000a90046001600160401b03166001600160401b031643115b80612c2a5750612c28836139bf565b155b15612c4a57846040516396fe8cdd60e01b815260040161087c919061565d565b505094509492505050565b81545f906001600160401b031615612c82578254612c7d9085906001600160401b0316613ddc565b612c84565b825b6001600160a01b0383165f908152600491909101602052604090205460ff16151590509392505050565b5f816004811115612cc157612cc16151c2565b9050826001018160058110612cd857612cd861537e565b600491828204019190066008029054906101000a90046001600160401b03166001600160401b03164310612d0c5750612dca565b43836001018260058110612d2257612d2261537e565b600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b03160217905550612d698484836001612d639190615514565b43613e12565b60028401546040516001600160401b03600160801b8304811692600160401b9004169087907f3f98a83eed3acaf539807929a06b79e954cd73dffa319e1ff4f11063c02ddd2f90612dc090879060018a0190615705565b60405180910390a4505b50505050565b5f5f5f5f5f612dde86613423565b60028101549091505f90612dfc9083906001600160401b0316613ddc565b6002830154815460039092015493546001600160401b039182169a600160401b90930463ffffffff169950939750600160c01b90930490921694509092505050565b335f908152600684016020526040902080546201000090046001600160401b031615801590612e98575080546201000081046001600160401b039081165f9081526004870160205260409020548116600160501b90920416145b15612ec8578054600160901b6001600160401b03620100008304160267ffffffffffffffff60901b199091161781555b80546001600160401b03838116600160501b0267ffffffffffffffff60501b1991861662010000029190911671ffffffffffffffffffffffffffffffff000019909216919091171780825560ff6101009091041615612f275750612dca565b335f9081526008602052604090208054603f1901612f4857612f4881613eb1565b8054603f1901612f6d5760405163870b7b4d60e01b815233600482015260240161087c565b815461010061ff0019909116811790925580546001810182555f918252602090912060048204018054600390921660080290920a6001600160401b0381810219909216969091160294909417909355505050565b5f81815260036020526040812080549091600160e01b90910460ff169003612fff5760405163278e1cd760e21b81526004810183905260240161087c565b919050565b8047101561302e5760405163cf47918160e01b81524760048201526024810182905260440161087c565b613047828260405180602001604052805f815250614038565b15613050575050565b3d156130625761305e61404d565b5050565b60405163d6bda27560e01b815260040160405180910390fd5b5f6109c07f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb6130ca86614058565b6130d76060880188615720565b6040516130e59291906155ba565b604051908190039020866130ff60a08a0160808b01615762565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a08301526001600160401b031660c082015260e001611775565b5f5f5f61315086868661418c565b5090925090505f816003811115613169576131696151c2565b1480156131875750866001600160a01b0316826001600160a01b0316145b979650505050505050565b5f5f5f5f61319f876141ce565b9250925092505f5f81546131b2906153ad565b91905081905593503460025f8282546131cb9190615514565b90915550505f84815260036020526040902080546001600160a01b0388166001600160e01b031990911617600160a01b6001600160401b038616021760ff60e01b1916600160e01b60ff85160217815561322b60c0890160a08a01615392565b815460ff91909116600160e81b0260ff60e81b199091161781556001810180546001600160a01b03191633179055613263888061577b565b60018201805468ffffffffffffffffff60a01b1916600160a01b604093909301356001600160401b039081169390930260ff60e01b191617600160e01b60ff8616021790556002820180546001600160801b031916346001600160801b031617905560038201805467ffffffffffffffff1916429092169190911790556132f66132ed898061577b565b6040013561097e565b61330090426155e8565b6003820180546001600160401b0392909216600160401b026fffffffffffffffff00000000000000001990921691909117905561334360a0890160808a01615762565b6003820180546001600160401b0392909216600160801b0267ffffffffffffffff60801b199092169190911790556004810186905561338188614058565b8160050181905550858160060181905550866001600160a01b0316858260010160149054906101000a90046001600160401b03166001600160401b03167f15aa2a162c0bb21bc1d3d0b7c92cb3259085c5fb78d6076f1c5e46f9ef9d20158985600501548660030160089054906101000a90046001600160401b0316348f604051613410959493929190615841565b60405180910390a4505050509392505050565b5f81815260066020526040902080546001600160a01b0316612fff5760405163ef6659d360e01b81526004810183905260240161087c565b818015806134695750608081115b1561348a57604051633df37c2b60e11b81526004810182905260240161087c565b865463ffffffff600160a01b909104811690831610806134af5750808263ffffffff16115b156134ef57865460405163670526b760e11b815263ffffffff8085166004830152600160a01b90920490911660248201526044810182905260640161087c565b60028701545f906001600160401b03888116600160401b9092041614613516576001613536565b600288015461353690600160801b90046001600160401b031660016155e8565b60028901805477ffffffffffffffffffffffffffffffff00000000000000001916600160401b6001600160401b038b811682810267ffffffffffffffff60801b191693909317600160801b868316908102919091179094555f92835260038d016020908152604080852095855294905292822080548b85166bffffffffffffffffffffffff199091161763ffffffff89169092029190911767ffffffffffffffff60601b1916600160601b4385168102919091178083559495509093613603938d93869390920416613e12565b6003810161361286888361593e565b505f5b8381101561381e575f8787838181106136305761363061537e565b9050602002016020810190613645919061480c565b6001600160a01b0381165f90815260048501602052604090205490915060ff161561368e57604051639b7f894360e01b81526001600160a01b038216600482015260240161087c565b6040516336b87bd760e11b81526001600160a01b0382811660048301527f00000000000000000000000000000000000000000000000000000000000000001690636d70f7ae90602401602060405180830381865afa1580156136f2573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061371691906159d6565b61373e57604051633b63649d60e11b81526001600160a01b038216600482015260240161087c565b613749826001615514565b6001600160a01b0382165f9081526004850160209081526040808320805460ff191660ff95861617905560068f0190915290208054909116613814576001815f015f6101000a81548160ff02191690831515021790555060075f836001600160a01b03166001600160a01b031681526020019081526020015f208d908060018154018082558091505060019003905f5260205f2090600491828204019190066008029091909190916101000a8154816001600160401b0302191690836001600160401b031602179055505b5050600101613615565b506001600160401b038716156138c0575f6138398a89613ddc565b60030190505f805b82548110156138a457836004015f8483815481106138615761386161537e565b5f9182526020808320909101546001600160a01b0316835282019290925260400181205460ff16900361389c5781613898816151a4565b9250505b600101613841565b50825460ff909116600160c01b0260ff60c01b19909116178255505b816001600160401b0316886001600160401b03168b7f36a9fcf38a46ad91347c32cbb61ae7bfa8a695c4ed3242b998cff07629cd77208a888b8b8860010160405161390f9594939291906159f5565b60405180910390a450505050505050505050565b5f5f61392e85613423565b90505f61393b8286613ddc565b6001600160a01b0385165f90815260048201602052604090205460ff169350905082158015906139af5750613971600184615357565b6001600160401b0386165f9081526004840160209081526040808320600190810154845260058601909252909120546001600160801b031690911c16155b15612a8e57505f95945050505050565b60018101545f906001600160401b03164311158061080757506139e182613d8b565b8254600160a01b900460ff1610801590610807575050600201546001600160401b031643111590565b5f6001600160401b038216158015906109c0575060028301546001600160401b0316613a378360016155e8565b6001600160401b0316149392505050565b60028101545f908190613a659084906001600160401b0316613ddc565b80546003820154919250600160401b900463ffffffff16905f6002613a8a8484615357565b613a95906001615514565b613a9f9190615a34565b613aa99084615514565b9050806001613ab98560026153c5565b613ac39190615357565b1015613ae3576001613ad68460026153c5565b613ae09190615357565b90505b60028601546001600160401b03165f90815260049096016020908152604080882060010154885260059095019052929094205460ff600160801b90910416919091109392505050565b5f613b378584613ddc565b9050600381015f805b8254811015613bb8576001600160401b0387165f90815260058901602052604081208454879290869085908110613b7957613b7961537e565b5f9182526020808320909101546001600160a01b0316835282019290925260400190205403613bb05781613bac816153ad565b9250505b600101613b40565b50613bc283613d8b565b8110156109755780613bd384613d8b565b604051639912131960e01b81526004810192909252602482015260440161087c565b5f8281526006602081815260408084206001600160a01b03861685529283019091528220600282015481546201000090046001600160401b03908116600160401b90920416148015613c66575060028201548154600160501b90046001600160401b03908116600160801b90920416145b8015613cad575080546001600160401b0362010000820481165f9081526003850160209081526040808320600160501b9095049093168252929092529020613cad906139bf565b15613cc3576001600160401b0392505050610807565b80546001600160401b0362010000820481165f9081526004850160205260408120549092600160501b90048216911614613d0e578154600160901b90046001600160401b0316613d20565b81546201000090046001600160401b03165b9050806001600160401b03165f03613d3d575f9350505050610807565b6001600160401b038082165f908152600485016020526040902054600160801b9004168015613d7857613d736276a700826155e8565b613187565b6001600160401b03979650505050505050565b60038101545f908190613da090600290615a34565b613dab906001615514565b8354909150600160401b900463ffffffff168110613dc957806109c0565b505054600160401b900463ffffffff1690565b6001600160401b038082165f90815260038401602090815260408083206004870183528184205490941683529290522092915050565b6005821015612dca57836001018260058110613e3057613e3061537e565b600891828204019190066004029054906101000a900463ffffffff1663ffffffff1681613e5d91906155e8565b905080836001018360058110613e7557613e7561537e565b600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b031602179055508180600101925050613e12565b80545b801561305e575f82613ec7600184615357565b81548110613ed757613ed761537e565b5f918252602090912060048204015460039091166008026101000a90046001600160401b0316905042613f0a8233613bf5565b6001600160401b03161115613f1f5750614026565b6001600160401b0381165f90815260066020818152604080842033855290920190529020805461ff001916905582548390613f5c90600190615357565b81548110613f6c57613f6c61537e565b5f918252602090912060048204015460039091166008026101000a90046001600160401b031683613f9e600185615357565b81548110613fae57613fae61537e565b905f5260205f2090600491828204019190066008026101000a8154816001600160401b0302191690836001600160401b0316021790555082805480613ff557613ff5615a47565b5f8281526020902060045f199092019182040180546001600160401b03600860038516026101000a02191690559055505b8061403081615a5b565b915050613eb4565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f36614064838061577b565b90505f7f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80823561409a604085016020860161480c565b60408501356140af6080870160608801615762565b6140bc6080880188615720565b6040516140ca9291906155ba565b6040805191829003822060208301979097528101949094526001600160a01b03909216606084015260808301526001600160401b031660a082015260c081019190915260e0016040516020818303038152906040528051906020012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f2458480602001906141599190615720565b8360405160200161416d9493929190615a70565b6040516020818303038152906040528051906020012092505050919050565b5f808060418490036141c0578435602086013560408701355f1a6141b289828585614581565b955095509550505050612560565b505f91506002905082612560565b5f8080366141dc858061577b565b90508035461415806142065750306141fa604083016020840161480c565b6001600160a01b031614155b1561424857803561421d604083016020840161480c565b6040516366977ce960e11b815260048101929092526001600160a01b0316602482015260440161087c565b604061425a6080830160608401615762565b6001600160401b0316111561429e576142796080820160608301615762565b6040516348f4d40960e01b81526001600160401b03909116600482015260240161087c565b5f6142ac6080830183615720565b9150508015806142bd575061200081115b156142e65760405163b863f04160e01b815260048101829052612000602482015260440161087c565b60a26142f56020880188615720565b90501461432f576143096020870187615720565b60405163b863f04160e01b815261087c925060a290600401918252602082015260400190565b61434461433f6060880188615720565b614649565b6143615760405163c6e3152360e01b815260040160405180910390fd5b4261437260a0880160808901615762565b6001600160401b03161115806143ab575061439062093a8042615514565b6143a060a0880160808901615762565b6001600160401b0316115b156143e5576143c060a0870160808801615762565b60405163e2d0da9560e01b81526001600160401b03909116600482015260240161087c565b6143f28260400135612dd0565b50919650945092506001600160401b038516158061443157506001600160401b0385166144256060880160408901615762565b6001600160401b031614155b15614473576144466060870160408801615762565b604051638071c69b60e01b81526001600160401b039182166004820152908616602482015260440161087c565b63ffffffff841661448a60c0880160a08901615392565b63ffffffff1610806144b05750826144a860c0880160a08901615392565b63ffffffff16115b156144f6576144c560c0870160a08801615392565b60405163932757e160e01b815263ffffffff918216600482015290851660248201526044810184905260640161087c565b614503826040013561097e565b6001600160401b03165f036145315760408051634a3bc6b160e11b815290830135600482015260240161087c565b5f61454b61454560c0890160a08a01615392565b48611c19565b90508034101561457757604051639901e61160e01b81523460048201526024810182905260440161087c565b5050509193909250565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156145ba57505f9150600390508261463f565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa15801561460b573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661463657505f92506001915082905061463f565b92505f91508190505b9450945094915050565b5f6021821415806146b7575082825f8181106146675761466761537e565b9050013560f81c60f81b6001600160f81b031916600260f81b141580156146b7575082825f81811061469b5761469b61537e565b9050013560f81c60f81b6001600160f81b031916600360f81b14155b156146c357505f610807565b5f6146d18360018187615527565b6146da91615a8b565b905070014551231950b75fc4402da1732fc9bebe198110801561241557505f6001818686828161470c5761470c61537e565b61471e92013560f81c90506019615aa8565b604080515f8152602081018083529390935260ff90911690820152606081018490526001608082015260a0016020604051602081039080840390855afa15801561476a573d5f5f3e3d5ffd5b505050602060405103516001600160a01b03161415949350505050565b6040518060a001604052806005906020820280368337509192915050565b60408051610120810182525f8082526020820181905291810182905260608101829052608081019190915260a081016147dc614787565b81526060602082018190525f6040830181905291015290565b6001600160a01b0381168114614809575f5ffd5b50565b5f6020828403121561481c575f5ffd5b81356109c0816147f5565b602080825282518282018190525f918401906040840190835b8181101561485e578351835260209384019390920191600101614840565b509095945050505050565b80356001600160401b0381168114612fff575f5ffd5b5f5f5f5f60808587031215614892575f5ffd5b843593506148a260208601614869565b92506148b060408601614869565b9396929550929360600135925050565b5f602082840312156148d0575f5ffd5b5035919050565b5f5f83601f8401126148e7575f5ffd5b5081356001600160401b038111156148fd575f5ffd5b602083019150836020828501011115614914575f5ffd5b9250929050565b5f5f5f5f5f6080868803121561492f575f5ffd5b8535945061493f60208701614869565b935061494d60408701614869565b925060608601356001600160401b03811115614967575f5ffd5b614973888289016148d7565b969995985093965092949392505050565b81516001600160a01b03168152610220810160208301516149b060208401826001600160401b03169052565b5060408301516149c5604084018260ff169052565b5060608301516149da606084018260ff169052565b5060808301516149ef608084018260ff169052565b5060a0830151614a0360a084018215159052565b5060c0830151614a1e60c08401826001600160a01b03169052565b5060e0830151614a3960e08401826001600160401b03169052565b50610100830151614a5061010084018260ff169052565b50610120830151614a6d6101208401826001600160801b03169052565b50610140830151614a8a6101408401826001600160801b03169052565b50610160830151614aa76101608401826001600160401b03169052565b50610180830151614ac46101808401826001600160401b03169052565b506101a0830151614ae16101a08401826001600160401b03169052565b506101c08301516101c08301526101e08301516101e083015261020083015161020083015292915050565b5f60c08284031215610d35575f5ffd5b5f5f5f5f60608587031215614b2f575f5ffd5b8435614b3a816147f5565b935060208501356001600160401b03811115614b54575f5ffd5b614b6087828801614b0c565b93505060408501356001600160401b03811115614b7b575f5ffd5b614b87878288016148d7565b95989497509550505050565b5f5f5f60608486031215614ba5575f5ffd5b83359250614bb560208501614869565b91506040840135614bc5816147f5565b809150509250925092565b5f5f60408385031215614be1575f5ffd5b82359150614bf160208401614869565b90509250929050565b5f8151808452602084019350602083015f5b82811015614c335781516001600160a01b0316865260209586019590910190600101614c0c565b5093949350505050565b5f8151808452602084019350602083015f5b82811015614c335781511515865260209586019590910190600101614c4f565b60208152614c896020820183516001600160401b03169052565b5f6020830151614ca460408401826001600160401b03169052565b5060408301516001600160401b038116606084015250606083015163ffffffff811660808401525060808301516001600160401b03811660a08401525060a08301516001600160401b03811660c08401525060c08301516001600160401b03811660e08401525060e0830151610100830152610100830151610140610120840152614d33610160840182614bfa565b9050610120840151601f1984830301610140850152614d528282614c3d565b95945050505050565b5f5f83601f840112614d6b575f5ffd5b5081356001600160401b03811115614d81575f5ffd5b6020830191508360208260051b8501011115614914575f5ffd5b63ffffffff81168114614809575f5ffd5b8035612fff81614d9b565b5f5f5f5f5f5f6101208789031215614dcd575f5ffd5b86356001600160401b03811115614de2575f5ffd5b614dee89828a01614d5b565b9097509550506020870135614e0281614d9b565b93506040870135614e1281614d9b565b9250610100870188811115614e25575f5ffd5b606088019250614e3481614869565b9150509295509295509295565b5f60208284031215614e51575f5ffd5b81356001600160401b03811115614e66575f5ffd5b61241584828501614b0c565b5f5f5f5f5f5f60a08789031215614e87575f5ffd5b86359550614e9760208801614869565b9450614ea560408801614869565b935060608701356001600160401b03811115614ebf575f5ffd5b614ecb89828a01614d5b565b9094509250506080870135614edf81614d9b565b809150509295509295509295565b6001600160a01b038516815263ffffffff84166020820152610100810160408201845f5b6005811015614f3657815163ffffffff16835260209283019290910190600101614f11565b5050506001600160401b03831660e083015295945050505050565b5f5f5f60408486031215614f63575f5ffd5b8335925060208401356001600160401b03811115614f7f575f5ffd5b614f8b868287016148d7565b9497909650939450505050565b5f5f5f5f5f60808688031215614fac575f5ffd5b85359450614fbc60208701614869565b935060408601356001600160401b03811115614fd6575f5ffd5b614fe288828901614d5b565b9094509250506060860135614ff681614d9b565b809150509295509295909350565b5f5f60408385031215615015575f5ffd5b823561502081614d9b565b946020939093013593505050565b5f5f5f60608486031215615040575f5ffd5b833561504b816147f5565b95602085013595506040909401359392505050565b5f5f5f60608486031215615072575f5ffd5b8335925061508260208501614869565b91506040840135614bc581614d9b565b805f5b6005811015612dca5781516001600160401b0316845260209384019390910190600101615095565b602081526150d76020820183516001600160401b03169052565b5f60208301516150f260408401826001600160401b03169052565b5060408301516001600160401b038116606084015250606083015163ffffffff811660808401525060808301516001600160401b03811660a08401525060a083015161514160c0840182615092565b5060c08301516101a061016084015261515e6101c0840182614bfa565b905060e084015161517861018085018263ffffffff169052565b506101008401518015156101a0850152509392505050565b634e487b7160e01b5f52601160045260245ffd5b5f60ff821660ff81036151b9576151b9615190565b60010192915050565b634e487b7160e01b5f52602160045260245ffd5b600581106151f257634e487b7160e01b5f52602160045260245ffd5b9052565b61520081856151d6565b60018060a01b0383166020820152606060408201525f82518060608401528060208501608085015e5f608082850101526080601f19601f830116840101915050949350505050565b634e487b7160e01b5f52601260045260245ffd5b5f6001600160401b0383168061527457615274615248565b806001600160401b0384160491505092915050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b6152bb81866151d6565b6001600160a01b03841660208201526060604082018190525f90610f1f9083018486615289565b5f6001600160801b038316806152fa576152fa615248565b806001600160801b0384160491505092915050565b6001600160801b03818116838216029081169081811461533157615331615190565b5092915050565b6001600160801b03828116828216039081111561080757610807615190565b8181038181111561080757610807615190565b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b5f602082840312156153a2575f5ffd5b81356109c081614d9b565b5f600182016153be576153be615190565b5060010190565b808202811582820484141761080757610807615190565b815f805b6005811015615421575f83356153f581614d9b565b6020949094019363ffffffff600584901b81811b1995909516911690931b9290921791506001016153e0565b509091555050565b63ffffffff8416815260e0810160208201845f5b600581101561546c57813561545181614d9b565b63ffffffff168352602092830192919091019060010161543d565b5050506001600160401b03831660c0830152949350505050565b8183526020830192505f815f5b84811015614c335781356154a6816147f5565b6001600160a01b031686526020958601959190910190600101615493565b8681526001600160401b03861660208201526001600160401b038516604082015260a060608201525f6154fb60a083018587615486565b905063ffffffff83166080830152979650505050505050565b8082018082111561080757610807615190565b5f5f85851115615535575f5ffd5b83861115615541575f5ffd5b5050820193919092039150565b80356001600160c01b03198116906008841015615331576001600160c01b031960089490940360031b84901b1690921692915050565b80356001600160e01b03198116906004841015615331576001600160e01b031960049490940360031b84901b1690921692915050565b818382375f9101908152919050565b63ffffffff84168152604060208201525f614d52604083018486615289565b6001600160401b03818116838216019081111561080757610807615190565b5f6001600160401b0382166001600160401b0381036151b9576151b9615190565b60ff828116828216039081111561080757610807615190565b63ffffffff828116828216039081111561080757610807615190565b6020810161080782846151d6565b805f5b60056003820110156156dd5781546001600160401b03811685526001600160401b038160401c1660208601526001600160401b03808260801c161660408601526156c6606086018260c01c6001600160401b03169052565b50608093909301926001919091019060040161566e565b50615700836156f383546001600160401b031690565b6001600160401b03169052565b505050565b60c0810161571382856151d6565b6109c0602083018461566b565b5f5f8335601e19843603018112615735575f5ffd5b8301803591506001600160401b0382111561574e575f5ffd5b602001915036819003821315614914575f5ffd5b5f60208284031215615772575f5ffd5b6109c082614869565b5f8235609e1983360301811261578f575f5ffd5b9190910192915050565b5f5f8335601e198436030181126157ae575f5ffd5b83016020810192503590506001600160401b038111156157cc575f5ffd5b803603821315614914575f5ffd5b803582525f60208201356157ed816147f5565b6001600160a01b03166020840152604082810135908401526001600160401b0361581960608401614869565b16606084015261582c6080830183615799565b60a06080860152614d5260a086018284615289565b8581528460208201526001600160401b038416604082015282606082015260a060808201525f8235609e1984360301811261587a575f5ffd5b60c060a084015261589161016084018583016157da565b90506158a06020850185615799565b848303609f190160c08601526158b7838284615289565b925050506158c760408501614869565b6001600160401b031660e08401526158e26060850185615799565b848303609f19016101008601526158fa838284615289565b9250505061590a60808501614869565b6001600160401b031661012084015261592560a08501614dac565b63ffffffff811661014085015250979650505050505050565b6001600160401b038311156159555761595561536a565b600160401b8311156159695761596961536a565b80548382558084101561599d57815f528360205f20018482035f5b81811015615999575f83820155600101615984565b5050505b5081815f5260205f205f5b858110156159ce5782356159bb816147f5565b82820155602092909201916001016159a8565b505050505050565b5f602082840312156159e6575f5ffd5b815180151581146109c0575f5ffd5b6001600160401b038616815263ffffffff8516602082015261010060408201525f615a2561010083018587615486565b9050610f1f606083018461566b565b5f82615a4257615a42615248565b500490565b634e487b7160e01b5f52603160045260245ffd5b5f81615a6957615a69615190565b505f190190565b84815282846020830137602092019182015260400192915050565b80356020831015610807575f19602084900360031b1b1692915050565b60ff81811683821601908111156108075761080761519056feece79221254f358e8208bed5933381c7d9e43aee1ad64af6ee7d78e445a06b1160c060405234801561000f575f5ffd5b5060405161435738038061435783398101604081905261002e9161009b565b6001600160a01b0381166080526040518190309061004b9061008e565b6001600160a01b03928316815291166020820152604001604051809103905ff08015801561007b573d5f5f3e3d5ffd5b506001600160a01b031660a052506100c8565b6124d880611e7f83390190565b5f602082840312156100ab575f5ffd5b81516001600160a01b03811681146100c1575f5ffd5b9392505050565b60805160a051611d886100f75f395f818161034801526108dc01525f818161025d0152610de70152611d885ff3fe6080604052600436106100fa575f3560e01c80636d70f7ae1161009257806390dd258f1161006257806390dd258f146102b25780639737821c146102c7578063997db02d146102fb578063a77e098714610337578063fd6b266c1461036a575f5ffd5b80636d70f7ae1461021d5780637110d32e1461024c5780637aeccce91461027f5780637c6f31581461029e575f5ffd5b80633ccfd60b116100cd5780633ccfd60b146101ab5780635694cb0a146101bf578063636f35d3146101d25780636a256b29146101fe575f5ffd5b80630fe7683f146100fe578063261423351461013157806327de9e32146101685780632ddbd13a14610189575b5f5ffd5b348015610109575f5ffd5b506101146212750081565b6040516001600160401b0390911681526020015b60405180910390f35b34801561013c575f5ffd5b5061015061014b36600461177d565b6103e4565b6040516001600160a01b039091168152602001610128565b348015610173575f5ffd5b5061018761018236600461177d565b610412565b005b348015610194575f5ffd5b5061019d5f5481565b604051908152602001610128565b3480156101b6575f5ffd5b50610187610531565b6101876101cd3660046117a8565b610625565b3480156101dd575f5ffd5b506101f16101ec36600461183b565b61071d565b6040516101289190611854565b348015610209575f5ffd5b5061018761021836600461183b565b61084b565b348015610228575f5ffd5b5061023c61023736600461183b565b6108a6565b6040519015158152602001610128565b348015610257575f5ffd5b506101507f000000000000000000000000000000000000000000000000000000000000000081565b34801561028a575f5ffd5b506101876102993660046118cd565b6108d1565b3480156102a9575f5ffd5b5060035461019d565b3480156102bd575f5ffd5b5061019d61010081565b3480156102d2575f5ffd5b506102e66102e136600461177d565b610a72565b60408051928352602083019190915201610128565b348015610306575f5ffd5b5061031a6103153660046118fe565b610ae4565b604080519283526001600160401b03909116602083015201610128565b348015610342575f5ffd5b506101507f000000000000000000000000000000000000000000000000000000000000000081565b348015610375575f5ffd5b50610389610384366004611926565b610b71565b60405161012891905f60a08201905060018060a01b0383511682526001600160401b036020840151166020830152604083015160408301526001600160401b0360608401511660608301526080830151608083015292915050565b5f600382815481106103f8576103f86119a3565b5f918252602090912001546001600160a01b031692915050565b335f9081526001602052604090208115806104305750806002015482115b15610467576002810154604051630a1b4b6f60e31b815261045e918491600401918252602082015260400190565b60405180910390fd5b61046f610dd0565b81816002015f82825461048291906119cb565b9250508190555081816003015f82825461049c91906119de565b909155506104af905062127500426119f1565b60048201805467ffffffffffffffff19166001600160401b03929092169190911790556104db33610e92565b6104e433610f6b565b6004810154604080518481526001600160401b03909216602083015233917ff296881dc8649cb075784613a4c7cec45269aae38400377b6bdf05196c27bac5910160405180910390a25050565b335f908152600160205260408120600381015490918190036105665760405163098ae75d60e21b815260040160405180910390fd5b60048201546001600160401b03164210156105a85760048281015460405163be8a527b60e01b81526001600160401b039091169181019190915260240161045e565b6105b0610dd0565b5f6003830181905560048301805467ffffffffffffffff19169055805482919081906105dd9084906119cb565b909155505060405181815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26106213382611178565b5050565b81801580610634575061010081115b15610655576040516305bc2ce960e21b81526004810182905260240161045e565b335f9081526001602052604090208061066f858783611aaf565b5060018101805467ffffffffffffffff19166001600160401b0385161790556002810180543491905f906106a49084906119de565b92505081905550345f5f8282546106bb91906119de565b909155506106ca905033610e92565b6106d333610f6b565b600281015460405133917f4e510c4451ae774258207d9d90e5d4d091dcc9938509351db91c2a7e5b15dedc9161070e91899189918991611b69565b60405180910390a25050505050565b61075d6040518060a00160405280606081526020015f6001600160401b031681526020015f81526020015f81526020015f6001600160401b031681525090565b6001600160a01b0382165f9081526001602052604090819020815160a0810190925280548290829061078e90611a24565b80601f01602080910402602001604051908101604052809291908181526020018280546107ba90611a24565b80156108055780601f106107dc57610100808354040283529160200191610805565b820191905f5260205f20905b8154815290600101906020018083116107e857829003601f168201915b505050918352505060018201546001600160401b039081166020830152600283015460408301526003830154606083015260049092015490911660809091015292915050565b61085481610f6b565b6001600160a01b0381165f818152600160209081526040918290206002015491519182527f7823e479a1a4ebe2418874847436f8a1680c5ee5b17f38bb59dbff28e1b45552910160405180910390a250565b6001600160a01b0381165f90815260016020526040812080546108c890611a24565b15159392505050565b336001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000161461091c57604051630ed83b2360e11b815233600482015260240161045e565b6001600160a01b0382165f908152600160205260408120600381015460028201549192909161094c9083906119de565b9050805f0361097957604051630752994b60e51b81526001600160a01b038616600482015260240161045e565b5f600284018190556001600160a01b038616815260066020526040902080546001600160d01b0316600160d01b4365ffffffffffff160217905581156109d3575f600384015560048301805467ffffffffffffffff191690555b805f5f8282546109e391906119cb565b909155505f90506109f5600a83611bc4565b9050846001600160a01b0316866001600160a01b03167f2ad67d4a3e40fbdc9faeef32237ae01635b2ec4451e4e61d0bafed3606cfa4218484604051610a45929190918252602082015260400190565b60405180910390a3610a605f610a5b83856119cb565b611178565b610a6a8582611178565b505050505050565b5f5f610a7d836111eb565b610a8860048461120e565b6001600160d01b031691508115610adf57610ad38360055f610aa9866112c0565b81526020019081526020015f205f5f81526020019081526020015f2061120e90919063ffffffff16565b6001600160d01b031690505b915091565b5f5f610aef836111eb565b6001600160a01b0384165f908152600260205260408120610b10908561120e565b6001600160a01b0386165f90815260066020526040902054609082901c6001600160401b03169350909150600160d01b900465ffffffffffff16801580610b5657508085105b15610b6857816001600160901b031693505b50509250929050565b6040805160a0810182525f8082526020820181905291810182905260608101829052608081018290529080610ba587610a72565b90925090505f5b84811015610bfb57858582818110610bc657610bc66119a3565b9050604002016020016020810190610bde9190611be3565b610bf1906001600160c01b0316836119cb565b9150600101610bac565b50808610610c2657604051630ec9f60b60e21b8152600481018790526024810182905260440161045e565b5f5f610c31846112c0565b90505b8015610d665780610c4481611c09565b9150505f610c5482848a8a6112ec565b90505f610c62836003611c1e565b610c6d6001886119cb565b610c79911c60016119de565b60039490941b939050835b610c8f8160086119de565b85108015610c9c57508185105b15610d36575f8411610cb757610cb2858d6113c2565b610ce3565b5f8481526005602090815260408083208884529091529020610cd9908d61120e565b6001600160d01b03165b955082610cf082876119cb565b60088110610d0057610d006119a3565b6020020151610d0f90876119cb565b9550858b10610d3657610d22868c6119cb565b9a5084610d2e81611c35565b955050610c84565b610d418160086119de565b851480610d4d57508185145b15610d5e5750505050505050610dc8565b505050610c34565b5060038181548110610d7a57610d7a6119a3565b5f91825260209182902001546001600160a01b03168086526001600160401b03831691860191909152610dad9089610ae4565b6001600160401b031660608601526040850152506080830152505b949350505050565b604051639bc289f160e01b81523360048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031690639bc289f190602401602060405180830381865afa158015610e34573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610e589190611c4d565b905042816001600160401b03161115610e8f57604051631d5b44cb60e31b81526001600160401b038216600482015260240161045e565b50565b6001600160a01b0381165f908152600160208181526040808420600280820154948201549352908420909360909290921b67ffffffffffffffff60901b169092179190610ede826113fb565b6001600160a01b0386165f908152600660205260409020805491925090600160d01b900465ffffffffffff168015610f3b5767ffffffffffffffff60901b90921691610f2b848285611433565b505081546001600160d01b031682555b826001600160d01b0316856001600160d01b031614610f6257610f5f844387611433565b50505b50505050505050565b6001600160a01b0381165f9081526006602090815260408083206001909252909120600201548154600160401b90046001600160901b0316808203610fb05750505050565b82546001600160401b03165f0361103957600380546001810182555f8290527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b0180546001600160a01b0319166001600160a01b0387161790558054845467ffffffffffffffff19166001600160401b0390911617845554611036906004904390611433565b50505b82546001600160901b038316600160401b0279ffffffffffffffffffffffffffffffffffff0000000000000000198216811785555f91611089916001916001600160401b03918216911617611c68565b6001600160401b031690505f6110a36003805490506112c0565b905060015b818111610f62575f81815260056020908152604080832060039690961c808452959091528120906110d8826113fb565b6001600160d01b0316905083831480156110f25750600183115b80156110fd57508154155b156111405761113460055f6111136001876119cb565b81526020019081526020015f205f5f81526020019081526020015f206113fb565b6001600160d01b031690505b611161438761114f8a856119de565b61115991906119cb565b849190611433565b50505050808061117090611c35565b9150506110a8565b804710156111a25760405163cf47918160e01b81524760048201526024810182905260440161045e565b6111bb828260405180602001604052805f81525061144d565b156111c4575050565b3d156111d257610621611462565b60405163d6bda27560e01b815260040160405180910390fd5b438110610e8f5760405163b4a7354f60e01b81526004810182905260240161045e565b81545f908181600581111561126a575f6112278461146d565b61123190856119cb565b5f8881526020902090915081015465ffffffffffff908116908716101561125a57809150611268565b6112658160016119de565b92505b505b5f611277878785856115c0565b905080156112b15761129b8761128e6001846119cb565b5f91825260209091200190565b54600160301b90046001600160d01b03166112b3565b5f5b9450505050505b92915050565b60015b6112ce816008611d62565b8211156112e757806112df81611c35565b9150506112c3565b919050565b6112f461175e565b5f5b828110156113b9575f61130a876003611c1e565b85858481811061131c5761131c6119a3565b6113329260206040909202019081019150611d6d565b6001600160401b0316901c6001600160401b0316905085600382901c036113b057848483818110611365576113656119a3565b905060400201602001602081019061137d9190611be3565b6001600160c01b031683826007166008811061139b5761139b6119a3565b602002018181516113ac91906119de565b9052505b506001016112f6565b50949350505050565b5f6113f3600384815481106113d9576113d96119a3565b5f918252602090912001546001600160a01b031683610ae4565b509392505050565b80545f90801561142a576114148361128e6001846119cb565b54600160301b90046001600160d01b031661142c565b5f5b9392505050565b5f8061144085858561160e565b915091505b935093915050565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b5f6001821161147a575090565b816001600160801b82106114935760809190911c9060401b5b600160401b82106114a95760409190911c9060201b5b64010000000082106114c05760209190911c9060101b5b6201000082106114d55760109190911c9060081b5b61010082106114e95760089190911c9060041b5b601082106114fc5760049190911c9060021b5b600482106115085760011b5b600302600190811c9081858161152057611520611bb0565b048201901c9050600181858161153857611538611bb0565b048201901c9050600181858161155057611550611bb0565b048201901c9050600181858161156857611568611bb0565b048201901c9050600181858161158057611580611bb0565b048201901c9050600181858161159857611598611bb0565b048201901c90506115b78185816115b1576115b1611bb0565b04821190565b90039392505050565b5f5b818310156113f3575f85815260209020838316600285851804019081015465ffffffffffff868116911611156115fa57809250611608565b6116058160016119de565b93505b506115c2565b82545f9081908015611704575f61162a8761128e6001856119cb565b805490915065ffffffffffff80821691600160301b90046001600160d01b031690881682111561166d57604051632520601d60e01b815260040160405180910390fd5b8765ffffffffffff168265ffffffffffff16036116a657825465ffffffffffff16600160301b6001600160d01b038916021783556116f6565b6040805180820190915265ffffffffffff808a1682526001600160d01b03808a1660208085019182528d54600181018f555f8f81529190912094519151909216600160301b029216919091179101555b945085935061144592505050565b50506040805180820190915265ffffffffffff80851682526001600160d01b0380851660208085019182528854600181018a555f8a815291822095519251909316600160301b029190931617920191909155905081611445565b6040518061010001604052806008906020820280368337509192915050565b5f6020828403121561178d575f5ffd5b5035919050565b6001600160401b0381168114610e8f575f5ffd5b5f5f5f604084860312156117ba575f5ffd5b83356001600160401b038111156117cf575f5ffd5b8401601f810186136117df575f5ffd5b80356001600160401b038111156117f4575f5ffd5b866020828401011115611805575f5ffd5b60209182019450925084013561181a81611794565b809150509250925092565b80356001600160a01b03811681146112e7575f5ffd5b5f6020828403121561184b575f5ffd5b61142c82611825565b602081525f825160a0602084015280518060c0850152806020830160e086015e5f60e082860101526001600160401b03602086015116604085015260408501516060850152606085015160808501526001600160401b0360808601511660a085015260e0601f19601f8301168501019250505092915050565b5f5f604083850312156118de575f5ffd5b6118e783611825565b91506118f560208401611825565b90509250929050565b5f5f6040838503121561190f575f5ffd5b61191883611825565b946020939093013593505050565b5f5f5f5f60608587031215611939575f5ffd5b843593506020850135925060408501356001600160401b0381111561195c575f5ffd5b8501601f8101871361196c575f5ffd5b80356001600160401b03811115611981575f5ffd5b8760208260061b8401011115611995575f5ffd5b949793965060200194505050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b818103818111156112ba576112ba6119b7565b808201808211156112ba576112ba6119b7565b6001600160401b0381811683821601908111156112ba576112ba6119b7565b634e487b7160e01b5f52604160045260245ffd5b600181811c90821680611a3857607f821691505b602082108103611a5657634e487b7160e01b5f52602260045260245ffd5b50919050565b601f821115611aaa5782821115611aaa57805f5260205f20601f840160051c6020851015611a8757505f5b90810190601f840160051c035f5b81811015610a6a575f83820155600101611a95565b505050565b6001600160401b03831115611ac657611ac6611a10565b611ada83611ad48354611a24565b83611a5c565b5f601f841160018114611b0b575f8515611af45750838201355b5f19600387901b1c1916600186901b178355611b62565b5f83815260208120601f198716915b82811015611b3a5786850135825560209485019460019092019101611b1a565b5086821015611b56575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b60608152836060820152838560808301375f608085830101525f6080601f19601f87011683010190506001600160401b038416602083015282604083015295945050505050565b634e487b7160e01b5f52601260045260245ffd5b5f82611bde57634e487b7160e01b5f52601260045260245ffd5b500490565b5f60208284031215611bf3575f5ffd5b81356001600160c01b038116811461142c575f5ffd5b5f81611c1757611c176119b7565b505f190190565b80820281158282048414176112ba576112ba6119b7565b5f60018201611c4657611c466119b7565b5060010190565b5f60208284031215611c5d575f5ffd5b815161142c81611794565b6001600160401b0382811682821603908111156112ba576112ba6119b7565b6001815b600184111561144557808504811115611ca657611ca66119b7565b6001841615611cb457908102905b60019390931c928002611c8b565b5f82611cd0575060016112ba565b81611cdc57505f6112ba565b8160018114611cf25760028114611cfc57611d18565b60019150506112ba565b60ff841115611d0d57611d0d6119b7565b50506001821b6112ba565b5060208310610133831016604e8410600b8410161715611d3b575081810a6112ba565b611d475f198484611c87565b805f1904821115611d5a57611d5a6119b7565b029392505050565b5f61142c8383611cc2565b5f60208284031215611d7d575f5ffd5b813561142c816117945660c060405234801561000f575f5ffd5b506040516124d83803806124d883398101604081905261002e9161005c565b6001600160a01b039182166080521660a052610094565b6001600160a01b0381168114610059575f5ffd5b50565b5f5f6040838503121561006d575f5ffd5b825161007881610045565b602084015190925061008981610045565b809150509250929050565b60805160a0516123fb6100dd5f395f818160f601526101d201525f8181609101528181610245015281816105e401528181610668015281816109880152610b7201526123fb5ff3fe608060405234801561000f575f5ffd5b5060043610610060575f3560e01c806329a73f6e14610064578063495d43e1146100795780637110d32e1461008c5780637a1bfdb7146100d05780637b103999146100f1578063df4e7f8614610118575b5f5ffd5b610077610072366004611cef565b61012b565b005b610077610087366004611d20565b61022d565b6100b37f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b0390911681526020015b60405180910390f35b6100e36100de366004611dcb565b610574565b6040519081526020016100c7565b6100b37f000000000000000000000000000000000000000000000000000000000000000081565b6100e3610126366004611dcb565b6105c0565b5f61013582610659565b50909150506001600160a01b0381166101546040840160208501611df9565b6001600160401b031683357f8c5136db1bee6522af44c9386868005e2e4e313db3232ac51b06d4e3b86450296101906060870160408801611e1b565b6040805163ffffffff90921682523360208301520160405180910390a4604051637aeccce960e01b81526001600160a01b0382811660048301523360248301527f00000000000000000000000000000000000000000000000000000000000000001690637aeccce9906044015f604051808303815f87803b158015610213575f5ffd5b505af1158015610225573d5f5f3e3d5ffd5b505050505050565b60405163192701df60e11b8152600481018690525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063324e03be9060240161022060405180830381865afa158015610293573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906102b79190611ed7565b90505f6102c382610b17565b9050804211156102ee57604051630ef5cc6560e01b8152600481018290526024015b60405180910390fd5b6101c08201515f5b86811015610354578188888381811061031157610311612010565b90506020020135604051602001610332929190918252602082015260400190565b60408051601f19818403018152919052805160209091012091506001016102f6565b50826102000151811415806103695750858510155b1561038757604051632cdd741960e11b815260040160405180910390fd5b86868681811061039957610399612010565b9050602002013584806101c001906103b19190612024565b6103bf6101e0880188612024565b6040516020016103d29493929190612066565b604051602081830303815290604052805190602001201461040657604051632cdd741960e11b815260040160405180910390fd5b5f60016104196060870160408801611e1b565b6104239190612099565b5f8a815260208190526040902054600160ff929092169190911b915081166001600160801b0316156104815761045f6060860160408701611e1b565b60405163dc48241360e01b815263ffffffff90911660048201526024016102e5565b5f5f61048c87610659565b9250925050856101c00151821415806104aa5750856101e001518114155b806104c557508560e001516001600160401b0316875f013514155b156104e35760405163d792d3d560e01b815260040160405180910390fd5b5f8b8152602081905260409081902080546001600160801b03808716908216176fffffffffffffffffffffffffffffffff199091161790558b907faaee6a301ee7d671d756b52af48f61d88d25ba1f381f512f48d96d91aa81e65a9061054f9060608b01908b01611e1b565b60405163ffffffff909116815260200160405180910390a25050505050505050505050565b5f818152602081905260408120546001600160801b03165b6001600160801b038116156105ba57816105a5816120b5565b92506105b490506001826120cd565b1661058c565b50919050565b60405163192701df60e11b8152600481018290525f90610653906001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169063324e03be9060240161022060405180830381865afa15801561062a573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061064e9190611ed7565b610b17565b92915050565b5f808080806001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663c7b357f8873561069f60408a0160208b01611df9565b6106af60608b0160408c01611e1b565b6040516001600160e01b031960e086901b16815260048101939093526001600160401b03909116602483015263ffffffff166044820152606401606060405180830381865afa158015610704573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061072891906120ec565b919650925090508161075857604051634438d8b160e11b81526001600160a01b03861660048201526024016102e5565b5f6107696060880160408901611e1b565b61077a9063ffffffff16602161212a565b610785906028612141565b905081610796610200890189612024565b6040516107a4929190612154565b60405180910390201415806107d157506107bf816021612141565b6107cd610200890189612024565b9050105b156107ef57604051630681c44160e41b815260040160405180910390fd5b60ae6107ff6101c0890189612024565b90501480156108b357506108196040880160208901611df9565b6108296060890160408a01611e1b565b60405160200161085f92919060c09290921b6001600160c01b031916825260e01b6001600160e01b0319166008820152600c0190565b60405160208183030381529060405261087790612163565b6001600160a01b03191661088f6101c0890189612024565b61089d91600c915f916121a1565b6108a6916121c8565b6001600160a01b03191614155b156108d15760405163d02de6f960e01b815260040160405180910390fd5b60a26108e060a0890189612024565b90501461090057604051632d8c5b7b60e01b815260040160405180910390fd5b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f5dcb07e7d09e80bd986f725fe4f437fb4e0cbfa0e8ad4e6878f3ce46003f2f84918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660a08201525f9060c0016040516020818303038152906040528051906020012090506109d388610b4c565b94506109e8816109e38a88610c63565b610f2a565b95505f610a80827f3b16eaafad5fc07d53661984a8d029811f9e3179efea549aabd174aa901a62f38b5f01358a8a8e806101c00190610a279190612024565b604051610a35929190612154565b6040805191829003822060208301969096528101939093526060830191909152608082015260a081019190915260c00160405160208183030381529060405280519060200120610f2a565b90505f610a9a82610a956101e08d018d612024565b610f69565b9050886001600160a01b0316816001600160a01b031614610ae157604051631b47f85360e11b81526001600160a01b0380831660048301528a1660248201526044016102e5565b610aed8a8989876110c7565b610b0a576040516347fdc4b160e11b815260040160405180910390fd5b5050505050509193909250565b5f8161016001516001600160401b03168261018001516001600160401b03166002610b42919061212a565b6106539190612200565b5f807f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80467f00000000000000000000000000000000000000000000000000000000000000008535610ba36080880160608901611df9565b6040805160208101969096528501939093526001600160a01b0390911660608401526080838101919091526001600160401b0390911660a083015284013560c082015260e00160408051601f19818403018152919052805160209091012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f245610c3160a0850185612024565b83604051602001610c459493929190612213565b60405160208183030381529060405280519060200120915050919050565b5f80610c7260e0850185612024565b604051610c80929190612154565b60405190819003902090505f610c9c60e0860160c08701612242565b6002811115610cad57610cad61222e565b03610d77577f853b484c6e1d99ec3acbefa59b59355aac664cb8edf7ada2ee805b269268a5287f661e751089f53348be25c9da6102fef58d93f8beb3ff1e2779e6ad2b67d3deeb8483610d0861012089016101008a01612260565b610d1a6101608a016101408b01611df9565b604080516020810197909752860194909452606085019290925260808401526001600160a01b031660a08301526001600160401b031660c082015260e0015b60405160208183030381529060405280519060200120915050610653565b6001610d8960e0860160c08701612242565b6002811115610d9a57610d9a61222e565b03610e66577f6613c5f77954442c781c48d224c9f05380c7cbcc3f57f480a3633dd71a813b9d7ff71d06fd69f38981351f63c469e4369669e0e8a735d429faad7fd192d3cb7f04853583610df661012089016101008a01612260565b610120890135610e0e6101608b016101408c01611df9565b604080516020810198909852870195909552606086019390935260808501919091526001600160a01b031660a084015260c08301526001600160401b031660e082015261018085013561010082015261012001610d59565b7fca40625d76633fa4cde1e36d015fc69edca9d37bea4de15c0c863207207ffbac8382610e9b61012088016101008901612260565b6101208801356101608901356101808a0135610ebf6101c08c016101a08d01611df9565b60408051602081019990995288019690965260608701949094526001600160a01b03909216608086015260a085015260c084015260e08301526001600160401b0316610100820152610120016040516020818303038152906040528051906020012091505092915050565b60405161190160f01b602082015260228101839052604281018290525f9060620160405160208183030381529060405280519060200120905092915050565b5f60418214610f8b57604051635cd5d23360e01b815260040160405180910390fd5b5f610f9a6040602085876121a1565b610fa39161227b565b90505f84846040818110610fb957610fb9612010565b919091013560f81c9150507f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a082118061100557508060ff16601b1415801561100557508060ff16601c14155b1561102357604051635cd5d23360e01b815260040160405180910390fd5b6001868261103460205f898b6121a1565b61103d9161227b565b604080515f8152602081018083529490945260ff9092169183019190915260608201526080810184905260a0016020604051602081039080840390855afa15801561108a573d5f5f3e3d5ffd5b5050604051601f1901519350506001600160a01b0383166110be57604051635cd5d23360e01b815260040160405180910390fd5b50509392505050565b5f6110d0611bf9565b848152602081018490525f6111116102208801356110f26102008a018a612024565b87906110ff826021612141565b9261110c939291906121a1565b6111e3565b60408401529050806111365760405163ee9f2d5360e01b815260040160405180910390fd5b61115a61024088013561114c60a08a018a612024565b61110c916021915f916121a1565b606084015290508061117f57604051632d8c5b7b60e01b815260040160405180910390fd5b61119561026088013561110c60e08a018a612024565b60808401529050806111ba5760405163c6e3152360e01b815260040160405180910390fd5b6111d6826111cc6101c08a018a612024565b8a61022001611242565b925050505b949350505050565b5f6111ff60405180604001604052805f81526020015f81525090565b5f61120a85856114db565b845260208401889052909350905082801561122757508086600116145b8015611237575061123782611565565b925050935093915050565b5f5f5f61124f86866115ae565b9150915081611263576001925050506111db565b5f6112988860400151836060015170014551231950b75fc4402da1732fc9bebe1961128e9190612200565b84608001516116c5565b90505f6112cf8360200151846060015170014551231950b75fc4402da1732fc9bebe196112c59190612200565b8560a001516116c5565b90506001600160a01b03821615806112ee57506001600160a01b038116155b156113005760019450505050506111db565b611326600161131736899003890160608a01612298565b8b606001518660800151611783565b61134c600261133d36899003890160a08a01612298565b8b608001518660a00151611783565b611372600361136336899003890160e08a01612298565b85604001518660600151611783565b5f61137c876117e3565b90506001600160a01b03811661139a576001955050505050506111db565b89516020808c01518651604080517f44c16612abcedd8fde265d2d1b777f11885420bb7facafcf640ba5af026736ff9481019490945283019390935260608201526001600160a01b031990911660808201525f90608c016040516020818303038152906040528b604001518c606001518d608001518860200151896040015160405160200161142d9594939291906122f2565b60408051601f19818403018152908290526bffffffffffffffffffffffff19606088811b8216602085015287811b8216603485015286901b16604883015290605c0160408051601f198184030181529082905261148e939291602001612362565b60408051601f19818403018152919052805160209091012060608601519091506114ca70014551231950b75fc4402da1732fc9bebe198361239c565b14159b9a5050505050505050505050565b5f8080602184146114f357505f91508190508061155e565b84845f81811061150557611505612010565b919091013560f81c925061151e905084600181886121a1565b6115279161227b565b905060028214806115385750816003145b8015611555575070014551231950b75fc4402da1732fc9bebe1981105b82600116925092505b9250925092565b5f6401000003d019825f015110801561158757506401000003d0198260200151105b801561065357508151611599906118e3565b6401000003d019602084015180091492915050565b5f6115b7611c70565b60ae83146115c7575f91506116be565b6115d4600c5f85876121a1565b6115dd916121c8565b6001600160a01b03191681526115f7606e604e85876121a1565b6116009161227b565b6060820152611613608e606e85876121a1565b61161c9161227b565b608082015261162e83608e81876121a1565b6116379161227b565b60a0820152606081015161164a90611907565b1580611660575061165e8160800151611907565b155b8061167557506116738160a00151611907565b155b15611682575f91506116be565b611698611693602d600c86886121a1565b61192a565b6020830152915081156116be576116b6611693604e602d86886121a1565b604083015291505b9250929050565b5f600170014551231950b75fc4402da1732fc9bebe1985516116f98570014551231950b75fc4402da1732fc9bebe19612200565b09602086015161170d90600116601b612141565b865170014551231950b75fc4402da1732fc9bebe19818809604080515f8152602081018083529590955260ff909316928401929092526060830152608082015260a0016020604051602081039080840390855afa158015611770573d5f5f3e3d5ffd5b5050604051601f19015195945050505050565b61178c83611565565b15806117bc575061179e82825f6116c5565b6001600160a01b03166117b0846119bf565b6001600160a01b031614155b156117dd5760405163d890f08360e01b8152600481018590526024016102e5565b50505050565b5f80808061180560608601356080870135600160a089013560c08a01356119ef565b9194509250905061183183838360e089013561182c6101008b01356401000003d019612200565b6119ef565b919450925090505f81900361184a57505f949350505050565b5f61185e3687900387016101208801612298565b90506401000003d019815f015110158061188257506401000003d019816020015110155b806118985750836401000003d019825184900914155b806118b05750826401000003d0198383602001510914155b156118d05760405163d890f08360e01b81526004818101526024016102e5565b6118d9816119bf565b9695505050505050565b5f6401000003d01960076401000003d019846401000003d019868709090892915050565b5f811580159061065357505070014551231950b75fc4402da1732fc9bebe191190565b5f61194660405180604001604052805f81526020015f81525090565b5f61195185856114db565b8452909350905082611966575f9250506116be565b5f611973835f01516118e3565b90505f61197f82611afb565b9050816401000003d0198283091494508281600116146119ae576119a9816401000003d019612200565b6119b0565b805b60208501525050509250929050565b5f816040516020016119d191906123af565b60408051601f19818403018152919052805160209091012092915050565b5f8080806401000003d019808988096401000003d019878c090890505f6401000003d019808988098a0890505f6401000003d019808a8a098c0890506401000003d019888c099a506401000003d019878b0999506401000003d0198960150998506401000003d019611a678a6401000003d019612200565b8b0896506401000003d019898b0899506401000003d019806401000003d019838509601509611a9c906401000003d019612200565b6401000003d0198986090895506401000003d019806401000003d019838e09603f096401000003d019898d090894506401000003d019806401000003d019858e096003096401000003d0198c8509089350505050955095509592505050565b5f8080600560208080876004611b186401000003d0196001612141565b611b2291906123c6565b6040805160ff968716602082015294861690850152939091166060830152608082015260a08101919091526401000003d01960c082015260e00160408051601f1981840301815290829052611b76916123d9565b5f60405180830381855afa9150503d805f8114611bae576040519150601f19603f3d011682016040523d82523d5f602084013e611bb3565b606091505b5091509150811580611bc757508051602014155b15611be557604051633204506f60e01b815260040160405180910390fd5b808060200190518101906111db91906123e4565b6040518060a001604052805f81526020015f8152602001611c2b60405180604001604052805f81526020015f81525090565b8152602001611c4b60405180604001604052805f81526020015f81525090565b8152602001611c6b60405180604001604052805f81526020015f81525090565b905290565b6040518060c001604052805f6001600160a01b0319168152602001611ca660405180604001604052805f81526020015f81525090565b8152602001611cc660405180604001604052805f81526020015f81525090565b81526020015f81526020015f81526020015f81525090565b5f61038082840312156105ba575f5ffd5b5f60208284031215611cff575f5ffd5b81356001600160401b03811115611d14575f5ffd5b6111db84828501611cde565b5f5f5f5f5f60808688031215611d34575f5ffd5b8535945060208601356001600160401b03811115611d50575f5ffd5b8601601f81018813611d60575f5ffd5b80356001600160401b03811115611d75575f5ffd5b8860208260051b8401011115611d89575f5ffd5b602091909101945092506040860135915060608601356001600160401b03811115611db2575f5ffd5b611dbe88828901611cde565b9150509295509295909350565b5f60208284031215611ddb575f5ffd5b5035919050565b6001600160401b0381168114611df6575f5ffd5b50565b5f60208284031215611e09575f5ffd5b8135611e1481611de2565b9392505050565b5f60208284031215611e2b575f5ffd5b813563ffffffff81168114611e14575f5ffd5b60405161022081016001600160401b0381118282101715611e6d57634e487b7160e01b5f52604160045260245ffd5b60405290565b6001600160a01b0381168114611df6575f5ffd5b8051611e9281611e73565b919050565b8051611e9281611de2565b805160ff81168114611e92575f5ffd5b80518015158114611e92575f5ffd5b80516001600160801b0381168114611e92575f5ffd5b5f610220828403128015611ee9575f5ffd5b50611ef2611e3e565b611efb83611e87565b8152611f0960208401611e97565b6020820152611f1a60408401611ea2565b6040820152611f2b60608401611ea2565b6060820152611f3c60808401611ea2565b6080820152611f4d60a08401611eb2565b60a0820152611f5e60c08401611e87565b60c0820152611f6f60e08401611e97565b60e0820152611f816101008401611ea2565b610100820152611f946101208401611ec1565b610120820152611fa76101408401611ec1565b610140820152611fba6101608401611e97565b610160820152611fcd6101808401611e97565b610180820152611fe06101a08401611e97565b6101a08201526101c083810151908201526101e08084015190820152610200928301519281019290925250919050565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112612039575f5ffd5b8301803591506001600160401b03821115612052575f5ffd5b6020019150368190038213156116be575f5ffd5b838582375f8482015f8152838582375f93019283525090949350505050565b634e487b7160e01b5f52601160045260245ffd5b63ffffffff828116828216039081111561065357610653612085565b5f600182016120c6576120c6612085565b5060010190565b6001600160801b03828116828216039081111561065357610653612085565b5f5f5f606084860312156120fe575f5ffd5b835161210981611e73565b925061211760208501611eb2565b6040949094015192959394509192915050565b808202811582820484141761065357610653612085565b8082018082111561065357610653612085565b818382375f9101908152919050565b805160208201516001600160a01b031981169190600c82101561219a576001600160a01b0319600c83900360031b81901b82161692505b5050919050565b5f5f858511156121af575f5ffd5b838611156121bb575f5ffd5b5050820193919092039150565b80356001600160a01b0319811690600c8410156121f9576001600160a01b0319600c85900360031b81901b82161691505b5092915050565b8181038181111561065357610653612085565b84815282846020830137602092019182015260400192915050565b634e487b7160e01b5f52602160045260245ffd5b5f60208284031215612252575f5ffd5b813560038110611e14575f5ffd5b5f60208284031215612270575f5ffd5b8135611e1481611e73565b80356020831015610653575f19602084900360031b1b1692915050565b5f60408284031280156122a9575f5ffd5b50604080519081016001600160401b03811182821017156122d857634e487b7160e01b5f52604160045260245ffd5b604052823581526020928301359281019290925250919050565b855181526020808701518183015285516040830152858101516060830152845160808301528481015160a0830152835160c08301528381015160e0830152825161010083015282015161012082015261014081016118d9565b5f81518060208401855e5f93019283525090919050565b5f61237f612379612373848861234b565b8661234b565b8461234b565b95945050505050565b634e487b7160e01b5f52601260045260245ffd5b5f826123aa576123aa612388565b500690565b815181526020808301519082015260408101610653565b5f826123d4576123d4612388565b500490565b5f611e14828461234b565b5f602082840312156123f4575f5ffd5b505191905056",
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

// PackMemberOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc7b357f8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function memberOf(uint256 committee, uint64 epoch, uint32 index) view returns(address account, bool confirmed, bytes32 hash)
func (committees *Committees) PackMemberOf(committee *big.Int, epoch uint64, index uint32) []byte {
	enc, err := committees.abi.Pack("memberOf", committee, epoch, index)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMemberOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc7b357f8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function memberOf(uint256 committee, uint64 epoch, uint32 index) view returns(address account, bool confirmed, bytes32 hash)
func (committees *Committees) TryPackMemberOf(committee *big.Int, epoch uint64, index uint32) ([]byte, error) {
	return committees.abi.Pack("memberOf", committee, epoch, index)
}

// MemberOfOutput serves as a container for the return parameters of contract
// method MemberOf.
type MemberOfOutput struct {
	Account   common.Address
	Confirmed bool
	Hash      [32]byte
}

// UnpackMemberOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc7b357f8.
//
// Solidity: function memberOf(uint256 committee, uint64 epoch, uint32 index) view returns(address account, bool confirmed, bytes32 hash)
func (committees *Committees) UnpackMemberOf(data []byte) (MemberOfOutput, error) {
	out, err := committees.abi.Unpack("memberOf", data)
	outstruct := new(MemberOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Account = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.Confirmed = *abi.ConvertType(out[1], new(bool)).(*bool)
	outstruct.Hash = *abi.ConvertType(out[2], new([32]byte)).(*[32]byte)
	return *outstruct, nil
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
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint8,uint128,uint128,uint64,uint64,uint64,bytes32,bytes32,bytes32))
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
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint8,uint128,uint128,uint64,uint64,uint64,bytes32,bytes32,bytes32))
func (committees *Committees) TryPackRequestOf(id *big.Int) ([]byte, error) {
	return committees.abi.Pack("requestOf", id)
}

// UnpackRequestOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x324e03be.
//
// Solidity: function requestOf(uint256 id) view returns((address,uint64,uint8,uint8,uint8,bool,address,uint64,uint8,uint128,uint128,uint64,uint64,uint64,bytes32,bytes32,bytes32))
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
	if bytes.Equal(raw[:4], committees.abi.Errors["NoMember"].ID.Bytes()[:4]) {
		return committees.UnpackNoMemberError(raw[4:])
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

// CommitteesNoMember represents a NoMember error raised by the Committees contract.
type CommitteesNoMember struct {
	Index uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoMember(uint32 index)
func CommitteesNoMemberErrorID() common.Hash {
	return common.HexToHash("0x5bcbd9b662e39c46ba88ee331bb9c6d43d26ae99430c3662188df8f14fad8ed3")
}

// UnpackNoMemberError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoMember(uint32 index)
func (committees *Committees) UnpackNoMemberError(raw []byte) (*CommitteesNoMember, error) {
	out := new(CommitteesNoMember)
	if err := committees.abi.UnpackIntoInterface(out, "NoMember", raw); err != nil {
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

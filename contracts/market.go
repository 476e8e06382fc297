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

// ListingsListing is an auto generated low-level Go binding around an user-defined struct.
type ListingsListing struct {
	Seller      common.Address
	Sold        uint32
	Stock       uint32
	Version     uint16
	Stopped     bool
	Price       *big.Int
	EndsAt      *big.Int
	Duration    uint32
	Escrow      uint32
	Limit       *big.Int
	Token       common.Address
	RoyaltyBps  uint16
	ReferralBps uint16
	MemberBps   uint16
	Committee   *big.Int
	Royalty     common.Address
}

// ListingsOffer is an auto generated low-level Go binding around an user-defined struct.
type ListingsOffer struct {
	Salt        [32]byte
	Token       common.Address
	Price       *big.Int
	Duration    uint32
	Escrow      uint32
	EndsAt      *big.Int
	Stock       uint32
	Limit       *big.Int
	Royalty     common.Address
	RoyaltyBps  uint16
	ReferralBps uint16
	MemberBps   uint16
	Committee   *big.Int
	Version     ListingsVersion
}

// ListingsVersion is an auto generated low-level Go binding around an user-defined struct.
type ListingsVersion struct {
	MetadataHash  [32]byte
	Uri           string
	Confirmations uint64
	Capsule       []byte
}

// MarketOrder is an auto generated low-level Go binding around an user-defined struct.
type MarketOrder struct {
	Asset    [32]byte
	Holder   common.Address
	Referrer common.Address
	Price    *big.Int
	Version  uint16
}

// MarketPurchase is an auto generated low-level Go binding around an user-defined struct.
type MarketPurchase struct {
	Payer     common.Address
	ReleaseAt *big.Int
	Version   uint16
	State     uint8
	Amount    *big.Int
	Epoch     uint64
	FailedAt  uint64
	Holder    common.Address
	Request   *big.Int
	Referrer  common.Address
}

// MarketMetaData contains all meta data concerning the Market contract.
var MarketMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"committees_\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_URI\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PERMIT2\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIPermit2\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PERPETUAL\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"REFUND_DELAY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"UNLIMITED\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"accept\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"assetOf\",\"inputs\":[{\"name\":\"seller\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"boughtBy\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"buy\",\"inputs\":[{\"name\":\"o\",\"type\":\"tuple\",\"internalType\":\"structMarket.Order\",\"components\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"holder\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"referrer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"buyWithPermit\",\"inputs\":[{\"name\":\"o\",\"type\":\"tuple\",\"internalType\":\"structMarket.Order\",\"components\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"holder\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"referrer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]},{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"v\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"r\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"s\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"buyWithPermit2\",\"inputs\":[{\"name\":\"o\",\"type\":\"tuple\",\"internalType\":\"structMarket.Order\",\"components\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"holder\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"referrer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"committees\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractCommittees\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"dispute\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"request\",\"type\":\"uint96\",\"internalType\":\"uint96\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"evidence\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractEvidence\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"fail\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"licenceOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"until\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"licensed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"list\",\"inputs\":[{\"name\":\"o\",\"type\":\"tuple\",\"internalType\":\"structListings.Offer\",\"components\":[{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"duration\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"escrow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"endsAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"stock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"limit\",\"type\":\"uint24\",\"internalType\":\"uint24\"},{\"name\":\"royalty\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"royaltyBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"referralBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"memberBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"committee\",\"type\":\"uint48\",\"internalType\":\"uint48\"},{\"name\":\"version\",\"type\":\"tuple\",\"internalType\":\"structListings.Version\",\"components\":[{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}]}],\"outputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"listingOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structListings.Listing\",\"components\":[{\"name\":\"seller\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"sold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"stock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"stopped\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"endsAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"duration\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"escrow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"limit\",\"type\":\"uint24\",\"internalType\":\"uint24\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"royaltyBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"referralBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"memberBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"committee\",\"type\":\"uint48\",\"internalType\":\"uint48\"},{\"name\":\"royalty\",\"type\":\"address\",\"internalType\":\"address\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"policyOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pot\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"purchaseOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structMarket.Purchase\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"releaseAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"state\",\"type\":\"uint8\",\"internalType\":\"enumMarket.State\"},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"failedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"holder\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"request\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"referrer\",\"type\":\"address\",\"internalType\":\"address\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refund\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"release\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"numbers\",\"type\":\"uint32[]\",\"internalType\":\"uint32[]\"}],\"outputs\":[{\"name\":\"count\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"reprice\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"restock\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"stock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"endsAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"shareFees\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"part\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"stop\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"update\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"v\",\"type\":\"tuple\",\"internalType\":\"structListings.Version\",\"components\":[{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"capsule\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"versionOf\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"version\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"capsuleId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"internalType\":\"string\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Bought\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"holder\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"number\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"payer\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"price\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"},{\"name\":\"until\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"referrer\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"releaseAt\",\"type\":\"uint40\",\"indexed\":false,\"internalType\":\"uint40\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Disputed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"request\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Failed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"until\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"FeesShared\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Listed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"seller\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"listing\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structListings.Listing\",\"components\":[{\"name\":\"seller\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"sold\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"stock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"stopped\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"price\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"endsAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"duration\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"escrow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"limit\",\"type\":\"uint24\",\"internalType\":\"uint24\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"royaltyBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"referralBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"memberBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"committee\",\"type\":\"uint48\",\"internalType\":\"uint48\"},{\"name\":\"royalty\",\"type\":\"address\",\"internalType\":\"address\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Refunded\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"payer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Released\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Repriced\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"price\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Restocked\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"stock\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"endsAt\",\"type\":\"uint40\",\"indexed\":false,\"internalType\":\"uint40\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Stopped\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Versioned\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"version\",\"type\":\"uint16\",\"indexed\":false,\"internalType\":\"uint16\"},{\"name\":\"metadataHash\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"capsuleId\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"uri\",\"type\":\"string\",\"indexed\":false,\"internalType\":\"string\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AlreadyBought\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"AlreadyListed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"Answered\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadCapsule\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadConfirmations\",\"inputs\":[{\"name\":\"confirmations\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]},{\"type\":\"error\",\"name\":\"BadEscrow\",\"inputs\":[{\"name\":\"escrow\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"BadParts\",\"inputs\":[{\"name\":\"bps\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadUri\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InDispute\",\"inputs\":[{\"name\":\"number\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"InsufficientBalance\",\"inputs\":[{\"name\":\"balance\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"needed\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"LimitReached\",\"inputs\":[{\"name\":\"limit\",\"type\":\"uint24\",\"internalType\":\"uint24\"}]},{\"type\":\"error\",\"name\":\"NoAccount\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoCommittee\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoPermit2\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoPurchase\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"number\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotActive\",\"inputs\":[{\"name\":\"committee\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotForSale\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotHolder\",\"inputs\":[{\"name\":\"holder\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotListed\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"NotSeller\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotYet\",\"inputs\":[{\"name\":\"when\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OtherRequest\",\"inputs\":[{\"name\":\"request\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"OtherVersion\",\"inputs\":[{\"name\":\"version\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]},{\"type\":\"error\",\"name\":\"OwnAsset\",\"inputs\":[{\"name\":\"asset\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"ReentrancyGuardReentrantCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"StringsInsufficientHexLength\",\"inputs\":[{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TokenLies\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"TooFewAnswers\",\"inputs\":[{\"name\":\"wanted\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"least\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooLate\",\"inputs\":[{\"name\":\"when\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongPrice\",\"inputs\":[{\"name\":\"asked\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"given\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]",
	ID:  "Market",
	Bin: "0x60c060405234801561000f575f5ffd5b5060405161500538038061500583398101604081905261002e91610122565b6001600160a01b038116608081905260408051637b10399960e01b81529051637b103999916004808201926020929091908290030181865afa158015610076573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061009a9190610122565b6001600160a01b031663a77e09876040518163ffffffff1660e01b8152600401602060405180830381865afa1580156100d5573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906100f99190610122565b6001600160a01b031660a05250610144565b6001600160a01b038116811461011f575f5ffd5b50565b5f60208284031215610132575f5ffd5b815161013d8161010b565b9392505050565b60805160a051614e616101a45f395f81816104f40152818161337c01526134f301525f81816103da01528181610a4201528181610b2e01528181611b7501528181611f2e01528181612b6f015281816132ee01526137590152614e615ff3fe6080604052600436106101db575f3560e01c8063910161d6116100fd578063d3c7356411610092578063e1ec36ae11610062578063e1ec36ae146107b6578063f0e3ee0e146107d5578063f844f919146107ef578063f940e38514610830575f5ffd5b8063d3c7356414610580578063db5804c3146105ac578063db78c6fc146105cb578063ddf09f1c146105ea575f5ffd5b8063a77e0987116100cd578063a77e0987146104e3578063b793c6e414610516578063bcdd05b214610535578063c8c9ddbf14610554575f5ffd5b8063910161d61461043a5780639676d860146104695780639a936cf014610488578063a5d4ea5f146104a7575f5ffd5b80635fccc5f9116101735780636afdd850116101435780636afdd8501461038f5780637110d32e146103c95780637c115164146103fc5780638c8a00071461041b575f5ffd5b80635fccc5f91461030e5780636192ed461461033c57806363c4f031146103515780636727530814610370575f5ffd5b80635483a0b5116101ae5780635483a0b5146102915780635665684b146102bd578063578cc654146102dc5780635f3fe9af146102ef575f5ffd5b8063190da595146101df57806328079e4a146102105780633eaed8e8146102515780634d6cc99914610270575b5f5ffd5b3480156101ea575f5ffd5b506101f3604081565b6040516001600160401b0390911681526020015b60405180910390f35b34801561021b575f5ffd5b5061024361022a366004613c8d565b5f60208181529281526040808220909352908152205481565b604051908152602001610207565b34801561025c575f5ffd5b5061024361026b366004613cc4565b61084f565b34801561027b575f5ffd5b5061028f61028a366004613d20565b610f82565b005b34801561029c575f5ffd5b506102b06102ab366004613d5b565b61101a565b6040516102079190613da0565b3480156102c8575f5ffd5b5061028f6102d7366004613dc6565b611057565b6101f36102ea366004613dff565b6110b9565b3480156102fa575f5ffd5b506101f3610309366004613e19565b611100565b348015610319575f5ffd5b5061032d610328366004613ea7565b61114f565b60405161020793929190613ec7565b348015610347575f5ffd5b5061024361080081565b34801561035c575f5ffd5b5061028f61036b366004613d5b565b611216565b34801561037b575f5ffd5b5061028f61038a366004613ee5565b61128f565b34801561039a575f5ffd5b506103b16e22d473030f116ddee9f6b43ac78ba381565b6040516001600160a01b039091168152602001610207565b3480156103d4575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b348015610407575f5ffd5b506101f3610416366004613f08565b611348565b348015610426575f5ffd5b50610243610435366004613f2b565b6113e3565b348015610445575f5ffd5b50610459610454366004613f08565b61149b565b6040519015158152602001610207565b348015610474575f5ffd5b50610243610483366004613fa3565b6114f8565b348015610493575f5ffd5b5061028f6104a2366004613ee5565b611534565b3480156104b2575f5ffd5b506102436104c1366004613fe1565b600160209081525f938452604080852082529284528284209052825290205481565b3480156104ee575f5ffd5b506103b17f000000000000000000000000000000000000000000000000000000000000000081565b348015610521575f5ffd5b506101f361053036600461402e565b6116b3565b348015610540575f5ffd5b5061028f61054f366004613ee5565b611704565b34801561055f575f5ffd5b5061057361056e366004613ee5565b61195f565b60405161020791906140b1565b34801561058b575f5ffd5b5061059763ffffffff81565b60405163ffffffff9091168152602001610207565b3480156105b7575f5ffd5b5061028f6105c63660046141b1565b611aba565b3480156105d6575f5ffd5b506102436105e5366004613fe1565b611b44565b3480156105f5575f5ffd5b506107a9610604366004613d5b565b60408051610200810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e08101829052610100810182905261012081018290526101408101829052610160810182905261018081018290526101a081018290526101c081018290526101e0810191909152505f9081526002602081815260409283902083516102008101855281546001600160a01b038082168352600160a01b80830463ffffffff90811696850196909652600160c01b808404871698850198909852600160e01b830461ffff9081166060860152600160f01b90930460ff161515608085015260018501546001600160801b03811660a0860152600160801b810464ffffffffff1660c0860152600160a81b8104871660e0860152600160c81b8104909616610100850152600160e81b90950462ffffff16610120840152948301548086166101408401529384048116610160830152600160b01b840481166101808301529483049094166101a0850152600160d01b90910465ffffffffffff166101c084015260030154166101e082015290565b60405161020791906141ef565b3480156107c1575f5ffd5b5061028f6107d0366004614377565b611de5565b3480156107e0575f5ffd5b506101f36001600160401b0381565b3480156107fa575f5ffd5b50610243610809366004613f08565b5f9182526005602090815260408084206001600160a01b0393909316845291905290205490565b34801561083b575f5ffd5b5061024361084a366004613c8d565b612209565b5f61085b3383356114f8565b5f8181526002602052604090208054919250906001600160a01b03161561089d5760405163773c305d60e11b8152600481018390526024015b60405180910390fd5b5f6108b0610180850161016086016143b6565b61ffff166108c6610160860161014087016143b6565b61ffff166108dc610140870161012088016143b6565b61ffff166108ea91906143eb565b6108f491906143eb565b905061271081118061093e5750610913610140850161012086016143b6565b61ffff161580159061093e57505f610933610120860161010087016143fe565b6001600160a01b0316145b1561095f576040516350f6f0ff60e11b815260048101829052602401610894565b6109716101a085016101808601614419565b65ffffffffffff161580156109c05750610993610180850161016086016143b6565b61ffff161515806109c057506109ad6101a085018561443e565b6109bb90606081019061445c565b151590505b156109de57604051634908646b60e11b815260040160405180910390fd5b6109ee60a08501608086016144a5565b63ffffffff1615610c7757610a076101a085018561443e565b610a1590606081019061445c565b90505f03610a385760405163dda8760760e01b81525f6004820152602401610894565b6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663f561f7e6610a796101a087016101808801614419565b6040516001600160e01b031960e084901b16815265ffffffffffff9091166004820152602401602060405180830381865afa158015610aba573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610ade91906144cb565b6001600160401b03165f03610b2357610aff6101a085016101808601614419565b60405163392c4cbf60e11b815265ffffffffffff9091166004820152602401610894565b5f6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663142eec40610b656101a088016101808901614419565b6040516001600160e01b031960e084901b16815265ffffffffffff9091166004820152602401602060405180830381865afa158015610ba6573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610bca91906144cb565b90506001600160401b0381161580610c3e5750610bed60808601606087016144a5565b63ffffffff1615801590610c3e57506001600160401b038116610c1660a08701608088016144a5565b63ffffffff16610c2691906143eb565b610c3660808701606088016144a5565b63ffffffff16105b15610c7557610c5360a08601608087016144a5565b604051637a929a9160e01b815263ffffffff9091166004820152602401610894565b505b81546001600160a01b03191633178255610c9760e0850160c086016144a5565b825463ffffffff91909116600160c01b0263ffffffff60c01b19909116178255610cc760608501604086016144e6565b6001830180546001600160801b0319166001600160801b0392909216919091179055610cf960c0850160a08601614501565b60018301805464ffffffffff92909216600160801b0264ffffffffff60801b19909216919091179055610d3260808501606086016144a5565b60018301805463ffffffff92909216600160a81b0263ffffffff60a81b19909216919091179055610d6960a08501608086016144a5565b60018301805463ffffffff92909216600160c81b0263ffffffff60c81b19909216919091179055610da1610100850160e0860161451a565b60018301805462ffffff92909216600160e81b026001600160e81b03909216919091179055610dd660408501602086016143fe565b6002830180546001600160a01b0319166001600160a01b0392909216919091179055610e0a610140850161012086016143b6565b60028301805461ffff92909216600160a01b0261ffff60a01b19909216919091179055610e3f610160850161014086016143b6565b60028301805461ffff92909216600160b01b0261ffff60b01b19909216919091179055610e74610180850161016086016143b6565b60028301805461ffff92909216600160c01b0261ffff60c01b19909216919091179055610ea96101a085016101808601614419565b60028301805465ffffffffffff92909216600160d01b026001600160d01b03909216919091179055610ee3610140850161012086016143b6565b61ffff1615610f2157610efe610120850161010086016143fe565b6003830180546001600160a01b0319166001600160a01b03929092169190911790555b336001600160a01b0316837f719a196bcc49af7ac0380299b2b84ec9644aebc54f7e85cb61c9e5c33742398184604051610f5b919061453c565b60405180910390a3610f7b8383610f766101a088018861443e565b61233a565b5050919050565b5f610f8c84612493565b805463ffffffff60c01b1916600160c01b63ffffffff861690810291909117825560018201805464ffffffffff60801b1916600160801b64ffffffffff87169081029190911790915560408051928352602083019190915291925085917fe2a28abbed10af09f7e194fdc300e3663a9943cdf195b5e4ea06e4e330dc540a910160405180910390a250505050565b6060611025306124fe565b611030836020612510565b60405160200161104192919061466d565b6040516020818303038152906040529050919050565b8061106183612493565b60010180546001600160801b0319166001600160801b03928316179055604051908216815282907ff028fe8de099fdaeb010c7ab36bb220b0183b2f83c1718987fc18826843a8d409060200160405180910390a25050565b5f6110c2612681565b5f6110cc836126b8565b925090506110f2816110e460808601606087016144e6565b6001600160801b0316612ecd565b506110fb612fc4565b919050565b5f611109612681565b5f611113876126b8565b9250905061113d8161112b60808a0160608b016144e6565b6001600160801b031688888888612fee565b50611146612fc4565b95945050505050565b5f8281526003602090815260408083208484529091528120805460018201546002830180548594606094909390929091819061118a906146b2565b80601f01602080910402602001604051908101604052809291908181526020018280546111b6906146b2565b80156112015780601f106111d857610100808354040283529160200191611201565b820191905f5260205f20905b8154815290600101906020018083116111e457829003601f168201915b50505050509050935093509350509250925092565b5f61122082612493565b8054909150600160f01b900460ff1615611250576040516327c4388960e11b815260048101839052602401610894565b805460ff60f01b1916600160f01b17815560405182907f1d19fd95a8301a83d3e02da59d47316f37bb99675c57158849e48e8b6d5cd1ba905f90a25050565b5f61129a8383613142565b80549091506001600160a01b031633148015906112c4575060028101546001600160a01b03163314155b156112f357600281015460405163ea4bef5b60e01b81526001600160a01b039091166004820152602401610894565b60038154600160d81b900460ff1660038111156113125761131261407d565b036113385760405163e7fb10b160e01b815263ffffffff83166004820152602401610894565b6113438383836131ab565b505050565b5f8281526004602090815260408083206001600160a01b0385168452909152902080546001600160401b0381169190600160401b900463ffffffff1680158015906113c957505f85815260066020908152604080832063ffffffff851684529091529020600201546113c990600160a01b90046001600160601b03166132cc565b156113db576113d88584613422565b92505b505092915050565b5f805b82811015611493575f8581526006602052604081208186868581811061140e5761140e6146e4565b905060200201602081019061142391906144a5565b63ffffffff1681526020019081526020015f20905061144181613468565b61144b575061148b565b61147c86868685818110611461576114616146e4565b905060200201602081019061147691906144a5565b836131ab565b82611486816146f8565b935050505b6001016113e6565b509392505050565b5f828152600260205260408120546001600160a01b031680158015906114ee5750826001600160a01b0316816001600160a01b031614806114ee5750426114e28585611348565b6001600160401b031610155b9150505b92915050565b604080516001600160a01b03841660208201529081018290525f9060600160405160208183030381529060405280519060200120905092915050565b5f61153f8383613142565b905060028154600160d81b900460ff1660038111156115605761156061407d565b1461158d57604051634becc10b60e01b81526004810184905263ffffffff83166024820152604401610894565b60028101546115ab90600160a01b90046001600160601b03166132cc565b6115df5760028101546040516384560f1760e01b8152600160a01b9091046001600160601b03166004820152602401610894565b805460ff60d81b1916600360d81b1781556001810180546001600160401b03438116600160c01b026001600160c01b03909216919091179091555f84815260046020908152604080832060028601546001600160a01b0316845290915290208054909161164e91869116613422565b81546bffffffffffffffffffffffff19166001600160401b0391909116908117825560405190815263ffffffff84169085907f0f394e0b6f5a2acca4a1e3ce9c3e93acde0ef212cb78e9cd37c557e26c10cc329060200160405180910390a350505050565b5f6116bc612681565b5f6116c6876126b8565b925090506116f0816116de60808a0160608b016144e6565b6001600160801b031688888888613593565b61113d816110e460808a0160608b016144e6565b5f61170f8383613142565b905060038154600160d81b900460ff1660038111156117305761173061407d565b1461175d57604051634becc10b60e01b81526004810184905263ffffffff83166024820152604401610894565b60018101545f9061178090604090600160c01b90046001600160401b03166143eb565b9050804310156117a657604051637232b11b60e11b815260048101829052602401610894565b5f8481526002602052604090206117c2600163ffffffff614710565b815463ffffffff918216600160c01b9091049091161015611818578054600160c01b900463ffffffff168160186117f88361472c565b91906101000a81548163ffffffff021916908363ffffffff160217905550505b6001810154600160e81b900462ffffff1615611862575f85815260056020908152604080832086546001600160a01b03168452909152812080549161185c83614750565b91905055505b600183015460028201546001600160a01b039081165f908152602081815260408083208854909416835292905290812080546001600160801b03909316929091906118ae9084906143eb565b9091555050825460018401546040516001600160801b0390911681526001600160a01b039091169063ffffffff86169087907f27ebb1d209321f7b22be4d55e9f326213dc129c1421b5e5d4aa7087d1eeab5199060200160405180910390a45050505f91825260066020908152604080842063ffffffff9093168452919052812080546001600160e01b031916815560018101829055600281019190915560030180546001600160a01b0319169055565b60408051610140810182525f80825260208201819052918101829052606081018290526080810182905260a0810182905260c0810182905260e0810182905261010081018290526101208101919091525f83815260066020908152604080832063ffffffff8616845282529182902082516101408101845281546001600160a01b0381168252600160a01b810464ffffffffff1693820193909352600160c81b830461ffff1693810193909352906060830190600160d81b900460ff166003811115611a2d57611a2d61407d565b6003811115611a3e57611a3e61407d565b815260018201546001600160801b0381166020830152600160801b81046001600160401b039081166040840152600160c01b90910416606082015260028201546001600160a01b038082166080840152600160a01b9091046001600160601b031660a083015260039092015490911660c0909101529392505050565b5f611ac483612493565b9050611ad3606083018361445c565b159050611af4576002810154600160d01b900465ffffffffffff1615611b09565b6001810154600160c81b900463ffffffff1615155b15611b3957611b1b606083018361445c565b60405163dda8760760e01b8152610894925060040190815260200190565b61134383828461233a565b604051634dba818d60e01b8152600481018490526001600160401b03831660248201525f9081906001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001690634dba818d906044015f60405180830381865afa158015611bb9573d5f5f3e3d5ffd5b505050506040513d5f823e601f3d908101601f19168201604052611be09190810190614911565b90505f805b82610120015151811015611c2d578261012001518181518110611c0a57611c0a6146e4565b602002602001015115611c255781611c21816146f8565b9250505b600101611be5565b505f8681526001602090815260408083206001600160401b038916845282528083206001600160a01b0388168452909152902054611c6c908290614a2b565b9250825f03611c8e57604051631e5f6e9560e21b815260040160405180910390fd5b611c988184614a4a565b5f8781526001602090815260408083206001600160401b038a16845282528083206001600160a01b038916845290915281208054909190611cda908490614a61565b909155505f90505b82610120015151811015611d8a578261012001518181518110611d0757611d076146e4565b602002602001015115611d82576001600160a01b0385165f90815260208190526040812061010085015180518793919085908110611d4757611d476146e4565b60200260200101516001600160a01b03166001600160a01b031681526020019081526020015f205f828254611d7c91906143eb565b90915550505b600101611ce2565b506001600160a01b0384166001600160401b038616877f4a4d62e6abc4c9feeda43362027d4190924b734d2334138ece10fc2a50ef0623611dcb8588614a4a565b60405190815260200160405180910390a450509392505050565b5f611df08484613142565b5f85815260046020908152604080832060028501546001600160a01b031680855292529091209192503314611e4957600282015460405163ea4bef5b60e01b81526001600160a01b039091166004820152602401610894565b60018254600160d81b900460ff166003811115611e6857611e6861407d565b14611e8e5760405163e7fb10b160e01b815263ffffffff85166004820152602401610894565b8054600160401b900463ffffffff1615611ecc57805460405163e7fb10b160e01b8152600160401b90910463ffffffff166004820152602401610894565b8154600160a01b900464ffffffffff16421115611f0e57815460405163348f2b4160e11b8152600160a01b90910464ffffffffff166004820152602401610894565b60405163192701df60e11b81526001600160601b03841660048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063324e03be9060240161022060405180830381865afa158015611f7c573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611fa09190614a8a565b6001600160601b0385165f9081526007602052604090205490915060ff1680611fdb5750600283015481516001600160a01b03908116911614155b8061201257505f8681526003602090815260408083208654600160c81b900461ffff1684529091529020600101546101e082015114155b80612063575082545f87815260026020526040902060010154610160830151600160a01b90920464ffffffffff169161206191600160c81b900463ffffffff16906001600160401b03166143eb565b105b8061208957508061018001516001600160401b0316816101a001516001600160401b0316105b806120a6575061018081015182546001600160401b039182169116105b156120cf576040516333d4b8a160e21b81526001600160601b0385166004820152602401610894565b5f81610100015160ff166001836040015160ff1660026120ef9190614a4a565b6120f99190614a61565b1061210c5781610100015160ff1661212c565b6001826040015160ff1660026121229190614a4a565b61212c9190614a61565b905080826060015160ff161015612168576060820151604051632225999160e21b815260ff909116600482015260248101829052604401610894565b6001600160601b0385165f81815260076020526040808220805460ff19166001179055865460ff60d81b1916600160d91b1787556002870180546001600160a01b0316600160a01b8502179055855463ffffffff60401b1916600160401b63ffffffff8b16908102919091178755905190918a917fa753181f488213cb75229f1b62917febf1a16d99195c5caaebac46d67a9425229190a450505050505050565b5f612212612681565b6001600160a01b038216158061223057506001600160a01b03821630145b1561224e576040516306720c4160e51b815260040160405180910390fd5b506001600160a01b0382165f908152602081815260408083203384529091528120549081900361229157604051631e5f6e9560e21b815260040160405180910390fd5b6001600160a01b0383165f818152602081815260408083203380855292528083209290925590517f889d364b5102aee044ff370e2e6a836584e5618a16dce4f5b191459cf3903e58906122f990859087909182526001600160a01b0316602082015260400190565b60405180910390a36001600160a01b03831661231e576123198282613613565b612332565b6123326001600160a01b0384168383613686565b6114f2612fc4565b5f612348602083018361445c565b915050801580612359575061080081115b1561237a57604051632ba3976160e21b815260048101829052602401610894565b5f848152600360205260408120845482908690601c906123a490600160e01b900461ffff16614bc3565b825461ffff9182166101009390930a838102920219161790915581526020808201929092526040015f208435815591506123e09084018461445c565b60028301916123f0919083614c28565b506123fe606084018461445c565b15905061242b576002840154612425908690600160d01b900465ffffffffffff16856136bb565b60018201555b8354600182015486917f6cba73f2aabf86e3fa19b6c66121fecd6c1c9e57ff40fcbc4fc47d105e37f70791600160e01b90910461ffff1690863590612473602089018961445c565b604051612484959493929190614d0a565b60405180910390a25050505050565b5f81815260026020526040902080546001600160a01b03166124cb57604051639bd34f9560e01b815260048101839052602401610894565b80546001600160a01b031633146110fb5760405163613aef7760e01b815260048101839052336024820152604401610894565b60606114f26001600160a01b03831660145b6060825f61251f846002614a4a565b61252a9060026143eb565b6001600160401b0381111561254157612541614765565b6040519080825280601f01601f19166020018201604052801561256b576020820181803683370190505b509050600360fc1b815f81518110612585576125856146e4565b60200101906001600160f81b03191690815f1a905350600f60fb1b816001815181106125b3576125b36146e4565b60200101906001600160f81b03191690815f1a9053505f6125d5856002614a4a565b6125e09060016143eb565b90505b6001811115612657576f181899199a1a9b1b9c1cb0b131b232b360811b83600f1660108110612614576126146146e4565b1a60f81b82828151811061262a5761262a6146e4565b60200101906001600160f81b03191690815f1a90535060049290921c9161265081614750565b90506125e3565b5081156114ee5760405163e22e27eb60e01b81526004810186905260248101859052604401610894565b61268961385e565b6126b660017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b9061389e565b565b80355f9081526002602090815260408083206004835281842084939192849283916126e8919089019089016143fe565b6001600160a01b03908116825260208201929092526040015f208354909250168061272957604051639bd34f9560e01b815286356004820152602401610894565b8254600160f01b900460ff168061274c57508254600160c01b900463ffffffff16155b8061278457506001830154600160801b900464ffffffffff161580159061278457506001830154600160801b900464ffffffffff1642115b156127a5576040516327c4388960e11b815286356004820152602401610894565b5f6127b660408801602089016143fe565b6001600160a01b0316036127dd576040516306720c4160e51b815260040160405180910390fd5b6127ed60408701602088016143fe565b6001600160a01b0316816001600160a01b031603612821576040516364867c2f60e11b815286356004820152602401610894565b61283160a08701608088016143b6565b8354600160e01b900461ffff90811691161461286f57825460405163248524e560e11b8152600160e01b90910461ffff166004820152602401610894565b61287f60808701606088016144e6565b60018401546001600160801b039081169116146128e05760018301546001600160801b03166128b460808801606089016144e6565b604051633438cb1f60e11b81526001600160801b03928316600482015291166024820152604401610894565b8154600160401b900463ffffffff161561291e57815460405163e7fb10b160e01b8152600160401b90910463ffffffff166004820152602401610894565b6001830154600160e81b900462ffffff161580159061297a5750600183015486355f90815260056020908152604080832033845290915281208054600160e81b90930462ffffff1692909190612973906146f8565b9182905550115b156129ab5760018301546040516308b24cd960e01b8152600160e81b90910462ffffff166004820152602401610894565b600283015483546001600160a01b0390911695505f9084906014906129dc90600160a01b900463ffffffff1661472c565b91906101000a81548163ffffffff021916908363ffffffff1602179055905063ffffffff8016845f0160189054906101000a900463ffffffff1663ffffffff1614612a5c578354600160c01b900463ffffffff16846018612a3c83614d3e565b91906101000a81548163ffffffff021916908363ffffffff160217905550505b82546001600160401b0316945067fffffffffffffffe198501612a9557604051630c76114d60e01b815287356004820152602401610894565b6001840154600160a81b900463ffffffff165f03612abc576001600160401b039450612af0565b42856001600160401b03161015612ad1574294505b6001840154612aed90600160a81b900463ffffffff1686614d5c565b94505b825467ffffffffffffffff19166001600160401b03861617835560028401545f90600160c01b900461ffff1615801590612b415750612b356080890160608a016144e6565b6001600160801b031615155b15612c21576002850154604051637ab0fbf360e11b8152600160d01b90910465ffffffffffff1660048201527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063f561f7e690602401602060405180830381865afa158015612bbc573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612be091906144cb565b9050806001600160401b03165f03612c2157600285015460405163392c4cbf60e11b8152600160d01b90910465ffffffffffff166004820152602401610894565b60018501545f90600160c81b900463ffffffff168103612c7357612c6e86612c4f60808c0160608d016144e6565b6001600160801b031684612c6960608e0160408f016143fe565b6138a5565b612dff565b612c8360808a0160608b016144e6565b6001600160801b031615612dff576001860154612cad90600160c81b900463ffffffff16426143eb565b89355f90815260066020908152604080832063ffffffff88168452909152902080546001600160c81b0319163364ffffffffff60a01b191617600160a01b64ffffffffff841602178155909150612d0a60a08b0160808c016143b6565b815461ffff91909116600160c81b0260ff60d81b191662ffffff60c81b1990911617600160d81b178155612d4460808b0160608c016144e6565b6001820180546001600160801b03929092166001600160c01b031990921691909117600160801b6001600160401b03861602179055612d8960408b0160208c016143fe565b6002820180546001600160a01b0319166001600160a01b03929092169190911790555f612dbc60608c0160408d016143fe565b6001600160a01b031614612dfd57612dda60608b0160408c016143fe565b6003820180546001600160a01b0319166001600160a01b03929092169190911790555b505b612e0f60408a0160208b016143fe565b6001600160a01b0316895f01357f584fc36eec23865f4dfeebdf3b3d10df1c7a868ca5040d028ebf7c7af5c1971d85338d6060016020810190612e5291906144e6565b8c8f6040016020810190612e6691906143fe565b6040805163ffffffff90961686526001600160a01b0394851660208701526001600160801b03909316928501929092526001600160401b0316606084015216608082015264ffffffffff851660a082015260c00160405180910390a3505050505050915091565b6001600160a01b038216612f0857803414612f0457604051633438cb1f60e11b815260048101829052346024820152604401610894565b5050565b3415612f2f57604051633438cb1f60e11b81525f6004820152346024820152604401610894565b805f03612f3a575050565b6040516370a0823160e01b81523060048201525f906001600160a01b038416906370a0823190602401602060405180830381865afa158015612f7e573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612fa29190614d7b565b9050612fb96001600160a01b038416333085613aa7565b611343838284613add565b6126b65f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006126b0565b6e22d473030f116ddee9f6b43ac78ba33b5f0361301e576040516376629f7360e11b815260040160405180910390fd5b6040516370a0823160e01b81523060048201525f906001600160a01b038816906370a0823190602401602060405180830381865afa158015613062573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906130869190614d7b565b6040805160a0810182526001600160a01b038a1660608201908152608082018a905281526020808201899052818301889052825180840184523081529081018a9052915163187945bd60e11b81529293506e22d473030f116ddee9f6b43ac78ba3926330f28b7a926131019291339089908990600401614d92565b5f604051808303815f87803b158015613118575f5ffd5b505af115801561312a573d5f5f3e3d5ffd5b50505050613139878288613add565b50505050505050565b5f82815260066020908152604080832063ffffffff851684529091528120908154600160d81b900460ff16600381111561317e5761317e61407d565b036114f257604051634becc10b60e01b81526004810184905263ffffffff83166024820152604401610894565b60028154600160d81b900460ff1660038111156131ca576131ca61407d565b03613203575f83815260046020908152604080832060028501546001600160a01b031684529091529020805463ffffffff60401b191690555b5f8381526002602052604090206001820154600383015461324a92916001600160801b03811691600160801b9091046001600160401b0316906001600160a01b03166138a5565b60405163ffffffff83169084907f72ea6a40878bdd9b2172e3aa9b24e7282550e9af6efcb7c09291885c1ed1bbca905f90a3505f91825260066020908152604080842063ffffffff9093168452919052812080546001600160e01b031916815560018101829055600281019190915560030180546001600160a01b0319169055565b60405163192701df60e11b8152600481018290525f9081906001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169063324e03be9060240161022060405180830381865afa158015613334573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906133589190614a8a565b90508061018001516001600160401b03164211801561341b5750806040015160ff167f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316637a1bfdb7856040518263ffffffff1660e01b81526004016133c891815260200190565b602060405180830381865afa1580156133e3573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906134079190614d7b565b826080015160ff166134199190614a61565b105b9392505050565b5f6001600160401b0382811614613460575f8381526002602052604090206001015461345b90600160a81b900463ffffffff1683614e0c565b61341b565b5f9392505050565b5f60018254600160d81b900460ff1660038111156134885761348861407d565b036134a2575054600160a01b900464ffffffffff16421190565b60028254600160d81b900460ff1660038111156134c1576134c161407d565b14801561356757506002820154604051636fa73fc360e11b8152600160a01b9091046001600160601b031660048201527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063df4e7f8690602401602060405180830381865afa158015613540573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906135649190614d7b565b42115b80156114f25750600282015461358c90600160a01b90046001600160601b03166132cc565b1592915050565b60405163d505accf60e01b8152336004820152306024820152604481018690526064810185905260ff8416608482015260a4810183905260c481018290526001600160a01b0387169063d505accf9060e4015f604051808303815f87803b1580156135fc575f5ffd5b505af192505050801561313957505b505050505050565b8047101561363d5760405163cf47918160e01b815247600482015260248101829052604401610894565b613656828260405180602001604052805f815250613b87565b1561365f575050565b3d1561366d57612f04613b9c565b60405163d6bda27560e01b815260040160405180910390fd5b6136938383836001613ba7565b61134357604051635274afe760e01b81526001600160a01b0384166004820152602401610894565b5f60a26136cb606084018461445c565b9050146136df57611b1b606083018361445c565b60406136f060608401848301614e2b565b6001600160401b031611156137345761370f6060830160408401614e2b565b6040516348f4d40960e01b81526001600160401b039091166004820152602401610894565b5f7f0a14dce3eca824474abc05f1ae65d464f6cfdfa1ad6e91046bceb3a5010bda80467f000000000000000000000000000000000000000000000000000000000000000065ffffffffffff87166137916060880160408901614e2b565b61379a8a61101a565b80516020918201206040805192830197909752958101949094526001600160a01b03909216606084015260808301526001600160401b031660a082015260c081019190915260e00160408051601f19818403018152919052805160209091012090507f1952d50d93c75e4f096ad17f311238a33b78ab4045706f774e8aac938ee5f24561382a606085018561445c565b8360405160200161383e9493929190614e46565b604051602081830303815290604052805190602001209150509392505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156126b657604051633ee5aeb560e01b815260040160405180910390fd5b80825d5050565b8215613aa15760028401546001600160a01b0381169084905f90612710906138d890600160a01b900461ffff1684614a4a565b6138e29190614a2b565b90508015613936576001600160a01b038084165f9081526020818152604080832060038c0154909416835292905290812080548392906139239084906143eb565b9091555061393390508183614a61565b91505b6001600160a01b038416156139725760028701546127109061396390600160b01b900461ffff1688614a4a565b61396d9190614a2b565b613974565b5f5b905080156139c3576001600160a01b038084165f90815260208181526040808320938816835292905290812080548392906139b09084906143eb565b909155506139c090508183614a61565b91505b6002870154612710906139e190600160c01b900461ffff1688614a4a565b6139eb9190614a2b565b90508015613a5c576002870154600160d01b900465ffffffffffff165f9081526001602090815260408083206001600160401b038916845282528083206001600160a01b038716845290915281208054839290613a499084906143eb565b90915550613a5990508183614a61565b91505b8115613139576001600160a01b038084165f908152602081815260408083208b5490941683529290529081208054849290613a989084906143eb565b90915550505050505b50505050565b613ab5848484846001613c09565b613aa157604051635274afe760e01b81526001600160a01b0385166004820152602401610894565b6040516370a0823160e01b81523060048201525f906001600160a01b038516906370a0823190602401602060405180830381865afa158015613b21573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190613b459190614d7b565b905082811080613b5e575081613b5b8483614a61565b14155b15613aa157604051633396a50d60e01b81526001600160a01b0385166004820152602401610894565b5f5f5f83516020850186885af1949350505050565b6040513d5f823e3d81fd5b60405163a9059cbb60e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316613bfd578383151615613bf1573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b6040516323b872dd60e01b5f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f51148316613c65578383151615613c59573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b6001600160a01b0381168114613c8a575f5ffd5b50565b5f5f60408385031215613c9e575f5ffd5b8235613ca981613c76565b91506020830135613cb981613c76565b809150509250929050565b5f60208284031215613cd4575f5ffd5b81356001600160401b03811115613ce9575f5ffd5b82016101c0818503121561341b575f5ffd5b63ffffffff81168114613c8a575f5ffd5b803564ffffffffff811681146110fb575f5ffd5b5f5f5f60608486031215613d32575f5ffd5b833592506020840135613d4481613cfb565b9150613d5260408501613d0c565b90509250925092565b5f60208284031215613d6b575f5ffd5b5035919050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081525f61341b6020830184613d72565b6001600160801b0381168114613c8a575f5ffd5b5f5f60408385031215613dd7575f5ffd5b823591506020830135613cb981613db2565b5f60a08284031215613df9575f5ffd5b50919050565b5f60a08284031215613e0f575f5ffd5b61341b8383613de9565b5f5f5f5f5f6101008688031215613e2e575f5ffd5b613e388787613de9565b945060a0860135935060c0860135925060e08601356001600160401b03811115613e60575f5ffd5b8601601f81018813613e70575f5ffd5b80356001600160401b03811115613e85575f5ffd5b886020828401011115613e96575f5ffd5b959894975092955050506020019190565b5f5f60408385031215613eb8575f5ffd5b50508035926020909101359150565b838152826020820152606060408201525f6111466060830184613d72565b5f5f60408385031215613ef6575f5ffd5b823591506020830135613cb981613cfb565b5f5f60408385031215613f19575f5ffd5b823591506020830135613cb981613c76565b5f5f5f60408486031215613f3d575f5ffd5b8335925060208401356001600160401b03811115613f59575f5ffd5b8401601f81018613613f69575f5ffd5b80356001600160401b03811115613f7e575f5ffd5b8660208260051b8401011115613f92575f5ffd5b939660209190910195509293505050565b5f5f60408385031215613fb4575f5ffd5b8235613fbf81613c76565b946020939093013593505050565b6001600160401b0381168114613c8a575f5ffd5b5f5f5f60608486031215613ff3575f5ffd5b83359250602084013561400581613fcd565b9150604084013561401581613c76565b809150509250925092565b60ff81168114613c8a575f5ffd5b5f5f5f5f5f6101208688031215614043575f5ffd5b61404d8787613de9565b945060a0860135935060c086013561406481614020565b9497939650939460e08101359450610100013592915050565b634e487b7160e01b5f52602160045260245ffd5b600481106140ad57634e487b7160e01b5f52602160045260245ffd5b9052565b81516001600160a01b03168152610140810160208301516140db602084018264ffffffffff169052565b5060408301516140f1604084018261ffff169052565b5060608301516141046060840182614091565b50608083015161411f60808401826001600160801b03169052565b5060a083015161413a60a08401826001600160401b03169052565b5060c083015161415560c08401826001600160401b03169052565b5060e083015161417060e08401826001600160a01b03169052565b5061010083015161418d6101008401826001600160601b03169052565b506101208301516141aa6101208401826001600160a01b03169052565b5092915050565b5f5f604083850312156141c2575f5ffd5b8235915060208301356001600160401b038111156141de575f5ffd5b830160808186031215613cb9575f5ffd5b81516001600160a01b0316815261020081016020830151614218602084018263ffffffff169052565b506040830151614230604084018263ffffffff169052565b506060830151614246606084018261ffff169052565b50608083015161425a608084018215159052565b5060a083015161427560a08401826001600160801b03169052565b5060c083015161428e60c084018264ffffffffff169052565b5060e08301516142a660e084018263ffffffff169052565b506101008301516142c061010084018263ffffffff169052565b506101208301516142d961012084018262ffffff169052565b506101408301516142f66101408401826001600160a01b03169052565b5061016083015161430e61016084018261ffff169052565b5061018083015161432661018084018261ffff169052565b506101a083015161433e6101a084018261ffff169052565b506101c083015161435a6101c084018265ffffffffffff169052565b506101e08301516141aa6101e08401826001600160a01b03169052565b5f5f5f60608486031215614389575f5ffd5b83359250602084013561439b81613cfb565b915060408401356001600160601b0381168114614015575f5ffd5b5f602082840312156143c6575f5ffd5b813561ffff8116811461341b575f5ffd5b634e487b7160e01b5f52601160045260245ffd5b808201808211156114f2576114f26143d7565b5f6020828403121561440e575f5ffd5b813561341b81613c76565b5f60208284031215614429575f5ffd5b813565ffffffffffff8116811461341b575f5ffd5b5f8235607e19833603018112614452575f5ffd5b9190910192915050565b5f5f8335601e19843603018112614471575f5ffd5b8301803591506001600160401b0382111561448a575f5ffd5b60200191503681900382131561449e575f5ffd5b9250929050565b5f602082840312156144b5575f5ffd5b813561341b81613cfb565b80516110fb81613fcd565b5f602082840312156144db575f5ffd5b815161341b81613fcd565b5f602082840312156144f6575f5ffd5b813561341b81613db2565b5f60208284031215614511575f5ffd5b61341b82613d0c565b5f6020828403121561452a575f5ffd5b813562ffffff8116811461341b575f5ffd5b81546001600160a01b038116825261020082019060a081901c63ffffffff16602084015260c081901c63ffffffff16604084015260e081901c61ffff1660608401526145926080840160ff8360f01c1615159052565b5060018301546001600160801b03811660a0840152608081901c64ffffffffff1660c084015260a881901c63ffffffff1660e084015260c881901c63ffffffff1661010084015260e881901c6101208401525060028301546001600160a01b03811661014084015260a081901c61ffff1661016084015260b081901c61ffff1661018084015260c081901c61ffff166101a084015260d081901c6101c08401525060038301546001600160a01b03166001600160a01b0381166101e08401526141aa565b5f81518060208401855e5f93019283525090919050565b6539b0b632941160d11b81525f6146876006830185614656565b631116101160e11b815261469e6004820185614656565b61222960f01b815260020195945050505050565b600181811c908216806146c657607f821691505b602082108103613df957634e487b7160e01b5f52602260045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b5f60018201614709576147096143d7565b5060010190565b63ffffffff82811682821603908111156114f2576114f26143d7565b5f63ffffffff821663ffffffff8103614747576147476143d7565b60010192915050565b5f8161475e5761475e6143d7565b505f190190565b634e487b7160e01b5f52604160045260245ffd5b60405161014081016001600160401b038111828210171561479c5761479c614765565b60405290565b60405161022081016001600160401b038111828210171561479c5761479c614765565b604051601f8201601f191681016001600160401b03811182821017156147ed576147ed614765565b604052919050565b80516110fb81613cfb565b5f6001600160401b0382111561481857614818614765565b5060051b60200190565b80516110fb81613c76565b5f82601f83011261483c575f5ffd5b815161484f61484a82614800565b6147c5565b8082825260208201915060208360051b860101925085831115614870575f5ffd5b602085015b8381101561489657805161488881613c76565b835260209283019201614875565b5095945050505050565b805180151581146110fb575f5ffd5b5f82601f8301126148be575f5ffd5b81516148cc61484a82614800565b8082825260208201915060208360051b8601019250858311156148ed575f5ffd5b602085015b8381101561489657614903816148a0565b8352602092830192016148f2565b5f60208284031215614921575f5ffd5b81516001600160401b03811115614936575f5ffd5b82016101408185031215614948575f5ffd5b614950614779565b614959826144c0565b8152614967602083016144c0565b6020820152614978604083016144c0565b6040820152614989606083016147f5565b606082015261499a608083016144c0565b60808201526149ab60a083016144c0565b60a08201526149bc60c083016144c0565b60c082015260e082810151908201526101008201516001600160401b038111156149e4575f5ffd5b6149f08682850161482d565b610100830152506101208201516001600160401b03811115614a10575f5ffd5b614a1c868285016148af565b61012083015250949350505050565b5f82614a4557634e487b7160e01b5f52601260045260245ffd5b500490565b80820281158282048414176114f2576114f26143d7565b818103818111156114f2576114f26143d7565b80516110fb81614020565b80516110fb81613db2565b5f610220828403128015614a9c575f5ffd5b50614aa56147a2565b614aae83614822565b8152614abc602084016144c0565b6020820152614acd60408401614a74565b6040820152614ade60608401614a74565b6060820152614aef60808401614a74565b6080820152614b0060a084016148a0565b60a0820152614b1160c08401614822565b60c0820152614b2260e084016144c0565b60e0820152614b346101008401614a74565b610100820152614b476101208401614a7f565b610120820152614b5a6101408401614a7f565b610140820152614b6d61016084016144c0565b610160820152614b8061018084016144c0565b610180820152614b936101a084016144c0565b6101a08201526101c083810151908201526101e08084015190820152610200928301519281019290925250919050565b5f61ffff821661ffff8103614747576147476143d7565b601f821115611343578282111561134357805f5260205f20601f840160051c6020851015614c0557505f5b90810190601f840160051c035f5b8181101561360b575f83820155600101614c13565b6001600160401b03831115614c3f57614c3f614765565b614c5383614c4d83546146b2565b83614bda565b5f601f841160018114614c84575f8515614c6d5750838201355b5f19600387901b1c1916600186901b178355614cdb565b5f83815260208120601f198716915b82811015614cb35786850135825560209485019460019092019101614c93565b5086821015614ccf575f1960f88860031b161c19848701351681555b505060018560011b0183555b5050505050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b61ffff86168152846020820152836040820152608060608201525f614d33608083018486614ce2565b979650505050505050565b5f63ffffffff821680614d5357614d536143d7565b5f190192915050565b6001600160401b0381811683821601908111156114f2576114f26143d7565b5f60208284031215614d8b575f5ffd5b5051919050565b614db081875180516001600160a01b03168252602090810151910152565b6020860151604082015260408601516060820152614de4608082018680516001600160a01b03168252602090810151910152565b6001600160a01b03841660c082015261010060e082018190525f90614d339083018486614ce2565b6001600160401b0382811682821603908111156114f2576114f26143d7565b5f60208284031215614e3b575f5ffd5b813561341b81613fcd565b8481528284602083013760209201918201526040019291505056",
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

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address committees_) returns()
func (market *Market) PackConstructor(committees_ common.Address) []byte {
	enc, err := market.abi.Pack("", committees_)
	if err != nil {
		panic(err)
	}
	return enc
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

// PackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PERMIT2() view returns(address)
func (market *Market) PackPERMIT2() []byte {
	enc, err := market.abi.Pack("PERMIT2")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPERMIT2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6afdd850.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PERMIT2() view returns(address)
func (market *Market) TryPackPERMIT2() ([]byte, error) {
	return market.abi.Pack("PERMIT2")
}

// UnpackPERMIT2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6afdd850.
//
// Solidity: function PERMIT2() view returns(address)
func (market *Market) UnpackPERMIT2(data []byte) (common.Address, error) {
	out, err := market.abi.Unpack("PERMIT2", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
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

// PackREFUNDDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x190da595.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (market *Market) PackREFUNDDELAY() []byte {
	enc, err := market.abi.Pack("REFUND_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackREFUNDDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x190da595.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (market *Market) TryPackREFUNDDELAY() ([]byte, error) {
	return market.abi.Pack("REFUND_DELAY")
}

// UnpackREFUNDDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x190da595.
//
// Solidity: function REFUND_DELAY() view returns(uint64)
func (market *Market) UnpackREFUNDDELAY(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("REFUND_DELAY", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackUNLIMITED is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3c73564.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function UNLIMITED() view returns(uint32)
func (market *Market) PackUNLIMITED() []byte {
	enc, err := market.abi.Pack("UNLIMITED")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUNLIMITED is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd3c73564.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function UNLIMITED() view returns(uint32)
func (market *Market) TryPackUNLIMITED() ([]byte, error) {
	return market.abi.Pack("UNLIMITED")
}

// UnpackUNLIMITED is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd3c73564.
//
// Solidity: function UNLIMITED() view returns(uint32)
func (market *Market) UnpackUNLIMITED(data []byte) (uint32, error) {
	out, err := market.abi.Unpack("UNLIMITED", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackAccept is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x67275308.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function accept(bytes32 asset, uint32 number) returns()
func (market *Market) PackAccept(asset [32]byte, number uint32) []byte {
	enc, err := market.abi.Pack("accept", asset, number)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAccept is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x67275308.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function accept(bytes32 asset, uint32 number) returns()
func (market *Market) TryPackAccept(asset [32]byte, number uint32) ([]byte, error) {
	return market.abi.Pack("accept", asset, number)
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

// PackBoughtBy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf844f919.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function boughtBy(bytes32 asset, address account) view returns(uint256)
func (market *Market) PackBoughtBy(asset [32]byte, account common.Address) []byte {
	enc, err := market.abi.Pack("boughtBy", asset, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBoughtBy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf844f919.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function boughtBy(bytes32 asset, address account) view returns(uint256)
func (market *Market) TryPackBoughtBy(asset [32]byte, account common.Address) ([]byte, error) {
	return market.abi.Pack("boughtBy", asset, account)
}

// UnpackBoughtBy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf844f919.
//
// Solidity: function boughtBy(bytes32 asset, address account) view returns(uint256)
func (market *Market) UnpackBoughtBy(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("boughtBy", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x578cc654.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function buy((bytes32,address,address,uint128,uint16) o) payable returns(uint64 until)
func (market *Market) PackBuy(o MarketOrder) []byte {
	enc, err := market.abi.Pack("buy", o)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBuy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x578cc654.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function buy((bytes32,address,address,uint128,uint16) o) payable returns(uint64 until)
func (market *Market) TryPackBuy(o MarketOrder) ([]byte, error) {
	return market.abi.Pack("buy", o)
}

// UnpackBuy is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x578cc654.
//
// Solidity: function buy((bytes32,address,address,uint128,uint16) o) payable returns(uint64 until)
func (market *Market) UnpackBuy(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("buy", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackBuyWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb793c6e4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function buyWithPermit((bytes32,address,address,uint128,uint16) o, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns(uint64 until)
func (market *Market) PackBuyWithPermit(o MarketOrder, deadline *big.Int, v uint8, r [32]byte, s [32]byte) []byte {
	enc, err := market.abi.Pack("buyWithPermit", o, deadline, v, r, s)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBuyWithPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb793c6e4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function buyWithPermit((bytes32,address,address,uint128,uint16) o, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns(uint64 until)
func (market *Market) TryPackBuyWithPermit(o MarketOrder, deadline *big.Int, v uint8, r [32]byte, s [32]byte) ([]byte, error) {
	return market.abi.Pack("buyWithPermit", o, deadline, v, r, s)
}

// UnpackBuyWithPermit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb793c6e4.
//
// Solidity: function buyWithPermit((bytes32,address,address,uint128,uint16) o, uint256 deadline, uint8 v, bytes32 r, bytes32 s) returns(uint64 until)
func (market *Market) UnpackBuyWithPermit(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("buyWithPermit", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackBuyWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f3fe9af.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function buyWithPermit2((bytes32,address,address,uint128,uint16) o, uint256 nonce, uint256 deadline, bytes signature) returns(uint64 until)
func (market *Market) PackBuyWithPermit2(o MarketOrder, nonce *big.Int, deadline *big.Int, signature []byte) []byte {
	enc, err := market.abi.Pack("buyWithPermit2", o, nonce, deadline, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBuyWithPermit2 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5f3fe9af.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function buyWithPermit2((bytes32,address,address,uint128,uint16) o, uint256 nonce, uint256 deadline, bytes signature) returns(uint64 until)
func (market *Market) TryPackBuyWithPermit2(o MarketOrder, nonce *big.Int, deadline *big.Int, signature []byte) ([]byte, error) {
	return market.abi.Pack("buyWithPermit2", o, nonce, deadline, signature)
}

// UnpackBuyWithPermit2 is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5f3fe9af.
//
// Solidity: function buyWithPermit2((bytes32,address,address,uint128,uint16) o, uint256 nonce, uint256 deadline, bytes signature) returns(uint64 until)
func (market *Market) UnpackBuyWithPermit2(data []byte) (uint64, error) {
	out, err := market.abi.Unpack("buyWithPermit2", data)
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
func (market *Market) PackCommittees() []byte {
	enc, err := market.abi.Pack("committees")
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
func (market *Market) TryPackCommittees() ([]byte, error) {
	return market.abi.Pack("committees")
}

// UnpackCommittees is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7110d32e.
//
// Solidity: function committees() view returns(address)
func (market *Market) UnpackCommittees(data []byte) (common.Address, error) {
	out, err := market.abi.Unpack("committees", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe1ec36ae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dispute(bytes32 asset, uint32 number, uint96 request) returns()
func (market *Market) PackDispute(asset [32]byte, number uint32, request *big.Int) []byte {
	enc, err := market.abi.Pack("dispute", asset, number, request)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe1ec36ae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dispute(bytes32 asset, uint32 number, uint96 request) returns()
func (market *Market) TryPackDispute(asset [32]byte, number uint32, request *big.Int) ([]byte, error) {
	return market.abi.Pack("dispute", asset, number, request)
}

// PackEvidence is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa77e0987.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function evidence() view returns(address)
func (market *Market) PackEvidence() []byte {
	enc, err := market.abi.Pack("evidence")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEvidence is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa77e0987.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function evidence() view returns(address)
func (market *Market) TryPackEvidence() ([]byte, error) {
	return market.abi.Pack("evidence")
}

// UnpackEvidence is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa77e0987.
//
// Solidity: function evidence() view returns(address)
func (market *Market) UnpackEvidence(data []byte) (common.Address, error) {
	out, err := market.abi.Unpack("evidence", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFail is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a936cf0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fail(bytes32 asset, uint32 number) returns()
func (market *Market) PackFail(asset [32]byte, number uint32) []byte {
	enc, err := market.abi.Pack("fail", asset, number)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFail is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a936cf0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fail(bytes32 asset, uint32 number) returns()
func (market *Market) TryPackFail(asset [32]byte, number uint32) ([]byte, error) {
	return market.abi.Pack("fail", asset, number)
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
// the contract method with ID 0x3eaed8e8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function list((bytes32,address,uint128,uint32,uint32,uint40,uint32,uint24,address,uint16,uint16,uint16,uint48,(bytes32,string,uint64,bytes)) o) returns(bytes32 asset)
func (market *Market) PackList(o ListingsOffer) []byte {
	enc, err := market.abi.Pack("list", o)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackList is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3eaed8e8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function list((bytes32,address,uint128,uint32,uint32,uint40,uint32,uint24,address,uint16,uint16,uint16,uint48,(bytes32,string,uint64,bytes)) o) returns(bytes32 asset)
func (market *Market) TryPackList(o ListingsOffer) ([]byte, error) {
	return market.abi.Pack("list", o)
}

// UnpackList is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3eaed8e8.
//
// Solidity: function list((bytes32,address,uint128,uint32,uint32,uint40,uint32,uint24,address,uint16,uint16,uint16,uint48,(bytes32,string,uint64,bytes)) o) returns(bytes32 asset)
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
// Solidity: function listingOf(bytes32 asset) view returns((address,uint32,uint32,uint16,bool,uint128,uint40,uint32,uint32,uint24,address,uint16,uint16,uint16,uint48,address))
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
// Solidity: function listingOf(bytes32 asset) view returns((address,uint32,uint32,uint16,bool,uint128,uint40,uint32,uint32,uint24,address,uint16,uint16,uint16,uint48,address))
func (market *Market) TryPackListingOf(asset [32]byte) ([]byte, error) {
	return market.abi.Pack("listingOf", asset)
}

// UnpackListingOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xddf09f1c.
//
// Solidity: function listingOf(bytes32 asset) view returns((address,uint32,uint32,uint16,bool,uint128,uint40,uint32,uint32,uint24,address,uint16,uint16,uint16,uint48,address))
func (market *Market) UnpackListingOf(data []byte) (ListingsListing, error) {
	out, err := market.abi.Unpack("listingOf", data)
	if err != nil {
		return *new(ListingsListing), err
	}
	out0 := *abi.ConvertType(out[0], new(ListingsListing)).(*ListingsListing)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x28079e4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address token, address account) view returns(uint256)
func (market *Market) PackOwed(token common.Address, account common.Address) []byte {
	enc, err := market.abi.Pack("owed", token, account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x28079e4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address token, address account) view returns(uint256)
func (market *Market) TryPackOwed(token common.Address, account common.Address) ([]byte, error) {
	return market.abi.Pack("owed", token, account)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x28079e4a.
//
// Solidity: function owed(address token, address account) view returns(uint256)
func (market *Market) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPolicyOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5483a0b5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function policyOf(bytes32 asset) view returns(string)
func (market *Market) PackPolicyOf(asset [32]byte) []byte {
	enc, err := market.abi.Pack("policyOf", asset)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPolicyOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5483a0b5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function policyOf(bytes32 asset) view returns(string)
func (market *Market) TryPackPolicyOf(asset [32]byte) ([]byte, error) {
	return market.abi.Pack("policyOf", asset)
}

// UnpackPolicyOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5483a0b5.
//
// Solidity: function policyOf(bytes32 asset) view returns(string)
func (market *Market) UnpackPolicyOf(data []byte) (string, error) {
	out, err := market.abi.Unpack("policyOf", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5d4ea5f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pot(uint256 committee, uint64 epoch, address token) view returns(uint256)
func (market *Market) PackPot(committee *big.Int, epoch uint64, token common.Address) []byte {
	enc, err := market.abi.Pack("pot", committee, epoch, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPot is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa5d4ea5f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pot(uint256 committee, uint64 epoch, address token) view returns(uint256)
func (market *Market) TryPackPot(committee *big.Int, epoch uint64, token common.Address) ([]byte, error) {
	return market.abi.Pack("pot", committee, epoch, token)
}

// UnpackPot is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa5d4ea5f.
//
// Solidity: function pot(uint256 committee, uint64 epoch, address token) view returns(uint256)
func (market *Market) UnpackPot(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("pot", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPurchaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc8c9ddbf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function purchaseOf(bytes32 asset, uint32 number) view returns((address,uint40,uint16,uint8,uint128,uint64,uint64,address,uint96,address))
func (market *Market) PackPurchaseOf(asset [32]byte, number uint32) []byte {
	enc, err := market.abi.Pack("purchaseOf", asset, number)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPurchaseOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc8c9ddbf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function purchaseOf(bytes32 asset, uint32 number) view returns((address,uint40,uint16,uint8,uint128,uint64,uint64,address,uint96,address))
func (market *Market) TryPackPurchaseOf(asset [32]byte, number uint32) ([]byte, error) {
	return market.abi.Pack("purchaseOf", asset, number)
}

// UnpackPurchaseOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc8c9ddbf.
//
// Solidity: function purchaseOf(bytes32 asset, uint32 number) view returns((address,uint40,uint16,uint8,uint128,uint64,uint64,address,uint96,address))
func (market *Market) UnpackPurchaseOf(data []byte) (MarketPurchase, error) {
	out, err := market.abi.Unpack("purchaseOf", data)
	if err != nil {
		return *new(MarketPurchase), err
	}
	out0 := *abi.ConvertType(out[0], new(MarketPurchase)).(*MarketPurchase)
	return out0, nil
}

// PackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbcdd05b2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refund(bytes32 asset, uint32 number) returns()
func (market *Market) PackRefund(asset [32]byte, number uint32) []byte {
	enc, err := market.abi.Pack("refund", asset, number)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbcdd05b2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refund(bytes32 asset, uint32 number) returns()
func (market *Market) TryPackRefund(asset [32]byte, number uint32) ([]byte, error) {
	return market.abi.Pack("refund", asset, number)
}

// PackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c8a0007.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function release(bytes32 asset, uint32[] numbers) returns(uint256 count)
func (market *Market) PackRelease(asset [32]byte, numbers []uint32) []byte {
	enc, err := market.abi.Pack("release", asset, numbers)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c8a0007.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function release(bytes32 asset, uint32[] numbers) returns(uint256 count)
func (market *Market) TryPackRelease(asset [32]byte, numbers []uint32) ([]byte, error) {
	return market.abi.Pack("release", asset, numbers)
}

// UnpackRelease is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8c8a0007.
//
// Solidity: function release(bytes32 asset, uint32[] numbers) returns(uint256 count)
func (market *Market) UnpackRelease(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("release", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackReprice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5665684b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reprice(bytes32 asset, uint128 price) returns()
func (market *Market) PackReprice(asset [32]byte, price *big.Int) []byte {
	enc, err := market.abi.Pack("reprice", asset, price)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReprice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5665684b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reprice(bytes32 asset, uint128 price) returns()
func (market *Market) TryPackReprice(asset [32]byte, price *big.Int) ([]byte, error) {
	return market.abi.Pack("reprice", asset, price)
}

// PackRestock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d6cc999.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function restock(bytes32 asset, uint32 stock, uint40 endsAt) returns()
func (market *Market) PackRestock(asset [32]byte, stock uint32, endsAt *big.Int) []byte {
	enc, err := market.abi.Pack("restock", asset, stock, endsAt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRestock is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4d6cc999.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function restock(bytes32 asset, uint32 stock, uint40 endsAt) returns()
func (market *Market) TryPackRestock(asset [32]byte, stock uint32, endsAt *big.Int) ([]byte, error) {
	return market.abi.Pack("restock", asset, stock, endsAt)
}

// PackShareFees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb78c6fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function shareFees(uint256 committee, uint64 epoch, address token) returns(uint256 part)
func (market *Market) PackShareFees(committee *big.Int, epoch uint64, token common.Address) []byte {
	enc, err := market.abi.Pack("shareFees", committee, epoch, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackShareFees is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb78c6fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function shareFees(uint256 committee, uint64 epoch, address token) returns(uint256 part)
func (market *Market) TryPackShareFees(committee *big.Int, epoch uint64, token common.Address) ([]byte, error) {
	return market.abi.Pack("shareFees", committee, epoch, token)
}

// UnpackShareFees is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdb78c6fc.
//
// Solidity: function shareFees(uint256 committee, uint64 epoch, address token) returns(uint256 part)
func (market *Market) UnpackShareFees(data []byte) (*big.Int, error) {
	out, err := market.abi.Unpack("shareFees", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
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

// PackUpdate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb5804c3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function update(bytes32 asset, (bytes32,string,uint64,bytes) v) returns()
func (market *Market) PackUpdate(asset [32]byte, v ListingsVersion) []byte {
	enc, err := market.abi.Pack("update", asset, v)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb5804c3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function update(bytes32 asset, (bytes32,string,uint64,bytes) v) returns()
func (market *Market) TryPackUpdate(asset [32]byte, v ListingsVersion) ([]byte, error) {
	return market.abi.Pack("update", asset, v)
}

// PackVersionOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5fccc5f9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function versionOf(bytes32 asset, uint256 version) view returns(bytes32 metadataHash, bytes32 capsuleId, string uri)
func (market *Market) PackVersionOf(asset [32]byte, version *big.Int) []byte {
	enc, err := market.abi.Pack("versionOf", asset, version)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVersionOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5fccc5f9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function versionOf(bytes32 asset, uint256 version) view returns(bytes32 metadataHash, bytes32 capsuleId, string uri)
func (market *Market) TryPackVersionOf(asset [32]byte, version *big.Int) ([]byte, error) {
	return market.abi.Pack("versionOf", asset, version)
}

// VersionOfOutput serves as a container for the return parameters of contract
// method VersionOf.
type VersionOfOutput struct {
	MetadataHash [32]byte
	CapsuleId    [32]byte
	Uri          string
}

// UnpackVersionOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5fccc5f9.
//
// Solidity: function versionOf(bytes32 asset, uint256 version) view returns(bytes32 metadataHash, bytes32 capsuleId, string uri)
func (market *Market) UnpackVersionOf(data []byte) (VersionOfOutput, error) {
	out, err := market.abi.Unpack("versionOf", data)
	outstruct := new(VersionOfOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.MetadataHash = *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	outstruct.CapsuleId = *abi.ConvertType(out[1], new([32]byte)).(*[32]byte)
	outstruct.Uri = *abi.ConvertType(out[2], new(string)).(*string)
	return *outstruct, nil
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf940e385.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address token, address to) returns(uint256 amount)
func (market *Market) PackWithdraw(token common.Address, to common.Address) []byte {
	enc, err := market.abi.Pack("withdraw", token, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf940e385.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address token, address to) returns(uint256 amount)
func (market *Market) TryPackWithdraw(token common.Address, to common.Address) ([]byte, error) {
	return market.abi.Pack("withdraw", token, to)
}

// UnpackWithdraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf940e385.
//
// Solidity: function withdraw(address token, address to) returns(uint256 amount)
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
	Asset     [32]byte
	Holder    common.Address
	Number    uint32
	Payer     common.Address
	Price     *big.Int
	Until     uint64
	Referrer  common.Address
	ReleaseAt *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const MarketBoughtEventName = "Bought"

// ContractEventName returns the user-defined event name.
func (MarketBought) ContractEventName() string {
	return MarketBoughtEventName
}

// UnpackBoughtEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Bought(bytes32 indexed asset, address indexed holder, uint32 number, address payer, uint128 price, uint64 until, address referrer, uint40 releaseAt)
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

// MarketDisputed represents a Disputed event raised by the Market contract.
type MarketDisputed struct {
	Asset   [32]byte
	Number  uint32
	Request *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const MarketDisputedEventName = "Disputed"

// ContractEventName returns the user-defined event name.
func (MarketDisputed) ContractEventName() string {
	return MarketDisputedEventName
}

// UnpackDisputedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Disputed(bytes32 indexed asset, uint32 indexed number, uint256 indexed request)
func (market *Market) UnpackDisputedEvent(log *types.Log) (*MarketDisputed, error) {
	event := "Disputed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketDisputed)
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

// MarketFailed represents a Failed event raised by the Market contract.
type MarketFailed struct {
	Asset  [32]byte
	Number uint32
	Until  uint64
	Raw    *types.Log // Blockchain specific contextual infos
}

const MarketFailedEventName = "Failed"

// ContractEventName returns the user-defined event name.
func (MarketFailed) ContractEventName() string {
	return MarketFailedEventName
}

// UnpackFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Failed(bytes32 indexed asset, uint32 indexed number, uint64 until)
func (market *Market) UnpackFailedEvent(log *types.Log) (*MarketFailed, error) {
	event := "Failed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketFailed)
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

// MarketFeesShared represents a FeesShared event raised by the Market contract.
type MarketFeesShared struct {
	Committee *big.Int
	Epoch     uint64
	Token     common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const MarketFeesSharedEventName = "FeesShared"

// ContractEventName returns the user-defined event name.
func (MarketFeesShared) ContractEventName() string {
	return MarketFeesSharedEventName
}

// UnpackFeesSharedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FeesShared(uint256 indexed committee, uint64 indexed epoch, address indexed token, uint256 amount)
func (market *Market) UnpackFeesSharedEvent(log *types.Log) (*MarketFeesShared, error) {
	event := "FeesShared"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketFeesShared)
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
	Asset   [32]byte
	Seller  common.Address
	Listing ListingsListing
	Raw     *types.Log // Blockchain specific contextual infos
}

const MarketListedEventName = "Listed"

// ContractEventName returns the user-defined event name.
func (MarketListed) ContractEventName() string {
	return MarketListedEventName
}

// UnpackListedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Listed(bytes32 indexed asset, address indexed seller, (address,uint32,uint32,uint16,bool,uint128,uint40,uint32,uint32,uint24,address,uint16,uint16,uint16,uint48,address) listing)
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

// MarketRefunded represents a Refunded event raised by the Market contract.
type MarketRefunded struct {
	Asset  [32]byte
	Number uint32
	Payer  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const MarketRefundedEventName = "Refunded"

// ContractEventName returns the user-defined event name.
func (MarketRefunded) ContractEventName() string {
	return MarketRefundedEventName
}

// UnpackRefundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refunded(bytes32 indexed asset, uint32 indexed number, address indexed payer, uint256 amount)
func (market *Market) UnpackRefundedEvent(log *types.Log) (*MarketRefunded, error) {
	event := "Refunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketRefunded)
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

// MarketReleased represents a Released event raised by the Market contract.
type MarketReleased struct {
	Asset  [32]byte
	Number uint32
	Raw    *types.Log // Blockchain specific contextual infos
}

const MarketReleasedEventName = "Released"

// ContractEventName returns the user-defined event name.
func (MarketReleased) ContractEventName() string {
	return MarketReleasedEventName
}

// UnpackReleasedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Released(bytes32 indexed asset, uint32 indexed number)
func (market *Market) UnpackReleasedEvent(log *types.Log) (*MarketReleased, error) {
	event := "Released"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketReleased)
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
// Solidity: event Repriced(bytes32 indexed asset, uint128 price)
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

// MarketRestocked represents a Restocked event raised by the Market contract.
type MarketRestocked struct {
	Asset  [32]byte
	Stock  uint32
	EndsAt *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const MarketRestockedEventName = "Restocked"

// ContractEventName returns the user-defined event name.
func (MarketRestocked) ContractEventName() string {
	return MarketRestockedEventName
}

// UnpackRestockedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Restocked(bytes32 indexed asset, uint32 stock, uint40 endsAt)
func (market *Market) UnpackRestockedEvent(log *types.Log) (*MarketRestocked, error) {
	event := "Restocked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketRestocked)
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

// MarketVersioned represents a Versioned event raised by the Market contract.
type MarketVersioned struct {
	Asset        [32]byte
	Version      uint16
	MetadataHash [32]byte
	CapsuleId    [32]byte
	Uri          string
	Raw          *types.Log // Blockchain specific contextual infos
}

const MarketVersionedEventName = "Versioned"

// ContractEventName returns the user-defined event name.
func (MarketVersioned) ContractEventName() string {
	return MarketVersionedEventName
}

// UnpackVersionedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Versioned(bytes32 indexed asset, uint16 version, bytes32 metadataHash, bytes32 capsuleId, string uri)
func (market *Market) UnpackVersionedEvent(log *types.Log) (*MarketVersioned, error) {
	event := "Versioned"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != market.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(MarketVersioned)
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
	Account common.Address
	Token   common.Address
	Amount  *big.Int
	To      common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const MarketWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (MarketWithdrawn) ContractEventName() string {
	return MarketWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed account, address indexed token, uint256 amount, address to)
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
	if bytes.Equal(raw[:4], market.abi.Errors["Answered"].ID.Bytes()[:4]) {
		return market.UnpackAnsweredError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadCapsule"].ID.Bytes()[:4]) {
		return market.UnpackBadCapsuleError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadConfirmations"].ID.Bytes()[:4]) {
		return market.UnpackBadConfirmationsError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadEscrow"].ID.Bytes()[:4]) {
		return market.UnpackBadEscrowError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadParts"].ID.Bytes()[:4]) {
		return market.UnpackBadPartsError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["BadUri"].ID.Bytes()[:4]) {
		return market.UnpackBadUriError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return market.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["InDispute"].ID.Bytes()[:4]) {
		return market.UnpackInDisputeError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return market.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["LimitReached"].ID.Bytes()[:4]) {
		return market.UnpackLimitReachedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NoAccount"].ID.Bytes()[:4]) {
		return market.UnpackNoAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NoCommittee"].ID.Bytes()[:4]) {
		return market.UnpackNoCommitteeError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NoPermit2"].ID.Bytes()[:4]) {
		return market.UnpackNoPermit2Error(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NoPurchase"].ID.Bytes()[:4]) {
		return market.UnpackNoPurchaseError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotActive"].ID.Bytes()[:4]) {
		return market.UnpackNotActiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotForSale"].ID.Bytes()[:4]) {
		return market.UnpackNotForSaleError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotHolder"].ID.Bytes()[:4]) {
		return market.UnpackNotHolderError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotListed"].ID.Bytes()[:4]) {
		return market.UnpackNotListedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotSeller"].ID.Bytes()[:4]) {
		return market.UnpackNotSellerError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NotYet"].ID.Bytes()[:4]) {
		return market.UnpackNotYetError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return market.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["OtherRequest"].ID.Bytes()[:4]) {
		return market.UnpackOtherRequestError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["OtherVersion"].ID.Bytes()[:4]) {
		return market.UnpackOtherVersionError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["OwnAsset"].ID.Bytes()[:4]) {
		return market.UnpackOwnAssetError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return market.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return market.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["StringsInsufficientHexLength"].ID.Bytes()[:4]) {
		return market.UnpackStringsInsufficientHexLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["TokenLies"].ID.Bytes()[:4]) {
		return market.UnpackTokenLiesError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["TooFewAnswers"].ID.Bytes()[:4]) {
		return market.UnpackTooFewAnswersError(raw[4:])
	}
	if bytes.Equal(raw[:4], market.abi.Errors["TooLate"].ID.Bytes()[:4]) {
		return market.UnpackTooLateError(raw[4:])
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

// MarketAnswered represents a Answered error raised by the Market contract.
type MarketAnswered struct {
	Request *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Answered(uint256 request)
func MarketAnsweredErrorID() common.Hash {
	return common.HexToHash("0x84560f1743921d11d7e709f5e38f04ebb0d2cf2c729c36cdaa12b5c54d643a42")
}

// UnpackAnsweredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Answered(uint256 request)
func (market *Market) UnpackAnsweredError(raw []byte) (*MarketAnswered, error) {
	out := new(MarketAnswered)
	if err := market.abi.UnpackIntoInterface(out, "Answered", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadCapsule represents a BadCapsule error raised by the Market contract.
type MarketBadCapsule struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadCapsule(uint256 length)
func MarketBadCapsuleErrorID() common.Hash {
	return common.HexToHash("0xdda876077ef3182c2d51f6d00e922a7a54db5ef11c808e142156d556b0bae847")
}

// UnpackBadCapsuleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadCapsule(uint256 length)
func (market *Market) UnpackBadCapsuleError(raw []byte) (*MarketBadCapsule, error) {
	out := new(MarketBadCapsule)
	if err := market.abi.UnpackIntoInterface(out, "BadCapsule", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadConfirmations represents a BadConfirmations error raised by the Market contract.
type MarketBadConfirmations struct {
	Confirmations uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadConfirmations(uint64 confirmations)
func MarketBadConfirmationsErrorID() common.Hash {
	return common.HexToHash("0x48f4d409abc161bb07b7a93ddf452b05dc5f07ac1817f75f41a661c2aaa1ddcc")
}

// UnpackBadConfirmationsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadConfirmations(uint64 confirmations)
func (market *Market) UnpackBadConfirmationsError(raw []byte) (*MarketBadConfirmations, error) {
	out := new(MarketBadConfirmations)
	if err := market.abi.UnpackIntoInterface(out, "BadConfirmations", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadEscrow represents a BadEscrow error raised by the Market contract.
type MarketBadEscrow struct {
	Escrow uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadEscrow(uint32 escrow)
func MarketBadEscrowErrorID() common.Hash {
	return common.HexToHash("0x7a929a91ca4b5f1d22b21cd10721b2bf766789955795b0a7ccd9c8afff558649")
}

// UnpackBadEscrowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadEscrow(uint32 escrow)
func (market *Market) UnpackBadEscrowError(raw []byte) (*MarketBadEscrow, error) {
	out := new(MarketBadEscrow)
	if err := market.abi.UnpackIntoInterface(out, "BadEscrow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketBadParts represents a BadParts error raised by the Market contract.
type MarketBadParts struct {
	Bps *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadParts(uint256 bps)
func MarketBadPartsErrorID() common.Hash {
	return common.HexToHash("0xa1ede1fe068c8df0fe00e8ab1b79997a37b9c544af7b2a9b51ecae434ce3909e")
}

// UnpackBadPartsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadParts(uint256 bps)
func (market *Market) UnpackBadPartsError(raw []byte) (*MarketBadParts, error) {
	out := new(MarketBadParts)
	if err := market.abi.UnpackIntoInterface(out, "BadParts", raw); err != nil {
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

// MarketInDispute represents a InDispute error raised by the Market contract.
type MarketInDispute struct {
	Number uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InDispute(uint32 number)
func MarketInDisputeErrorID() common.Hash {
	return common.HexToHash("0xe7fb10b10ea2571d289343d4f4786de58d7b3fd65e89fde6eebf03f65ea9575d")
}

// UnpackInDisputeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InDispute(uint32 number)
func (market *Market) UnpackInDisputeError(raw []byte) (*MarketInDispute, error) {
	out := new(MarketInDispute)
	if err := market.abi.UnpackIntoInterface(out, "InDispute", raw); err != nil {
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

// MarketLimitReached represents a LimitReached error raised by the Market contract.
type MarketLimitReached struct {
	Limit *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LimitReached(uint24 limit)
func MarketLimitReachedErrorID() common.Hash {
	return common.HexToHash("0x08b24cd90f3d6fae50825b36dcd1f9acd6b447436e600e08ca5f6995f4df0e6d")
}

// UnpackLimitReachedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LimitReached(uint24 limit)
func (market *Market) UnpackLimitReachedError(raw []byte) (*MarketLimitReached, error) {
	out := new(MarketLimitReached)
	if err := market.abi.UnpackIntoInterface(out, "LimitReached", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNoAccount represents a NoAccount error raised by the Market contract.
type MarketNoAccount struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoAccount()
func MarketNoAccountErrorID() common.Hash {
	return common.HexToHash("0xce41882004e58dfa62e0de709d4a8c1fcb3558e526e627aafed70e79d0262d92")
}

// UnpackNoAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoAccount()
func (market *Market) UnpackNoAccountError(raw []byte) (*MarketNoAccount, error) {
	out := new(MarketNoAccount)
	if err := market.abi.UnpackIntoInterface(out, "NoAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNoCommittee represents a NoCommittee error raised by the Market contract.
type MarketNoCommittee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoCommittee()
func MarketNoCommitteeErrorID() common.Hash {
	return common.HexToHash("0x9210c8d6855d55ce8e2121ea0d16eef0817070b04cbaf38dfd9b0a423b26996c")
}

// UnpackNoCommitteeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoCommittee()
func (market *Market) UnpackNoCommitteeError(raw []byte) (*MarketNoCommittee, error) {
	out := new(MarketNoCommittee)
	if err := market.abi.UnpackIntoInterface(out, "NoCommittee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNoPermit2 represents a NoPermit2 error raised by the Market contract.
type MarketNoPermit2 struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoPermit2()
func MarketNoPermit2ErrorID() common.Hash {
	return common.HexToHash("0xecc53ee6199a515830a70b28521d7f81cac37f5cfe9a4b132ba6e6f9aad5776c")
}

// UnpackNoPermit2Error is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoPermit2()
func (market *Market) UnpackNoPermit2Error(raw []byte) (*MarketNoPermit2, error) {
	out := new(MarketNoPermit2)
	if err := market.abi.UnpackIntoInterface(out, "NoPermit2", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNoPurchase represents a NoPurchase error raised by the Market contract.
type MarketNoPurchase struct {
	Asset  [32]byte
	Number *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoPurchase(bytes32 asset, uint256 number)
func MarketNoPurchaseErrorID() common.Hash {
	return common.HexToHash("0x4becc10bd8b081440467af472984ffc769d2ede34154de451b23f6fe48e93b17")
}

// UnpackNoPurchaseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoPurchase(bytes32 asset, uint256 number)
func (market *Market) UnpackNoPurchaseError(raw []byte) (*MarketNoPurchase, error) {
	out := new(MarketNoPurchase)
	if err := market.abi.UnpackIntoInterface(out, "NoPurchase", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketNotActive represents a NotActive error raised by the Market contract.
type MarketNotActive struct {
	Committee *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotActive(uint256 committee)
func MarketNotActiveErrorID() common.Hash {
	return common.HexToHash("0x7258997ed4d3c208deacb96f7ddfc88494f9e0475d17ecc2f8e068049ab7d2af")
}

// UnpackNotActiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotActive(uint256 committee)
func (market *Market) UnpackNotActiveError(raw []byte) (*MarketNotActive, error) {
	out := new(MarketNotActive)
	if err := market.abi.UnpackIntoInterface(out, "NotActive", raw); err != nil {
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

// MarketNotHolder represents a NotHolder error raised by the Market contract.
type MarketNotHolder struct {
	Holder common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotHolder(address holder)
func MarketNotHolderErrorID() common.Hash {
	return common.HexToHash("0xea4bef5b8c2938331dc90cf8d831b0f4f3f05c35cd4753aa25a7550bc80080eb")
}

// UnpackNotHolderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotHolder(address holder)
func (market *Market) UnpackNotHolderError(raw []byte) (*MarketNotHolder, error) {
	out := new(MarketNotHolder)
	if err := market.abi.UnpackIntoInterface(out, "NotHolder", raw); err != nil {
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

// MarketNotYet represents a NotYet error raised by the Market contract.
type MarketNotYet struct {
	When *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotYet(uint256 when)
func MarketNotYetErrorID() common.Hash {
	return common.HexToHash("0xe465623675b64c81ac50654dc07b6241a5fe144b283cd51367005aa46f56c6c6")
}

// UnpackNotYetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotYet(uint256 when)
func (market *Market) UnpackNotYetError(raw []byte) (*MarketNotYet, error) {
	out := new(MarketNotYet)
	if err := market.abi.UnpackIntoInterface(out, "NotYet", raw); err != nil {
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

// MarketOtherRequest represents a OtherRequest error raised by the Market contract.
type MarketOtherRequest struct {
	Request *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherRequest(uint256 request)
func MarketOtherRequestErrorID() common.Hash {
	return common.HexToHash("0xcf52e284ef186f173041a7fba2f21d45f282bb0eb5fcdd93eea63c80eeff3bbf")
}

// UnpackOtherRequestError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherRequest(uint256 request)
func (market *Market) UnpackOtherRequestError(raw []byte) (*MarketOtherRequest, error) {
	out := new(MarketOtherRequest)
	if err := market.abi.UnpackIntoInterface(out, "OtherRequest", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketOtherVersion represents a OtherVersion error raised by the Market contract.
type MarketOtherVersion struct {
	Version uint16
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OtherVersion(uint16 version)
func MarketOtherVersionErrorID() common.Hash {
	return common.HexToHash("0x490a49cae153dd65066960d940a86670b8a76e36f2bdecbe47a508969a1f70fa")
}

// UnpackOtherVersionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OtherVersion(uint16 version)
func (market *Market) UnpackOtherVersionError(raw []byte) (*MarketOtherVersion, error) {
	out := new(MarketOtherVersion)
	if err := market.abi.UnpackIntoInterface(out, "OtherVersion", raw); err != nil {
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

// MarketReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Market contract.
type MarketReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func MarketReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (market *Market) UnpackReentrancyGuardReentrantCallError(raw []byte) (*MarketReentrancyGuardReentrantCall, error) {
	out := new(MarketReentrancyGuardReentrantCall)
	if err := market.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the Market contract.
type MarketSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func MarketSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (market *Market) UnpackSafeERC20FailedOperationError(raw []byte) (*MarketSafeERC20FailedOperation, error) {
	out := new(MarketSafeERC20FailedOperation)
	if err := market.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketStringsInsufficientHexLength represents a StringsInsufficientHexLength error raised by the Market contract.
type MarketStringsInsufficientHexLength struct {
	Value  *big.Int
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StringsInsufficientHexLength(uint256 value, uint256 length)
func MarketStringsInsufficientHexLengthErrorID() common.Hash {
	return common.HexToHash("0xe22e27eb9593f9947dc34771120a3349dd201c662753f0b60502fc1d8e422233")
}

// UnpackStringsInsufficientHexLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StringsInsufficientHexLength(uint256 value, uint256 length)
func (market *Market) UnpackStringsInsufficientHexLengthError(raw []byte) (*MarketStringsInsufficientHexLength, error) {
	out := new(MarketStringsInsufficientHexLength)
	if err := market.abi.UnpackIntoInterface(out, "StringsInsufficientHexLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketTokenLies represents a TokenLies error raised by the Market contract.
type MarketTokenLies struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TokenLies(address token)
func MarketTokenLiesErrorID() common.Hash {
	return common.HexToHash("0x3396a50d996bf5b417ed50720e5aed7714b764bb7cb4e530f91a8e4771e19c48")
}

// UnpackTokenLiesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TokenLies(address token)
func (market *Market) UnpackTokenLiesError(raw []byte) (*MarketTokenLies, error) {
	out := new(MarketTokenLies)
	if err := market.abi.UnpackIntoInterface(out, "TokenLies", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketTooFewAnswers represents a TooFewAnswers error raised by the Market contract.
type MarketTooFewAnswers struct {
	Wanted *big.Int
	Least  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooFewAnswers(uint256 wanted, uint256 least)
func MarketTooFewAnswersErrorID() common.Hash {
	return common.HexToHash("0x8896664452c2f5a39f482296b2fcd3417af6b1d506817bbe40c9c1dd800caa57")
}

// UnpackTooFewAnswersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooFewAnswers(uint256 wanted, uint256 least)
func (market *Market) UnpackTooFewAnswersError(raw []byte) (*MarketTooFewAnswers, error) {
	out := new(MarketTooFewAnswers)
	if err := market.abi.UnpackIntoInterface(out, "TooFewAnswers", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// MarketTooLate represents a TooLate error raised by the Market contract.
type MarketTooLate struct {
	When *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooLate(uint256 when)
func MarketTooLateErrorID() common.Hash {
	return common.HexToHash("0x691e5682c05af91a82d806fceac093f8891d2c453dfc42c67196c1ccdb7b8be1")
}

// UnpackTooLateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooLate(uint256 when)
func (market *Market) UnpackTooLateError(raw []byte) (*MarketTooLate, error) {
	out := new(MarketTooLate)
	if err := market.abi.UnpackIntoInterface(out, "TooLate", raw); err != nil {
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

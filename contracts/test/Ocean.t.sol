// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Vm} from "./Vm.sol";

// What of Ocean's contracts (npm @oceanprotocol/contracts) this test calls.

interface IOceanRouter {
    function addFactory(address factory) external;
    function addFixedRateContract(address exchange) external;
    function addApprovedToken(address token) external;
    function updateOPCFee(uint256 swap, uint256 swapOther, uint256 consume, uint256 provider) external;
}

interface IOceanFactory {
    struct Nft {
        string name;
        string symbol;
        uint256 templateIndex;
        string tokenURI;
        bool transferable;
        address owner;
    }

    struct Datatoken {
        uint256 templateIndex;
        string[] strings;
        address[] addresses;
        uint256[] uints;
        bytes[] bytess;
    }

    struct FixedRate {
        address fixedPriceAddress;
        address[] addresses;
        uint256[] uints;
    }

    function addTokenTemplate(address template) external returns (uint256);
    function createNftWithErc20WithFixedRate(Nft calldata nft, Datatoken calldata datatoken, FixedRate calldata rate)
        external
        returns (address erc721, address erc20, bytes32 exchangeId);
}

interface IOceanToken {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

interface IOceanDatatoken {
    struct ProviderFee {
        address providerFeeAddress;
        address providerFeeToken;
        uint256 providerFeeAmount;
        uint8 v;
        bytes32 r;
        bytes32 s;
        uint256 validUntil;
        bytes providerData;
    }

    struct MarketFee {
        address consumeMarketFeeAddress;
        address consumeMarketFeeToken;
        uint256 consumeMarketFeeAmount;
    }

    struct Order {
        address consumer;
        uint256 serviceIndex;
        ProviderFee providerFee;
        MarketFee consumeMarketFee;
    }

    struct Exchange {
        address exchangeContract;
        bytes32 exchangeId;
        uint256 maxBaseTokenAmount;
        uint256 swapMarketFee;
        address marketFeeAddress;
    }

    event OrderStarted(
        address indexed consumer,
        address payer,
        uint256 amount,
        uint256 serviceIndex,
        uint256 timestamp,
        address indexed publishMarketAddress,
        uint256 blockNumber
    );

    function buyFromFreAndOrder(Order calldata order, Exchange calldata exchange) external;
}

/// @notice The first purchase of a fresh buyer, here and in Ocean, on one chain. With isolation each call is a transaction
/// of its own: what it used includes the 21,000 of every transaction, its calldata, and what is refunded for cleared
/// storage. Ocean's is measured as bare as it goes: no fee of its community, of a market or of a provider.
/// forge-config: default.isolate = true
contract OceanTest is CommitteesBase {
    event log_named_uint(string what, uint256 value); // shown by forge test -vv

    address internal constant SELLER = address(0x5e11e4);
    address internal constant BUYER = address(0xb0b);
    uint256 internal constant PROVIDER = 0x940714e4; // key of who would hand the file out
    uint256 internal constant PRICE = 1 ether;

    function _deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        string memory path = "../node_modules/@oceanprotocol/contracts/artifacts/contracts/";
        bytes memory creation = vm.parseJsonBytes(vm.readFile(string.concat(path, name, ".json")), ".bytecode");
        creation = bytes.concat(creation, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        vm.assertTrue(deployed != address(0), string.concat(name, " is not deployed"));
    }

    // Ocean as its own scripts deploy it, and one asset of the Enterprise template, sold at a fixed rate.
    function _ocean() internal returns (address datatoken, address exchange, bytes32 exchangeId, address token) {
        token = _deploy("utils/OceanToken.sol/OceanToken", abi.encode(address(this)));
        address nft = _deploy("templates/ERC721Template.sol/ERC721Template", "");
        address template = _deploy("templates/ERC20Template.sol/ERC20Template", "");
        address enterprise = _deploy("templates/ERC20TemplateEnterprise.sol/ERC20TemplateEnterprise", "");
        address collector = _deploy(
            "communityFee/OPFCommunityFeeCollector.sol/OPFCommunityFeeCollector", abi.encode(op(1), address(this))
        );
        address[] memory none = new address[](0);
        address router = _deploy(
            "pools/FactoryRouter.sol/FactoryRouter", abi.encode(address(this), token, address(1), collector, none)
        );
        exchange = _deploy("pools/fixedRate/FixedRateExchange.sol/FixedRateExchange", abi.encode(router));
        address factory = _deploy("ERC721Factory.sol/ERC721Factory", abi.encode(nft, template, router));
        IOceanRouter(router).addFactory(factory);
        IOceanRouter(router).addFixedRateContract(exchange);
        IOceanRouter(router).addApprovedToken(token);
        IOceanRouter(router).updateOPCFee(0, 0, 0, 0);
        IOceanFactory(factory).addTokenTemplate(enterprise);

        IOceanFactory.Datatoken memory d;
        d.templateIndex = 2;
        d.strings = new string[](2);
        (d.strings[0], d.strings[1]) = ("Datatoken", "DT");
        d.addresses = new address[](4);
        (d.addresses[0], d.addresses[1]) = (SELLER, SELLER);
        d.uints = new uint256[](2);
        d.uints[0] = 1000 ether;
        IOceanFactory.FixedRate memory f;
        f.fixedPriceAddress = exchange;
        f.addresses = new address[](4);
        (f.addresses[0], f.addresses[1], f.addresses[2]) = (token, SELLER, SELLER);
        f.uints = new uint256[](5);
        (f.uints[0], f.uints[1], f.uints[2], f.uints[4]) = (18, 18, PRICE, 1);
        vm.prank(SELLER);
        (, datatoken, exchangeId) = IOceanFactory(factory)
            .createNftWithErc20WithFixedRate(
                IOceanFactory.Nft("Data", "NFT", 1, "https://example.org/metadata", true, SELLER), d, f
            );
    }

    function _oceanGas() internal returns (uint256) {
        (address datatoken, address exchange, bytes32 exchangeId, address token) = _ocean();
        IOceanToken(token).mint(BUYER, PRICE);
        vm.prank(BUYER);
        IOceanToken(token).approve(datatoken, PRICE); // not counted
        bytes memory data = bytes('{"environment":"","timestamp":1800000000}');
        IOceanDatatoken.Order memory order;
        order.consumer = BUYER;
        order.providerFee.providerFeeAddress = vm.addr(PROVIDER);
        order.providerFee.providerFeeToken = token;
        order.providerFee.providerData = data;
        bytes32 said = keccak256(abi.encodePacked(data, vm.addr(PROVIDER), token, uint256(0), uint256(0)));
        (order.providerFee.v, order.providerFee.r, order.providerFee.s) =
            vm.sign(PROVIDER, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", said)));
        IOceanDatatoken.Exchange memory fre = IOceanDatatoken.Exchange(exchange, exchangeId, PRICE, 0, address(0));
        vm.recordLogs();
        vm.prank(BUYER);
        IOceanDatatoken(datatoken).buyFromFreAndOrder(order, fre);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        vm.assertTrue(_has(vm.getRecordedLogs(), IOceanDatatoken.OrderStarted.selector), "no order");
        vm.assertEq(IOceanToken(token).balanceOf(BUYER), 0, "the buyer paid");
        return gas;
    }

    function _has(Vm.Log[] memory logs, bytes32 topic) internal pure returns (bool) {
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] == topic) return true;
        }
        return false;
    }

    function _ourGas(uint16 memberBps, uint32 duration) internal returns (uint256) {
        uint256 committee = _active(5, 3, 5);
        Market market = new Market(committees);
        Listings.Offer memory o;
        o.price = uint128(PRICE);
        o.duration = duration;
        o.escrow = 1 days;
        o.stock = market.UNLIMITED();
        o.memberBps = memberBps;
        o.committee = uint48(committee);
        o.version = Listings.Version(HASH, "https://example.org/metadata", 3, new bytes(162));
        vm.prank(SELLER);
        bytes32 asset = market.list(o);
        vm.deal(BUYER, 10 ether);
        vm.prank(BUYER);
        market.buy{value: PRICE}(Market.Order(asset, BUYER, address(0), uint128(PRICE), 1));
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
        vm.assertTrue(market.purchaseOf(asset, 1).state == Market.State.Open, "in escrow");
        return gas;
    }

    function test_BuyingCostsAtMost06OfOceans() public {
        uint256 oceans = _oceanGas();
        uint256 ours = _ourGas(0, 0);
        emit log_named_uint("Ocean's buyFromFreAndOrder", oceans);
        emit log_named_uint("buy, with the native coin and escrow", ours);
        emit log_named_uint("per mille", 1000 * ours / oceans);
        vm.assertLe(10 * ours, 6 * oceans, "the goal");
    }

    function test_SoItDoesWithTheMembersPart() public {
        uint256 oceans = _oceanGas();
        uint256 ours = _ourGas(500, 30 days);
        emit log_named_uint("buy, with the native coin, escrow and a members' part", ours);
        vm.assertLe(10 * ours, 6 * oceans, "the goal");
    }
}

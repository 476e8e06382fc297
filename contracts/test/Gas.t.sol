// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Draws} from "../src/Draws.sol";
import {Evidence} from "../src/Evidence.sol";
import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Requests} from "../src/Requests.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {DrawsBase} from "./Draws.t.sol";
import {MarketBase} from "./MarketBase.sol";
import {RequestsBase} from "./Requests.t.sol";
import {GoodToken} from "./Tokens.sol";

/// @notice What the usual calls cost: one call in each test, for contracts/.gas-snapshot. A change there is a change
/// of what users pay.
contract GasMarketTest is MarketBase {
    GoodToken internal token;
    bytes32 internal asset; // with escrow
    bytes32 internal simple; // without
    bytes32 internal timed;
    bytes32 internal inTokens;
    uint96 internal request;
    uint32[] internal numbers;

    // Purchases of `asset`: 1 can be disputed, 2 can fail, 3 can be refunded, 4 can be released.
    function setUp() public override {
        super.setUp();
        vm.deal(address(this), 100 ether);
        token = new GoodToken();
        token.mint(address(this), 100 ether);
        token.approve(address(market), type(uint256).max);
        asset = _listed("asset", address(0), ESCROW, 0);
        simple = _listed("simple", address(0), 0, 0);
        timed = _listed("timed", address(0), 0, 30 days);
        inTokens = _listed("tokens", address(token), ESCROW, 0);
        _buyFor(BUYER, asset, BUYER);
        (, uint96 second) = _disputed(BUYER, asset, FRIEND);
        _disputed(BUYER, asset, STRANGER);
        _buyFor(BUYER, asset, ATTACKER);
        _buyFor(BUYER, timed, address(this));
        _buyFor(BUYER, simple, BUYER);
        _pastAnswers(second);
        market.fail(asset, 3);
        vm.roll(block.number + 64);
        request = _request(BUYER, asset);
        numbers.push(4);
    }

    function _listed(bytes32 salt, address token_, uint32 escrow, uint32 duration) internal returns (bytes32) {
        Listings.Offer memory o = _offer();
        (o.salt, o.token, o.escrow, o.duration) = (salt, token_, escrow, duration);
        (o.royalty, o.royaltyBps, o.memberBps) = (op(1), 1000, 100);
        o.version.uri = "https://example.org/0123456789abcdef0123456789abcdef.json";
        return _list(o);
    }

    function _orderOf(bytes32 which) internal view returns (Market.Order memory) {
        return Market.Order(which, address(this), address(0), PRICE, 1);
    }

    function test_List() public {
        Listings.Offer memory o;
        (o.price, o.stock, o.escrow, o.committee) = (PRICE, UNLIMITED, ESCROW, uint48(committee));
        o.version =
            Listings.Version(HASH, "https://example.org/0123456789abcdef0123456789abcdef.json", 3, new bytes(162));
        market.list(o);
    }

    function test_BuyInEscrow() public {
        market.buy{value: PRICE}(_orderOf(asset));
    }

    function test_BuyWithoutEscrow() public {
        market.buy{value: PRICE}(_orderOf(simple));
    }

    function test_Extend() public {
        market.buy{value: PRICE}(_orderOf(timed));
    }

    function test_BuyWithATokenInEscrow() public {
        market.buy(_orderOf(inTokens));
    }

    function test_Licensed() public view {
        market.licensed(timed, address(this));
    }

    function test_LicensedInADispute() public view {
        market.licensed(asset, FRIEND);
    }

    function test_Accept() public {
        vm.prank(BUYER);
        market.accept(asset, 1);
    }

    function test_Dispute() public {
        vm.prank(BUYER);
        market.dispute(asset, 1, request);
    }

    function test_Fail() public {
        market.fail(asset, 2);
    }

    function test_Refund() public {
        market.refund(asset, 3);
    }

    function test_Release() public {
        vm.warp(block.timestamp + ESCROW);
        market.release(asset, numbers);
    }

    function test_ShareFees() public {
        market.shareFees(committee, 1, address(0));
    }

    function test_Withdraw() public {
        vm.prank(SELLER);
        market.withdraw(address(0), SELLER);
    }
}

contract GasCommitteesTest is CommitteesBase {
    uint256 internal joining;
    uint256 internal committing;
    uint256 internal dealing;
    uint256 internal complaining;
    uint256 internal confirming;
    uint256 internal serving;

    // Committees of five, t = 3, one in each phase in which op(5) is the last to speak (in complain, the first).
    function setUp() public override {
        super.setUp();
        _register(13, 128);
        joining = _create(5, 3);
        committing = _create(5, 3);
        dealing = _create(5, 3);
        complaining = _create(5, 3);
        confirming = _create(5, 3);
        serving = _create(5, 3);
        _next();
        for (uint256 id = joining; id <= serving; id++) {
            _join(id, 1, 1, 1, id == joining ? 4 : 5);
        }
        _next();
        for (uint256 id = committing; id <= serving; id++) {
            _commit(id, 1, 1, 1, id == committing ? 4 : 5);
        }
        _next();
        for (uint256 id = dealing; id <= serving; id++) {
            _deal(id, 1, 1, 1, id == dealing ? 4 : 5);
        }
        _after(serving, 3);
        _confirm(confirming, 1, 1, 1, 2, HASH);
        _confirm(serving, 1, 1, 1, 5, HASH);
        _next();
        _approve(serving, 2, 1, _ops(1, 5), 3, 1, 3);
        vm.roll(1002); // back, where each still takes its message
    }

    function test_Register() public {
        registry.register("https://node.example.org:8443", 1_900_000_000);
    }

    function test_CreateOf5() public {
        committees.create(_ops(1, 5), 3, 2, _lengths(10), 1 days);
    }

    function test_CreateOf128() public {
        committees.create(_ops(1, 128), 65, 2, _lengths(10), 1 days);
    }

    function test_Join() public {
        vm.prank(op(5));
        committees.join(joining, 1, 1, new bytes(97));
    }

    function test_Commit() public {
        vm.prank(op(5));
        committees.commit(committing, 1, 1, HASH);
    }

    function test_Deal() public {
        vm.roll(1003);
        vm.prank(op(5));
        committees.deal(dealing, 1, 1, new bytes(4 + 33 * 3 + 33 + 32 * 5 + 96));
    }

    function test_Complain() public {
        vm.roll(1004);
        vm.prank(op(5));
        committees.complain(complaining, 1, 1, abi.encodePacked(uint32(1), new bytes(97)));
    }

    function test_ConfirmThatActivates() public {
        vm.roll(1014);
        vm.prank(op(5));
        committees.confirm(confirming, 1, 1, HASH);
    }

    function test_Approve() public {
        vm.prank(op(4));
        committees.approve(serving, 2, 1, _ops(1, 5), 3);
    }

    function test_StartOf5() public {
        vm.roll(1015);
        committees.start(serving, 1, _ops(1, 5), 3);
    }
}

contract GasRequestsTest is RequestsBase {
    Requests.Ask internal ask;
    bytes internal first;
    bytes internal later;

    // A committee of 31, t = 16, and one request of it: member 2 has answered, members 1 and 3 have not.
    function setUp() public override {
        super.setUp();
        uint256 committee = _serving(31, 16, 31, 1 days);
        ask = _ask(committee, 16);
        committees.request(ask);
        committees.request(ask);
        _send(1, 2);
        first = _answer(2, 1);
        later = _answer(1, 3);
    }

    function test_Request() public {
        committees.request(ask);
    }

    function test_FirstAnswer() public {
        vm.prank(member(1));
        committees.answer(2, first);
    }

    function test_LaterAnswer() public {
        vm.prank(member(3));
        committees.answer(1, later);
    }
}

/// @notice That an answer, as a transaction with all that belongs to it, is within what the bond is reckoned with.
/// forge-config: default.isolate = true
contract GasAnswerTest is RequestsBase {
    event log_named_uint(string what, uint256 value); // shown by forge test -vv

    function test_AnAnswerIsWithinItsGas() public {
        uint256 committee = _serving(31, 16, 31, 1 days);
        uint256 id = committees.request(_ask(committee, 31));
        uint256 most;
        for (uint256 i = 31; i > 0; i--) {
            _send(id, i);
            uint256 gas = vm.lastCallGas().gasTotalUsed;
            if (gas > most) most = gas;
        }
        emit log_named_uint("the dearest answer", most);
        vm.assertLe(most, committees.ANSWER_GAS(), "ANSWER_GAS");
    }
}

/// @notice Why members keep what their answers earned, also where too few answered: docs/security.md. A committee of 31,
/// t = 16, of which 16 are silent with the buyer and 15 answer. Each call is a transaction of its own.
/// forge-config: default.isolate = true
contract GasGameTest is RequestsBase {
    event log_named_uint(string what, uint256 value); // shown by forge test -vv

    function _used(string memory what) internal returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(what, gas);
    }

    function test_TheGameOfSilentMembers() public {
        uint256 committee = _serving(31, 16, 31, 1 days);
        Market market = new Market(committees);
        Listings.Offer memory o;
        (o.price, o.stock, o.escrow, o.committee) = (1 ether, 10, 1 days, uint48(committee));
        Requests.Ask memory ask = _ask(committee, 31);
        o.version = Listings.Version(HASH, "ipfs://metadata", ask.terms.confirmations, ask.capsule);
        bytes32 asset = market.list(o);
        ask.terms.policy = market.policyOf(asset);
        vm.deal(BUYER, 2 ether);

        vm.prank(BUYER);
        market.buy{value: 1 ether}(Market.Order(asset, BUYER, address(0), 1 ether, 1));
        uint256 theirs = _used("buy");
        vm.prank(BUYER);
        uint96 request = uint96(committees.request(ask));
        theirs += _used("request");
        vm.prank(BUYER);
        market.dispute(asset, 1, request);
        theirs += _used("dispute");
        uint256 ours;
        for (uint256 i = 1; i <= 15; i++) {
            _send(request, i);
            ours += vm.lastCallGas().gasTotalUsed;
        }
        emit log_named_uint("fifteen answers", ours);
        vm.warp(block.timestamp + 1 days);
        market.fail(asset, 1);
        theirs += _used("fail");
        vm.roll(block.number + 64);
        market.refund(asset, 1);
        theirs += _used("refund");
        vm.prank(BUYER);
        committees.reclaim(request);
        theirs += _used("reclaim");
        emit log_named_uint("the buyer's gas", theirs);
        vm.assertLt(theirs, ours, "the buyer burns less than the members that it makes work");
        vm.assertLe(ours, 15 * committees.ANSWER_GAS(), "what they are paid twice over");
    }
}

/// @notice What it takes to show an answer wrong, of five.
/// forge-config: default.isolate = true
contract GasRefuteTest is MarketBase {
    event log_named_uint(string what, uint256 value); // shown by forge test -vv

    function test_Refute() public {
        bytes32 asset = _list(_offer());
        (, uint96 request) = _disputed(BUYER, asset, BUYER);
        for (uint32 i = 1; i <= 5; i++) {
            _answers(request, asset, i, i != 3);
        }
        Evidence.Report memory r = _reportOf(request, 2);
        bytes32[] memory hashes = _hashesOf(request);
        evidence.refute(request, hashes, 2, r);
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint("refute", gas);
        vm.assertLe(gas, 250_000, "a seller or a buyer can pay for it");
    }
}

contract GasDrawsTest is DrawsBase {
    uint256 internal seeded;
    uint256 internal drawn;
    bytes internal header;

    // A hundred operators with a stake; one draw of 31 waits for its lot, one is done.
    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i <= 100; i++) {
            vm.prank(op(i));
            registry.register{value: i * 1 ether}("https://node", 0);
        }
        drawn = draws.request(_wish(31), Draws.Plan(16, 16, _lengths(10), 1 days));
        seeded = draws.request(_wish(31), _noPlan());
        header = _fall(drawn, "lot");
        draws.reveal(drawn, header);
        draws.draw(drawn, 1000);
        draws.reveal(seeded, header);
    }

    function test_Request() public {
        draws.request(_wish(31), Draws.Plan(16, 16, _lengths(10), 1 days));
    }

    function test_FirstTrial() public {
        draws.draw(seeded, 1);
    }

    function test_DrawOf31() public {
        draws.draw(seeded, 1000);
    }

    function test_Make() public {
        draws.make(drawn);
    }

    function test_MoreStakeAmong100() public {
        vm.prank(op(1));
        registry.register{value: 1}("https://node", 0);
    }
}

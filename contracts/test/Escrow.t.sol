// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Evidence} from "../src/Evidence.sol";
import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Payments} from "../src/Payments.sol";
import {Requests} from "../src/Requests.sol";
import {MarketBase} from "./MarketBase.sol";

/// @notice No key, no pay: how a payment waits, and where it goes.
contract EscrowTest is MarketBase {
    function test_APurchaseWaits() public {
        bytes32 asset = _list(_offer());
        Market.Order memory o = _order(asset, FRIEND);
        o.referrer = ATTACKER;
        uint40 releaseAt = uint40(block.timestamp + ESCROW);
        vm.expectEmit(address(market));
        emit Market.Bought(asset, FRIEND, 1, BUYER, PRICE, PERPETUAL, ATTACKER, releaseAt);
        vm.prank(BUYER);
        market.buy{value: PRICE}(o);
        Market.Purchase memory p = market.purchaseOf(asset, 1);
        vm.assertTrue(p.payer == BUYER && p.holder == FRIEND && p.referrer == ATTACKER, "accounts");
        vm.assertTrue(p.amount == PRICE && p.releaseAt == releaseAt && p.version == 1, "terms");
        vm.assertTrue(p.state == Market.State.Open && p.epoch == 0, "state");
        vm.assertTrue(market.licensed(asset, FRIEND), "licensed at once");
        vm.assertEq(market.owed(address(0), SELLER), 0, "the seller waits");
    }

    function test_AcceptPaysAtOnce() public {
        bytes32 asset = _list(_offer());
        _buyFor(BUYER, asset, FRIEND);
        _buy(BUYER, asset);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotHolder.selector, FRIEND));
        market.accept(asset, 1);
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotHolder.selector, FRIEND));
        market.accept(asset, 1);
        vm.expectEmit(address(market));
        emit Market.Released(asset, 1);
        vm.prank(FRIEND); // the holder
        market.accept(asset, 1);
        vm.prank(BUYER); // the payer
        market.accept(asset, 2);
        vm.assertEq(market.owed(address(0), SELLER), 2 * PRICE, "owed");
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, 2));
        market.accept(asset, 2);
        vm.assertTrue(market.licensed(asset, FRIEND) && market.licensed(asset, BUYER), "licences stay");
        vm.assertFalse(_release(asset, 2), "twice");
    }

    function test_ReleaseIsForAnybodyAfterTheTime() public {
        bytes32 asset = _list(_offer());
        _buy(BUYER, asset);
        vm.warp(block.timestamp + 10);
        _buy(FRIEND, asset);
        vm.warp(market.purchaseOf(asset, 1).releaseAt);
        vm.assertFalse(_release(asset, 1), "in the last second");
        vm.warp(block.timestamp + 1);
        // What is not due, settled or not there is passed over, so that nobody can spoil a seller's list.
        uint32[] memory numbers = new uint32[](5);
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]) = (2, 1, 1, 0, 77);
        vm.assertEq(market.release(asset, numbers), 1, "one of them");
        vm.assertEq(market.owed(address(0), SELLER), PRICE, "owed");
        vm.assertTrue(_stateOf(asset, 2) == Market.State.Open, "the other waits");
    }

    // The whole story: nobody answers, and the price and the bond go back.
    function test_UnansweredIsRefunded() public {
        bytes32 asset = _list(_offer());
        uint256 before = BUYER.balance;
        uint32 number = _buy(BUYER, asset);
        uint96 request = _request(BUYER, asset);
        vm.expectEmit(address(market));
        emit Market.Disputed(asset, number, request);
        _dispute(BUYER, asset, number, request);
        vm.assertTrue(market.licensed(asset, BUYER), "nodes can answer");
        vm.warp(committees.requestOf(request).answersUntil);
        vm.assertTrue(market.licensed(asset, BUYER), "in the last second");
        vm.expectRevert(_error(Market.Answered.selector, request));
        market.fail(asset, number);
        vm.warp(block.timestamp + 1);
        vm.assertFalse(market.licensed(asset, BUYER), "over without anybody's call");
        vm.assertEq(market.licenceOf(asset, BUYER), 0, "licence");
        vm.assertFalse(_release(asset, number), "release");
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.refund(asset, number);
        _next();
        vm.expectEmit(address(market));
        emit Market.Failed(asset, number, 0);
        vm.prank(STRANGER);
        market.fail(asset, number);
        uint256 failedAt = block.number;
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.fail(asset, number);
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Market.InDispute.selector, number));
        market.accept(asset, number);
        vm.assertFalse(_release(asset, number), "released after it failed");
        vm.roll(failedAt + 63);
        vm.expectRevert(_error(Market.NotYet.selector, failedAt + 64));
        market.refund(asset, number);
        vm.roll(failedAt + 64);
        vm.expectEmit(address(market));
        emit Market.Refunded(asset, number, BUYER, PRICE);
        vm.prank(STRANGER);
        market.refund(asset, number);
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.refund(asset, number); // no second one
        vm.prank(BUYER);
        vm.assertEq(market.withdraw(address(0), BUYER), PRICE, "the price");
        vm.prank(BUYER);
        committees.reclaim(request);
        uint256 bond = committees.requestOf(request).bond;
        vm.assertEq(BUYER.balance, before + bond, "all of it, and the bond that the test gave"); // _send deals it
        vm.assertEq(address(market).balance, 0, "market");
        vm.assertEq(market.owed(address(0), SELLER), 0, "seller");
        _buy(BUYER, asset); // may try again
        vm.assertTrue(market.licensed(asset, BUYER), "licensed again");
    }

    function test_AnsweredIsPaid() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        for (uint32 i = 1; i <= 3; i++) {
            _answers(request, asset, i, true);
        }
        _pastAnswers(request);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
        vm.expectRevert(_error(Market.Answered.selector, request));
        market.fail(asset, number);
        vm.warp(evidence.challengedUntil(request));
        vm.assertFalse(_release(asset, number), "while answers can be shown wrong");
        vm.warp(block.timestamp + 1);
        vm.assertTrue(_release(asset, number), "release");
        vm.assertEq(market.owed(address(0), SELLER), PRICE, "seller");
        vm.assertEq(market.licenceOf(asset, BUYER), PERPETUAL, "licence");
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.fail(asset, number);
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.refund(asset, number);
        uint256 bond = committees.requestOf(request).bond;
        vm.assertEq(committees.owed(_address(_account(2))), bond / 5, "an answer's part of the bond");
        vm.prank(BUYER);
        vm.assertEq(committees.reclaim(request), 2 * bond / 5, "the rest");
    }

    /// @notice The seller's price does not pay for those who answered honestly, nor they for those who did not.
    function test_WhoAnsweredKeepsItsPartOfTheBond() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, true);
        _answers(request, asset, 4, true);
        _pastAnswers(request);
        market.fail(asset, number);
        vm.roll(block.number + 64);
        market.refund(asset, number);
        uint256 bond = committees.requestOf(request).bond;
        vm.prank(BUYER);
        vm.assertEq(committees.reclaim(request), 3 * bond / 5, "bond");
        vm.assertEq(market.owed(address(0), BUYER), PRICE, "price");
        vm.assertEq(committees.owed(_address(_account(4))), bond / 5, "who answered");
    }

    function test_AcceptInADispute() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, FRIEND);
        _pastAnswers(request);
        vm.assertFalse(market.licensed(asset, FRIEND), "not answered");
        vm.prank(BUYER); // it is its money
        market.accept(asset, number);
        vm.assertTrue(market.licensed(asset, FRIEND), "licensed");
        vm.assertEq(market.owed(address(0), SELLER), PRICE, "paid");
        vm.expectRevert(abi.encodeWithSelector(Market.NoPurchase.selector, asset, number));
        market.fail(asset, number);
    }

    // Which request counts.

    function test_DisputeRefusals() public {
        Listings.Offer memory o = _offer();
        o.duration = 30 days;
        bytes32 asset = _list(o);
        uint96 old = _request(BUYER, asset);
        vm.warp(block.timestamp + 1);
        uint32 number = _buyFor(FRIEND, asset, BUYER);
        bytes memory other = _error(Market.OtherRequest.selector, old);
        _disputeRefused(BUYER, asset, number, old, other); // sent before the purchase
        _disputeRefused(BUYER, asset, number, 99, _error(Requests.NoRequest.selector, 99));
        uint96 good = _request(BUYER, asset);
        _disputeRefused(STRANGER, asset, number, good, abi.encodeWithSelector(Market.NotHolder.selector, BUYER));
        _disputeRefused(FRIEND, asset, number, good, abi.encodeWithSelector(Market.NotHolder.selector, BUYER)); // paid
        _disputeRefused(BUYER, asset, 9, good, abi.encodeWithSelector(Market.NoPurchase.selector, asset, 9));
        // Another's request, for another capsule, of terms that differ in anything.
        uint96 request = _send(FRIEND, _askOf(asset, "one", 5));
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        request = _send(BUYER, _askOf(asset, "two", 5));
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        Requests.Ask memory ask = _askOf(asset, "one", 5);
        ask.terms.confirmations = 4;
        request = _send(BUYER, ask);
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        ask = _askOf(asset, "one", 5);
        ask.terms.policy = "false"; // nobody would answer that
        request = _send(BUYER, ask);
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        // One that nodes may stop to look at before the time for answers is over.
        ask = _askOf(asset, "one", 5);
        ask.deadline = uint64(block.timestamp) + WINDOW - 1;
        request = _send(BUYER, ask);
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        ask.deadline++;
        request = _send(BUYER, ask);
        _dispute(BUYER, asset, number, request);
        _disputeRefused(BUYER, asset, number, good, abi.encodeWithSelector(Market.InDispute.selector, number));
    }

    function test_DisputeIsInTheEscrowsTime() public {
        bytes32 asset = _list(_offer());
        uint32 number = _buy(BUYER, asset);
        uint40 releaseAt = market.purchaseOf(asset, number).releaseAt;
        vm.warp(releaseAt);
        uint96 request = _request(BUYER, asset);
        vm.warp(releaseAt + 1);
        _disputeRefused(BUYER, asset, number, request, _error(Market.TooLate.selector, releaseAt));
        vm.warp(releaseAt);
        _dispute(BUYER, asset, number, request); // in the last second
        vm.warp(releaseAt + 1);
        vm.assertFalse(_release(asset, number), "released in a dispute");
    }

    function test_ARequestOfTheSameBlockCounts() public {
        bytes32 asset = _list(_offer());
        _disputed(BUYER, asset, BUYER);
    }

    function test_OneRequestForTwoPurchases() public {
        Listings.Offer memory o = _offer();
        o.duration = 30 days;
        bytes32 asset = _list(o);
        uint32 first = _buy(BUYER, asset);
        uint32 second = _buy(BUYER, asset);
        uint96 request = _request(BUYER, asset);
        uint96 another = _request(BUYER, asset);
        _dispute(BUYER, asset, first, request);
        // One dispute of a licence at a time.
        _disputeRefused(BUYER, asset, second, another, abi.encodeWithSelector(Market.InDispute.selector, first));
        _pastAnswers(request);
        market.fail(asset, first);
        _disputeRefused(BUYER, asset, second, request, _error(Market.OtherRequest.selector, request));
        // The other one was sent under the second purchase, and was not answered either.
        _dispute(BUYER, asset, second, another);
        market.fail(asset, second);
        vm.assertEq(market.licenceOf(asset, BUYER), block.timestamp - WINDOW - 1, "nothing is left");
        vm.roll(block.number + 64);
        market.refund(asset, first);
        market.refund(asset, second);
        vm.assertEq(market.owed(address(0), BUYER), 2 * PRICE, "both");
        vm.assertFalse(market.licensed(asset, BUYER), "licensed");
    }

    /// @notice Not one that ends before the answers' time: its end would be what made nodes refuse.
    function test_ALicenceThatEndsWithin() public {
        Listings.Offer memory o = _offer();
        o.duration = ESCROW + uint32(WINDOW);
        bytes32 asset = _list(o);
        uint32 number = _buy(BUYER, asset);
        vm.warp(market.purchaseOf(asset, number).releaseAt);
        uint96 request = _request(BUYER, asset);
        _dispute(BUYER, asset, number, request); // just enough, however late the dispute
        vm.warp(committees.requestOf(request).answersUntil);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed in all that time");
    }

    /// @notice After an earlier purchase failed, what is left may be too short for the later one's dispute; until then it
    /// was the holder's own choice to begin with the earlier.
    function test_ARestThatIsTooShort() public {
        Listings.Offer memory o = _offer();
        o.duration = ESCROW + uint32(WINDOW);
        bytes32 asset = _list(o);
        uint32 first = _buy(BUYER, asset);
        uint64 start = uint64(block.timestamp);
        uint32 second = _buy(BUYER, asset);
        vm.warp(start + ESCROW - 2 * WINDOW);
        uint96 request = _request(BUYER, asset);
        _dispute(BUYER, asset, first, request);
        _pastAnswers(request);
        market.fail(asset, first);
        uint64 until = market.licenceOf(asset, BUYER);
        vm.assertEq(until, start + o.duration, "what the other bought");
        request = _request(BUYER, asset);
        _dispute(BUYER, asset, second, request);
        vm.assertGe(until, committees.requestOf(request).answersUntil, "long enough");
    }

    // Renewals.

    function test_TimeThatOtherPurchasesBoughtStays() public {
        Listings.Offer memory o = _offer();
        o.duration = 30 days;
        bytes32 asset = _list(o);
        uint64 start = uint64(block.timestamp);
        uint32 first = _buy(BUYER, asset);
        _buyFor(FRIEND, asset, BUYER);
        vm.assertEq(market.licenceOf(asset, BUYER), start + 60 days, "both");
        uint96 request = _request(BUYER, asset);
        _dispute(BUYER, asset, first, request);
        Market.Order memory order = _order(asset, BUYER);
        _refusedToBuy(order, PRICE, abi.encodeWithSelector(Market.InDispute.selector, first)); // what would it extend?
        _pastAnswers(request);
        vm.assertEq(market.licenceOf(asset, BUYER), start + 30 days, "what is left");
        vm.assertTrue(market.licensed(asset, BUYER), "licensed by the other");
        market.fail(asset, first);
        vm.assertEq(market.licenceOf(asset, BUYER), start + 30 days, "the same in state");
        _buy(BUYER, asset);
        vm.assertEq(market.licenceOf(asset, BUYER), start + 60 days, "extended");
        vm.roll(block.number + 64);
        market.refund(asset, first);
        vm.assertEq(market.licenceOf(asset, BUYER), start + 60 days, "a refund takes nothing more");
        vm.assertTrue(_stateOf(asset, 2) == Market.State.Open && _stateOf(asset, 3) == Market.State.Open, "the others");
    }

    function test_AGiftGoesBackToWhoPaid() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, FRIEND);
        _pastAnswers(request);
        market.fail(asset, number);
        vm.roll(block.number + 64);
        market.refund(asset, number);
        vm.assertEq(market.owed(address(0), BUYER), PRICE, "payer");
        vm.assertEq(market.owed(address(0), FRIEND), 0, "holder");
        uint256 bond = committees.requestOf(request).bond;
        vm.prank(FRIEND);
        vm.assertEq(committees.reclaim(request), bond, "the bond is the holder's");
    }

    /// @notice Who gives somebody a licence cannot take it away, nor stand in the way of anything but a second payment.
    function test_GriefingByGifts() public {
        bytes32 asset = _list(_offer());
        uint32 number = _buyFor(ATTACKER, asset, BUYER);
        uint96 request = _request(ATTACKER, asset);
        _disputeRefused(ATTACKER, asset, number, request, abi.encodeWithSelector(Market.NotHolder.selector, BUYER));
        // Even with a request that the holder signed for some gateway, which anybody can put on the chain.
        uint256 secret = 0xb0b0;
        address holder = vm.addr(secret);
        number = _buyFor(ATTACKER, asset, holder);
        Requests.Ask memory ask = _askOf(asset, "one", 5);
        bytes32 digest = _digest(
            keccak256(
                abi.encode(
                    keccak256(
                        "AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)"
                    ),
                    keccak256("Opens one Latchkey file."),
                    _pin(asset),
                    keccak256(ask.readerKey),
                    holder,
                    ask.deadline
                )
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        vm.prank(ATTACKER);
        request = uint96(committees.requestFor{value: 1 ether}(holder, ask, abi.encodePacked(r, s, v)));
        _disputeRefused(ATTACKER, asset, number, request, abi.encodeWithSelector(Market.NotHolder.selector, holder));
        _dispute(holder, asset, number, request); // its own dispute may use it
        // The licence of a holder in dispute is no present to be made: nothing of the attacker's gets in the way.
        Market.Order memory o = _order(asset, holder);
        vm.prank(ATTACKER);
        vm.expectRevert(abi.encodeWithSelector(Market.InDispute.selector, number));
        market.buy{value: PRICE}(o);
    }

    function _pin(bytes32 asset) internal view returns (bytes32 capsule) {
        (, capsule,) = market.versionOf(asset, 1);
    }

    // What sellers do meanwhile.

    function test_WhatTheSellerDoesMeanwhileChangesNothing() public {
        bytes32 asset = _list(_offer());
        uint32 number = _buy(BUYER, asset);
        vm.startPrank(SELLER);
        market.update(asset, _version("two"));
        market.reprice(asset, 1);
        market.restock(asset, 0, 1);
        market.stop(asset);
        vm.stopPrank();
        // What counts is the capsule that was bought.
        uint96 request = _send(BUYER, _askOf(asset, "two", 5));
        _disputeRefused(BUYER, asset, number, request, _error(Market.OtherRequest.selector, request));
        request = _request(BUYER, asset);
        _dispute(BUYER, asset, number, request);
        _pastAnswers(request);
        market.fail(asset, number);
        vm.roll(block.number + 64);
        market.refund(asset, number);
        vm.assertEq(market.owed(address(0), BUYER), PRICE, "the price that was paid");
        // Who buys the later version disputes for the later.
        bytes32 other = _listAgain();
        vm.prank(SELLER);
        market.update(other, _version("two"));
        number = _buy(BUYER, other);
        request = _send(BUYER, _askOf(other, "one", 5));
        _disputeRefused(BUYER, other, number, request, _error(Market.OtherRequest.selector, request));
        request = _send(BUYER, _askOf(other, "two", 5));
        _dispute(BUYER, other, number, request);
    }

    function _listAgain() internal returns (bytes32) {
        Listings.Offer memory o = _offer();
        o.salt = "another";
        return _list(o);
    }

    // Answers that are wrong.

    function test_TAnswersOneOfThemRefuted() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, true);
        _answers(request, asset, 2, false);
        _answers(request, asset, 3, true);
        _pastAnswers(request);
        vm.assertTrue(market.licensed(asset, BUYER), "three stand");
        vm.expectEmit(address(evidence));
        emit Evidence.Refuted(request, 2);
        _refute(request, 1);
        vm.assertEq(evidence.refutedCount(request), 1, "refuted");
        vm.assertFalse(market.licensed(asset, BUYER), "two stand");
        _refuteRefused(request, 1, _reportOf(request, 1), _error(Evidence.AlreadyRefuted.selector, 2));
        vm.assertEq(evidence.refutedCount(request), 1, "once");
        market.fail(asset, number);
        vm.roll(block.number + 64);
        market.refund(asset, number);
        vm.assertEq(market.owed(address(0), BUYER), PRICE, "refunded");
        // It costs no stake; who signed it loses that by a report.
        vm.assertTrue(registry.operatorOf(_address(_account(2))).stake != 0, "stake");
        Evidence.Report memory r = _reportOf(request, 1);
        vm.prank(SELLER);
        evidence.report(r);
        vm.assertEq(registry.operatorOf(_address(_account(2))).stake, 0, "stake");
        vm.assertEq(SELLER.balance, 1000 ether + 0.15 ether, "the reporter's tenth, here the seller's");
    }

    /// @notice One member that answers wrong on purpose, with a buyer that it helps, refunds nobody: a dispute's request
    /// has room for those who answer right.
    function test_OneWrongMemberRefundsNobody() public {
        bytes32 asset = _list(_offer());
        uint32 number = _buy(BUYER, asset);
        for (uint32 answers = 3; answers <= 4; answers++) {
            uint96 small = _send(BUYER, _askOf(asset, "one", answers));
            _disputeRefused(
                BUYER, asset, number, small, abi.encodeWithSelector(Market.TooFewAnswers.selector, answers, 5)
            );
        }
        uint96 request = _request(BUYER, asset);
        _dispute(BUYER, asset, number, request);
        _answers(request, asset, 5, false); // first
        _answers(request, asset, 4, false); // t - 1 of them
        _answers(request, asset, 1, true);
        _answers(request, asset, 2, true);
        _answers(request, asset, 3, true);
        _refute(request, 0);
        _refute(request, 1);
        _pastAnswers(request);
        vm.expectRevert(_error(Market.Answered.selector, request));
        market.fail(asset, number);
        _pastChallenges(request);
        vm.assertTrue(_release(asset, number), "the seller is paid");
    }

    /// @notice n - t + 1 members that do not answer, or answer wrong, refund every buyer. Sellers are told.
    function test_ThreeOfFiveRefundEveryBuyer() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, true);
        _answers(request, asset, 2, true);
        _answers(request, asset, 3, false);
        _refute(request, 2); // and 4 and 5 are silent
        vm.assertTrue(market.licensed(asset, BUYER), "the time for answers runs");
        _pastAnswers(request);
        market.fail(asset, number);
    }

    function test_ManyMembersNeed2TLess1Answers() public {
        bytes memory list = _keys(7, 2);
        uint256 wide = _serving(7, 2, 7, keccak256(list));
        Listings.Offer memory o = _offer();
        o.committee = uint48(wide);
        bytes32 asset = _list(o);
        uint32 number = _buy(BUYER, asset);
        Requests.Ask memory ask = _askOf(asset, "one", 2);
        ask.terms.committee = wide;
        uint96 request = _send(BUYER, ask);
        _disputeRefused(BUYER, asset, number, request, abi.encodeWithSelector(Market.TooFewAnswers.selector, 2, 3));
        ask.answers = 3;
        request = _send(BUYER, ask);
        vm.assertEq(committees.requestOf(request).n, 7, "n");
        _dispute(BUYER, asset, number, request);
    }

    /// @notice Refuting takes the answer on the chain itself. A member that answered right there and signed a wrong share
    /// elsewhere loses its stake for that, but its answer stands.
    function test_ARightAnswerStandsBesideAWrongOneElsewhere() public {
        bytes32 asset = _list(_offer());
        (, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, true);
        Evidence.Report memory elsewhere = _answerOf(request, asset, "one", 1, false);
        _refuteRefused(request, 0, elsewhere, abi.encodeWithSelector(Evidence.OtherAnswers.selector));
        _refuteRefused(request, 0, _reportOf(request, 0), abi.encodeWithSelector(Evidence.GoodShare.selector));
        // Nor under a list of answers that is not the chain's.
        bytes32[] memory made = new bytes32[](1);
        made[0] = keccak256(bytes.concat(elsewhere.share, elsewhere.signature));
        vm.expectRevert(abi.encodeWithSelector(Evidence.OtherAnswers.selector));
        evidence.refute(request, made, 0, elsewhere);
        vm.prank(STRANGER);
        evidence.report(elsewhere);
        vm.assertEq(registry.operatorOf(_address(_account(1))).stake, 0, "stake");
        vm.assertEq(evidence.refutedCount(request), 0, "refuted");
    }

    /// @notice An answer is 174 bytes of share and 65 of signature; its bytes cannot be cut elsewhere.
    function testFuzz_AnswersAreCutInOnePlace(uint256 at) public {
        bytes32 asset = _list(_offer());
        (, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, true);
        Evidence.Report memory r = _reportOf(request, 0);
        bytes memory data = bytes.concat(r.share, r.signature);
        at = _bound(at, 0, 239);
        if (at == 174) at++;
        r.share = new bytes(at);
        r.signature = new bytes(239 - at);
        for (uint256 i = 0; i < 239; i++) {
            if (i < at) r.share[i] = data[i];
            else r.signature[i - at] = data[i];
        }
        vm.prank(STRANGER);
        (bool done,) = address(evidence).call(abi.encodeCall(evidence.refute, (request, _hashesOf(request), 0, r)));
        vm.assertFalse(done, "an honest answer was refuted");
    }

    function test_RefuteRefusals() public {
        bytes32 asset = _list(_offer());
        (, uint96 request) = _disputed(BUYER, asset, BUYER);
        _answers(request, asset, 1, false);
        _answers(request, asset, 2, false);
        bytes memory other = abi.encodeWithSelector(Evidence.OtherAnswers.selector);
        Evidence.Report memory r = _reportOf(request, 0);
        _refuteRefused(request, 1, r, other); // another's place
        _refuteRefused(request, 2, r, other); // no place
        bytes32[] memory hashes = _hashesOf(request);
        (hashes[0], hashes[1]) = (hashes[1], hashes[0]);
        vm.expectRevert(other);
        evidence.refute(request, hashes, 1, r);
        hashes = new bytes32[](1);
        hashes[0] = _hashesOf(request)[0];
        vm.expectRevert(other);
        evidence.refute(request, hashes, 0, r); // not all of them
        vm.expectRevert(other);
        evidence.refute(request, new bytes32[](0), 0, r);
        vm.expectRevert(_error(Requests.NoRequest.selector, 99));
        evidence.refute(99, hashes, 0, r);
        // Another request of the same buyer for the same capsule has its own answers.
        uint96 second = _request(BUYER, asset);
        vm.expectRevert(other);
        evidence.refute(second, _hashesOf(request), 0, r);
        // Fields that would make it another member, request or capsule.
        r.index = 2;
        _refuteRefused(request, 0, r, abi.encodeWithSelector(Evidence.OtherShare.selector));
        r = _reportOf(request, 0);
        r.confirmations = 4;
        vm.prank(STRANGER);
        (bool done,) = address(evidence).call(abi.encodeCall(evidence.refute, (request, _hashesOf(request), 0, r)));
        vm.assertFalse(done, "another label");
        // In its time, before the answers' deadline too.
        _refute(request, 0);
        uint256 until = evidence.challengedUntil(request);
        Requests.Request memory q = committees.requestOf(request);
        vm.assertEq(until, uint256(q.answersUntil) + WINDOW, "one window more");
        vm.warp(until + 1);
        _refuteRefused(request, 1, _reportOf(request, 1), _error(Evidence.ChallengeOver.selector, until));
        vm.warp(until);
        _refute(request, 1);
        vm.assertEq(evidence.refutedCount(request), 2, "both");
    }

    /// @notice A request that two answers stand in, refuted in the last second: failing and releasing exclude each other
    /// at every moment.
    function testFuzz_NothingIsBothFailedAndReleased(uint8 answered, uint8 wrong, uint32 when, bool failFirst) public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        answered = uint8(_bound(answered, 0, 5));
        uint256 right;
        for (uint32 i = 1; i <= answered; i++) {
            bool good = (wrong >> (i - 1)) & 1 == 0;
            if (good) right++;
            _answers(request, asset, i, good);
        }
        for (uint32 i = 1; i <= answered; i++) {
            if ((wrong >> (i - 1)) & 1 != 0) _refute(request, i - 1);
        }
        vm.warp(block.timestamp + _bound(when, 0, 3 * WINDOW));
        bool over = block.timestamp > committees.requestOf(request).answersUntil;
        bool challenged = block.timestamp > evidence.challengedUntil(request);
        bool failed;
        bool released;
        for (uint256 i = 0; i < 2; i++) {
            if ((i == 0) == failFirst) (failed,) = address(market).call(abi.encodeCall(market.fail, (asset, number)));
            else released = _release(asset, number);
        }
        vm.assertTrue(failed == (over && right < 3), "failed");
        vm.assertTrue(released == (challenged && right >= 3), "released");
        vm.assertTrue(market.licensed(asset, BUYER) == !failed, "licensed");
    }

    /// @notice A node reads the chain up to 64 blocks behind. Whatever depth it reads at, a licence whose payment is back
    /// is not seen any more: in none of the last 65 blocks was it one.
    function test_NoDepthShowsALicenceWhosePaymentIsBack() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _pastAnswers(request);
        market.fail(asset, number);
        uint256 last = block.number - 1; // the last block at whose end it may have been one
        for (uint256 i = 0; i <= 64; i++) {
            vm.assertFalse(market.licensed(asset, BUYER), "licensed");
            (bool done,) = address(market).call(abi.encodeCall(market.refund, (asset, number)));
            vm.assertTrue(done == (i == 64), "refunded");
            if (done) vm.assertTrue(block.number - 64 > last, "64 confirmations");
            vm.roll(block.number + 1);
            vm.warp(block.timestamp + 12);
        }
    }

    // Stock, limits, money.

    function test_ARefundGivesStockAndLimitBack() public {
        Listings.Offer memory o = _offer();
        (o.stock, o.limit) = (1, 1);
        bytes32 asset = _list(o);
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _pastAnswers(request);
        market.fail(asset, number);
        Market.Order memory order = _order(asset, BUYER);
        _refusedToBuy(order, PRICE, abi.encodeWithSelector(Listings.NotForSale.selector, asset));
        vm.roll(block.number + 64);
        market.refund(asset, number);
        vm.assertEq(market.listingOf(asset).stock, 1, "stock");
        vm.assertEq(market.boughtBy(asset, BUYER), 0, "bought");
        vm.assertEq(_buy(BUYER, asset), 2, "the number is another");
        vm.assertEq(market.listingOf(asset).stock, 0, "stock");
        // Where the stock has no end, none is added.
        bytes32 endless = _listAgain();
        (number, request) = _disputed(BUYER, endless, BUYER);
        _pastAnswers(request);
        market.fail(endless, number);
        vm.roll(block.number + 64);
        market.refund(endless, number);
        vm.assertEq(market.listingOf(endless).stock, UNLIMITED, "stock");
    }

    /// A seller says how many are left at that moment: a refund that comes later gives one back besides, and only `stop`
    /// keeps it from being sold.
    function test_ARefundAfterARestock() public {
        Listings.Offer memory o = _offer();
        o.stock = 2;
        bytes32 asset = _list(o);
        (uint32 first, uint96 request) = _disputed(BUYER, asset, BUYER);
        _pastAnswers(request);
        market.fail(asset, first);
        vm.roll(block.number + 64);
        vm.prank(SELLER);
        market.restock(asset, 0, 0);
        market.refund(asset, first);
        vm.assertEq(market.listingOf(asset).stock, 1, "what was given back is for sale");
        vm.prank(SELLER);
        market.stop(asset);
        Market.Order memory order = _order(asset, BUYER);
        _refusedToBuy(order, PRICE, abi.encodeWithSelector(Listings.NotForSale.selector, asset));
    }

    function test_TheMembersPartIsOfTheEpochThatServed() public {
        Listings.Offer memory o = _offer();
        o.memberBps = 1000;
        bytes32 asset = _list(o);
        uint32 first = _buy(BUYER, asset);
        _secondEpoch();
        uint32 second = _buy(FRIEND, asset);
        vm.prank(FRIEND);
        market.accept(asset, second);
        vm.prank(BUYER);
        market.accept(asset, first);
        vm.assertEq(market.pot(committee, 1, address(0)), PRICE / 10, "epoch 1");
        vm.assertEq(market.pot(committee, 2, address(0)), PRICE / 10, "epoch 2");
        // Epoch 2: three of five confirmed.
        vm.expectEmit(address(market));
        emit Payments.FeesShared(committee, 2, address(0), PRICE / 10 / 3 * 3);
        vm.assertEq(market.shareFees(committee, 2, address(0)), PRICE / 10 / 3, "a third");
        vm.assertEq(market.owed(address(0), _address(_account(3))), PRICE / 10 / 3, "confirmed");
        vm.assertEq(market.owed(address(0), _address(_account(4))), 0, "did not");
        vm.assertEq(market.pot(committee, 2, address(0)), PRICE / 10 % 3, "what does not divide stays");
        vm.expectRevert(abi.encodeWithSelector(Payments.NothingOwed.selector));
        market.shareFees(committee, 2, address(0));
        // Who confirms late has a part of what is shared from then on.
        vm.prank(_address(_account(4)));
        committees.confirm(committee, 2, 1, OTHER);
        uint32 third = _buy(ATTACKER, asset);
        vm.prank(ATTACKER);
        market.accept(asset, third);
        market.shareFees(committee, 2, address(0));
        vm.assertEq(market.owed(address(0), _address(_account(4))), (PRICE / 10 + PRICE / 10 % 3) / 4, "a quarter");
        // Epoch 1, which has ended: its five.
        market.shareFees(committee, 1, address(0));
        vm.assertEq(market.owed(address(0), _address(_account(5))), PRICE / 50, "a fifth");
        vm.prank(_address(_account(5)));
        vm.assertEq(market.withdraw(address(0), FRIEND), PRICE / 50, "withdrawn, to where the member likes");
        vm.expectRevert(_error(Committees.NoEpoch.selector, 3));
        market.shareFees(committee, 3, address(0));
    }

    function _secondEpoch() internal {
        address[] memory members = new address[](5);
        for (uint256 i = 0; i < 5; i++) {
            members[i] = _address(_account(i + 1));
        }
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(members[i]);
            committees.approve(committee, 2, 1, members, 3);
        }
        committees.start(committee, 1, members, 3);
        _next();
        for (uint256 i = 0; i < 5; i++) {
            vm.prank(members[i]);
            committees.join(committee, 2, 1, "key");
        }
        _after(committee, 3);
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(members[i]);
            committees.confirm(committee, 2, 1, OTHER);
        }
    }

    /// @notice A request names an epoch, and that epoch's members answer for it, whatever serves by then.
    function test_AnEpochThatEndsInADispute() public {
        bytes32 asset = _list(_offer());
        (uint32 number, uint96 request) = _disputed(BUYER, asset, BUYER);
        _secondEpoch();
        for (uint32 i = 3; i <= 5; i++) {
            _answers(request, asset, i, true);
        }
        _pastChallenges(request);
        vm.assertTrue(_release(asset, number), "paid");
    }

    /// @notice The bond is for the base fee of the request's block. When the fee rises tenfold, members that answer at a
    /// loss are paid no more, and who did not answer costs the seller the price: docs/security.md.
    function test_BaseFeeSpikes() public {
        bytes32 asset = _list(_offer());
        uint32 number = _buy(BUYER, asset);
        Requests.Ask memory ask = _askOf(asset, "one", 5);
        vm.fee(10 gwei);
        uint256 bond = committees.bondFor(5, 10 gwei);
        vm.fee(11 gwei);
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Requests.BondTooSmall.selector, bond, bond / 10 * 11));
        committees.request{value: bond}(ask);
        vm.fee(10 gwei);
        uint96 request = _send(BUYER, ask);
        _dispute(BUYER, asset, number, request);
        vm.fee(100 gwei);
        for (uint32 i = 1; i <= 3; i++) {
            _answers(request, asset, i, true);
        }
        vm.assertEq(committees.owed(_address(_account(1))), bond / 5, "200,000 gas at the old fee");
        vm.assertLt(bond / 5, 100_000 * 100 gwei, "less than it costs");
        _pastChallenges(request);
        vm.assertTrue(_release(asset, number), "paid");
    }

    /// @notice A payer that cannot take coins loses nothing: it says where they go.
    function test_APayerThatTakesNoCoins() public {
        Closed payer = new Closed(market);
        bytes32 asset = _list(_offer());
        vm.deal(address(payer), PRICE);
        payer.buy(_order(asset, FRIEND));
        uint96 request = _request(FRIEND, asset);
        _dispute(FRIEND, asset, 1, request);
        _pastAnswers(request);
        market.fail(asset, 1);
        vm.roll(block.number + 64);
        market.refund(asset, 1); // needs nobody's help
        vm.expectRevert();
        payer.withdraw(address(payer));
        vm.assertEq(market.owed(address(0), address(payer)), PRICE, "still owed");
        payer.withdraw(STRANGER);
        vm.assertEq(STRANGER.balance, PRICE, "paid");
        vm.assertEq(address(market).balance, 0, "market");
    }
}

/// @notice A contract that buys and takes no coins.
contract Closed {
    Market private immutable _market;

    constructor(Market market) {
        _market = market;
    }

    function buy(Market.Order calldata o) external {
        _market.buy{value: o.price}(o);
    }

    function withdraw(address to) external {
        _market.withdraw(address(0), to);
    }
}

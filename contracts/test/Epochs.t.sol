// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {CommitteesBase} from "./CommitteesBase.sol";

/// @notice Later epochs, locks, sessions.
contract EpochsTest is CommitteesBase {
    // Later epochs.

    function test_StartNeedsApprovalsOfExactlyThis() public {
        uint256 id = _active(5, 3, 5);
        uint256 other = _active(5, 3, 5); // a second committee of the same members
        address[] memory next = _ops(3, 8);
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 0, 3));
        committees.start(id, 1, next, 4);
        vm.prank(CREATOR);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 0));
        committees.start(id, 0, next, 4); // the creator has no say any more

        _approve(other, 2, 1, next, 4, 1, 5);
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 0, 3)); // no replay across committees
        committees.start(id, 1, next, 4);

        vm.expectEmit(address(committees));
        emit Committees.Approved(id, 2, op(1), keccak256(abi.encode(id, uint64(2), uint64(1), next, uint32(4))));
        _approve(id, 2, 1, next, 4, 1, 2);
        _approve(id, 2, 1, next, 4, 2, 2); // twice counts once
        _approve(id, 2, 1, next, 3, 3, 3); // another t
        _approve(id, 2, 1, _ops(3, 9), 4, 4, 4); // other members
        _mayNotSpeak(op(6)); // a member of the new epoch only
        _approve(id, 2, 1, next, 4, 6, 6);
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 2, 3));
        committees.start(id, 1, next, 4);
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 1, 3));
        committees.start(id, 1, next, 3);

        _approve(id, 2, 1, next, 4, 3, 3); // replaces the older one
        vm.assertEq(committees.approvalOf(id, 2, op(3)), committees.approvalHash(id, 2, 1, next, 4), "newest approval");
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 0, 3));
        committees.start(id, 1, next, 3);
        _approve(id, 2, 1, new address[](0), 0, 1, 1); // takes it back
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 2, 3));
        committees.start(id, 1, next, 4);
        _approve(id, 2, 1, next, 4, 5, 5);
        vm.prank(STRANGER); // anybody sends it
        committees.start(id, 1, next, 4);
        Committees.Attempt memory a = committees.currentAttempt(id);
        vm.assertEq(a.epoch, 2, "epoch");
        vm.assertEq(a.attempt, 1, "attempt");
        vm.assertEq(a.from, 1, "from");
        vm.assertEq(a.members, next, "members");
        vm.assertFalse(a.active, "active");
        _expect(abi.encodeWithSelector(Committees.AttemptRuns.selector, 2, 1));
        committees.start(id, 1, next, 4);
    }

    function test_ApproveRefusals() public {
        uint256 id = _create(3, 2);
        address[] memory m = _ops(1, 3);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 0));
        _approve(id, 1, 0, m, 2, 1, 1); // nothing to deal from yet
        id = _active(3, 2, 3);
        _expect(abi.encodeWithSelector(Committees.WrongEpoch.selector, 1, 2));
        _approve(id, 1, 1, m, 2, 1, 1);
        _expect(abi.encodeWithSelector(Committees.WrongEpoch.selector, 3, 2));
        _approve(id, 3, 1, m, 2, 1, 1);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 0));
        _approve(id, 2, 0, m, 2, 1, 1);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 2));
        _approve(id, 2, 2, m, 2, 1, 1);
        _mayNotSpeak(op(4));
        _approve(id, 2, 1, m, 2, 4, 4);
    }

    function test_AnApprovedStartStillFollowsTheRules() public {
        vm.prank(CREATOR);
        uint256 id = committees.create(_ops(1, 3), 2, 2, _lengths(LENGTH), 0);
        _runTo(id, 1, 1, 1, 3, 1, 3);
        _confirm(id, 1, 1, 1, 3, HASH);
        _after(id, 4);
        address[] memory m = _ops(1, 3);
        _approve(id, 2, 1, m, 1, 1, 3);
        _expect(abi.encodeWithSelector(Committees.BadThreshold.selector, 1, 2, 3));
        committees.start(id, 1, m, 1);
        m[2] = op(1);
        _approve(id, 2, 1, m, 2, 1, 3);
        _expect(abi.encodeWithSelector(Committees.MemberTwice.selector, op(1)));
        committees.start(id, 1, m, 2);
        m[2] = STRANGER;
        _approve(id, 2, 1, m, 2, 1, 3);
        _expect(abi.encodeWithSelector(Committees.NotOperator.selector, STRANGER));
        committees.start(id, 1, m, 2);
    }

    function test_Resharing() public {
        uint256 id = _active(5, 3, 5);
        address[] memory next = _ops(3, 8); // 1 and 2 leave, 6 to 8 come
        _approve(id, 2, 1, next, 4, 1, 3);
        committees.start(id, 1, next, 4);
        _next();
        _mayNotSpeak(op(1)); // leaves: deals, but does not join
        _join(id, 2, 1, 1, 1);
        _join(id, 2, 1, 3, 3);
        _join(id, 2, 1, 5, 7); // 4 and 8 do not
        _after(id, 0);
        _mayNotSpeak(op(4)); // could have joined
        _commit(id, 2, 1, 4, 4);
        _mayNotSpeak(op(6)); // joined, but is no dealer
        _commit(id, 2, 1, 6, 6);
        _mayNotSpeak(op(9));
        _commit(id, 2, 1, 9, 9);
        _commit(id, 2, 1, 1, 3);
        vm.assertTrue(_end(id, 1) > block.number, "ended too early");
        _commit(id, 2, 1, 5, 5);
        vm.assertEq(_end(id, 1), block.number, "1, 2, 3 and 5 are all");
        _next();
        vm.prank(op(1)); // the new t and n
        committees.deal(id, 2, 1, new bytes(4 + 33 * 4 + 33 + 32 * 6 + 96));
        _deal(id, 2, 1, 2, 3);
        _deal(id, 2, 1, 5, 5);
        _next();
        _mayNotSpeak(op(1));
        _complainAs(op(1), id, 2, 1, 2);
        _expect(abi.encodeWithSelector(Committees.NoDealer.selector, 6)); // five dealers, six members
        _complainAs(op(6), id, 2, 1, 6);
        _complainAs(op(6), id, 2, 1, 5);
        _after(id, 3);
        _mayNotSpeak(op(1));
        _confirm(id, 2, 1, 1, 1, HASH);
        _confirm(id, 2, 1, 3, 3, HASH);
        _confirm(id, 2, 1, 5, 6, HASH);
        vm.assertEq(committees.activeEpoch(id), 1, "the old epoch serves");
        vm.warp(1_900_000_000);
        _confirm(id, 2, 1, 7, 7, HASH);
        vm.assertEq(committees.activeEpoch(id), 2, "active");
        vm.assertEq(committees.epochOf(id, 1).endedAt, 1_900_000_000, "endedAt");
        vm.assertEq(committees.epochOf(id, 2).from, 1, "from");
        vm.assertEq(committees.epochOf(id, 2).members, next, "members");
    }

    function test_ResharingEndsCommitEarlyWithoutAnyOldMemberThatStays() public {
        uint256 id = _active(3, 2, 3);
        _approve(id, 2, 1, _ops(4, 6), 2, 1, 3);
        committees.start(id, 1, _ops(4, 6), 2);
        _next();
        _join(id, 2, 1, 4, 6);
        _next();
        _commit(id, 2, 1, 1, 3);
        vm.assertEq(_end(id, 1), block.number, "end of commit");
    }

    function test_ApprovalsServeRestartsButNotTheNextEpoch() public {
        uint256 id = _active(3, 2, 3);
        address[] memory m = _ops(1, 3);
        _approve(id, 2, 1, m, 2, 1, 2);
        committees.start(id, 1, m, 2);
        _after(id, 0); // nobody joined
        committees.start(id, 1, m, 2);
        vm.assertEq(committees.currentAttempt(id).attempt, 2, "attempt");
        _runTo(id, 2, 2, 1, 3, 1, 3);
        _confirm(id, 2, 2, 1, 3, HASH);
        _next();
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 0, 2));
        committees.start(id, 2, m, 2);
        _approve(id, 3, 2, m, 2, 1, 2);
        committees.start(id, 2, m, 2);
        vm.assertEq(committees.currentAttempt(id).attempt, 1, "attempt counts from 1 in each epoch");
    }

    /// @notice Epoch 2 of 4 to 10 (n = 7, t = 4) with five confirms; enough would be min(7, 7, 4 + 2) = 6.
    function _barelyActive() internal returns (uint256 id) {
        id = _active(5, 3, 5);
        _approve(id, 2, 1, _ops(4, 10), 4, 1, 3);
        committees.start(id, 1, _ops(4, 10), 4);
        _next();
        _join(id, 2, 1, 4, 10);
        _next();
        _commit(id, 2, 1, 1, 5);
        _next();
        _deal(id, 2, 1, 1, 5);
        _after(id, 3);
        _confirm(id, 2, 1, 4, 8, HASH);
        vm.assertEq(committees.activeEpoch(id), 2, "active");
        _after(id, 4);
    }

    function test_DealsFromTheEpochBeforeWhileFewConfirmed() public {
        uint256 id = _barelyActive();
        address[] memory m = _ops(1, 4);
        _approve(id, 3, 1, m, 2, 1, 3);
        committees.start(id, 1, m, 2);
        Committees.Attempt memory a = committees.currentAttempt(id);
        vm.assertEq(a.epoch, 3, "epoch");
        vm.assertEq(a.from, 1, "from");
        _next();
        _join(id, 3, 1, 1, 4);
        _next();
        _mayNotSpeak(op(6)); // a member of epoch 2 does not deal
        _commit(id, 3, 1, 6, 6);
        _commit(id, 3, 1, 1, 5);
        _next();
        _deal(id, 3, 1, 1, 5);
        _after(id, 3);
        _confirm(id, 3, 1, 1, 3, OTHER);
        vm.assertEq(committees.activeEpoch(id), 3, "active");
        vm.assertEq(committees.epochOf(id, 2).endedAt, block.timestamp, "epoch 2 ended");
        _after(id, 4);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 1));
        committees.start(id, 1, m, 2); // two before
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 1));
        _approve(id, 4, 1, m, 2, 1, 1);
    }

    function test_NotFromTheEpochBeforeOnceEnoughConfirmed() public {
        uint256 id = _barelyActive();
        address[] memory m = _ops(1, 4);
        _approve(id, 3, 1, m, 2, 1, 3);
        _confirm(id, 2, 1, 9, 9, OTHER); // another hash is not a confirm of the epoch
        committees.start(id, 1, m, 2);
        _after(id, 0);
        _confirm(id, 2, 1, 10, 10, HASH); // the sixth
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 1));
        committees.start(id, 1, m, 2);
        _expect(abi.encodeWithSelector(Committees.NotApproved.selector, 0, 4));
        committees.start(id, 2, m, 2);
        _approve(id, 3, 2, m, 2, 4, 7);
        committees.start(id, 2, m, 2);
        vm.assertEq(committees.currentAttempt(id).attempt, 2, "attempt");
    }

    // Locks.

    function test_LockedUntil() public {
        vm.assertEq(committees.lockedUntil(op(1)), 0, "never a member");
        uint256 id = _create(3, 2);
        vm.assertEq(committees.lockedUntil(op(1)), 0, "being named locks nothing");
        _next();
        _join(id, 1, 1, 1, 2);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "joined");
        vm.assertEq(committees.lockedUntil(op(3)), 0, "named only");
        _after(id, 0);
        _commit(id, 1, 1, 1, 2);
        _after(id, 1);
        _deal(id, 1, 1, 1, 2);
        _after(id, 3);
        _confirm(id, 1, 1, 1, 2, HASH);
        _after(id, 4);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "member of a serving epoch");
        vm.assertEq(committees.lockedUntil(op(3)), 0, "named in a serving epoch, without a share");

        // Joining an attempt that fails changes nothing for a member; the epoch's end does.
        _approve(id, 2, 1, _ops(1, 3), 2, 1, 2);
        committees.start(id, 1, _ops(1, 3), 2);
        _next();
        _join(id, 2, 1, 1, 1);
        _after(id, 0);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "still a member of epoch 1");
        committees.start(id, 1, _ops(1, 3), 2);
        _next();
        _join(id, 2, 2, 2, 3);
        _next();
        _after(id, 0);
        _commit(id, 2, 2, 2, 2);
        _after(id, 3);
        _confirm(id, 2, 2, 2, 3, HASH);
        uint256 ended = block.timestamp;
        vm.assertEq(committees.lockedUntil(op(1)), ended + 90 days, "left");
        vm.assertEq(committees.lockedUntil(op(2)), type(uint64).max, "stays");
        vm.assertEq(committees.lockedUntil(op(3)), type(uint64).max, "came");
        vm.warp(ended + 1000 days);
        vm.assertEq(committees.lockedUntil(op(1)), ended + 90 days, "the end does not move");
    }

    // Hands a committee of op(1) over to op(2).
    function _handOver(uint256 id) internal {
        _approve(id, 2, 1, _ops(2, 2), 1, 1, 1);
        committees.start(id, 1, _ops(2, 2), 1);
        _next();
        _join(id, 2, 1, 2, 2);
        _after(id, 3);
        _confirm(id, 2, 1, 2, 2, HASH);
    }

    function test_TheLongestLockOfAllCommitteesCounts() public {
        uint256 one = _active(1, 1, 1);
        uint256 two = _active(1, 1, 1);
        uint256 three = _active(1, 1, 1);
        _handOver(two);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "two others still serve");
        vm.warp(block.timestamp + 1 days);
        _handOver(one);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "another still serves");
        vm.warp(block.timestamp + 1 days);
        _handOver(three);
        vm.assertEq(committees.lockedUntil(op(1)), block.timestamp + 90 days, "the last one to end");

        uint256 four = _active(1, 1, 1);
        _handOver(_active(1, 1, 1)); // a fifth, later in the list, that ends first
        vm.warp(block.timestamp + 1 days);
        _handOver(four);
        vm.assertEq(committees.lockedUntil(op(1)), block.timestamp + 90 days, "in whatever order they end");
    }

    function test_JoinedTwiceIsHeldOnce() public {
        uint256 id = _active(1, 1, 1);
        _approve(id, 2, 1, _ops(1, 1), 1, 1, 1);
        committees.start(id, 1, _ops(1, 1), 1);
        _runTo(id, 2, 1, 1, 1, 1, 1);
        _confirm(id, 2, 1, 1, 1, HASH);
        vm.assertEq(committees.holdingsOf(op(1)).length, 1, "holdings");
    }

    function test_StrangersCannotLockOrHideAnything() public {
        uint256 id = _active(1, 1, 1);
        for (uint256 i = 0; i < 300; i++) {
            vm.prank(STRANGER);
            committees.create(_ops(1, 2), 1, 1, _lengths(2 ** 20), 0);
        }
        vm.assertEq(committees.lockedUntil(op(2)), 0, "named 300 times");
        vm.assertEq(committees.holdingsOf(op(2)).length, 0, "holds nothing");
        vm.assertEq(committees.committeesOfCount(op(1)), 301, "named 301 times");
        vm.assertEq(committees.committeesOf(op(1)).length, 301, "all");
        vm.assertEq(committees.holdingsOf(op(1)).length, 1, "holds one");
        vm.assertEq(committees.holdingsOf(op(1))[0], id, "that one");
        uint256 gas = gasleft();
        committees.lockedUntil(op(1));
        vm.assertLt(gas - gasleft(), 50_000, "the lock is as cheap as before");
        uint256[] memory page = committees.committeesPage(op(1), 299, 10);
        vm.assertEq(page.length, 2, "last page");
        vm.assertEq(page[1], 301, "last one");
        vm.assertEq(committees.committeesPage(op(1), 301, 10).length, 0, "past the end");
        vm.assertEq(committees.committeesPage(op(1), type(uint256).max, type(uint256).max).length, 0, "far past");
    }

    function test_NamedOnceInCommitteesOf() public {
        uint256 id = _create(2, 1);
        _after(id, 0);
        vm.prank(CREATOR);
        committees.start(id, 0, _ops(2, 3), 1);
        uint256[] memory want = new uint256[](1);
        want[0] = id;
        for (uint256 i = 1; i <= 3; i++) {
            vm.assertEq(committees.committeesOf(op(i)), want, "committees of a member");
        }
    }

    function test_HoldingsAreBoundedAndMakeRoom() public {
        uint256 kept = _active(1, 1, 1);
        uint256[] memory failed = new uint256[](63);
        for (uint256 i = 0; i < 63; i++) {
            failed[i] = _create(2, 1);
        }
        _next();
        for (uint256 i = 0; i < 63; i++) {
            _join(failed[i], 1, 1, 1, 1);
        }
        uint256 last = _create(2, 1);
        _next();
        vm.prank(op(1));
        _expect(abi.encodeWithSelector(Committees.TooManyHoldings.selector, op(1)));
        committees.join(last, 1, 1, "");
        _after(failed[0], 0); // their join phase is over with one of two: all failed
        _join(last, 1, 1, 1, 1);
        uint256[] memory held = committees.holdingsOf(op(1));
        vm.assertEq(held.length, 2, "room was made");
        vm.assertEq(held[0], kept, "the serving one stays");
        vm.assertEq(held[1], last, "the new one");
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "locked");

        vm.prank(CREATOR); // one that was dropped can be joined again
        committees.start(failed[7], 0, _ops(1, 1), 1);
        _next();
        _join(failed[7], 1, 2, 1, 1);
        vm.assertEq(committees.holdingsOf(op(1)).length, 3, "joined again");
    }

    // Sessions.

    function test_SessionNonce() public {
        vm.assertEq(committees.sessionNonce(op(1)), 0, "at first");
        vm.expectEmit(address(committees));
        emit Committees.SessionNonceRaised(op(1), 1);
        vm.prank(op(1));
        committees.raiseSessionNonce();
        vm.assertEq(committees.sessionNonce(op(1)), 1, "raised");
        vm.assertEq(committees.sessionNonce(op(2)), 0, "another's");
    }
}

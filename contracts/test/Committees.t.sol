// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {CommitteesBase} from "./CommitteesBase.sol";

contract CommitteesTest is CommitteesBase {
    // Making a committee.

    function test_Create() public {
        uint32[5] memory lengths = [uint32(3), 4, 5, 6, 7];
        uint64[5] memory ends = [uint64(1003), 1007, 1012, 1018, 1025];
        vm.expectEmit(address(committees));
        emit Committees.Created(1, CREATOR, 2, lengths, 600);
        vm.expectEmit(address(committees));
        emit Committees.Started(1, 1, 1, 0, 3, _ops(1, 5), ends);
        vm.prank(CREATOR);
        uint256 id = committees.create(_ops(1, 5), 3, 2, lengths, 600);
        vm.assertEq(id, 1, "number");
        vm.assertEq(committees.committeeCount(), 1, "count");
        vm.assertEq(committees.activeEpoch(1), 0, "active");

        (address creator, uint32 minThreshold, uint32[5] memory got, uint64 grace) = committees.settings(1);
        vm.assertEq(creator, CREATOR, "creator");
        vm.assertEq(minThreshold, 2, "minThreshold");
        vm.assertEq(keccak256(abi.encode(got)), keccak256(abi.encode(lengths)), "lengths");
        vm.assertEq(grace, 600, "grace");

        Committees.Attempt memory a = committees.currentAttempt(1);
        vm.assertEq(a.epoch, 1, "epoch");
        vm.assertEq(a.attempt, 1, "attempt");
        vm.assertEq(a.from, 0, "from");
        vm.assertEq(a.t, 3, "t");
        vm.assertEq(a.startedAt, 1000, "startedAt");
        vm.assertEq(keccak256(abi.encode(a.ends)), keccak256(abi.encode(ends)), "ends");
        vm.assertEq(a.members, _ops(1, 5), "members");
        vm.assertEq(a.joined, 0, "joined");
        vm.assertFalse(a.active, "active");
        vm.assertEq(_create(2, 2), 2, "the second one's number");
    }

    function test_CreateRefusals() public {
        uint32[5] memory lengths = _lengths(1);
        address[] memory m = _ops(1, 3);
        _expect(abi.encodeWithSelector(Committees.BadThreshold.selector, 1, 1, 3));
        committees.create(m, 1, 0, lengths, 0);
        _expect(abi.encodeWithSelector(Committees.BadThreshold.selector, 1, 2, 3));
        committees.create(m, 1, 2, lengths, 0);
        _expect(abi.encodeWithSelector(Committees.BadThreshold.selector, 4, 1, 3));
        committees.create(m, 4, 1, lengths, 0);
        _expect(abi.encodeWithSelector(Committees.BadSize.selector, 0));
        committees.create(new address[](0), 1, 1, lengths, 0);
        _register(13, 129);
        _expect(abi.encodeWithSelector(Committees.BadSize.selector, 129));
        committees.create(_ops(1, 129), 1, 1, lengths, 0);
        for (uint256 p = 0; p < 5; p++) {
            lengths[p] = 0;
            vm.expectRevert(Committees.BadLengths.selector);
            committees.create(m, 1, 1, lengths, 0);
            lengths[p] = committees.MAX_LENGTH() + 1;
            vm.expectRevert(Committees.BadLengths.selector);
            committees.create(m, 1, 1, lengths, 0);
            lengths[p] = 1;
        }
        m[2] = op(1);
        _expect(abi.encodeWithSelector(Committees.MemberTwice.selector, op(1)));
        committees.create(m, 1, 1, lengths, 0);
        m[2] = address(0);
        _expect(abi.encodeWithSelector(Committees.NotOperator.selector, address(0)));
        committees.create(m, 1, 1, lengths, 0);
        m[2] = STRANGER;
        _expect(abi.encodeWithSelector(Committees.NotOperator.selector, STRANGER));
        committees.create(m, 1, 1, lengths, 0);
        vm.assertEq(committees.committeeCount(), 0, "count");
        committees.create(_ops(1, 128), 128, 128, lengths, 0);
        committees.create(_ops(1, 1), 1, 1, lengths, 0);
    }

    function test_NoCommittee() public {
        bytes memory none = abi.encodeWithSelector(Committees.NoCommittee.selector, 1);
        address[] memory m = _ops(1, 2);
        _expect(none);
        committees.settings(1);
        _expect(none);
        committees.activeEpoch(1);
        _expect(none);
        committees.currentAttempt(1);
        _expect(none);
        committees.epochOf(1, 1);
        _expect(none);
        committees.start(1, 0, m, 1);
        _expect(none);
        committees.approve(1, 1, 0, m, 1);
        _expect(none);
        committees.join(1, 0, 0, "");
        _expect(none);
        committees.confirm(1, 0, 0, HASH);
    }

    // Join.

    function test_Join() public {
        uint256 id = _create(3, 2);
        _wrongPhase(Committees.Phase.Join); // the block of the start
        _join(id, 1, 1, 1, 1);
        _next();
        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Join, op(1), "key");
        _join(id, 1, 1, 1, 1);
        _alreadySent(op(1));
        _join(id, 1, 1, 1, 1);
        _mayNotSpeak(op(4));
        _join(id, 1, 1, 4, 4);
        vm.prank(op(2));
        _expect(abi.encodeWithSelector(Committees.BadLength.selector, 98, 97));
        committees.join(id, 1, 1, new bytes(98));
        vm.roll(_end(id, 0));
        vm.prank(op(2));
        committees.join(id, 1, 1, new bytes(97)); // the last block
        _next();
        _wrongPhase(Committees.Phase.Join);
        _join(id, 1, 1, 3, 3);
        vm.assertEq(committees.currentAttempt(id).joined, 2, "joined");
    }

    function test_WrongAttempt() public {
        uint256 id = _create(3, 2);
        _next();
        bytes memory wrong = abi.encodeWithSelector(Committees.WrongAttempt.selector, 1, 1);
        uint64[2][5] memory others = [[uint64(1), 0], [uint64(1), 2], [uint64(0), 1], [uint64(2), 1], [uint64(0), 0]];
        for (uint256 i = 0; i < others.length; i++) {
            (uint64 e, uint64 a) = (others[i][0], others[i][1]);
            _expect(wrong);
            _join(id, e, a, 1, 1);
            _expect(wrong);
            _commit(id, e, a, 1, 1);
            _expect(wrong);
            _deal(id, e, a, 1, 1);
            _expect(wrong);
            _complainAs(op(1), id, e, a, 1);
            _expect(wrong);
            _confirm(id, e, a, 1, 1, HASH);
        }
    }

    function test_JoinEndsEarly() public {
        uint256 id = _create(3, 2);
        vm.roll(1004);
        _join(id, 1, 1, 1, 2);
        vm.assertEq(_end(id, 0), 1010, "ended too early");
        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Join, op(3), "key");
        vm.expectEmit(address(committees));
        emit Committees.PhaseEnded(id, 1, 1, Committees.Phase.Join, [uint64(1004), 1014, 1024, 1034, 1044]);
        _join(id, 1, 1, 3, 3);
        vm.assertEq(_end(id, 0), 1004, "end of join");
        vm.assertEq(_end(id, 4), 1044, "end of confirm");
        _wrongPhase(Committees.Phase.Commit); // this block is still the join phase's
        _commit(id, 1, 1, 1, 1);
        _alreadySent(op(1));
        _join(id, 1, 1, 1, 1);
        _next();
        _wrongPhase(Committees.Phase.Join);
        _join(id, 1, 1, 1, 1);
        _commit(id, 1, 1, 1, 1);
    }

    function test_LastMessageInTheLastBlockMovesNothing() public {
        uint256 id = _create(3, 2);
        vm.roll(_end(id, 0));
        vm.recordLogs();
        _join(id, 1, 1, 1, 3);
        vm.assertEq(vm.getRecordedLogs().length, 3, "three messages and nothing else");
        vm.assertEq(_end(id, 4), 1050, "end of confirm");
    }

    function test_TooFewJoinsEndTheAttempt() public {
        uint256 id = _create(5, 2); // the quorum is floor(5/2) + 1 = 3
        _next();
        _join(id, 1, 1, 1, 2);
        vm.roll(_end(id, 0));
        vm.prank(CREATOR);
        _expect(abi.encodeWithSelector(Committees.AttemptRuns.selector, 1, 1));
        committees.start(id, 0, _ops(1, 3), 2);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "locked while it runs");
        _next();
        _wrongPhase(Committees.Phase.Commit);
        _commit(id, 1, 1, 1, 1);
        vm.roll(_end(id, 2)); // nor at any later phase
        _wrongPhase(Committees.Phase.Deal);
        _deal(id, 1, 1, 1, 1);
        vm.roll(_end(id, 3));
        _wrongPhase(Committees.Phase.Complain);
        _complainAs(op(1), id, 1, 1, 1);
        vm.roll(_end(id, 4));
        _wrongPhase(Committees.Phase.Confirm);
        _confirm(id, 1, 1, 1, 1, HASH);
        vm.assertEq(committees.lockedUntil(op(1)), 0, "a failed attempt locks nothing");

        vm.prank(STRANGER);
        _expect(abi.encodeWithSelector(Committees.NotCreator.selector, STRANGER));
        committees.start(id, 0, _ops(1, 3), 2);
        vm.prank(CREATOR);
        _expect(abi.encodeWithSelector(Committees.BadFrom.selector, 1));
        committees.start(id, 1, _ops(1, 3), 2);
        vm.prank(CREATOR);
        committees.start(id, 0, _ops(2, 4), 2);
        vm.assertEq(committees.currentAttempt(id).attempt, 2, "attempt");
        vm.assertEq(committees.currentAttempt(id).joined, 0, "joined");
        _next();
        _expect(abi.encodeWithSelector(Committees.WrongAttempt.selector, 1, 2));
        _join(id, 1, 1, 2, 2);
        _mayNotSpeak(op(1)); // a member of attempt 1 only
        _join(id, 1, 2, 1, 1);
        _join(id, 1, 2, 2, 4); // op(2) joined attempt 1 too
        vm.assertEq(_end(id, 0), block.number, "all three joined");
    }

    function test_ThresholdAboveTheMajorityNeedsItsJoins() public {
        uint256 id = _create(5, 4);
        _next();
        _join(id, 1, 1, 1, 3);
        _after(id, 0);
        _wrongPhase(Committees.Phase.Commit);
        _commit(id, 1, 1, 1, 1);
    }

    // Commit and deal.

    function test_Commit() public {
        uint256 id = _create(5, 2);
        _next();
        _join(id, 1, 1, 1, 4);
        _wrongPhase(Committees.Phase.Commit);
        _commit(id, 1, 1, 1, 1);
        _after(id, 0);
        _mayNotSpeak(op(5)); // sent no join
        _commit(id, 1, 1, 5, 5);
        _mayNotSpeak(op(6)); // no member
        _commit(id, 1, 1, 6, 6);
        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Commit, op(1), abi.encodePacked(bytes32(uint256(1))));
        _commit(id, 1, 1, 1, 1);
        _alreadySent(op(1));
        _commit(id, 1, 1, 1, 1);
        _wrongPhase(Committees.Phase.Deal);
        _deal(id, 1, 1, 1, 1);
        _commit(id, 1, 1, 2, 3);
        vm.assertEq(_end(id, 1), 1020, "ended too early");
        _commit(id, 1, 1, 4, 4); // all who joined
        vm.assertEq(_end(id, 1), block.number, "end of commit");
        vm.assertEq(_end(id, 2), block.number + 10, "end of deal");
        _wrongPhase(Committees.Phase.Deal); // a dealing in this block would open before the phase is over
        _deal(id, 1, 1, 1, 1);
    }

    function test_Deal() public {
        uint256 id = _create(4, 3);
        _next();
        _join(id, 1, 1, 1, 4);
        _after(id, 0);
        _commit(id, 1, 1, 1, 3);
        _after(id, 1);
        _wrongPhase(Committees.Phase.Commit);
        _commit(id, 1, 1, 4, 4);
        _mayNotSpeak(op(4)); // joined, but sent no commit
        _deal(id, 1, 1, 4, 4);
        uint256 size = 4 + 33 * 3 + 33 + 32 * 4 + 96;
        vm.prank(op(1));
        _expect(abi.encodeWithSelector(Committees.BadLength.selector, size + 1, size));
        committees.deal(id, 1, 1, new bytes(size + 1));
        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Deal, op(1), new bytes(size));
        vm.prank(op(1));
        committees.deal(id, 1, 1, new bytes(size));
        _alreadySent(op(1));
        _deal(id, 1, 1, 1, 1);
        _deal(id, 1, 1, 2, 2);
        vm.assertTrue(_end(id, 2) > block.number, "ended too early");
        _deal(id, 1, 1, 3, 3); // all who committed
        vm.assertEq(_end(id, 2), block.number, "end of deal");
        _wrongPhase(Committees.Phase.Complain);
        _complainAs(op(1), id, 1, 1, 2);
        _next();
        _complainAs(op(1), id, 1, 1, 2);
    }

    // Confirm and activation.

    function test_Confirm() public {
        uint256 id = _create(5, 2);
        _runTo(id, 1, 1, 1, 4, 1, 4);
        _mayNotSpeak(op(5));
        _confirm(id, 1, 1, 5, 5, HASH);
        _confirm(id, 1, 1, 1, 2, HASH);
        _alreadySent(op(1));
        _confirm(id, 1, 1, 1, 1, OTHER);
        vm.assertEq(committees.activeEpoch(id), 0, "active with two of five");
        _expect(abi.encodeWithSelector(Committees.NoEpoch.selector, 1));
        committees.epochOf(id, 1);
        _confirm(id, 1, 1, 3, 3, OTHER); // another hash does not add up
        vm.assertEq(committees.activeEpoch(id), 0, "active with differing hashes");
        vm.warp(1_800_000_777);
        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Confirm, op(4), abi.encodePacked(HASH));
        vm.expectEmit(address(committees));
        emit Committees.Activated(id, 1, 1, HASH);
        vm.expectEmit(address(committees));
        emit Committees.PhaseEnded(
            id,
            1,
            1,
            Committees.Phase.Confirm,
            [_end(id, 0), _end(id, 1), _end(id, 2), _end(id, 3), uint64(block.number)]
        );
        _confirm(id, 1, 1, 4, 4, HASH);

        vm.assertEq(committees.activeEpoch(id), 1, "active");
        vm.assertTrue(committees.currentAttempt(id).active, "the attempt is active");
        Committees.Epoch memory e = committees.epochOf(id, 1);
        vm.assertEq(e.epoch, 1, "epoch");
        vm.assertEq(e.attempt, 1, "attempt");
        vm.assertEq(e.from, 0, "from");
        vm.assertEq(e.t, 2, "t");
        vm.assertEq(e.startedAt, 1000, "startedAt");
        vm.assertEq(e.activatedAt, 1_800_000_777, "activatedAt");
        vm.assertEq(e.endedAt, 0, "endedAt");
        vm.assertEq(e.hash, HASH, "hash");
        vm.assertEq(e.members, _ops(1, 5), "members");
        bool[5] memory want = [true, true, false, true, false];
        for (uint256 i = 0; i < 5; i++) {
            vm.assertTrue(e.confirmed[i] == want[i], "confirmed");
        }
    }

    function test_LaterConfirmsCountUntilTheEpochEnds() public {
        uint256 id = _active(5, 3, 3);
        vm.roll(block.number + 1000);
        vm.warp(block.timestamp + 1000);
        vm.recordLogs();
        _confirm(id, 1, 1, 4, 4, HASH);
        vm.assertEq(vm.getRecordedLogs().length, 1, "a message, and no second activation");
        vm.assertTrue(committees.epochOf(id, 1).confirmed[3], "a later confirm");
        vm.assertEq(committees.epochOf(id, 1).activatedAt, block.timestamp - 1000, "activatedAt does not move");
        _alreadySent(op(4));
        _confirm(id, 1, 1, 4, 4, HASH);

        // Also while the next attempt runs, but not once it has made epoch 2 active.
        _approve(id, 2, 1, _ops(1, 5), 3, 1, 3);
        committees.start(id, 1, _ops(1, 5), 3);
        _runTo(id, 2, 1, 1, 4, 1, 4);
        vm.recordLogs();
        _confirm(id, 1, 1, 5, 5, OTHER);
        vm.assertEq(vm.getRecordedLogs().length, 1, "all confirmed an epoch: no phase ends for that");
        vm.assertFalse(committees.epochOf(id, 1).confirmed[4], "another hash");
        _confirm(id, 2, 1, 1, 3, OTHER);
        vm.assertEq(committees.activeEpoch(id), 2, "active");
        _expect(abi.encodeWithSelector(Committees.WrongAttempt.selector, 2, 1));
        _confirm(id, 1, 1, 5, 5, HASH);
        _confirm(id, 2, 1, 4, 4, OTHER);
    }

    function test_ConfirmsThatDoNotAgreeEndTheAttempt() public {
        uint256 id = _create(4, 2);
        _runTo(id, 1, 1, 1, 4, 1, 4);
        _confirm(id, 1, 1, 1, 2, HASH);
        _confirm(id, 1, 1, 3, 4, OTHER);
        vm.assertEq(_end(id, 4), block.number, "all have spoken");
        vm.assertEq(committees.activeEpoch(id), 0, "active");
        vm.prank(CREATOR);
        _expect(abi.encodeWithSelector(Committees.AttemptRuns.selector, 1, 1));
        committees.start(id, 0, _ops(1, 4), 2);
        _next();
        vm.prank(CREATOR);
        committees.start(id, 0, _ops(1, 4), 2);
        vm.assertEq(committees.currentAttempt(id).attempt, 2, "attempt");
        _next();
        _join(id, 1, 2, 1, 1);
        _expect(abi.encodeWithSelector(Committees.WrongAttempt.selector, 1, 2));
        _confirm(id, 1, 1, 1, 1, HASH); // tallies of attempt 1 are closed
    }

    function test_AttemptWithoutAnyCommitRunsOutByItself() public {
        uint256 id = _create(3, 2);
        _next();
        _join(id, 1, 1, 1, 3);
        _after(id, 0);
        _after(id, 1);
        _mayNotSpeak(op(1));
        _deal(id, 1, 1, 1, 1);
        vm.assertEq(committees.lockedUntil(op(1)), type(uint64).max, "locked while it runs");
        _after(id, 4);
        vm.assertEq(committees.lockedUntil(op(1)), 0, "free afterwards");
        vm.prank(CREATOR);
        committees.start(id, 0, _ops(1, 3), 2);
    }

    function test_OneMemberCommittee() public {
        uint256 id = _active(1, 1, 1);
        vm.assertTrue(committees.epochOf(id, 1).confirmed[0], "confirmed");
        _approve(id, 2, 1, _ops(1, 1), 1, 1, 1);
        committees.start(id, 1, _ops(1, 1), 1);
        _runTo(id, 2, 1, 1, 1, 1, 1);
        _confirm(id, 2, 1, 1, 1, HASH);
        vm.assertEq(committees.activeEpoch(id), 2, "active");
    }
}

/// @notice Complaints, and the laws of phases and of activation.
contract PhasesTest is CommitteesBase {
    // Complain.

    function test_Complain() public {
        uint256 id = _create(4, 2);
        _next();
        _join(id, 1, 1, 1, 3);
        _after(id, 0);
        _commit(id, 1, 1, 1, 3);
        _after(id, 1);
        _deal(id, 1, 1, 1, 3);
        _next();
        _mayNotSpeak(op(4));
        _complainAs(op(4), id, 1, 1, 1);
        _mayNotSpeak(STRANGER);
        _complainAs(STRANGER, id, 1, 1, 1);
        uint32[3] memory none = [uint32(0), 5, type(uint32).max];
        for (uint256 i = 0; i < none.length; i++) {
            _expect(abi.encodeWithSelector(Committees.NoDealer.selector, none[i]));
            _complainAs(op(1), id, 1, 1, none[i]);
        }
        vm.prank(op(1));
        _expect(abi.encodeWithSelector(Committees.BadLength.selector, 3, 101));
        committees.complain(id, 1, 1, hex"000000");
        vm.prank(op(1));
        _expect(abi.encodeWithSelector(Committees.BadLength.selector, 102, 101));
        committees.complain(id, 1, 1, abi.encodePacked(uint32(1), new bytes(98)));

        vm.expectEmit(address(committees));
        emit Committees.Message(id, 1, 1, Committees.Phase.Complain, op(1), abi.encodePacked(uint32(2), new bytes(97)));
        _complainAs(op(1), id, 1, 1, 2);
        _alreadySent(op(1));
        _complainAs(op(1), id, 1, 1, 2);
        vm.prank(op(1));
        _alreadySent(op(1));
        committees.complain(id, 1, 1, hex"00000002"); // other bytes, the same dealer
        uint64 end = _end(id, 3);
        for (uint256 m = 1; m <= 3; m++) {
            for (uint32 dealer = 1; dealer <= 4; dealer++) {
                if (m != 1 || dealer != 2) _complainAs(op(m), id, 1, 1, dealer);
            }
        }
        vm.assertEq(_end(id, 3), end, "complain never ends early");
        vm.roll(end);
        _wrongPhase(Committees.Phase.Confirm);
        _confirm(id, 1, 1, 1, 1, HASH);
        _next();
        _wrongPhase(Committees.Phase.Complain);
        _complainAs(op(2), id, 1, 1, 1);
        _confirm(id, 1, 1, 1, 1, HASH);
    }

    /// @notice The largest dealing there is, 6,374 bytes, is taken from each of 128 dealers, and no byte more. What one
    /// costs as a transaction: 21,000, the calldata at EIP-7623's 40 for each byte, or more if running it takes more.
    function test_LargestDealings() public {
        uint256 size = 133 + 33 * 65 + 32 * 128;
        bytes memory data = new bytes(size);
        bytes memory longer = new bytes(size + 1);
        for (uint256 i = 0; i < size; i++) {
            data[i] = 0xff;
        }
        _register(13, 128);
        uint256 id = _create(128, 65);
        _next();
        _join(id, 1, 1, 1, 128);
        _next();
        _commit(id, 1, 1, 1, 128);
        _next();
        _expect(abi.encodeWithSelector(Committees.BadLength.selector, size + 1, size));
        vm.prank(op(1));
        committees.deal(id, 1, 1, longer);
        for (uint256 i = 1; i <= 128; i++) {
            vm.prank(op(i));
            uint256 before = gasleft();
            committees.deal(id, 1, 1, data);
            uint256 run = before - gasleft();
            uint256 calldata_ = 16 * (size + 132);
            uint256 whole = 21_000 + (run + calldata_ > 40 * (size + 132) ? run + calldata_ : 40 * (size + 132));
            vm.assertLt(whole, 300_000, "gas of a dealing");
        }
    }

    function test_ComplaintsReachTheLastOf128Dealers() public {
        _register(13, 128);
        uint256 id = _create(128, 65);
        _runTo(id, 1, 1, 1, 128, 1, 128);
        vm.roll(_end(id, 3));
        _complainAs(op(128), id, 1, 1, 128);
        _complainAs(op(128), id, 1, 1, 1);
        _complainAs(op(1), id, 1, 1, 128);
        _alreadySent(op(128));
        _complainAs(op(128), id, 1, 1, 128);
        _expect(abi.encodeWithSelector(Committees.NoDealer.selector, 129));
        _complainAs(op(128), id, 1, 1, 129);
        _next();
        _confirm(id, 1, 1, 64, 128, HASH); // 65 of them, with the last bit
        Committees.Epoch memory e = committees.epochOf(id, 1);
        vm.assertFalse(e.confirmed[62], "member 63");
        vm.assertTrue(e.confirmed[63] && e.confirmed[127], "members 64 and 128");
    }

    /// @notice The dearest start there is (128 dealers that all approved and leave, 128 members that nobody named
    /// before) fits in one transaction of EIP-7825, 2^24 gas, with its 21,000 and calldata.
    function test_TheLargestStartFitsInATransaction() public {
        _register(13, 256);
        uint256 id = _active(128, 65, 65);
        address[] memory members = _ops(129, 256);
        _approve(id, 2, 1, members, 65, 1, 128);
        vm.cool(address(committees)); // as the first call in a transaction finds it
        vm.cool(address(registry));
        uint256 gas = gasleft();
        committees.start(id, 1, members, 65);
        gas -= gasleft();
        uint256 calldata_ = abi.encodeCall(committees.start, (id, 1, members, 65)).length * 16;
        vm.assertLt(gas + 21_000 + calldata_, 1 << 24, "gas");
    }

    /// @notice Phase p takes a message in block b exactly when ends[p-1] < b <= ends[p].
    function testFuzz_Deadlines(uint32[5] memory lengths, uint256 p, uint256 b, bool inside) public {
        uint64 opens = 1000;
        for (uint256 i = 0; i < 5; i++) {
            lengths[i] = uint32(_bound(lengths[i], 1, i % 2 == 0 ? 50 : 2 ** 20));
        }
        p = _bound(p, 0, 4);
        uint256 id = committees.create(_ops(1, 4), 2, 1, lengths, 0);
        // Member 4 joins but is otherwise silent, so that no phase ends early; 1 to 3 speak in the last block.
        for (uint256 i = 0; i < p; i++) {
            opens += lengths[i];
            vm.roll(opens);
            if (i == 0) _join(id, 1, 1, 1, 3);
            if (i == 1) _commit(id, 1, 1, 1, 2);
            if (i == 2) _deal(id, 1, 1, 1, 1);
        }
        vm.assertTrue(p == 0 || _end(id, p - 1) == opens, "where the phase opens");
        uint64 end = opens + lengths[p];
        b = inside ? _bound(b, uint256(opens) + 1, end) : b % 2 == 0 ? opens - b % 5 : uint256(end) + 1 + b % 1e6;
        vm.roll(b);
        if (!inside) _wrongPhase(Committees.Phase(p));
        if (p == 0) _join(id, 1, 1, 4, 4);
        if (p == 1) _commit(id, 1, 1, 3, 3);
        if (p == 2) _deal(id, 1, 1, 2, 2);
        if (p == 3) _complainAs(op(3), id, 1, 1, 4);
        if (p == 4) _confirm(id, 1, 1, 3, 3, HASH);
    }

    /// @notice An epoch is active exactly when max(t, floor(n/2) + 1) members sent one hash.
    function testFuzz_Activation(uint256 n, uint256 t, uint256 votes) public {
        n = _bound(n, 1, 12);
        t = _bound(t, 1, n);
        uint256 id = _create(n, uint32(t));
        _runTo(id, 1, 1, 1, n, 1, n);
        uint256 needed = t > n / 2 + 1 ? t : n / 2 + 1;
        uint256[2] memory count;
        for (uint256 i = 1; i <= n; i++) {
            uint256 vote = votes >> i & 1;
            bool was = committees.activeEpoch(id) == 1;
            _confirm(id, 1, 1, i, i, bytes32(vote));
            count[vote]++;
            bool now_ = count[0] >= needed || count[1] >= needed;
            vm.assertTrue((committees.activeEpoch(id) == 1) == now_, "active");
            if (now_ && !was) vm.assertEq(committees.epochOf(id, 1).hash, bytes32(vote), "hash");
        }
        if (committees.activeEpoch(id) == 0) return;
        Committees.Epoch memory e = committees.epochOf(id, 1);
        for (uint256 i = 1; i <= n; i++) {
            vm.assertTrue(e.confirmed[i - 1] == (bytes32(votes >> i & 1) == e.hash), "confirmed");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Registry} from "../src/Registry.sol";
import {Test} from "./Vm.sol";

/// @notice Operators and the steps of a committee's life.
abstract contract CommitteesBase is Test {
    address internal constant CREATOR = address(0xc4ea704);
    address internal constant STRANGER = address(0x57a4);
    bytes32 internal constant HASH = "hash";
    bytes32 internal constant OTHER = "other";
    uint32 internal constant LENGTH = 10; // blocks of every phase

    Committees internal committees;
    Registry internal registry;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        committees = new Committees();
        registry = committees.registry();
        _register(1, 12);
    }

    function _register(uint256 first, uint256 last) internal {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            registry.register("https://node", 0);
        }
    }

    function _lengths(uint32 length) internal pure returns (uint32[5] memory lengths) {
        for (uint256 p = 0; p < 5; p++) {
            lengths[p] = length;
        }
    }

    function _create(uint256 n, uint32 t) internal returns (uint256) {
        vm.prank(CREATOR);
        return committees.create(_ops(1, n), t, 1, _lengths(LENGTH), 1 days);
    }

    function _next() internal {
        vm.roll(block.number + 1);
    }

    function _end(uint256 committee, uint256 p) internal view returns (uint64) {
        return committees.currentAttempt(committee).ends[p];
    }

    /// @notice To the first block after a phase.
    function _after(uint256 committee, uint256 p) internal {
        vm.roll(_end(committee, p) + 1);
    }

    function _join(uint256 committee, uint64 epoch, uint64 attempt, uint256 first, uint256 last) internal {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            committees.join(committee, epoch, attempt, "key");
        }
    }

    function _commit(uint256 committee, uint64 epoch, uint64 attempt, uint256 first, uint256 last) internal {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            committees.commit(committee, epoch, attempt, bytes32(i));
        }
    }

    function _deal(uint256 committee, uint64 epoch, uint64 attempt, uint256 first, uint256 last) internal {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            committees.deal(committee, epoch, attempt, "dealing");
        }
    }

    function _confirm(uint256 committee, uint64 epoch, uint64 attempt, uint256 first, uint256 last, bytes32 hash)
        internal
    {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            committees.confirm(committee, epoch, attempt, hash);
        }
    }

    function _approve(
        uint256 committee,
        uint64 epoch,
        uint64 from,
        address[] memory members,
        uint32 t,
        uint256 first,
        uint256 last
    ) internal {
        for (uint256 i = first; i <= last; i++) {
            vm.prank(op(i));
            committees.approve(committee, epoch, from, members, t);
        }
    }

    function _complainAs(address who, uint256 committee, uint64 epoch, uint64 attempt, uint32 dealer) internal {
        vm.prank(who);
        committees.complain(committee, epoch, attempt, abi.encodePacked(dealer, new bytes(97)));
    }

    /// @notice From a start in this block to the confirm phase, with members joinFirst..joinLast and dealers
    /// dealFirst..dealLast, all of them speaking.
    function _runTo(
        uint256 committee,
        uint64 epoch,
        uint64 attempt,
        uint256 joinFirst,
        uint256 joinLast,
        uint256 dealFirst,
        uint256 dealLast
    ) internal {
        _next();
        _join(committee, epoch, attempt, joinFirst, joinLast);
        _after(committee, 0);
        _commit(committee, epoch, attempt, dealFirst, dealLast);
        _after(committee, 1);
        _deal(committee, epoch, attempt, dealFirst, dealLast);
        _after(committee, 3);
    }

    /// @notice A committee of op(1)..op(n) whose epoch 1 is active, confirmed by the first `confirms`, its attempt
    /// over.
    function _active(uint256 n, uint32 t, uint256 confirms) internal returns (uint256 committee) {
        committee = _create(n, t);
        _runTo(committee, 1, 1, 1, n, 1, n);
        _confirm(committee, 1, 1, 1, confirms, HASH);
        vm.assertEq(committees.activeEpoch(committee), 1, "epoch 1 is not active");
        _after(committee, 4);
    }

    function _expect(bytes memory revertData) internal {
        vm.expectRevert(revertData);
    }

    function _wrongPhase(Committees.Phase phase) internal {
        vm.expectRevert(abi.encodeWithSelector(Committees.WrongPhase.selector, phase));
    }

    function _mayNotSpeak(address who) internal {
        vm.expectRevert(abi.encodeWithSelector(Committees.MayNotSpeak.selector, who));
    }

    function _alreadySent(address who) internal {
        vm.expectRevert(abi.encodeWithSelector(Committees.AlreadySent.selector, who));
    }
}

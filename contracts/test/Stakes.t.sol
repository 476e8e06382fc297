// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Registry} from "../src/Registry.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Test} from "./Vm.sol";

/// @notice What the registry knows of past blocks.
contract StakesTest is CommitteesBase {
    Registry internal taking; // whose stake the tests take as Evidence does

    function setUp() public override {
        super.setUp();
        taking = new Registry(committees);
        for (uint256 i = 1; i <= 100; i++) {
            vm.deal(op(i), 1000 ether);
        }
    }

    function _stake(uint256 i, uint256 amount, uint64 servesUntil) internal {
        vm.prank(op(i));
        taking.register{value: amount}("https://node", servesUntil);
    }

    function _take(uint256 i) internal {
        vm.prank(address(taking.evidence()));
        taking.slash(op(i), STRANGER);
    }

    function _is(uint256 i, uint256 blockNumber, uint256 stake, uint64 servesUntil) internal view {
        (uint256 s, uint64 u) = taking.stakeAt(op(i), blockNumber);
        vm.assertEq(s, stake, "stake");
        vm.assertEq(u, servesUntil, "servesUntil");
    }

    function test_History() public {
        uint256 b = block.number;
        _stake(1, 3, 10);
        _stake(1, 4, 20); // in one block the last one counts
        vm.roll(b + 5);
        _is(1, b - 1, 0, 0);
        _is(1, b, 7, 20);
        _is(1, b + 4, 7, 20);
        vm.prank(op(1));
        taking.unbond(2);
        vm.expectRevert(abi.encodeWithSelector(Registry.NotPast.selector, b + 5));
        taking.stakeAt(op(1), b + 5);
        vm.expectRevert(abi.encodeWithSelector(Registry.NotPast.selector, b + 5));
        taking.sumAt(b + 5);
        vm.roll(b + 9);
        _stake(1, 0, 5); // a promise can be taken back, for what comes
        vm.roll(b + 10);
        _is(1, b + 4, 7, 20);
        _is(1, b + 5, 5, 20);
        _is(1, b + 8, 5, 20);
        _is(1, b + 9, 5, 5);
        _is(2, b + 9, 0, 0);
        vm.warp(block.timestamp + 14 days);
        vm.prank(op(1));
        taking.withdraw(); // was no stake any more
        vm.roll(b + 11);
        _is(1, b + 10, 5, 5);
    }

    function test_WhoNeverHadAStakeIsNotInTheTree() public {
        uint256 b = block.number;
        for (uint256 i = 1; i <= 20; i++) {
            _stake(i, 0, 1);
        }
        _stake(9, 1, 1);
        vm.roll(b + 1);
        _stake(3, 5, 1);
        vm.prank(op(9));
        taking.unbond(1);
        vm.roll(b + 2);
        (uint256 operators, uint256 sum) = taking.sumAt(b - 1);
        vm.assertTrue(operators == 0 && sum == 0, "before");
        (operators, sum) = taking.sumAt(b);
        vm.assertTrue(operators == 1 && sum == 1, "first block");
        (operators, sum) = taking.sumAt(b + 1);
        vm.assertTrue(operators == 2 && sum == 5, "second block");
        vm.assertEq(taking.operatorCount(), 2, "count");
        vm.assertEq(taking.operatorAt(0), op(9), "first");
        vm.assertEq(taking.operatorAt(1), op(3), "second");
        Registry.Less[] memory none;
        Registry.Holder memory h = taking.holderAt(b, 0, none);
        vm.assertEq(h.account, op(9), "first block");
        h = taking.holderAt(b + 1, 0, none);
        vm.assertEq(h.account, op(3), "second block");
        vm.assertTrue(h.position == 1 && h.stake == 5 && h.servesUntil == 1 && h.left == 5, "holder");
        vm.expectRevert(abi.encodeWithSelector(Registry.BeyondStake.selector, 5, 5));
        taking.holderAt(b + 1, 5, none);
        vm.expectRevert(abi.encodeWithSelector(Registry.BeyondStake.selector, 0, 0));
        taking.holderAt(b - 1, 0, none);
    }

    function test_TakenStakeIsNobodysUntilItIsSettled() public {
        _stake(1, 4, 1);
        _stake(2, 6, 1);
        _take(1);
        vm.roll(block.number + 1);
        Registry.Less[] memory none;
        (, uint256 sum) = taking.sumAt(block.number - 1);
        vm.assertEq(sum, 10, "not settled");
        for (uint256 point = 0; point < 6; point++) {
            vm.assertEq(taking.holderAt(block.number - 1, point, none).account, op(2), "0 to 5");
        }
        for (uint256 point = 6; point < 10; point++) {
            vm.assertEq(taking.holderAt(block.number - 1, point, none).account, address(0), "6 to 9");
        }
        vm.expectEmit(address(taking));
        emit Registry.Settled(op(1), 0);
        vm.prank(STRANGER);
        taking.settle(op(1));
        taking.settle(STRANGER); // nothing to settle
        vm.roll(block.number + 1);
        (, sum) = taking.sumAt(block.number - 1);
        vm.assertEq(sum, 6, "settled");
        _take(2);
        _stake(2, 1, 1); // settles all
        vm.roll(block.number + 1);
        (, sum) = taking.sumAt(block.number - 1);
        vm.assertEq(sum, 1, "settled by the owner");
    }

    /// @notice Stake that was taken is gone from its block on, whatever comes later, and what was before it stays.
    function test_HistoryOfTakenStake() public {
        uint256 b = block.number;
        _stake(1, 5, 10);
        vm.roll(b + 3);
        _take(1);
        vm.roll(b + 4);
        _is(1, b + 2, 5, 10);
        _is(1, b + 3, 0, 10);
        vm.roll(b + 7);
        _stake(1, 2, 11);
        vm.roll(b + 8);
        _is(1, b + 2, 5, 10);
        _is(1, b + 3, 0, 10);
        _is(1, b + 6, 0, 10);
        _is(1, b + 7, 2, 11);
        // All in one block: the last state counts.
        _take(1);
        _stake(1, 9, 12);
        _take(1);
        _stake(1, 3, 13);
        vm.roll(b + 9);
        _is(1, b + 7, 2, 11);
        _is(1, b + 8, 3, 13);
        _take(1); // of the block after it was staked, with what is left unbonding
        vm.roll(b + 10);
        _is(1, b + 9, 0, 13);
    }

    struct Model {
        uint256 operators;
        uint256 sum;
        address[] order;
        uint256[] stakes;
    }

    /// @notice Against a list that is counted anew, at every block, as the tree grows over one, two and three levels.
    function testFuzz_Tree(uint256 seed, uint8 grow) public {
        uint256 blocks = 6;
        Model[] memory models = new Model[](blocks);
        uint256 first = block.number;
        uint256[] memory stakes = new uint256[](101);
        address[] memory order = new address[](100);
        uint256 known;
        for (uint256 b = 0; b < blocks; b++) {
            uint256 changes = 1 + uint256(grow) % 30;
            for (uint256 k = 0; k < changes; k++) {
                seed = uint256(keccak256(abi.encode(seed)));
                uint256 i = 1 + (seed >> 8) % 100;
                uint256 amount = (seed >> 64) % 100;
                if (seed % 8 < 5) {
                    if (stakes[i] == 0 && amount > 0 && !_knows(order, known, op(i))) order[known++] = op(i);
                    stakes[i] += amount;
                    _stake(i, amount, uint64(i));
                } else if (stakes[i] > 0) {
                    if (seed % 8 < 7) {
                        amount = 1 + amount % stakes[i];
                        stakes[i] -= amount;
                        vm.prank(op(i));
                        taking.unbond(amount);
                    } else {
                        stakes[i] = 0;
                        _take(i);
                        taking.settle(op(i));
                    }
                }
            }
            models[b] = _model(order, known, stakes);
            vm.roll(block.number + 1);
        }
        for (uint256 b = 0; b < blocks; b++) {
            _compare(models[b], first + b, seed);
        }
    }

    /// @notice Taking, settling, unbonding and staking in any order, also within a block: at every past block each
    /// operator has as many points of the row as it had at stake, and what was taken and not settled is nobody's.
    function testFuzz_TakenStakeInTheRow(uint256 seed) public {
        uint256 first = block.number;
        uint256[13][8] memory stakes;
        uint64[13][8] memory dates;
        uint256[8] memory sums;
        uint256[13] memory weighed;
        for (uint256 b = 0; b < 8; b++) {
            if (b > 0) (stakes[b], dates[b]) = (_copy(stakes[b - 1]), _copy(dates[b - 1]));
            for (uint256 k = 0; k < 6; k++) {
                seed = uint256(keccak256(abi.encode(seed)));
                uint256 i = 1 + (seed >> 8) % 12;
                uint256 what = seed % 8;
                if (what < 3) {
                    uint256 amount = (seed >> 64) % 4; // often 0: another date alone
                    dates[b][i] = uint64(seed >> 128) % 3;
                    _stake(i, amount, dates[b][i]);
                    stakes[b][i] += amount;
                } else if (what == 3 && stakes[b][i] > 0) {
                    vm.prank(op(i));
                    taking.unbond(1);
                    stakes[b][i]--;
                } else if (what == 4) {
                    taking.settle(op(i));
                } else {
                    Registry.Operator memory o = taking.operatorOf(op(i));
                    if (o.stake + o.unbonding > 0) _take(i);
                    stakes[b][i] = 0;
                    continue; // not settled
                }
                weighed[i] = stakes[b][i];
            }
            for (uint256 i = 1; i <= 12; i++) {
                sums[b] += weighed[i];
            }
            vm.roll(block.number + 1);
        }
        for (uint256 b = 0; b < 8; b++) {
            for (uint256 i = 1; i <= 12; i++) {
                _is(i, first + b, stakes[b][i], dates[b][i]);
            }
            (, uint256 sum) = taking.sumAt(first + b);
            vm.assertEq(sum, sums[b], "sum");
            uint256[13] memory left = stakes[b];
            for (uint256 point = 0; point < sum; point++) {
                address holder = taking.holderAt(first + b, point, new Registry.Less[](0)).account;
                if (holder != address(0)) left[uint160(holder) - uint160(op(0))]--;
            }
            for (uint256 i = 1; i <= 12; i++) {
                vm.assertEq(left[i], 0, "stake that no point lies in");
            }
        }
    }

    function _copy(uint256[13] memory a) internal pure returns (uint256[13] memory c) {
        for (uint256 i = 0; i < 13; i++) {
            c[i] = a[i];
        }
    }

    function _copy(uint64[13] memory a) internal pure returns (uint64[13] memory c) {
        for (uint256 i = 0; i < 13; i++) {
            c[i] = a[i];
        }
    }

    function _knows(address[] memory order, uint256 known, address account) internal pure returns (bool) {
        for (uint256 i = 0; i < known; i++) {
            if (order[i] == account) return true;
        }
        return false;
    }

    function _model(address[] memory order, uint256 known, uint256[] memory stakes)
        internal
        pure
        returns (Model memory m)
    {
        m.operators = known;
        m.order = new address[](known);
        m.stakes = new uint256[](known);
        for (uint256 i = 0; i < known; i++) {
            m.order[i] = order[i];
            m.stakes[i] = stakes[uint160(order[i]) - uint160(op(0))];
            m.sum += m.stakes[i];
        }
    }

    function _compare(Model memory m, uint256 blockNumber, uint256 seed) internal view {
        (uint256 operators, uint256 sum) = taking.sumAt(blockNumber);
        vm.assertEq(operators, m.operators, "operators");
        vm.assertEq(sum, m.sum, "sum");
        if (sum == 0) return;
        // Some operators are passed over, wholly or in part, one of them twice.
        Registry.Less[] memory less = new Registry.Less[](operators >= 3 ? 4 : 0);
        uint256[] memory left = m.stakes;
        for (uint256 k = 0; k < less.length; k++) {
            uint64 at = uint64(k == 3 ? less[2].position : (seed >> (16 * k)) % operators);
            less[k] = Registry.Less(at, uint192(k == 0 ? left[at] : left[at] / 2));
            left[at] -= less[k].amount;
            sum -= less[k].amount;
        }
        for (uint256 k = 0; k < 8 && sum > 0; k++) {
            uint256 point = k == 0 ? 0 : k == 1 ? sum - 1 : uint256(keccak256(abi.encode(seed, k))) % sum;
            Registry.Holder memory h = taking.holderAt(blockNumber, point, less);
            uint256 at;
            while (point >= left[at]) point -= left[at++];
            vm.assertEq(h.account, m.order[at], "holder");
            vm.assertTrue(h.position == at && h.left == left[at], "position and what is left");
            vm.assertEq(h.servesUntil, uint160(h.account) - uint160(op(0)), "servesUntil");
        }
    }
}

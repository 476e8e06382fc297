// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Test} from "./Vm.sol";

/// @notice A committee's life at random, and beside it the rules of spec/committee.md in their plainest form: sets
/// that are counted anew each time. Every call must have the outcome that these rules say.
contract LifeHandler is CommitteesBase {
    uint256 internal constant ACTORS = 6;

    struct Attempted {
        uint64 from;
        uint256 first; // members are op(first)..op(last)
        uint256 last;
        uint256 t;
        uint256 start;
        uint256[5] ends;
        bool[7][5] spoke; // [phase][actor]; complain is not used
        bool[7][7] complained; // [sender][dealer index]
        bytes32[7] hash;
    }

    uint256 public immutable id;
    uint256 public bad; // calls with the wrong outcome
    uint256 public good; // messages that were right and taken
    uint64 public epoch = 1;
    uint64 public attempt = 1;
    uint64 public active;
    mapping(uint64 => mapping(uint64 => Attempted)) internal _attempts;
    mapping(uint64 => uint64) public reachedBy; // epoch -> attempt
    mapping(uint64 => bytes32) public reachedHash;
    mapping(uint256 => bytes32) internal _approved; // actor -> newest approval for epoch active + 1

    constructor(Committees committees_) {
        committees = committees_;
        registry = committees_.registry();
        _register(1, ACTORS);
        id = committees.create(_ops(1, 4), 2, 1, _lengths(LENGTH), 0);
        _begin(0, 1, 4, 2);
    }

    function setUp() public override {}

    // The rules.

    function _now() internal view returns (Attempted storage) {
        return _attempts[epoch][attempt];
    }

    function _begin(uint64 from, uint256 first, uint256 last, uint256 t) internal {
        Attempted storage a = _now();
        (a.from, a.first, a.last, a.t, a.start) = (from, first, last, t, block.number);
        for (uint256 p = 0; p < 5; p++) {
            a.ends[p] = block.number + LENGTH * (p + 1);
        }
    }

    function _n(Attempted storage a) internal view returns (uint256) {
        return a.last - a.first + 1;
    }

    function _most(Attempted storage a) internal view returns (uint256) {
        return a.t > _n(a) / 2 + 1 ? a.t : _n(a) / 2 + 1;
    }

    function _isIn(Attempted storage a, uint256 who) internal view returns (bool) {
        return who >= a.first && who <= a.last;
    }

    function _count(Attempted storage a, uint256 phase) internal view returns (uint256 count) {
        for (uint256 i = 1; i <= ACTORS; i++) {
            if (a.spoke[phase][i]) count++;
        }
    }

    function _source(Attempted storage a) internal view returns (Attempted storage) {
        return a.from == 0 ? a : _attempts[a.from][reachedBy[a.from]];
    }

    function _may(Attempted storage a, uint256 phase, uint256 who) internal view returns (bool) {
        bool joined = a.spoke[0][who];
        if (phase == 0) return _isIn(a, who);
        if (phase == 1) return _isIn(_source(a), who) && (joined || !_isIn(a, who));
        if (phase == 2) return a.spoke[1][who];
        return joined;
    }

    function _over(Attempted storage a) internal view returns (bool) {
        return block.number > a.ends[4] || (block.number > a.ends[0] && _count(a, 0) < _most(a));
    }

    function _opened(Attempted storage a, uint256 phase) internal view returns (bool) {
        uint256 opens = phase == 0 ? a.start : a.ends[phase - 1];
        return !_over(a) && opens < block.number && block.number <= a.ends[phase];
    }

    function _everybodySpoke(Attempted storage a, uint256 phase) internal view returns (bool) {
        for (uint256 i = 1; i <= ACTORS; i++) {
            if (_may(a, phase, i) && !a.spoke[phase][i]) return false;
        }
        return true;
    }

    function _spoken(Attempted storage a, uint256 phase, uint256 who) internal {
        a.spoke[phase][who] = true;
        good++;
        if (!_everybodySpoke(a, phase) || block.number > a.ends[phase]) return;
        for (uint256 p = phase; p < 5; p++) {
            a.ends[p] = block.number + LENGTH * (p - phase);
        }
    }

    function _confirms(Attempted storage a, bytes32 hash) internal view returns (uint256 count) {
        for (uint256 i = 1; i <= ACTORS; i++) {
            if (a.spoke[4][i] && a.hash[i] == hash) count++;
        }
    }

    // The calls.

    function speak(uint256 who, uint256 phase, uint256 hint) external {
        who = _bound(who, 1, ACTORS);
        Attempted storage a = _now();
        phase = _bound(phase, 0, 4);
        if (hint % 4 != 0) {
            // mostly the phase that runs
            for (uint256 p = 0; p < 5; p++) {
                if (_opened(a, p)) phase = p;
            }
        }
        if (phase == 3) return _complain(a, who, hint / 4 % 8);
        if (phase == 4) return _confirmOnce(epoch, attempt, who, hint / 4 % 8 == 0 ? OTHER : HASH);
        bool right = _opened(a, phase) && _may(a, phase, who) && !a.spoke[phase][who];
        bytes memory call = phase == 0
            ? abi.encodeCall(committees.join, (id, epoch, attempt, ""))
            : phase == 1
                ? abi.encodeCall(committees.commit, (id, epoch, attempt, HASH))
                : abi.encodeCall(committees.deal, (id, epoch, attempt, ""));
        if (_calls(who, call) != right) bad++;
        if (right) _spoken(a, phase, who);
    }

    // Everybody in turn, so that lives get long.
    function all(uint256 skip) external {
        Attempted storage a = _now();
        if (skip % 2 == 0 && block.number == a.start) vm.roll(block.number + 1);
        for (uint256 p = 0; p < 5; p++) {
            if (!_opened(a, p)) continue;
            for (uint256 i = 1; i <= ACTORS; i++) {
                if (skip / 2 % 9 == i) continue;
                if (p == 3) _complain(a, i, 1 + skip % 3);
                else if (p == 4) _confirmOnce(epoch, attempt, i, HASH);
                else this.speak(i, p, 1);
            }
            vm.roll(a.ends[p] + 1);
            return;
        }
        vm.roll(block.number + 1);
    }

    function _complain(Attempted storage a, uint256 who, uint256 dealer) internal {
        bool right =
            _opened(a, 3) && _may(a, 3, who) && dealer >= 1 && dealer <= _n(_source(a)) && !a.complained[who][dealer];
        if (
            _calls(who, abi.encodeCall(committees.complain, (id, epoch, attempt, abi.encodePacked(uint32(dealer)))))
                != right
        ) {
            bad++;
        }
        if (!right) return;
        a.complained[who][dealer] = true;
        good++;
    }

    // In the current attempt or, for late confirms, in the active epoch.
    function confirmLate(uint256 who, uint64 which) external {
        which = uint64(_bound(which, 0, active));
        _confirmOnce(which, reachedBy[which], _bound(who, 1, ACTORS), HASH);
    }

    function _confirmOnce(uint64 e, uint64 k, uint256 who, bytes32 hash) internal {
        Attempted storage a = _attempts[e][k];
        bool serves = e != 0 && e == active && k == reachedBy[e];
        bool right = (serves || (e == epoch && k == attempt && _opened(a, 4))) && _may(a, 4, who) && !a.spoke[4][who];
        if (_calls(who, abi.encodeCall(committees.confirm, (id, e, k, hash))) != right) bad++;
        if (!right) return;
        a.hash[who] = hash;
        _spoken(a, 4, who);
        if (serves || _confirms(a, hash) < _most(a)) return;
        active = e;
        reachedBy[e] = k;
        reachedHash[e] = hash;
        for (uint256 i = 1; i <= ACTORS; i++) {
            _approved[i] = 0;
        }
    }

    function pass(uint256 blocks) external {
        vm.roll(block.number + blocks % 12);
    }

    function start(uint256 back, uint256 first, uint256 last, uint256 t, uint256 approvers) external {
        first = _bound(first, 1, ACTORS);
        last = _bound(last, first, ACTORS);
        t = _bound(t, 1, last - first + 1);
        uint64 from = active;
        if (active > 1 && back % 2 == 0) from = active - 1;
        uint256 approved;
        Attempted storage f = _attempts[from][reachedBy[from]];
        if (active != 0) {
            bytes32 hash = committees.approvalHash(id, active + 1, from, _ops(first, last), uint32(t));
            for (uint256 i = 1; i <= ACTORS; i++) {
                if ((approvers >> i) % 4 != 0) {
                    bytes memory call =
                        abi.encodeCall(committees.approve, (id, active + 1, from, _ops(first, last), uint32(t)));
                    if (_calls(i, call) != _isIn(f, i)) bad++;
                    if (_isIn(f, i)) _approved[i] = hash;
                }
                if (_isIn(f, i) && _approved[i] == hash) approved++;
            }
        }
        bool right = _over(_now());
        if (active != 0) {
            right = right && approved >= _most(f);
            if (from != active) right = right && _fewConfirmed();
        }
        try committees.start(id, from, _ops(first, last), uint32(t)) {
            if (!right) bad++;
        } catch {
            if (right) bad++;
        }
        if (!right) return;
        attempt = epoch == active + 1 ? attempt + 1 : 1;
        epoch = active + 1;
        _begin(from, first, last, t);
    }

    function _fewConfirmed() internal view returns (bool) {
        Attempted storage a = _attempts[active][reachedBy[active]];
        uint256 n = _n(a);
        uint256 confirms = _confirms(a, reachedHash[active]);
        return confirms < n && confirms < 2 * a.t - 1 && 2 * confirms < 2 * a.t + (n - a.t) + (n - a.t) % 2;
    }

    function _calls(uint256 who, bytes memory call) internal returns (bool ok) {
        vm.prank(op(who));
        (ok,) = address(committees).call(call);
    }

    // What the contract says must be what these books say.
    function check() external view {
        Committees.Attempt memory c = committees.currentAttempt(id);
        Attempted storage a = _now();
        vm.assertEq(bad, 0, "calls with the wrong outcome");
        vm.assertTrue(c.epoch == epoch && c.attempt == attempt, "attempt");
        vm.assertEq(committees.activeEpoch(id), active, "active epoch");
        vm.assertEq(c.joined, _count(a, 0), "joined");
        for (uint256 p = 0; p < 5; p++) {
            vm.assertEq(c.ends[p], a.ends[p], "ends");
            vm.assertTrue(p == 0 ? c.ends[p] >= c.startedAt : c.ends[p] > c.ends[p - 1], "ends rise");
        }
        for (uint64 e = 1; e <= active; e++) {
            Attempted storage r = _attempts[e][reachedBy[e]];
            Committees.Epoch memory got = committees.epochOf(id, e);
            vm.assertTrue(got.attempt == reachedBy[e] && got.hash == reachedHash[e], "epoch");
            vm.assertTrue((got.endedAt == 0) == (e == active), "only one epoch serves");
            uint256 confirms;
            for (uint256 i = 0; i < got.members.length; i++) {
                uint256 who = r.first + i;
                vm.assertTrue(got.confirmed[i] == (r.spoke[4][who] && r.hash[who] == reachedHash[e]), "who confirmed");
                if (got.confirmed[i]) confirms++;
            }
            vm.assertGe(confirms, _most(r), "confirms of an epoch that was active");
        }
        for (uint256 i = 1; i <= ACTORS; i++) {
            bool serves = active != 0 && _attempts[active][reachedBy[active]].spoke[0][i];
            bool busy = a.spoke[0][i] && !_over(a);
            vm.assertTrue((committees.lockedUntil(op(i)) == type(uint64).max) == (serves || busy), "lock");
        }
    }
}

contract LifeInvariants is Test {
    LifeHandler internal handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        handler = new LifeHandler(new Committees());
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(handler);
        targets[0].selectors = new bytes4[](6);
        targets[0].selectors[0] = handler.speak.selector;
        targets[0].selectors[1] = handler.all.selector;
        targets[0].selectors[2] = handler.all.selector;
        targets[0].selectors[3] = handler.confirmLate.selector;
        targets[0].selectors[4] = handler.pass.selector;
        targets[0].selectors[5] = handler.start.selector;
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_TheContractFollowsTheRules() public view {
        handler.check();
    }

    /// @notice The random lives must get somewhere, or the invariant would say nothing.
    function test_ALifeOfThreeEpochs() public {
        for (uint256 e = 1; e <= 3; e++) {
            for (uint256 i = 0; i < 5; i++) {
                handler.all(0);
                handler.check();
            }
            vm.assertEq(handler.active(), e, "active");
            handler.start(1, e, e + 2, 2, type(uint256).max);
            handler.check();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Registry} from "../src/Registry.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Test} from "./Vm.sol";

contract RegistryTest is CommitteesBase {
    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i <= 12; i++) {
            vm.deal(op(i), 100 ether);
        }
    }

    function _stake(uint256 i, uint256 amount) internal {
        vm.prank(op(i));
        registry.register{value: amount}("https://node", 0);
    }

    function _unbond(uint256 i, uint256 amount) internal {
        vm.prank(op(i));
        registry.unbond(amount);
    }

    function _withdraw(uint256 i) internal {
        vm.prank(op(i));
        registry.withdraw();
    }

    function test_CommitteesDeploysItsRegistry() public view {
        vm.assertEq(address(registry.committees()), address(committees), "committees");
    }

    function test_Register() public {
        address account = address(0x11);
        vm.deal(account, 10 ether);
        vm.assertFalse(registry.isOperator(account), "before");
        vm.expectEmit(address(registry));
        emit Registry.Registered(account, "https://a", 123, 3 ether);
        vm.prank(account);
        registry.register{value: 3 ether}("https://a", 123);
        vm.assertTrue(registry.isOperator(account), "after");
        vm.expectEmit(address(registry));
        emit Registry.Registered(account, "https://b", 99, 5 ether);
        vm.prank(account);
        registry.register{value: 2 ether}("https://b", 99);
        Registry.Operator memory o = registry.operatorOf(account);
        vm.assertEq(o.url, "https://b", "url");
        vm.assertEq(o.servesUntil, 99, "servesUntil");
        vm.assertEq(o.stake, 5 ether, "stake");
        vm.assertEq(o.unbonding, 0, "unbonding");
        vm.assertEq(o.unbondsAt, 0, "unbondsAt");
        vm.assertEq(address(registry).balance, 5 ether, "balance");
        vm.assertEq(registry.total(), 5 ether, "total");
    }

    function test_RegisterRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(Registry.BadUrl.selector, 0));
        registry.register("", 0);
        string memory long = string(new bytes(257));
        vm.expectRevert(abi.encodeWithSelector(Registry.BadUrl.selector, 257));
        registry.register(long, 0);
        registry.register(string(new bytes(256)), 0);
        (bool ok,) = address(registry).call{value: 1}("");
        vm.assertFalse(ok, "plain transfer");
    }

    function test_UnbondAndWithdraw() public {
        _stake(1, 10 ether);
        vm.expectRevert(abi.encodeWithSelector(Registry.BadAmount.selector, 0, 10 ether));
        _unbond(1, 0);
        vm.expectRevert(abi.encodeWithSelector(Registry.BadAmount.selector, 10 ether + 1, 10 ether));
        _unbond(1, 10 ether + 1);
        vm.expectRevert(Registry.NothingUnbonding.selector);
        _withdraw(1);

        uint64 start = uint64(block.timestamp);
        vm.expectEmit(address(registry));
        emit Registry.Unbonding(op(1), 4 ether, start + 14 days);
        _unbond(1, 4 ether);
        vm.warp(start + 10 days);
        _unbond(1, 1 ether); // starts the time again for both
        Registry.Operator memory o = registry.operatorOf(op(1));
        vm.assertEq(o.stake, 5 ether, "stake");
        vm.assertEq(o.unbonding, 5 ether, "unbonding");
        vm.assertEq(o.unbondsAt, start + 24 days, "unbondsAt");
        vm.warp(start + 24 days - 1);
        vm.expectRevert(abi.encodeWithSelector(Registry.StillUnbonding.selector, start + 24 days));
        _withdraw(1);
        vm.warp(start + 24 days);
        vm.expectEmit(address(registry));
        emit Registry.Withdrawn(op(1), 5 ether);
        _withdraw(1);
        vm.assertEq(op(1).balance, 95 ether, "paid");
        vm.assertEq(address(registry).balance, 5 ether, "balance");
        vm.assertEq(registry.total(), 5 ether, "total");
        vm.assertEq(registry.operatorOf(op(1)).unbondsAt, 0, "unbondsAt");
        vm.expectRevert(Registry.NothingUnbonding.selector);
        _withdraw(1);
        vm.expectRevert(abi.encodeWithSelector(Registry.BadAmount.selector, 1, 0));
        _unbond(2, 1);
    }

    function test_NamedOperatorIsNotLocked() public {
        _stake(1, 10 ether);
        _create(3, 2);
        _next();
        _unbond(1, 10 ether);
    }

    function test_JoinedOperatorIsLockedWhileTheAttemptRuns() public {
        _stake(1, 10 ether);
        uint256 id = _create(3, 2);
        _next();
        _unbond(1, 4 ether);
        _join(id, 1, 1, 1, 1);
        bytes memory locked = abi.encodeWithSelector(Registry.Locked.selector, type(uint64).max);
        vm.expectRevert(locked);
        _unbond(1, 1);
        vm.warp(block.timestamp + 14 days);
        vm.expectRevert(locked); // what was unbonding before the join stays too
        _withdraw(1);
        _after(id, 0); // one of three joined: over
        _unbond(1, 1);
        vm.warp(block.timestamp + 14 days);
        _withdraw(1);
        vm.assertEq(op(1).balance, 94 ether + 1, "paid");
    }

    function test_MemberIsLockedUntil90DaysAfterItsLastEpoch() public {
        _stake(1, 10 ether);
        uint256 id = _active(1, 1, 1);
        vm.warp(block.timestamp + 1000 days);
        vm.expectRevert(abi.encodeWithSelector(Registry.Locked.selector, type(uint64).max));
        _unbond(1, 1);
        _approve(id, 2, 1, _ops(2, 2), 1, 1, 1);
        committees.start(id, 1, _ops(2, 2), 1);
        _runTo(id, 2, 1, 2, 2, 1, 1);
        _confirm(id, 2, 1, 2, 2, HASH);
        uint64 free = uint64(block.timestamp) + 90 days;
        vm.warp(free - 1);
        vm.expectRevert(abi.encodeWithSelector(Registry.Locked.selector, free));
        _unbond(1, 1);
        vm.warp(free);
        _unbond(1, 10 ether);
        vm.warp(free + 14 days);
        _withdraw(1);
        vm.assertEq(op(1).balance, 100 ether, "all of it");
    }

    function test_ReentrantOperatorGetsItsOwnOnly() public {
        _stake(1, 10 ether);
        ReentrantOperator thief = new ReentrantOperator{value: 1 ether}(registry);
        vm.warp(block.timestamp + 14 days);
        thief.withdraw();
        vm.assertTrue(thief.tried(), "it did not try");
        vm.assertEq(address(thief).balance, 1 ether, "thief");
        vm.assertEq(address(registry).balance, 10 ether, "registry");
        vm.assertEq(registry.total(), 10 ether, "total");
    }
}

contract ReentrantOperator {
    Registry private immutable _registry;
    bool public tried;

    constructor(Registry registry) payable {
        _registry = registry;
        registry.register{value: msg.value}("x", 0);
        registry.unbond(msg.value);
    }

    function withdraw() external {
        _registry.withdraw();
    }

    receive() external payable {
        tried = true;
        try _registry.withdraw() {} catch {}
        try _registry.unbond(1) {} catch {}
    }
}

/// @notice Random operators that stake, leave, and make and renew one committee; with its own books of who holds a
/// share and since when not.
contract RegistryHandler is CommitteesBase {
    uint256 internal constant ACTORS = 5;

    uint256 public id;
    uint256 public bad; // calls with the wrong outcome
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public first; // op(first)..op(last) serve; 0: nobody
    uint256 public last;
    uint256 public joinedTo; // op(1)..op(joinedTo) joined an attempt that runs until runsTo
    uint256 public runsTo;
    mapping(address => uint256) public lockEnd;

    constructor(Committees committees_) {
        committees = committees_;
        registry = committees_.registry();
        for (uint256 i = 1; i <= ACTORS; i++) {
            vm.deal(op(i), 1000 ether);
            vm.prank(op(i));
            registry.register("https://node", 0);
        }
    }

    function setUp() public override {}

    function operators() external pure returns (uint256) {
        return ACTORS;
    }

    function operator(uint256 i) external pure returns (address) {
        return op(i);
    }

    function serves(uint256 i) public view returns (bool) {
        return first != 0 && i >= first && i <= last;
    }

    function lockOf(uint256 i) public view returns (uint256) {
        if (serves(i) || (i <= joinedTo && block.number <= runsTo)) return type(uint64).max;
        return lockEnd[op(i)];
    }

    function stake(uint256 i, uint256 amount) external {
        i = _bound(i, 1, ACTORS);
        amount = _bound(amount, 0, 1 ether);
        if (op(i).balance < amount) return;
        vm.prank(op(i));
        registry.register{value: amount}("https://node", 0);
        paidIn += amount;
    }

    function unbond(uint256 i, uint256 amount) external {
        i = _bound(i, 1, ACTORS);
        uint256 has = registry.operatorOf(op(i)).stake;
        amount = _bound(amount, 0, has + 1);
        bool right = amount > 0 && amount <= has && lockOf(i) <= block.timestamp;
        vm.prank(op(i));
        try registry.unbond(amount) {
            if (!right) bad++;
        } catch {
            if (right) bad++;
        }
    }

    function withdraw(uint256 i) external {
        i = _bound(i, 1, ACTORS);
        Registry.Operator memory o = registry.operatorOf(op(i));
        bool right = o.unbonding > 0 && o.unbondsAt <= block.timestamp && lockOf(i) <= block.timestamp;
        uint256 before = op(i).balance;
        vm.prank(op(i));
        try registry.withdraw() {
            if (!right || op(i).balance != before + o.unbonding) bad++;
            paidOut += o.unbonding;
        } catch {
            if (right) bad++;
        }
    }

    // What Evidence does when it has judged: it takes what is there, locked or not.
    function slash(uint256 i) external {
        i = _bound(i, 1, ACTORS);
        Registry.Operator memory o = registry.operatorOf(op(i));
        uint256 amount = o.stake + o.unbonding;
        uint256 burned = address(0).balance;
        uint256 paid = CREATOR.balance;
        vm.prank(address(registry.evidence()));
        try registry.slash(op(i), CREATOR) {
            burned = address(0).balance - burned;
            paid = CREATOR.balance - paid;
            if (amount == 0 || burned + paid != amount || paid != amount / 10) bad++;
            paidOut += amount;
        } catch {
            if (amount != 0) bad++;
        }
    }

    // A whole epoch by op(a)..op(b), dealt by those that serve.
    function renew(uint256 a, uint256 b) external {
        if (block.number <= runsTo) return;
        a = _bound(a, 1, ACTORS);
        b = _bound(b, a, ACTORS);
        uint64 epoch = first == 0 ? 1 : committees.activeEpoch(id) + 1;
        if (first == 0) {
            id = committees.create(_ops(a, b), 1, 1, _lengths(LENGTH), 0);
            _runTo(id, 1, 1, a, b, a, b);
        } else {
            uint64 attempt = _startNext(epoch, a, b);
            _runTo(id, epoch, attempt, a, b, first, last);
        }
        _confirm(id, epoch, committees.currentAttempt(id).attempt, a, b, HASH);
        if (committees.activeEpoch(id) != epoch) bad++;
        for (uint256 i = 1; i <= ACTORS; i++) {
            if (serves(i)) lockEnd[op(i)] = block.timestamp + 90 days;
        }
        (first, last) = (a, b);
        _after(id, 4);
    }

    // An attempt of all operators that fails, since only the first few join.
    function tryToRenew(uint256 joins) external {
        if (first == 0 || block.number <= runsTo) return;
        uint64 epoch = committees.activeEpoch(id) + 1;
        uint64 attempt = _startNext(epoch, 1, ACTORS);
        joins = _bound(joins, 0, ACTORS / 2);
        _next();
        if (joins > 0) _join(id, epoch, attempt, 1, joins);
        joinedTo = joins;
        runsTo = _end(id, 0);
    }

    function _startNext(uint64 epoch, uint256 a, uint256 b) private returns (uint64) {
        _approve(id, epoch, epoch - 1, _ops(a, b), 1, first, last);
        committees.start(id, epoch - 1, _ops(a, b), 1);
        return committees.currentAttempt(id).attempt;
    }

    function pass(uint32 time, uint8 blocks) external {
        vm.warp(block.timestamp + time % 30 days);
        vm.roll(block.number + blocks % 8);
    }
}

contract RegistryInvariants is Test {
    Committees internal committees;
    RegistryHandler internal handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        committees = new Committees();
        handler = new RegistryHandler(committees);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_BalanceIsAllStake() public view {
        Registry registry = committees.registry();
        uint256 sum;
        for (uint256 i = 1; i <= handler.operators(); i++) {
            Registry.Operator memory o = registry.operatorOf(handler.operator(i));
            sum += o.stake + o.unbonding;
        }
        vm.assertEq(address(registry).balance, sum, "balance and the sum of stake and unbonding");
        vm.assertEq(registry.total(), sum, "total");
        vm.assertEq(handler.paidIn() - handler.paidOut(), sum, "paid in less paid out");
    }

    function invariant_LocksHold() public view {
        vm.assertEq(handler.bad(), 0, "calls with the wrong outcome");
        for (uint256 i = 1; i <= handler.operators(); i++) {
            vm.assertEq(committees.lockedUntil(handler.operator(i)), handler.lockOf(i), "lockedUntil");
        }
    }
}

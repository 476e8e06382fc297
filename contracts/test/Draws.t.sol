// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Committees} from "../src/Committees.sol";
import {Draws} from "../src/Draws.sol";
import {CommitteesBase} from "./CommitteesBase.sol";

abstract contract DrawsBase is CommitteesBase {
    uint64 internal constant DELAY = 128;

    Draws internal draws;

    function setUp() public virtual override {
        super.setUp();
        draws = new Draws(committees, DELAY);
        for (uint256 i = 1; i <= 200; i++) {
            vm.deal(op(i), 1000 ether);
        }
    }

    function _stake(uint256 i, uint256 amount, uint64 servesUntil) internal {
        vm.prank(op(i));
        registry.register{value: amount}("https://node", servesUntil);
    }

    function _wish(uint32 seats) internal pure returns (Draws.Wish memory) {
        return Draws.Wish(seats, 0, 0, type(uint256).max, new address[](0));
    }

    function _noPlan() internal pure returns (Draws.Plan memory plan) {}

    /// @notice A header of the fields up to Osaka, with this randomness.
    function _header(uint256 number, bytes32 randomness) internal pure returns (bytes memory) {
        return _header(number, randomness, 21);
    }

    function _header(uint256 number, bytes32 randomness, uint256 count) internal pure returns (bytes memory) {
        bytes memory fields;
        for (uint256 i = 0; i < count; i++) {
            bytes memory field = abi.encodePacked(keccak256(abi.encode(number, i)));
            if (i == 2) field = abi.encodePacked(address(0xc01));
            if (i == 6) field = new bytes(256); // logsBloom
            if (i == 7) field = ""; // difficulty 0
            if (i == 8) field = abi.encodePacked(uint16(number));
            if (i == 11) field = hex"07"; // one byte below 0x80 stands for itself
            if (i == 12) field = "extra";
            if (i == 13) field = abi.encodePacked(randomness);
            fields = bytes.concat(fields, _item(field));
        }
        return bytes.concat(hex"f9", bytes2(uint16(fields.length)), fields);
    }

    // RLP of a string.
    function _item(bytes memory field) private pure returns (bytes memory) {
        if (field.length == 1 && field[0] < 0x80) return field;
        if (field.length < 56) return bytes.concat(bytes1(uint8(0x80 + field.length)), field);
        return bytes.concat(hex"b9", bytes2(uint16(field.length)), field);
    }

    /// @notice Goes to the block after a draw's lot, whose randomness is made up.
    function _fall(uint256 id, bytes32 randomness) internal returns (bytes memory header) {
        uint256 lot = draws.drawOf(id).lot;
        vm.roll(lot + 1);
        header = _header(lot, randomness);
        vm.setBlockhash(lot, keccak256(header));
    }
}

contract DrawsTest is DrawsBase {
    function test_Constructor() public {
        vm.expectRevert(abi.encodeWithSelector(Draws.BadDelay.selector, 1));
        new Draws(committees, 1);
        vm.expectRevert(abi.encodeWithSelector(Draws.BadDelay.selector, 4097));
        new Draws(committees, 4097);
        vm.assertEq(address(draws.registry()), address(registry), "registry");
    }

    function test_RequestRefusals() public {
        Draws.Wish memory wish = _wish(0);
        vm.expectRevert(abi.encodeWithSelector(Draws.BadSeats.selector, 0));
        draws.request(wish, _noPlan());
        wish.seats = 129;
        vm.expectRevert(abi.encodeWithSelector(Draws.BadSeats.selector, 129));
        draws.request(wish, _noPlan());
        wish.seats = 3;
        wish.mostWeight = 0;
        vm.expectRevert(Draws.BadWeight.selector);
        draws.request(wish, _noPlan());
        wish.mostWeight = 1;
        wish.without = new address[](129);
        vm.expectRevert(abi.encodeWithSelector(Draws.BadWithout.selector, 129));
        draws.request(wish, _noPlan());
        wish.without = new address[](128);
        Draws.Plan[4] memory plans = [
            Draws.Plan(4, 2, _lengths(1), 0),
            Draws.Plan(2, 3, _lengths(1), 0),
            Draws.Plan(2, 0, _lengths(1), 0),
            Draws.Plan(2, 2, _lengths(2 ** 20 + 1), 0)
        ];
        for (uint256 i = 0; i < plans.length; i++) {
            vm.expectRevert(Draws.BadPlan.selector);
            draws.request(wish, plans[i]);
        }
        plans[0] = Draws.Plan(2, 2, _lengths(1), 0);
        plans[0].lengths[4] = 0;
        vm.expectRevert(Draws.BadPlan.selector);
        draws.request(wish, plans[0]);
        draws.request(wish, _noPlan());
        vm.expectRevert(abi.encodeWithSelector(Draws.NoDraw.selector, 2));
        draws.drawOf(2);
    }

    function test_ACommitteeIsDrawnAndMade() public {
        for (uint256 i = 1; i <= 12; i++) {
            _stake(i, i * 1 ether, 2000);
        }
        Draws.Wish memory wish = _wish(5);
        wish.servesUntil = 2000;
        wish.leastStake = 4 ether;
        wish.mostWeight = 8 ether;
        Draws.Plan memory plan = Draws.Plan(3, 2, _lengths(LENGTH), 1 days);
        vm.expectEmit(address(draws));
        uint64 asked = uint64(block.number);
        emit Draws.Asked(1, CREATOR, asked, asked + DELAY, wish, plan);
        vm.prank(CREATOR);
        uint256 id = draws.request(wish, plan);

        // What happens after the request changes nothing, in the same block all does.
        _stake(5, 0, 1999);
        vm.roll(block.number + 1);
        _stake(6, 0, 1999);
        _stake(4, 900 ether, 2000);
        vm.prank(op(12));
        registry.unbond(12 ether);

        vm.expectRevert(abi.encodeWithSelector(Draws.WrongHeader.selector, asked + DELAY));
        draws.reveal(id, _header(asked + DELAY, "lot"));
        bytes memory header = _fall(id, "lot");
        vm.expectRevert(abi.encodeWithSelector(Draws.WrongHeader.selector, asked + DELAY));
        draws.reveal(id, _header(asked + DELAY, "another"));
        vm.expectRevert(abi.encodeWithSelector(Draws.NotSeeded.selector, id));
        draws.draw(id, 1);
        vm.expectRevert(abi.encodeWithSelector(Draws.NotLapsed.selector, asked + DELAY));
        draws.again(id);
        vm.expectEmit(address(draws));
        emit Draws.Seeded(id, keccak256(abi.encode(id, bytes32("lot"))));
        vm.prank(STRANGER); // anybody
        draws.reveal(id, header);
        vm.expectRevert(abi.encodeWithSelector(Draws.AlreadySeeded.selector, id));
        draws.reveal(id, header);
        vm.expectRevert(abi.encodeWithSelector(Draws.AlreadySeeded.selector, id));
        draws.again(id);

        vm.expectRevert(abi.encodeWithSelector(Draws.NotDrawn.selector, id));
        draws.make(id);
        for (uint256 k = 0; k < 1000 && draws.drawOf(id).drawn.length < 5; k++) {
            draws.draw(id, 2);
        }
        Draws.Draw memory d = draws.drawOf(id);
        vm.assertEq(d.drawn.length, 5, "drawn");
        vm.assertLe(d.trials, 14, "trials: a seat each, and one for each in the way");
        for (uint256 i = 0; i < 5; i++) {
            uint256 who = uint160(d.drawn[i]) - uint160(op(0));
            vm.assertTrue(who >= 4 && who <= 12 && who != 5, "does not qualify");
            for (uint256 k = 0; k < i; k++) {
                vm.assertTrue(d.drawn[i] != d.drawn[k], "twice");
            }
        }
        vm.expectRevert(abi.encodeWithSelector(Draws.Over.selector, id));
        draws.draw(id, 1);
        vm.expectRevert(abi.encodeWithSelector(Draws.NotDrawn.selector, id));
        draws.restart(id);
        uint256 committee = draws.make(id);
        vm.expectRevert(abi.encodeWithSelector(Draws.AlreadyMade.selector, committee));
        draws.make(id);
        vm.assertEq(draws.drawOf(id).committee, committee, "committee");
        Committees.Attempt memory a = committees.currentAttempt(committee);
        vm.assertEq(a.members, d.drawn, "members");
        vm.assertEq(a.t, 3, "t");
        (address creator, uint32 minThreshold, uint32[5] memory lengths, uint64 grace) = committees.settings(committee);
        vm.assertEq(creator, address(draws), "creator");
        vm.assertTrue(minThreshold == 2 && lengths[4] == LENGTH && grace == 1 days, "settings");

        vm.expectRevert(abi.encodeWithSelector(Committees.AttemptRuns.selector, 1, 1));
        draws.restart(id);
        _after(committee, 0); // nobody joined
        vm.prank(STRANGER);
        draws.restart(id);
        a = committees.currentAttempt(committee);
        vm.assertEq(a.attempt, 2, "attempt");
        vm.assertEq(a.members, d.drawn, "the same members");
    }

    /// @notice The randomness is field 13, whatever forks add after it.
    function testFuzz_HeadersOfAnyFork(bytes32 randomness, uint256 count) public {
        count = _bound(count, 13, 40);
        vm.assume(randomness > bytes32(uint256(1) << 248));
        uint256 id = draws.request(_wish(1), _noPlan());
        uint256 lot = draws.drawOf(id).lot;
        bytes memory header = _header(lot, randomness, count);
        vm.roll(lot + 1);
        vm.setBlockhash(lot, keccak256(header));
        if (count == 13) {
            vm.expectRevert(abi.encodeWithSelector(BlockHeader.FieldNotPresentInBlockHeader.selector, 13));
        }
        draws.reveal(id, header);
        if (count > 13) vm.assertEq(draws.drawOf(id).seed, keccak256(abi.encode(id, randomness)), "seed");
    }

    function test_ManyTrialsOrFewAtATimeGiveTheSame() public {
        for (uint256 i = 1; i <= 40; i++) {
            _stake(i, i * i, 0);
        }
        uint256 id = draws.request(_wish(10), _noPlan());
        uint256 snapshotLot = draws.drawOf(id).lot;
        Draws other = new Draws(committees, DELAY);
        other.request(_wish(10), _noPlan());
        bytes memory header = _fall(id, "lot");
        vm.assertEq(other.drawOf(1).lot, snapshotLot, "one lot");
        draws.reveal(id, header);
        other.reveal(1, header);
        draws.draw(id, 1000);
        while (other.drawOf(1).drawn.length < 10) other.draw(1, 1);
        vm.assertEq(draws.drawOf(id).drawn, other.drawOf(1).drawn, "drawn");
        vm.expectRevert(abi.encodeWithSelector(Draws.NotDrawn.selector, id));
        draws.make(id); // no plan
    }

    /// @notice Whatever is wished for: the seats are filled by distinct operators that qualify, or too few do and all
    /// of these are drawn.
    function testFuzz_WhoQualifiesIsDrawn(uint256 seed, uint32 seats, uint8 many) public {
        uint256 operators = 1 + uint256(many) % 70;
        Draws.Wish memory wish = _wish(uint32(_bound(seats, 1, 20)));
        wish.servesUntil = 50;
        wish.leastStake = 1 + seed % 60;
        wish.mostWeight = 1 + (seed >> 8) % 120;
        wish.without = _ops(3, 5);
        uint256 fit;
        for (uint256 i = 1; i <= operators; i++) {
            seed = uint256(keccak256(abi.encode(seed)));
            _stake(i, seed % 100, uint64((seed >> 8) % 100));
            if (_fits(wish, i)) fit++;
        }
        uint256 id = draws.request(wish, _noPlan());
        draws.reveal(id, _fall(id, bytes32(seed)));
        draws.draw(id, 1024);
        Draws.Draw memory d = draws.drawOf(id);
        vm.assertEq(d.drawn.length, fit < wish.seats ? fit : wish.seats, "drawn");
        vm.assertTrue(d.failed == (fit < wish.seats), "failed");
        vm.assertLe(d.trials, 2 * operators, "each operator is in the way once at most");
        for (uint256 i = 0; i < d.drawn.length; i++) {
            vm.assertTrue(_fits(wish, uint160(d.drawn[i]) - uint160(op(0))), "does not qualify");
            for (uint256 k = 0; k < i; k++) {
                vm.assertTrue(d.drawn[i] != d.drawn[k], "twice");
            }
        }
    }

    function _fits(Draws.Wish memory wish, uint256 i) internal view returns (bool) {
        (uint256 stake, uint64 until) = (registry.operatorOf(op(i)).stake, registry.operatorOf(op(i)).servesUntil);
        return stake >= wish.leastStake && until >= wish.servesUntil && (i < 3 || i > 5);
    }

    function test_NewcomersOnly() public {
        for (uint256 i = 1; i <= 6; i++) {
            _stake(i, 1 ether, 0);
        }
        Draws.Wish memory wish = _wish(3);
        wish.without = _ops(1, 3);
        uint256 id = draws.request(wish, _noPlan());
        draws.reveal(id, _fall(id, "lot"));
        draws.draw(id, 100);
        Draws.Draw memory d = draws.drawOf(id);
        vm.assertEq(d.drawn.length, 3, "drawn");
        for (uint256 i = 0; i < 3; i++) {
            vm.assertTrue(uint160(d.drawn[i]) > uint160(op(3)), "left out");
        }
    }

    function test_TooFewQualify() public {
        for (uint256 i = 1; i <= 6; i++) {
            _stake(i, i, uint64(i));
        }
        Draws.Wish memory wish = _wish(3);
        wish.servesUntil = 5;
        uint256 id = draws.request(wish, Draws.Plan(2, 2, _lengths(1), 0));
        draws.reveal(id, _fall(id, "lot"));
        draws.draw(id, 100);
        Draws.Draw memory d = draws.drawOf(id);
        vm.assertTrue(d.failed, "failed");
        vm.assertEq(d.drawn.length, 2, "both");
        vm.assertEq(d.trials, 6, "each was found once");
        vm.expectRevert(abi.encodeWithSelector(Draws.Over.selector, id));
        draws.draw(id, 1);
        vm.expectRevert(abi.encodeWithSelector(Draws.NotDrawn.selector, id));
        draws.make(id);
    }

    function test_NobodyHasAStake() public {
        uint256 id = draws.request(_wish(1), _noPlan());
        draws.reveal(id, _fall(id, "lot"));
        vm.expectEmit(address(draws));
        emit Draws.Failed(id, 0);
        draws.draw(id, 1);
    }

    /// @notice Hundreds with a wei each, and one with nearly all the stake, keep a draw from nothing.
    function test_CrowdsAndWhalesDoNotStopADraw() public {
        for (uint256 i = 1; i <= 200; i++) {
            _stake(i, i <= 10 ? 1 ether : i == 11 ? 900 ether : 1, 0);
        }
        Draws.Wish memory wish = _wish(10);
        wish.leastStake = 1 ether;
        wish.mostWeight = 1 ether;
        uint256 id = draws.request(wish, _noPlan());
        draws.reveal(id, _fall(id, "lot"));
        draws.draw(id, 20);
        vm.assertEq(draws.drawOf(id).drawn.length, 10, "drawn in 20 trials");
    }

    function test_ALapsedDrawIsArmedAgain() public {
        _stake(1, 1, 0);
        uint256 id = draws.request(_wish(1), _noPlan());
        uint256 lot = draws.drawOf(id).lot;
        vm.expectRevert(abi.encodeWithSelector(Draws.NotLapsed.selector, lot));
        draws.again(id);
        bytes memory header = _fall(id, "lot");
        vm.roll(lot + 257); // no EIP-2935 here
        vm.expectRevert(abi.encodeWithSelector(Draws.WrongHeader.selector, lot));
        draws.reveal(id, header);
        vm.prank(STRANGER);
        draws.again(id);
        vm.assertEq(draws.drawOf(id).asked, lot + 257, "asked");
        vm.assertEq(draws.drawOf(id).lot, lot + 257 + DELAY, "lot");
        draws.reveal(id, _fall(id, "second lot"));
        draws.draw(id, 1);
        vm.assertEq(draws.drawOf(id).drawn.length, 1, "drawn");
    }

    // Statistics, over draws with other seeds each. Chances are in units of 1 / all; the bound is five standard
    // deviations, and the seeds are always the same.

    function _near(uint256 count, uint256 tries, uint256 chance, uint256 all, string memory what) internal pure {
        uint256 mean = tries * chance / all;
        uint256 variance = tries * chance * (all - chance) / (all * all);
        uint256 off = count > mean ? count - mean : mean - count;
        vm.assertTrue(off * off <= 25 * variance + 1, what);
    }

    function _many(Draws.Wish memory wish, uint256 tries) internal returns (uint256 first) {
        first = draws.drawCount() + 1;
        for (uint256 k = 0; k < tries; k++) {
            draws.request(wish, _noPlan());
        }
        bytes memory header = _fall(first, "statistics");
        for (uint256 k = 0; k < tries; k++) {
            draws.reveal(first + k, header);
            draws.draw(first + k, 100);
        }
    }

    function test_ChancesAreStakesUpToTheCap() public {
        uint256[5] memory stakes = [uint256(1), 2, 5, 40, 500];
        uint256[5] memory weights = [uint256(0), 2, 5, 10, 10]; // least 2, most 10
        for (uint256 i = 0; i < 5; i++) {
            _stake(10 * i + 1, stakes[i] * 1 ether, 0);
        }
        Draws.Wish memory wish = _wish(1);
        wish.leastStake = 2 ether;
        wish.mostWeight = 10 ether;
        uint256 tries = 1500;
        uint256 first = _many(wish, tries);
        uint256[5] memory counts;
        for (uint256 k = 0; k < tries; k++) {
            counts[(uint160(draws.drawOf(first + k).drawn[0]) - uint160(op(1))) / 10]++;
        }
        for (uint256 i = 0; i < 5; i++) {
            _near(counts[i], tries, weights[i], 27, "chance of one");
        }
    }

    function test_ChancesOfPairs() public {
        uint256[4] memory stakes = [uint256(1), 2, 3, 4];
        for (uint256 i = 0; i < 4; i++) {
            _stake(i + 1, stakes[i] * 1 ether, 0);
        }
        uint256 tries = 1500;
        uint256 first = _many(_wish(2), tries);
        uint256[4][4] memory counts;
        for (uint256 k = 0; k < tries; k++) {
            address[] memory drawn = draws.drawOf(first + k).drawn;
            counts[uint160(drawn[0]) - uint160(op(1))][uint160(drawn[1]) - uint160(op(1))]++;
        }
        for (uint256 i = 0; i < 4; i++) {
            for (uint256 j = 0; j < 4; j++) {
                uint256 chance = i == j ? 0 : stakes[i] * stakes[j] * 1000 / (10 - stakes[i]);
                _near(counts[i][j], tries, chance, 10_000, "chance of a pair");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Registry} from "../src/Registry.sol";
import {Test} from "./Vm.sol";

/// @notice Committees with the state that an approval/start vector describes, whatever its epoch's number.
contract PlacedCommittees is Committees {
    function place(
        uint256 committee,
        uint32 minThreshold,
        uint64 active,
        uint32 t,
        address[] calldata members,
        uint8 confirms
    ) external {
        committeeCount = committee;
        Committee storage c = _committees[committee];
        c.creator = msg.sender;
        c.minThreshold = minThreshold;
        c.lengths = [uint32(1), 1, 1, 1, 1];
        c.active = active;
        c.epoch = active;
        c.attempt = 1;
        placeEpoch(committee, active, t, members);
        Run storage r = c.runs[active][1];
        r.tallies[c.epochs[active].hash].count = confirms;
    }

    function placeEpoch(uint256 committee, uint64 epoch, uint32 t, address[] calldata members) public {
        Committee storage c = _committees[committee];
        Run storage r = c.runs[epoch][1];
        r.t = t;
        r.members = members;
        for (uint256 i = 0; i < members.length; i++) {
            r.by[members[i]].index = uint8(i + 1);
        }
        c.epochs[epoch] = Reached(1, uint64(block.timestamp), 0, "confirmed");
    }

    // What approve keeps, for an approval of which only the hash is known.
    function placeApproval(uint256 committee, uint64 epoch, address member, bytes32 hash) external {
        _committees[committee].approvals[epoch][member] = hash;
    }

    function needed(uint256 committee, uint64 from) external view returns (uint256) {
        return _quorum(_dealers(_committees[committee], from));
    }

    function mayGoBack(uint256 committee) external view returns (bool) {
        return _mayGoBack(_committees[committee]);
    }
}

/// @notice The shared vectors of the contract's part, vectors/approval.
contract VectorsTest is Test {
    PlacedCommittees internal placed;

    struct Start {
        uint256 committee;
        uint64 epoch;
        uint64 from;
        address[] members;
        uint32 t;
    }

    function _start(string memory json) internal pure returns (Start memory) {
        return Start(
            vm.parseJsonUint(json, ".input.committee"),
            uint64(vm.parseJsonUint(json, ".input.epoch")),
            uint64(vm.parseJsonUint(json, ".input.from")),
            vm.parseJsonAddressArray(json, ".input.members"),
            uint32(vm.parseJsonUint(json, ".input.t"))
        );
    }

    function _bytes32(string memory json, string memory key) internal pure returns (bytes32) {
        return vm.parseBytes32(string.concat("0x", vm.parseJsonString(json, key)));
    }

    function _is(string memory a, string memory b) internal pure returns (bool) {
        return keccak256(bytes(a)) == keccak256(bytes(b));
    }

    function test_VectorsApproval() public {
        string memory folder = vm.envOr("LATCHKEY_VECTORS", string(""));
        if (bytes(folder).length == 0) folder = "../vectors";
        string memory path = string.concat(folder, "/approval");
        uint256 hashes;
        uint256 starts;
        for (uint256 i = 0; i < vm.readDir(path).length; i++) {
            string memory json = vm.readFile(vm.readDir(path)[i].path);
            string memory format = vm.parseJsonString(json, ".format");
            string memory name = vm.parseJsonString(json, ".name");
            if (_is(format, "approval/hash")) {
                _hash(json, name);
                hashes++;
            } else if (_is(format, "approval/start")) {
                _startVector(json, name);
                starts++;
            } else {
                vm.assertTrue(false, string.concat(name, ": unknown format ", format));
            }
        }
        vm.assertTrue(hashes > 0 && starts > 0, string.concat("no vector in ", path));
    }

    function _hash(string memory json, string memory name) internal {
        placed = new PlacedCommittees();
        Start memory s = _start(json);
        vm.assertEq(vm.parseJsonString(json, ".expect"), "ok", string.concat(name, ": hashing refuses nothing"));
        vm.assertEq(
            placed.approvalHash(s.committee, s.epoch, s.from, s.members, s.t), _bytes32(json, ".output.hash"), name
        );
    }

    function _startVector(string memory json, string memory name) internal {
        Start memory s = _start(json);
        address[] memory dealers = _place(s, json);
        _approvals(s, json);
        string memory expect = vm.parseJsonString(json, ".expect");
        try placed.start(s.committee, s.from, s.members, s.t) {
            vm.assertEq(expect, "ok", string.concat(name, ": started"));
        } catch (bytes memory err) {
            vm.assertEq(expect, _class(bytes4(err)), string.concat(name, ": refused"));
            return;
        }
        Committees.Attempt memory a = placed.currentAttempt(s.committee);
        vm.assertTrue(
            a.epoch == s.epoch && a.attempt == 1 && a.from == s.from && a.t == s.t, string.concat(name, ": attempt")
        );
        vm.assertEq(a.members, s.members, string.concat(name, ": members"));
        bytes32 hash = _bytes32(json, ".output.hash");
        vm.assertEq(placed.approvalHash(s.committee, s.epoch, s.from, s.members, s.t), hash, name);
        uint256 approved;
        for (uint256 i = 0; i < dealers.length; i++) {
            if (placed.approvalOf(s.committee, s.epoch, dealers[i]) == hash) approved++;
        }
        vm.assertEq(approved, vm.parseJsonUint(json, ".output.approved"), string.concat(name, ": approved"));
        vm.assertEq(
            placed.needed(s.committee, s.from),
            vm.parseJsonUint(json, ".output.needed"),
            string.concat(name, ": needed")
        );
    }

    function _place(Start memory s, string memory json) internal returns (address[] memory dealers) {
        placed = new PlacedCommittees();
        Registry registry = placed.registry();
        for (uint256 i = 0; i < s.members.length; i++) {
            vm.prank(s.members[i]);
            registry.register("https://node", 0);
        }
        dealers = vm.parseJsonAddressArray(json, ".input.dealers.members");
        uint32 dealersT = uint32(vm.parseJsonUint(json, ".input.dealers.t"));
        uint256 n = vm.parseJsonUint(json, ".input.active.n");
        placed.place(
            s.committee,
            uint32(vm.parseJsonUint(json, ".input.minThreshold")),
            s.epoch - 1,
            uint32(vm.parseJsonUint(json, ".input.active.t")),
            s.from == s.epoch - 1 ? dealers : _ops(1, n),
            uint8(vm.parseJsonUint(json, ".input.active.confirmed"))
        );
        if (s.from != s.epoch - 1) placed.placeEpoch(s.committee, s.from, dealersT, dealers);
    }

    // Approvals of this very start go through approve; of others only the hash is known.
    function _approvals(Start memory s, string memory json) internal {
        bytes32 own = placed.approvalHash(s.committee, s.epoch, s.from, s.members, s.t);
        for (uint256 i = 0;; i++) {
            string memory key = string.concat(".input.approvals[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, key)) return;
            address from = vm.parseJsonAddress(json, string.concat(key, ".from"));
            bytes32 hash = _bytes32(json, string.concat(key, ".hash"));
            if (hash != own) {
                placed.placeApproval(s.committee, s.epoch, from, hash);
                continue;
            }
            vm.prank(from);
            try placed.approve(s.committee, s.epoch, s.from, s.members, s.t) {}
            catch (bytes memory err) {
                vm.assertTrue(
                    bytes4(err) == Committees.MayNotSpeak.selector || bytes4(err) == Committees.BadFrom.selector,
                    "approve refuses others and wrong epochs only"
                );
            }
        }
    }

    function _class(bytes4 selector) internal pure returns (string memory) {
        if (selector == Committees.NotApproved.selector) return "not-approved";
        if (
            selector == Committees.BadFrom.selector || selector == Committees.BadThreshold.selector
                || selector == Committees.MemberTwice.selector || selector == Committees.BadSize.selector
                || selector == Committees.NotOperator.selector
        ) return "bad-start";
        return "another error";
    }

    /// @notice The rule of spec/committee.md, written out as it is there, for every n, t and number of confirms.
    function testFuzz_MayGoBack(uint256 n, uint256 t, uint256 confirms) public {
        n = _bound(n, 1, 128);
        t = _bound(t, 1, n);
        confirms = _bound(confirms, 0, n);
        placed = new PlacedCommittees();
        placed.place(1, 1, 2, uint32(t), _ops(1, n), uint8(confirms));
        uint256 ceil = (n - t) % 2 == 0 ? (n - t) / 2 : (n - t) / 2 + 1;
        bool want = confirms < n && confirms < 2 * t - 1 && confirms < t + ceil;
        vm.assertTrue(placed.mayGoBack(1) == want, "may go back");
    }
}

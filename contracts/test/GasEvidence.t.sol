// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Evidence} from "../src/Evidence.sol";
import {Checker, EvidenceBase} from "./EvidenceBase.sol";

/// @notice What a report costs in committees of 5, 31 and 128, and the share check alone. A report is a transaction of
/// its own, so what it costs besides (its calldata) counts.
contract GasEvidenceTest is EvidenceBase {
    event log_named_uint(string what, uint256 value); // shown by forge test -vv

    mapping(uint256 n => bytes) internal calls;
    mapping(uint256 n => uint256) internal tokens;
    Checker internal checker;
    bytes internal check;

    function setUp() public override {
        super.setUp();
        checker = new Checker();
        vm.deal(address(0), 1); // as on every chain that lives
        vm.deal(REPORTER, 1);
        _prepare(5);
        _prepare(31);
        _prepare(128);
    }

    function _prepare(uint256 n) internal {
        bytes memory list = _keys(n, uint32(n / 2 + 1));
        uint256 committee = _serving(n, uint32(n / 2 + 1), n, keccak256(list));
        (Evidence.Report memory r, Answer memory a) =
            _asked(committee, uint32(n == 128 ? 128 : n == 31 ? 31 : 4), Evidence.Kind.Access, list, bytes32(n));
        _honest(r, a, 11, 12, 13);
        a.z2 = a.z2 == 1 ? 2 : a.z2 - 1;
        _answer(r, a);
        bytes memory call = abi.encodeCall(Evidence.report, (r));
        calls[n] = call;
        uint256 count;
        for (uint256 i = 0; i < call.length; i++) {
            count += call[i] == 0 ? 1 : 4;
        }
        tokens[n] = count;
        bytes memory keys = bytes.concat(_point(a.x), _point(a.u), _point(a.q));
        check = abi.encodeCall(Checker.isWrong, (_request(r), _capsuleId(r), keys, r.share, r.hints));
    }

    // The cost of a transaction, by EIP-2028 and EIP-7623, without refunds.
    function _whole(uint256 n) internal returns (uint256 total) {
        bytes memory call = calls[n];
        vm.prank(REPORTER);
        uint256 before = gasleft();
        (bool done,) = address(evidence).call(call);
        uint256 used = before - gasleft();
        vm.assertTrue(done, "refused");
        total = 21_000 + 4 * tokens[n] + used;
        if (total < 21_000 + 10 * tokens[n]) total = 21_000 + 10 * tokens[n];
        emit log_named_uint("bytes", call.length);
        emit log_named_uint("calldata", 4 * tokens[n]);
        emit log_named_uint("execution", used);
        emit log_named_uint("transaction", total);
    }

    function test_ReportOf5() public {
        _whole(5);
    }

    function test_ReportOf31() public {
        vm.assertLt(_whole(31), 180_000, "the goal");
    }

    function test_ReportOf128() public {
        _whole(128);
    }

    function test_ShareCheck() public {
        bytes memory call = check;
        uint256 before = gasleft();
        (bool done, bytes memory wrong) = address(checker).call(call);
        uint256 used = before - gasleft();
        vm.assertTrue(done && abi.decode(wrong, (bool)), "wrong");
        vm.assertLt(used, 65_000, "the goal");
        emit log_named_uint("share check", used);
    }
}

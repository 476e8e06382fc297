// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Evidence} from "../src/Evidence.sol";
import {Registry} from "../src/Registry.sol";
import {ShareCheck} from "../src/ShareCheck.sol";
import {Checker, EvidenceBase} from "./EvidenceBase.sol";
import {Vm} from "./Vm.sol";

/// @notice The shared vectors of shares, vectors/share.
contract ShareVectorsTest is EvidenceBase {
    Checker internal checker = new Checker();

    function _hex(string memory json, string memory key) internal pure returns (bytes memory) {
        string memory text = vm.parseJsonString(json, key);
        return bytes(text).length == 0 ? bytes("") : vm.parseBytes(string.concat("0x", text));
    }

    // In the vectors other-request, other-capsule-id, other-key, other-u and other-reader the share is good, and what
    // surrounds it is not. The bare check finds that they do not fit; a report reverts before it (test_OtherRequest).
    function test_VectorsShare() public view {
        string memory folder = vm.envOr("LATCHKEY_VECTORS", string(""));
        if (bytes(folder).length == 0) folder = "../vectors";
        string memory path = string.concat(folder, "/share");
        Vm.DirEntry[] memory files = vm.readDir(path);
        uint256 good;
        uint256 wrong;
        for (uint256 i = 0; i < files.length; i++) {
            string memory json = vm.readFile(files[i].path);
            string memory format = vm.parseJsonString(json, ".format");
            if (keccak256(bytes(format)) == keccak256("share/make")) continue; // nodes make shares, contracts do not
            vm.assertEq(format, "share/verify", "unknown format");
            if (_vector(json)) wrong++;
            else good++;
        }
        vm.assertTrue(good > 0 && wrong > 0, string.concat("no vector in ", path));
    }

    function _vector(string memory json) internal view returns (bool wrong) {
        string memory name = vm.parseJsonString(json, ".name");
        bytes memory keys = bytes.concat(_hex(json, ".input.X_j"), _hex(json, ".input.U"), _hex(json, ".input.Q"));
        ShareCheck.Hints memory hints;
        for (uint256 i = 0; i < 3; i++) {
            hints.y[i] = _y(keys, 33 * i);
        }
        if (vm.keyExistsJson(json, ".input.hints.P1")) {
            for (uint256 i = 0; i < 3; i++) {
                bytes memory xy = _hex(json, string.concat(".input.hints.P", vm.toString(i + 1)));
                hints.p[i] = abi.decode(xy, (ShareCheck.Point));
            }
            ShareCheck.Point memory minus = ShareCheck.Point(hints.p[2].x, FIELD - hints.p[2].y);
            hints.t3 = _add(_add(hints.p[0], hints.p[1]), minus);
        }
        wrong = checker.isWrong(
            bytes32(_hex(json, ".input.request")),
            bytes32(_hex(json, ".input.capsuleId")),
            keys,
            _hex(json, ".input.share"),
            hints
        );
        vm.assertEq(wrong ? "wrong-share" : "ok", vm.parseJsonString(json, ".expect"), name);
    }

    // The y of the point whose encoding is at a place.
    function _y(bytes memory encoded, uint256 at) internal view returns (uint256 y) {
        uint256 x;
        assembly ("memory-safe") {
            x := mload(add(encoded, add(at, 33)))
        }
        y = _power(addmod(_times(_times(x, x), x), 7, FIELD), (FIELD + 1) / 4);
        if (y & 1 != uint8(encoded[at]) & 1) y = FIELD - y;
    }

    // The sum by the rules of school; (0, 0) is the identity.
    function _add(ShareCheck.Point memory a, ShareCheck.Point memory b)
        internal
        view
        returns (ShareCheck.Point memory)
    {
        if (a.x == 0) return b;
        if (b.x == 0) return a;
        uint256 slope;
        if (a.x != b.x) {
            slope = _times(_minus(a.y, b.y), _power(_minus(a.x, b.x), FIELD - 2));
        } else if (a.y == b.y) {
            slope = _times(_times(3, _times(a.x, a.x)), _power(_times(2, a.y), FIELD - 2));
        } else {
            return ShareCheck.Point(0, 0);
        }
        uint256 x = _minus(_minus(_times(slope, slope), a.x), b.x);
        return ShareCheck.Point(x, _minus(_times(slope, _minus(a.x, x)), a.y));
    }

    function _times(uint256 a, uint256 b) internal pure returns (uint256) {
        return mulmod(a, b, FIELD);
    }

    function _minus(uint256 a, uint256 b) internal pure returns (uint256) {
        return addmod(a, FIELD - b, FIELD);
    }

    function _power(uint256 base, uint256 exponent) internal view returns (uint256) {
        (bool done, bytes memory out) = address(5).staticcall(abi.encode(32, 32, 32, base, exponent, FIELD));
        require(done, "modexp");
        return abi.decode(out, (uint256));
    }

    function test_DecodeRefuses() public view {
        bytes memory good = hex"0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        (bool ok, ShareCheck.Point memory p) = checker.decode(good);
        vm.assertTrue(
            ok && p.x == 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798
                && p.y == 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8,
            "the generator"
        );
        good[0] = 0x03;
        (ok, p) = checker.decode(good);
        vm.assertTrue(
            ok && p.y == FIELD - 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8,
            "minus the generator"
        );
        bytes[8] memory bad = [
            bytes(""),
            hex"00",
            hex"02",
            bytes.concat(good, hex"00"),
            abi.encodePacked(uint8(4), uint256(1)),
            abi.encodePacked(uint8(0), uint256(1)),
            abi.encodePacked(uint8(2), uint256(0)), // 7 is no square
            abi.encodePacked(uint8(2), uint256(5)) // nor is 132
        ];
        for (uint256 i = 0; i < bad.length; i++) {
            (ok,) = checker.decode(bad[i]);
            vm.assertFalse(ok, vm.toString(i));
        }
        // Where x is q or more, there are points, but none that ecrecover can name.
        uint256 points;
        for (uint256 x = ORDER; x < ORDER + 8; x++) {
            (ok,) = checker.decode(abi.encodePacked(uint8(2), x));
            vm.assertFalse(ok, "x over q");
        }
        for (uint256 x = ORDER - 8; x < ORDER; x++) {
            (ok,) = checker.decode(abi.encodePacked(uint8(2), x));
            if (ok) points++;
        }
        vm.assertTrue(points > 0, "x just below q");
        // A point with y = p - 1, whose logarithm nobody knows; anybody can ask with it as the reader key. p + 1 has the same
        // last bit and satisfies the equation, but is no y: it would make an honest share wrong.
        bytes memory edge =
            abi.encodePacked(uint8(2), uint256(0x1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507));
        (ok, p) = checker.decodeWith(FIELD - 1, edge);
        vm.assertTrue(ok && p.y == FIELD - 1, "y = p - 1");
        (ok,) = checker.decodeWith(FIELD + 1, edge);
        vm.assertFalse(ok, "y = p + 1");
    }

    /// @notice Decoding takes every point, and gives its y.
    function testFuzz_Decode(uint256 log) public {
        log = _bound(log, 1, ORDER - 1);
        (bool ok, ShareCheck.Point memory p) = checker.decode(_point(log));
        vm.assertTrue(ok, "decodes");
        vm.assertEq(keccak256(abi.encode(p)), keccak256(_xy(log)), "the point");
        uint256 y = p.y;
        (ok, p) = checker.decodeWith(y, _point(log));
        vm.assertTrue(ok, "decodes with y");
        vm.assertEq(keccak256(abi.encode(p)), keccak256(_xy(log)), "the point with y");
        bytes memory other = _point(log);
        other[0] ^= 0x01;
        (ok,) = checker.decodeWith(y, other);
        vm.assertFalse(ok, "another sign");
        (ok,) = checker.decodeWith(FIELD - y, _point(log));
        vm.assertFalse(ok, "another y");
        (ok,) = checker.decodeWith(y ^ 2, _point(log));
        vm.assertFalse(ok, "no point");
    }
}

/// @notice A reporter that reports again when it is paid.
contract CallsBack {
    Evidence private immutable evidence;
    bytes private call;
    bool public tried;
    bool public again;

    constructor(Evidence evidence_) {
        evidence = evidence_;
    }

    function report(bytes calldata call_) external {
        call = call_;
        (bool done,) = address(evidence).call(call_);
        require(done, "the first");
    }

    receive() external payable {
        tried = true;
        (again,) = address(evidence).call(call);
    }
}

contract EvidenceTest is EvidenceBase {
    Checker internal closed = new Checker(); // takes no coins
    bytes internal keys;
    uint256 internal committee;

    function setUp() public override {
        super.setUp();
        keys = _keys(5, 3);
        committee = _serving(5, 3, 4, keccak256(keys));
    }

    function _report(Evidence.Report memory r) internal {
        vm.prank(REPORTER);
        evidence.report(r);
    }

    function _refused(Evidence.Report memory r, bytes memory reason) internal {
        vm.expectRevert(reason);
        _report(r);
    }

    function _good(uint32 index, Evidence.Kind kind, bytes32 seed)
        internal
        returns (Evidence.Report memory r, Answer memory a)
    {
        (r, a) = _asked(committee, index, kind, keys, seed);
        _honest(r, a, _scalar(abi.encode("k", seed)), _scalar(abi.encode("a", seed)), _scalar(abi.encode("b", seed)));
        _answer(r, a);
    }

    // A share that is wrong for its z1 alone.
    function _wrong(uint32 index, Evidence.Kind kind, bytes32 seed)
        internal
        returns (Evidence.Report memory r, Answer memory a)
    {
        (r, a) = _good(index, kind, seed);
        a.z1 = a.z1 == 1 ? 2 : a.z1 - 1;
        _answer(r, a);
    }

    function _stakeOf(uint32 index) internal returns (uint256) {
        Registry.Operator memory o = registry.operatorOf(_address(_account(index)));
        return o.stake + o.unbonding;
    }

    function test_WrongShareLoses() public {
        for (uint8 kind = 0; kind < 3; kind++) {
            uint32 index = kind + 1;
            (Evidence.Report memory r,) = _wrong(index, Evidence.Kind(kind), "a");
            address operator = _address(_account(index));
            uint256 total = registry.total();
            uint256 reporter = REPORTER.balance;
            uint256 burned = address(0).balance;
            vm.expectEmit(address(evidence));
            emit Evidence.Reported(committee, 1, operator, index, REPORTER);
            vm.expectEmit(address(registry));
            emit Registry.Slashed(operator, REPORTER, 1.5 ether, 0.15 ether);
            _report(r);
            vm.assertEq(REPORTER.balance - reporter, 0.15 ether, "the reporter's tenth");
            vm.assertEq(address(0).balance - burned, 1.35 ether, "burned");
            vm.assertEq(total - registry.total(), 1.5 ether, "total");
            vm.assertEq(address(registry).balance, registry.total(), "balance");
            Registry.Operator memory o = registry.operatorOf(operator);
            vm.assertTrue(o.stake == 0 && o.unbonding == 0 && o.unbondsAt == 0, "nothing is left");
            vm.assertEq(o.url, "https://node", "the entry stays");
            (address account, bool confirmed,) = committees.memberOf(committee, 1, index);
            vm.assertTrue(account == operator && confirmed, "it is a member as before");
            // A second report finds nothing.
            _refused(r, abi.encodeWithSelector(Registry.NothingToSlash.selector, operator));
        }
        vm.assertEq(_stakeOf(4), 1.5 ether, "others lose nothing");
    }

    /// @notice The same evidence takes what is put up later: it stays true.
    function test_NewStakeIsLostToo() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "a");
        _report(r);
        address operator = _address(_account(1));
        vm.deal(operator, 1 ether);
        vm.prank(operator);
        registry.register{value: 1 ether}("https://node", 0);
        _report(r);
        vm.assertEq(_stakeOf(1), 0, "stake");
    }

    function test_HonestShareIsRefused() public {
        for (uint8 kind = 0; kind < 3; kind++) {
            (Evidence.Report memory r,) = _good(2, Evidence.Kind(kind), "b");
            _refused(r, abi.encodeWithSelector(Evidence.GoodShare.selector));
        }
    }

    /// @notice An epoch that ended: its hash is kept, and its members answer for it.
    function test_EndedEpoch() public {
        (Evidence.Report memory r,) = _wrong(3, Evidence.Kind.Access, "c");
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
        vm.assertEq(committees.activeEpoch(committee), 2, "epoch 2 serves");
        _report(r);
        vm.assertEq(_stakeOf(3), 0, "stake");
    }

    // What does not fit.

    function test_WrongCommitteeEpochIndex() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "d");
        r.committee = 2;
        _refused(r, abi.encodeWithSelector(Committees.NoEpoch.selector, 1));
        r.committee = committee;
        r.epoch = 2;
        _refused(r, abi.encodeWithSelector(Committees.NoEpoch.selector, 2));
        r.epoch = 1;
        r.index = 0;
        _refused(r, abi.encodeWithSelector(Committees.NoMember.selector, 0));
        r.index = 6;
        _refused(r, abi.encodeWithSelector(Committees.NoMember.selector, 6));
        r.index = 2; // not the one in the share
        _refused(r, abi.encodeWithSelector(Evidence.OtherShare.selector));
        r.index = 5; // never confirmed
        _refused(r, abi.encodeWithSelector(Evidence.NotConfirmed.selector, _address(_account(5))));
        r.index = 1;
        _report(r);
    }

    /// @notice A share that names another epoch or member than the one it is shown for is no wrong share, whoever
    /// signed it, and whatever its proof says.
    function test_ShareOfAnother() public {
        (Evidence.Report memory r, Answer memory a) = _good(1, Evidence.Kind.Access, "e");
        r.epoch = 3;
        _prove(r, a, 1, 2);
        r.share = _share(r, a);
        r.epoch = 1;
        _sign(r);
        _refused(r, abi.encodeWithSelector(Evidence.OtherShare.selector));

        (r, a) = _good(1, Evidence.Kind.Access, "e");
        r.index = 2;
        r.share = _share(r, a);
        r.index = 1;
        _sign(r);
        _refused(r, abi.encodeWithSelector(Evidence.OtherShare.selector));
        // Shown for the member that it names, it is not that member's.
        r.index = 2;
        _refused(r, abi.encodeWithSelector(Evidence.NotSigner.selector, _address(_account(1)), _address(_account(2))));
    }

    /// @notice A member that confirmed another hash than the active one answers for no list.
    function test_OtherConfirm() public {
        vm.prank(_address(_account(5)));
        committees.confirm(committee, 1, 1, OTHER);
        (Evidence.Report memory r,) = _wrong(5, Evidence.Kind.Access, "f");
        _refused(r, abi.encodeWithSelector(Evidence.NotConfirmed.selector, _address(_account(5))));
    }

    function test_WrongKeys() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "g");
        bytes memory right = r.keys;
        for (uint256 i = 0; i < right.length; i += 7) {
            r.keys = bytes.concat(right);
            r.keys[i] ^= 0x01;
            _refused(r, abi.encodeWithSelector(Evidence.WrongKeys.selector));
        }
        r.keys = bytes.concat(right, hex"00");
        _refused(r, abi.encodeWithSelector(Evidence.WrongKeys.selector));
        r.keys = "";
        _refused(r, abi.encodeWithSelector(Evidence.WrongKeys.selector));
        r.keys = _keys(5, 2); // another t
        _refused(r, abi.encodeWithSelector(Evidence.WrongKeys.selector));
        r.keys = right;
        _report(r);
    }

    /// @notice Members that confirm the hash of something that is no list cannot be judged by it.
    function test_ConfirmedNonsense() public {
        bytes memory short = abi.encodePacked(bytes32("session"), uint32(3), uint32(5), _point(7));
        uint256 other = _serving(5, 3, 5, keccak256(short));
        (Evidence.Report memory r, Answer memory a) = _asked(other, 1, Evidence.Kind.Access, short, "h");
        _honest(r, a, 1, 2, 3);
        _answer(r, a);
        _refused(r, abi.encodeWithSelector(Evidence.WrongKeys.selector));
        bytes memory points = bytes.concat(short, new bytes(165));
        other = _serving(5, 3, 5, keccak256(points));
        (r, a) = _asked(other, 1, Evidence.Kind.Access, points, "h");
        _honest(r, a, 1, 2, 3);
        _answer(r, a);
        _refused(r, abi.encodeWithSelector(Evidence.BadKey.selector));
    }

    /// @notice Every field that was signed: another value gives another digest, and so another signer.
    function test_OtherRequest() public {
        for (uint8 kind = 0; kind < 3; kind++) {
            for (uint256 field = 0; field < 9; field++) {
                (Evidence.Report memory r, Answer memory a) = _wrong(1, Evidence.Kind(kind), "i");
                bool used = true;
                if (field == 0) r.confirmations++;
                if (field == 1) r.policy ^= bytes32(uint256(1));
                if (field == 2) r.capsule[161] ^= 0x01;
                if (field == 3) r.readerKey = _point(a.q + 1);
                if (field == 4) r.account = address(uint160(r.account) ^ 1);
                if (field == 5) (r.deadline, used) = (r.deadline + 1, kind != 2);
                if (field == 6) (r.nonce, used) = (r.nonce + 1, kind != 0);
                if (field == 7) (r.text, used) = (r.text ^ bytes32(uint256(1)), kind != 0);
                if (field == 8) {
                    used = kind == 2;
                    r.order ^= bytes32(uint256(1));
                }
                if (used) _refusedSigner(r);
                else _report(r);
                if (!used) _restake(1);
            }
            (Evidence.Report memory s,) = _wrong(1, Evidence.Kind(kind), "i");
            s.kind = Evidence.Kind((kind + 1) % 3);
            _refusedSigner(s);
            s.kind = Evidence.Kind(kind);
            s.fileIndex++;
            if (kind == 2) _refusedSigner(s);
            vm.chainId(block.chainid + 1);
            _refusedSigner(s);
        }
    }

    function _restake(uint256 i) internal {
        address operator = _address(_account(i));
        vm.deal(operator, 1 ether);
        vm.prank(operator);
        registry.register{value: 1 ether}("https://node", 0);
    }

    function _refusedSigner(Evidence.Report memory r) internal {
        vm.prank(REPORTER);
        try evidence.report(r) {
            vm.assertTrue(false, "taken");
        } catch (bytes memory err) {
            // Another digest recovers to another account, or to none.
            vm.assertTrue(
                bytes4(err) == Evidence.NotSigner.selector || bytes4(err) == Evidence.BadSignature.selector, "signer"
            );
        }
    }

    function test_WrongSize() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "j");
        bytes memory right = r.capsule;
        r.capsule = bytes.concat(right, hex"00");
        _refused(r, abi.encodeWithSelector(Evidence.BadCapsule.selector));
        r.capsule = "";
        _refused(r, abi.encodeWithSelector(Evidence.BadCapsule.selector));
    }

    /// @notice A node that signed for a capsule or a reader key that is no point did not sign a wrong share: nobody can
    /// say what is right.
    function test_UndecodableQuestion() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "k");
        r.capsule[0] = 0x04;
        _sign(r);
        _refused(r, abi.encodeWithSelector(Evidence.BadCapsule.selector));
        (r,) = _wrong(1, Evidence.Kind.Access, "k");
        r.readerKey = abi.encodePacked(uint8(2), ORDER);
        _sign(r);
        _refused(r, abi.encodeWithSelector(Evidence.BadReaderKey.selector));
        r.readerKey = "";
        _sign(r);
        _refused(r, abi.encodeWithSelector(Evidence.BadReaderKey.selector));
    }

    function test_Signature() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "l");
        (uint8 v, bytes32 rr, bytes32 s) = vm.sign(_account(1), _signed(r));
        bytes[7] memory bad = [
            abi.encodePacked(rr, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27)), // high s
            abi.encodePacked(rr, s, v - 27),
            abi.encodePacked(rr, s, v + 2),
            abi.encodePacked(rr, s),
            abi.encodePacked(rr, s, v, v),
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(rr, bytes32(0), v)
        ];
        for (uint256 i = 0; i < bad.length; i++) {
            r.signature = bad[i];
            _refused(r, abi.encodeWithSelector(Evidence.BadSignature.selector));
        }
        (v, rr, s) = vm.sign(_account(2), _signed(r));
        r.signature = abi.encodePacked(rr, s, v);
        _refused(r, abi.encodeWithSelector(Evidence.NotSigner.selector, _address(_account(2)), _address(_account(1))));
    }

    function test_Hints() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "m");
        for (uint256 i = 0; i < 4; i++) {
            ShareCheck.Point memory p = i < 3 ? r.hints.p[i] : r.hints.t3;
            (uint256 x, uint256 y) = (p.x, p.y);
            uint256[2][6] memory bad =
                [[x, FIELD - y], [x, y + 1], [x ^ 1, y], [uint256(0), 0], [y, x], [x, type(uint256).max]];
            for (uint256 k = 0; k < bad.length; k++) {
                (p.x, p.y) = (bad[k][0], bad[k][1]);
                _refused(r, abi.encodeWithSelector(ShareCheck.BadHint.selector, i + 1));
            }
            (p.x, p.y) = (x, y);
        }
        bytes4[3] memory reasons =
            [Evidence.BadKey.selector, Evidence.BadCapsule.selector, Evidence.BadReaderKey.selector];
        for (uint256 i = 0; i < 3; i++) {
            r.hints.y[i] = FIELD - r.hints.y[i];
            _refused(r, abi.encodeWithSelector(reasons[i]));
            r.hints.y[i] = FIELD - r.hints.y[i];
        }
        _report(r);
    }

    /// @notice Coordinates that are not reduced are another encoding of a point, and no hint.
    function test_UnreducedHint() public {
        (Evidence.Report memory r, Answer memory a) = _good(1, Evidence.Kind.Access, "n");
        r.capsule[0] = 0x02; // U has x = 1: few points have a coordinate that p can be added to
        for (uint256 i = 1; i < 33; i++) {
            r.capsule[i] = i == 32 ? bytes1(0x01) : bytes1(0);
        }
        a.z1 = 1; // P1 = U
        _answer(r, a);
        r.hints.y[1] = 0x4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee;
        r.hints.p[0] = ShareCheck.Point(1, r.hints.y[1]);
        r.hints.p[1] = ShareCheck.Point(0, 0);
        _refused(r, abi.encodeWithSelector(ShareCheck.BadHint.selector, 2)); // P1 is taken
        r.hints.p[0].x += FIELD;
        _refused(r, abi.encodeWithSelector(ShareCheck.BadHint.selector, 1));
    }

    function test_SlashIsForEvidence() public {
        address operator = _address(_account(1));
        vm.expectRevert(abi.encodeWithSelector(Registry.NotEvidence.selector, address(this)));
        registry.slash(operator, address(this));
        vm.prank(address(committees));
        vm.expectRevert(abi.encodeWithSelector(Registry.NotEvidence.selector, address(committees)));
        registry.slash(operator, address(this));
        vm.assertEq(address(evidence.committees()), address(committees), "committees");
        vm.assertEq(address(evidence.registry()), address(registry), "registry");
    }

    /// @notice A reporter that calls again from its payment finds nothing more; one that takes no payment gets none, and
    /// takes nothing.
    function test_ReporterThatCallsBack() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "r");
        CallsBack reporter = new CallsBack(evidence);
        reporter.report(abi.encodeCall(Evidence.report, (r)));
        vm.assertTrue(reporter.tried() && !reporter.again(), "a second time");
        vm.assertEq(address(reporter).balance, 0.15 ether, "paid once");
        vm.assertEq(address(registry).balance, registry.total(), "balance");
        (r,) = _wrong(2, Evidence.Kind.Access, "r");
        vm.prank(address(closed));
        (bool done,) = address(evidence).call(abi.encodeCall(Evidence.report, (r)));
        vm.assertFalse(done, "a payment that is not taken");
        vm.assertEq(_stakeOf(2), 1.5 ether, "stake");
    }

    function test_MemberOf() public {
        address member;
        bool confirmed;
        bytes32 hash;
        Committees.Epoch memory e = committees.epochOf(committee, 1);
        for (uint32 i = 1; i <= 5; i++) {
            (member, confirmed, hash) = committees.memberOf(committee, 1, i);
            vm.assertEq(member, e.members[i - 1], "account");
            vm.assertTrue(confirmed == e.confirmed[i - 1] && confirmed == (i != 5), "confirmed");
            vm.assertEq(hash, e.hash, "hash");
        }
        vm.expectRevert(abi.encodeWithSelector(Committees.NoEpoch.selector, 0));
        committees.memberOf(committee, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(Committees.NoMember.selector, type(uint32).max));
        committees.memberOf(committee, 1, type(uint32).max);
    }

    // The law: honest shares never lose, and every wrong share does.

    /// @notice An honest share is refused with any hints.
    function testFuzz_HonestNeverLoses(bytes32 seed, uint8 kind, uint32 index, uint256[6] memory hints, uint8 some)
        public
    {
        (Evidence.Report memory r,) = _good(uint32(_bound(index, 1, 4)), Evidence.Kind(kind % 3), seed);
        vm.prank(REPORTER);
        try evidence.report(r) {
            vm.assertTrue(false, "an honest share lost");
        } catch (bytes memory err) {
            vm.assertTrue(bytes4(err) == Evidence.GoodShare.selector, "refused for another reason");
        }
        if (some & 128 != 0) r.hints.p[some % 3].y = FIELD - r.hints.p[some % 3].y;
        if (some & 1 != 0) r.hints.p[0] = ShareCheck.Point(hints[0], hints[1]);
        if (some & 2 != 0) r.hints.p[1] = ShareCheck.Point(hints[2], hints[3]);
        if (some & 4 != 0) r.hints.p[2] = ShareCheck.Point(hints[4], hints[5]);
        if (some & 8 != 0) r.hints.t3 = ShareCheck.Point(hints[0], hints[2]);
        if (some & 16 != 0) r.hints.y[some % 3] = hints[1];
        if (some & 32 != 0) r.hints.p[some % 3] = r.hints.t3; // points of the curve, in the wrong places
        if (some & 64 != 0) r.hints.t3 = r.hints.p[some % 2];
        _refusedWhatever(abi.encodeCall(Evidence.report, (r)), gasleft() / 2);
    }

    /// @notice An honest share is refused with any gas.
    function testFuzz_HonestNeverLosesForGas(bytes32 seed, uint256 gas) public {
        (Evidence.Report memory r,) = _good(1, Evidence.Kind.Access, seed);
        _refusedWhatever(abi.encodeCall(Evidence.report, (r)), _bound(gas, 0, 150_000));
    }

    /// @notice An honest share is refused in any calldata that is like that of a report.
    function testFuzz_HonestNeverLosesForCalldata(bytes32 seed, uint16 at, bytes32 put, uint16 length) public {
        (Evidence.Report memory r,) = _good(1, Evidence.Kind.Session, seed);
        bytes memory data = abi.encodeCall(Evidence.report, (r));
        uint256 from = 4 + _bound(at, 0, data.length - 36);
        for (uint256 i = 0; i < 32; i++) {
            if (put[i] != 0) data[from + i] = put[i];
        }
        _refusedWhatever(data, gasleft() / 2);
        assembly ("memory-safe") {
            mstore(data, mod(length, mload(data)))
        }
        _refusedWhatever(data, gasleft() / 2);
    }

    function _refusedWhatever(bytes memory data, uint256 gas) internal {
        vm.prank(REPORTER);
        (bool done,) = address(evidence).call{gas: gas}(data);
        vm.assertFalse(done, "an honest share lost");
    }

    /// @notice Every wrong share loses: with numbers that are not what they should be, and proofs as good as they get.
    function testFuzz_WrongAlwaysLoses(bytes32 seed, uint8 kind, uint8 how, uint256 by) public {
        uint32 index = uint32(uint256(seed) % 4) + 1;
        (Evidence.Report memory r, Answer memory a) = _good(index, Evidence.Kind(kind % 3), seed);
        by = _bound(by, 1, ORDER - 1);
        _spoil(r, a, how % 22, by);
        vm.prank(REPORTER);
        evidence.report(r);
        vm.assertEq(_stakeOf(index), 0, "stake");
        vm.assertEq(address(registry).balance, registry.total(), "balance");
    }

    function _spoil(Evidence.Report memory r, Answer memory a, uint256 how, uint256 by) internal {
        uint256 ra = _scalar(abi.encode("ra", by));
        uint256 rb = _scalar(abi.encode("rb", by));
        if (how < 3) {
            if (how == 0) a.c = _nonzero(_plus(a.c, by));
            if (how == 1) a.z1 = _nonzero(_plus(a.z1, by));
            if (how == 2) a.z2 = _nonzero(_plus(a.z2, by));
            _answer(r, a);
        } else if (how < 8) {
            // Another A or B; the proof of what is so far as it can be had.
            if (how == 3) a.dA = _nonzero(_plus(a.dA, by));
            if (how == 4) a.dB = _nonzero(_plus(a.dB, by));
            if (how == 5) (a.dA, a.dB) = (by, by);
            if (how == 6) (a.dA, a.dB) = (_plus(a.dA, by), _plus(a.dB, _mul(by, a.q))); // rerandomised
            if (how == 7) a.dB = _mul(a.x, a.u); // in the clear
            if (how != 6) _prove(r, a, ra, rb);
            _answer(r, a);
        } else if (how < 11) {
            // A T that is the identity, hashed as nothing is by ecrecover.
            if (how == 8) ra = 0;
            if (how == 9) rb = 0;
            if (how == 10) rb = _mul(ORDER - _mul(ra, a.u), _inverse(a.q));
            _prove(r, a, ra, rb);
            _answer(r, a);
        } else if (how < 17) {
            // Scalars out of range.
            uint256 scalar = (how - 11) / 2;
            bytes32 bad = how % 2 == 1 ? bytes32(0) : bytes32(ORDER + by % (type(uint256).max - ORDER + 1));
            for (uint256 i = 0; i < 32; i++) {
                r.share[78 + 32 * scalar + i] = bad[i];
            }
            _sign(r);
        } else if (how < 19) {
            // A point that does not decode; nothing is hinted.
            uint256 at = how == 17 ? 12 : 45;
            bytes32 x = by % 3 == 0 ? bytes32(ORDER + by % 1000) : bytes32(uint256(5));
            if (by % 3 == 1) r.share[at] ^= bytes1(uint8(4 + by % 250));
            if (r.share[at] == 0x02 || r.share[at] == 0x03) {
                for (uint256 i = 0; i < 32; i++) {
                    r.share[at + 1 + i] = x[i];
                }
            }
            _dropHints(r);
            _sign(r);
        } else {
            // Another length.
            uint256 length = how == 19 ? 0 : by % 600;
            r.share = length == 174 ? bytes("") : new bytes(length);
            _dropHints(r);
            _sign(r);
        }
    }

    // Leaves what no wrong share can do without, the y of what was asked.
    function _dropHints(Evidence.Report memory r) internal pure {
        uint256[3] memory y = r.hints.y;
        ShareCheck.Hints memory none;
        r.hints = none;
        r.hints.y = y;
    }

    function _nonzero(uint256 a) internal pure returns (uint256) {
        return a == 0 ? 1 : a;
    }

    function _inverse(uint256 a) internal pure returns (uint256 out) {
        out = 1;
        for (uint256 e = ORDER - 2; e != 0; e >>= 1) {
            if (e & 1 == 1) out = _mul(out, a);
            a = _mul(a, a);
        }
    }

    /// @notice A wrong share with too little gas reverts and takes nothing; with enough, it is taken.
    function testFuzz_GasNeverDecides(uint256 gas) public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "o");
        vm.prank(REPORTER);
        (bool done,) = address(evidence).call{gas: _bound(gas, 0, 250_000)}(abi.encodeCall(Evidence.report, (r)));
        vm.assertEq(_stakeOf(1), done ? 0 : 1.5 ether, "stake");
    }

    /// @notice Where modexp does not answer, or answers nothing, as an account without code does, nothing is judged.
    function test_NoModexp() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "p");
        vm.mockCall(address(5), "", "");
        _refused(r, abi.encodeWithSelector(ShareCheck.CallFailed.selector));
        vm.mockCallRevert(address(5), "", "");
        _refused(r, abi.encodeWithSelector(ShareCheck.CallFailed.selector));
        vm.clearMockedCalls();
        _report(r);
    }

    /// @notice Where ecrecover does not answer, nothing is judged: not even a signature.
    function test_NoEcrecover() public {
        (Evidence.Report memory r,) = _wrong(1, Evidence.Kind.Access, "q");
        vm.mockCall(address(1), "", "");
        _refused(r, abi.encodeWithSelector(Evidence.BadSignature.selector));
        vm.mockCallRevert(address(1), "", "");
        _refused(r, "");
        vm.clearMockedCalls();
        _report(r);
    }
}

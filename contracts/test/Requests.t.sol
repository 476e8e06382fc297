// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Registry} from "../src/Registry.sol";
import {Requests} from "../src/Requests.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Test} from "./Vm.sol";

/// @notice A committee whose members can sign, and what is asked of it.
abstract contract RequestsBase is CommitteesBase {
    uint256 internal constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
    uint256 internal constant Q = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes internal constant G = hex"0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    address internal constant BUYER = address(0xb4e4);
    uint256 internal constant FEE = 10 gwei;

    function key(uint256 i) internal pure returns (uint256) {
        return 0x5eed0000 + i;
    }

    function member(uint256 i) internal pure returns (address) {
        return vm.addr(key(i));
    }

    function _members(uint256 first, uint256 last) internal pure returns (address[] memory members) {
        members = new address[](last - first + 1);
        for (uint256 i = 0; i < members.length; i++) {
            members[i] = member(first + i);
        }
    }

    /// @notice A committee of member(1)..member(n) that member(1)..member(confirms) confirmed.
    function _serving(uint256 n, uint32 t, uint256 confirms, uint64 grace) internal returns (uint256 id) {
        for (uint256 i = 1; i <= n; i++) {
            vm.prank(member(i));
            registry.register("https://node", 0);
        }
        id = committees.create(_members(1, n), t, 1, _lengths(LENGTH), grace);
        _epoch(id, 1, 1, n, 1, n, confirms);
    }

    /// @notice From a start in this block to an active epoch of member(first)..member(last).
    function _epoch(
        uint256 id,
        uint64 epoch,
        uint256 first,
        uint256 last,
        uint256 dealFirst,
        uint256 dealLast,
        uint256 confirms
    ) internal {
        _next();
        for (uint256 i = first; i <= last; i++) {
            vm.prank(member(i));
            committees.join(id, epoch, 1, "key");
        }
        _after(id, 0);
        for (uint256 i = dealFirst; i <= dealLast; i++) {
            vm.prank(member(i));
            committees.commit(id, epoch, 1, HASH);
        }
        _after(id, 3);
        for (uint256 i = first; i < first + confirms; i++) {
            vm.prank(member(i));
            committees.confirm(id, epoch, 1, HASH);
        }
        vm.assertEq(committees.activeEpoch(id), epoch, "the epoch is not active");
        _after(id, 4);
    }

    function _ask(uint256 committee, uint32 answers) internal view returns (Requests.Ask memory) {
        return Requests.Ask(
            Requests.Terms(block.chainid, address(committees), committee, 3, "sale(market, asset)"),
            bytes.concat(new bytes(161), hex"07"),
            1,
            G,
            uint64(block.timestamp) + 1 days,
            answers
        );
    }

    // The hashes of spec/sealed-file.md and spec/http.md, written out once more.

    function _typed(bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Latchkey"),
                keccak256("1"),
                block.chainid,
                address(committees)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", separator, structHash));
    }

    function _capsuleId(Requests.Ask memory ask) internal pure returns (bytes32) {
        bytes32 label = keccak256(
            abi.encode(
                keccak256(
                    "Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)"
                ),
                ask.terms.chainId,
                ask.terms.committees,
                ask.terms.committee,
                ask.terms.confirmations,
                keccak256(bytes(ask.terms.policy))
            )
        );
        return keccak256(bytes.concat(keccak256("latchkey/v1/capsule-id"), ask.capsule, label));
    }

    function _digest(Requests.Ask memory ask, address buyer) internal view returns (bytes32) {
        return _typed(
            keccak256(
                abi.encode(
                    keccak256(
                        "AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)"
                    ),
                    keccak256("Opens one Latchkey file."),
                    _capsuleId(ask),
                    keccak256(ask.readerKey),
                    buyer,
                    ask.deadline
                )
            )
        );
    }

    function _shareDigest(Requests.Request memory q, bytes memory share) internal view returns (bytes32) {
        return _typed(
            keccak256(
                abi.encode(
                    keccak256("Share(uint256 committee,bytes32 request,bytes32 capsule,bytes share)"),
                    uint256(q.committee),
                    q.digest,
                    q.capsule,
                    keccak256(share)
                )
            )
        );
    }

    function _share(uint256 epoch, uint256 index) internal pure returns (bytes memory) {
        return abi.encodePacked(uint64(epoch), uint32(index), bytes1(0x02), new bytes(161));
    }

    function _signature(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice What member i answers.
    function _answer(uint256 id, uint256 i) internal view returns (bytes memory) {
        Requests.Request memory q = committees.requestOf(id);
        bytes memory share = _share(q.epoch, i);
        return bytes.concat(share, _signature(key(i), _shareDigest(q, share)));
    }

    function _send(uint256 id, uint256 i) internal {
        bytes memory data = _answer(id, i);
        vm.prank(member(i));
        committees.answer(id, data);
    }
}

contract RequestsTest is RequestsBase {
    uint256 internal committee;

    function setUp() public override {
        super.setUp();
        vm.fee(FEE);
        committee = _serving(5, 3, 4, 24 hours); // member 5 did not confirm
        vm.deal(BUYER, 100 ether);
    }

    function _bond(uint32 answers) internal view returns (uint256) {
        return committees.bondFor(answers, FEE);
    }

    function _request(Requests.Ask memory ask) internal returns (uint256) {
        uint256 bond = _bond(ask.answers);
        vm.prank(BUYER);
        return committees.request{value: bond}(ask);
    }

    function _refused(Requests.Ask memory ask, bytes memory revertData) internal {
        uint256 bond = 1 ether;
        vm.prank(BUYER);
        vm.expectRevert(revertData);
        committees.request{value: bond}(ask);
    }

    function test_Request() public {
        Requests.Ask memory ask = _ask(committee, 3);
        uint64 until = uint64(block.timestamp) + 6 hours;
        uint256 bond = 3 * committees.ANSWER_GAS() * 2 * FEE;
        vm.assertEq(_bond(3), bond, "least bond");
        vm.expectEmit(address(committees));
        emit Requests.Requested(committee, 1, BUYER, _digest(ask, BUYER), _capsuleId(ask), until, bond, ask);
        vm.assertEq(_request(ask), 1, "id");
        Requests.Request memory q = committees.requestOf(1);
        vm.assertEq(q.buyer, BUYER, "buyer");
        vm.assertEq(q.payer, BUYER, "payer");
        vm.assertTrue(q.epoch == 1 && q.t == 3 && q.wanted == 3 && q.answered == 0 && q.members == 0, "counts");
        vm.assertEq(q.committee, committee, "committee");
        vm.assertEq(q.bond, bond, "bond");
        vm.assertEq(q.requestedAt, block.timestamp, "requestedAt");
        vm.assertEq(q.answersUntil, until, "answersUntil");
        vm.assertEq(q.digest, _digest(ask, BUYER), "R");
        vm.assertEq(q.capsule, _capsuleId(ask), "capsuleId");
        vm.assertFalse(q.reclaimed, "reclaimed");
        vm.assertEq(committees.total(), bond, "total");
        vm.assertEq(committees.requestCount(), 1, "count");
        vm.expectRevert(abi.encodeWithSelector(Requests.NoRequest.selector, 2));
        committees.requestOf(2);
    }

    function test_RequestRefusals() public {
        Requests.Ask memory ask = _ask(committee, 3);
        ask.terms.chainId = 1;
        _refused(ask, abi.encodeWithSelector(Requests.OtherContract.selector, 1, committees));
        ask.terms.chainId = block.chainid;
        ask.terms.committees = address(registry);
        _refused(ask, abi.encodeWithSelector(Requests.OtherContract.selector, block.chainid, registry));
        ask = _ask(99, 3);
        _refused(ask, abi.encodeWithSelector(Committees.NoCommittee.selector, 99));
        ask = _ask(committee, 3);
        ask.terms.confirmations = 65;
        _refused(ask, abi.encodeWithSelector(Requests.BadConfirmations.selector, 65));
        ask.terms.confirmations = 64;
        ask.terms.policy = "";
        _refused(ask, abi.encodeWithSelector(Requests.WrongLength.selector, 0, 8192));
        ask.terms.policy = string(new bytes(8193));
        _refused(ask, abi.encodeWithSelector(Requests.WrongLength.selector, 8193, 8192));
        ask.terms.policy = string(new bytes(8192));
        for (uint256 length = 161; length <= 163; length += 2) {
            ask.capsule = new bytes(length);
            _refused(ask, abi.encodeWithSelector(Requests.WrongLength.selector, length, 162));
        }
        ask.capsule = new bytes(162);
        for (uint64 epoch = 0; epoch <= 2; epoch += 2) {
            ask.epoch = epoch;
            _refused(ask, abi.encodeWithSelector(Requests.NotServing.selector, epoch, 1));
        }
        ask.epoch = 1;
        ask.deadline = uint64(block.timestamp);
        _refused(ask, abi.encodeWithSelector(Requests.BadDeadline.selector, block.timestamp));
        ask.deadline = uint64(block.timestamp) + 7 days + 1;
        _refused(ask, abi.encodeWithSelector(Requests.BadDeadline.selector, block.timestamp + 7 days + 1));
        ask.deadline = uint64(block.timestamp) + 7 days;
        ask.answers = 2;
        _refused(ask, abi.encodeWithSelector(Requests.BadAnswers.selector, 2, 3, 5));
        ask.answers = 6;
        _refused(ask, abi.encodeWithSelector(Requests.BadAnswers.selector, 6, 3, 5));
        ask.answers = 5;
        uint256 least = _bond(5);
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Requests.BondTooSmall.selector, least - 1, least));
        committees.request{value: least - 1}(ask);
        _request(ask); // all limits at once
    }

    function test_NoEpochNoTime() public {
        uint256 young = committees.create(_members(1, 3), 2, 1, _lengths(LENGTH), 24 hours);
        Requests.Ask memory ask = _ask(young, 2);
        _refused(ask, abi.encodeWithSelector(Requests.NotServing.selector, 1, 0));
        ask.epoch = 0;
        _refused(ask, abi.encodeWithSelector(Requests.NotServing.selector, 0, 0));
        uint256 hasty = _serving(1, 1, 1, 1);
        _refused(_ask(hasty, 1), abi.encodeWithSelector(Requests.NoTimeToAnswer.selector, hasty));
    }

    function test_AnswerWindowIsHalfTheGraceAtMost6Hours() public {
        vm.assertEq(committees.answerWindow(committee), 6 hours, "24 hours of grace");
        vm.assertEq(committees.answerWindow(_serving(1, 1, 1, 12 hours - 2)), 6 hours - 1, "12 hours less 2 s");
        vm.assertEq(committees.answerWindow(_serving(1, 1, 1, 11)), 5, "11 seconds");
        vm.assertEq(committees.answerWindow(_serving(1, 1, 1, type(uint64).max)), 6 hours, "for ever");
    }

    function test_ReaderKeyMustDecode() public {
        Requests.Ask memory ask = _ask(committee, 3);
        bytes[7] memory wrong = [
            bytes(""),
            hex"00",
            new bytes(33), // the identity in disguise
            bytes.concat(hex"04", bytes32(0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)),
            bytes.concat(G, hex"00"),
            bytes.concat(hex"02", bytes32(uint256(5))), // no such point
            bytes.concat(hex"03", bytes32(Q + 2)) // a point, but not below q
        ];
        vm.assertTrue(_onCurve(Q + 2), "Q + 2 is no point: choose another");
        vm.assertFalse(_onCurve(5), "5 is a point: choose another");
        for (uint256 i = 0; i < wrong.length; i++) {
            ask.readerKey = wrong[i];
            _refused(ask, abi.encodeWithSelector(Requests.BadReaderKey.selector));
        }
        ask.readerKey =
            bytes.concat(hex"03", bytes32(0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798));
        _request(ask); // -G
    }

    function _onCurve(uint256 x) internal view returns (bool) {
        uint256 yy = addmod(mulmod(mulmod(x, x, P), x, P), 7, P);
        (bool ok, bytes memory y) = address(5).staticcall(abi.encode(32, 32, 32, yy, (P + 1) / 4, P));
        require(ok);
        uint256 root = abi.decode(y, (uint256));
        return mulmod(root, root, P) == yy;
    }

    /// @notice The contract decodes as the equation says.
    function testFuzz_ReaderKey(uint256 x, bool odd) public {
        Requests.Ask memory ask = _ask(committee, 3);
        ask.readerKey = abi.encodePacked(odd ? bytes1(0x03) : bytes1(0x02), x);
        if (x < Q && _onCurve(x)) _request(ask);
        else _refused(ask, abi.encodeWithSelector(Requests.BadReaderKey.selector));
    }

    function test_RequestForASigner() public {
        uint256 buyerKey = 0xb0b;
        address buyer = vm.addr(buyerKey);
        Requests.Ask memory ask = _ask(committee, 3);
        bytes memory signature = _signature(buyerKey, _digest(ask, buyer));
        vm.prank(BUYER);
        uint256 id = committees.requestFor{value: 1 ether}(buyer, ask, signature);
        Requests.Request memory q = committees.requestOf(id);
        vm.assertEq(q.buyer, buyer, "buyer");
        vm.assertEq(q.payer, BUYER, "payer");
        vm.assertEq(q.digest, _digest(ask, buyer), "R");
        vm.warp(q.answersUntil + 1);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(Requests.NotPayer.selector, buyer));
        committees.reclaim(id);
        vm.prank(BUYER);
        committees.reclaim(id);
        vm.assertEq(BUYER.balance, 100 ether, "what was paid is back");

        ask = _ask(committee, 3);
        signature = _signature(buyerKey, _digest(ask, BUYER));
        vm.expectRevert(abi.encodeWithSelector(Requests.BadSignature.selector, buyer));
        committees.requestFor{value: 1 ether}(buyer, ask, signature); // another buyer's request
        vm.expectRevert(abi.encodeWithSelector(Requests.BadSignature.selector, BUYER));
        committees.requestFor{value: 1 ether}(BUYER, ask, signature); // another's signature
        vm.expectRevert(abi.encodeWithSelector(Requests.BadSignature.selector, address(0)));
        committees.requestFor{value: 1 ether}(address(0), ask, new bytes(65));
    }

    function test_Answers() public {
        uint256 id = _request(_ask(committee, 3));
        bytes memory data = _answer(id, 2);
        vm.expectEmit(address(committees));
        emit Requests.Answered(committee, id, member(2), 2, data);
        vm.prank(member(2));
        committees.answer(id, data);
        vm.prank(member(2));
        vm.expectRevert(abi.encodeWithSelector(Requests.AnsweredBefore.selector, member(2)));
        committees.answer(id, data);
        vm.warp(committees.requestOf(id).answersUntil);
        _send(id, 4); // in the last second
        _send(id, 1);
        Requests.Request memory q = committees.requestOf(id);
        vm.assertTrue(q.answered == 3 && q.members == 11, "answers of 1, 2 and 4");
        data = _answer(id, 3);
        vm.prank(member(3));
        vm.expectRevert(abi.encodeWithSelector(Requests.AlreadyAnswered.selector, id));
        committees.answer(id, data);
        vm.assertEq(committees.owed(member(4)), _bond(3) / 3, "owed");
        vm.prank(member(4));
        committees.collect();
        vm.assertEq(member(4).balance, _bond(3) / 3, "paid");
        vm.prank(member(4));
        vm.expectRevert(Requests.NothingOwed.selector);
        committees.collect();
    }

    function _answerRefused(uint256 id, uint256 i, bytes memory data, bytes memory revertData) internal {
        vm.prank(member(i));
        vm.expectRevert(revertData);
        committees.answer(id, data);
    }

    function test_AnswerRefusals() public {
        uint256 id = _request(_ask(committee, 3));
        _answerRefused(2, 1, new bytes(239), abi.encodeWithSelector(Requests.NoRequest.selector, 2));
        bytes memory data = _answer(id, 1);
        for (uint256 length = 238; length <= 240; length += 2) {
            _answerRefused(id, 1, new bytes(length), abi.encodeWithSelector(Requests.WrongLength.selector, length, 239));
        }
        // Strangers, and members that did not confirm; another's answer.
        _answerRefused(id, 6, data, abi.encodeWithSelector(Requests.MayNotAnswer.selector, member(6)));
        _answerRefused(id, 5, _answer(id, 5), abi.encodeWithSelector(Requests.MayNotAnswer.selector, member(5)));
        _answerRefused(id, 2, data, abi.encodeWithSelector(Requests.BadShare.selector, 1, 1));
        // Another epoch or index, well signed.
        Requests.Request memory q = committees.requestOf(id);
        bytes memory share = _share(2, 1);
        bytes memory other = bytes.concat(share, _signature(key(1), _shareDigest(q, share)));
        _answerRefused(id, 1, other, abi.encodeWithSelector(Requests.BadShare.selector, 2, 1));
        share = _share(1, 4);
        other = bytes.concat(share, _signature(key(1), _shareDigest(q, share)));
        _answerRefused(id, 1, other, abi.encodeWithSelector(Requests.BadShare.selector, 1, 4));
        // Signatures: another's, over another request's share, high s, v 0 and 1, none.
        bytes memory bad = abi.encodeWithSelector(Requests.BadSignature.selector, member(1));
        share = _share(1, 1);
        _answerRefused(id, 1, bytes.concat(share, _signature(key(2), _shareDigest(q, share))), bad);
        _answerRefused(id, 1, bytes.concat(share, new bytes(65)), bad);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key(1), _shareDigest(q, share));
        _answerRefused(id, 1, abi.encodePacked(share, r, bytes32(Q - uint256(s)), v == 27 ? 28 : 27), bad);
        _answerRefused(id, 1, abi.encodePacked(share, r, s, v - 27), bad);
        Requests.Ask memory again = _ask(committee, 3);
        again.deadline++;
        uint256 second = _request(again);
        _answerRefused(second, 1, data, bad);
        // Too late.
        vm.warp(q.answersUntil + 1);
        _answerRefused(id, 1, data, abi.encodeWithSelector(Requests.AnswersOver.selector, q.answersUntil));
    }

    function testFuzz_ChangedAnswersAreRefused(uint256 at, uint8 change) public {
        uint256 id = _request(_ask(committee, 3));
        bytes memory data = _answer(id, 1);
        at %= data.length;
        if (change == 0) change = 1;
        data[at] ^= bytes1(change);
        vm.prank(member(1));
        (bool ok,) = address(committees).call(abi.encodeCall(committees.answer, (id, data)));
        vm.assertFalse(ok, "taken");
    }

    function test_MoreAnswersThanTMakeUpForWrongOnes() public {
        uint256 id = _request(_ask(committee, 5));
        for (uint256 i = 1; i <= 4; i++) {
            _send(id, i);
        }
        vm.assertEq(committees.requestOf(id).answered, 4, "answered");
        vm.assertEq(committees.owed(member(4)), _bond(5) / 5, "each a fifth");
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Requests.AnswersOpen.selector, block.timestamp + 6 hours));
        committees.reclaim(id);
        vm.warp(block.timestamp + 6 hours + 1);
        uint256 before = BUYER.balance;
        vm.prank(BUYER);
        committees.reclaim(id);
        vm.assertEq(BUYER.balance - before, _bond(5) / 5, "the fifth that nobody earned");
    }

    function test_Reclaim() public {
        vm.prank(BUYER);
        uint256 id = committees.request{value: 1 ether}(_ask(committee, 3)); // 1 ether / 3 leaves 1 wei
        for (uint256 i = 1; i <= 3; i++) {
            _send(id, i);
        }
        vm.expectEmit(address(committees));
        emit Requests.Reclaimed(committee, id, 1);
        vm.prank(BUYER); // at once: no answer is awaited
        vm.assertEq(committees.reclaim(id), 1, "amount");
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Requests.AlreadyReclaimed.selector, id));
        committees.reclaim(id);
        vm.assertTrue(committees.requestOf(id).reclaimed, "reclaimed");
        vm.expectRevert(abi.encodeWithSelector(Requests.NoRequest.selector, 2));
        committees.reclaim(2);
        vm.assertEq(committees.total(), 1 ether - 1, "total");
    }

    function test_AnEpochsMembersAnswerAfterItsEnd() public {
        uint256 id = _request(_ask(committee, 3));
        for (uint256 i = 6; i <= 7; i++) {
            vm.prank(member(i));
            registry.register("https://node", 0);
        }
        for (uint256 i = 1; i <= 3; i++) {
            vm.prank(member(i));
            committees.approve(committee, 2, 1, _members(3, 7), 3);
        }
        committees.start(committee, 1, _members(3, 7), 3);
        _epoch(committee, 2, 3, 7, 1, 5, 5);
        _send(id, 1); // left
        _send(id, 3); // index 1 now, 3 then
        _answerRefused(id, 6, _answer(id, 6), abi.encodeWithSelector(Requests.MayNotAnswer.selector, member(6)));
        _refused(_ask(committee, 3), abi.encodeWithSelector(Requests.NotServing.selector, 1, 2));
    }

    function test_AReentrantPayerGetsItsOwnOnly() public {
        _request(_ask(committee, 3));
        ReentrantPayer thief = new ReentrantPayer{value: 1 ether}(committees, _ask(committee, 3));
        vm.warp(block.timestamp + 1 days);
        thief.reclaim();
        vm.assertTrue(thief.tried(), "it did not try");
        vm.assertEq(address(thief).balance, 1 ether, "thief");
        vm.assertEq(address(committees).balance, _bond(3), "the other bond");
    }

    function test_NoOtherPayment() public {
        (bool ok,) = address(committees).call{value: 1}("");
        vm.assertFalse(ok, "plain transfer");
    }
}

contract ReentrantPayer {
    Committees private immutable _committees;
    uint256 private immutable _id;
    bool public tried;

    constructor(Committees committees, Requests.Ask memory ask) payable {
        _committees = committees;
        _id = committees.request{value: msg.value}(ask);
    }

    function reclaim() external {
        _committees.reclaim(_id);
    }

    receive() external payable {
        tried = true;
        try _committees.reclaim(_id) {} catch {}
        try _committees.collect() {} catch {}
    }
}

/// @notice Requests, answers, payments at random, with books of its own.
contract RequestsHandler is RequestsBase {
    uint256 internal immutable committee;
    uint256 public bad; // calls with the wrong outcome
    uint256 public open; // what requests hold
    uint256 public earned; // what members may collect
    uint256 public answers;
    mapping(uint256 => uint256) public left; // of a request's bond
    mapping(uint256 => mapping(uint256 => bool)) public did; // request, member

    constructor(Committees committees_) {
        committees = committees_;
        registry = committees_.registry();
        committee = _serving(4, 2, 4, 4 hours);
        vm.deal(address(this), 1000 ether);
    }

    function setUp() public override {}

    function ask(uint256 bond, uint32 wanted, uint256 fee) external {
        vm.fee(fee = _bound(fee, 0, 100 gwei));
        wanted = uint32(_bound(wanted, 1, 5));
        bond = _bound(bond, 0, 1 ether);
        if (bond > address(this).balance) return;
        bool right = wanted >= 2 && wanted <= 4 && bond >= committees.bondFor(wanted, fee);
        try committees.request{value: bond}(_ask(committee, wanted)) returns (uint256 id) {
            if (!right) bad++;
            open += bond;
            left[id] = bond;
        } catch {
            if (right) bad++;
        }
    }

    function answer(uint256 id, uint256 i) external {
        uint256 count = committees.requestCount();
        if (count == 0) return;
        id = count - id % (count < 3 ? count : 3);
        i = _bound(i, 1, 4);
        Requests.Request memory q = committees.requestOf(id);
        bytes memory data = _answer(id, i);
        bool right = !did[id][i] && q.answered < q.wanted && block.timestamp <= q.answersUntil;
        vm.prank(member(i));
        try committees.answer(id, data) {
            if (!right) bad++;
            did[id][i] = true;
            uint256 pay = q.bond / q.wanted;
            (left[id], open, earned) = (left[id] - pay, open - pay, earned + pay);
            answers++;
        } catch {
            if (right) bad++;
        }
    }

    function reclaim(uint256 id) external {
        id = _bound(id, 1, committees.requestCount() + 1);
        uint256 before = address(this).balance;
        try committees.reclaim(id) {
            Requests.Request memory q = committees.requestOf(id);
            if (address(this).balance != before + left[id]) bad++;
            if (q.answered < q.wanted && block.timestamp <= q.answersUntil) bad++;
            open -= left[id];
            left[id] = 0;
        } catch {}
    }

    function collect(uint256 i) external {
        i = _bound(i, 1, 4);
        uint256 before = member(i).balance;
        uint256 due = committees.owed(member(i));
        vm.prank(member(i));
        try committees.collect() {
            if (member(i).balance != before + due) bad++;
            earned -= due;
        } catch {
            if (due != 0) bad++;
        }
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 2 hours);
    }

    receive() external payable {}
}

contract RequestsInvariants is Test {
    Committees internal committees;
    RequestsHandler internal handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        vm.roll(1000);
        committees = new Committees();
        handler = new RequestsHandler(committees);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_TheContractHoldsWhatItOwes() public view {
        vm.assertEq(handler.bad(), 0, "calls with the wrong outcome");
        vm.assertEq(committees.total(), handler.open() + handler.earned(), "total");
        vm.assertEq(address(committees).balance, committees.total(), "balance");
    }
}

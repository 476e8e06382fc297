// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Requests and answers on the chain: the way around every gateway and every node's address.
/// @notice The part of Committees that takes a buyer's access request and the answers of the members, and pays these
/// out of the bond that came with the request. It checks who asks, what for, and who answers; whether a share is right
/// is for the buyer and for the evidence. See spec/contracts.md and, for the hashes, spec/http.md.
abstract contract Requests {
    /// @notice What a file is sealed under (spec/sealed-file.md).
    struct Terms {
        uint256 chainId;
        address committees;
        uint256 committee;
        uint64 confirmations;
        string policy;
    }

    /// @notice What a buyer asks for.
    struct Ask {
        Terms terms;
        bytes capsule; // 162 bytes
        uint64 epoch; // the active one
        bytes readerKey; // 33 bytes
        uint64 deadline; // Unix seconds, at most MAX_AHEAD ahead: nodes evaluate the policy until then
        uint32 answers; // how many to take and pay, t to n: more than t makes up for wrong ones
    }

    /// @notice A request, and how far its answers are.
    struct Request {
        address buyer;
        uint64 epoch;
        uint8 t; // of the epoch
        uint8 wanted; // Ask.answers
        uint8 answered;
        bool reclaimed;
        address payer; // sent the request and its bond; gets what is left of it
        uint64 committee;
        uint8 n; // members of the epoch
        uint128 bond; // wei; each answer is paid bond / wanted
        uint128 members; // bit j - 1: member j answered
        uint64 requestedAt; // Unix seconds
        uint64 answersUntil; // Unix seconds: the last one in which answers are taken
        uint64 deadline; // Ask.deadline
        bytes32 digest; // R, the EIP-712 digest of the AccessRequest
        bytes32 capsule; // capsuleId
        bytes32 answers; // R, folded with the keccak256 of each answer in turn
    }

    /// @notice How far ahead a request's deadline may be.
    uint64 public constant MAX_AHEAD = 7 days;

    /// @notice The longest time for answers. It is half the committee's grace where that is shorter, so that no node
    /// has erased an epoch's share while an answer of that epoch is awaited.
    uint64 public constant MAX_WINDOW = 6 hours;

    /// @notice Gas of an answer at its worst (the first of a request, by a member that is owed nothing yet: 91,500),
    /// rounded up.
    uint256 public constant ANSWER_GAS = 100_000;

    uint256 private constant CAPSULE_SIZE = 162;
    uint256 private constant MAX_POLICY = 8192;
    uint256 private constant MAX_CONFIRMATIONS = 64;
    uint256 private constant SHARE_SIZE = 174;
    uint256 private constant ANSWER_SIZE = SHARE_SIZE + 65; // share || signature
    uint256 private constant Q = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141; // secp256k1's order

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant TERMS_TYPE =
        keccak256("Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)");
    bytes32 private constant ACCESS_TYPE =
        keccak256("AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)");
    bytes32 private constant SHARE_TYPE =
        keccak256("Share(uint256 committee,bytes32 request,bytes32 capsule,bytes share)");
    bytes32 private constant NOTICE = keccak256("Opens one Latchkey file.");
    bytes32 private constant CAPSULE_ID = keccak256("latchkey/v1/capsule-id");

    /// @notice How many requests there are; they are numbered from 1.
    uint256 public requestCount;

    /// @notice Wei that an account earned by answers and can collect.
    mapping(address => uint256) public owed;

    /// @notice All bonds that are not used up, and all that is owed, in wei: what this contract owes.
    uint256 public total;

    mapping(uint256 => Request) private _requests;

    event Requested(
        uint256 indexed committee,
        uint256 indexed id,
        address indexed buyer,
        bytes32 digest,
        bytes32 capsuleId,
        uint64 answersUntil,
        uint256 bond,
        Ask ask
    );
    event Answered(uint256 indexed committee, uint256 indexed id, address indexed member, uint32 index, bytes answer);
    event Reclaimed(uint256 indexed committee, uint256 indexed id, uint256 amount);
    event Collected(address indexed account, uint256 amount);

    error OtherContract(uint256 chainId, address committees);
    error BadConfirmations(uint64 confirmations);
    error BadReaderKey();
    error BadDeadline(uint64 deadline);
    error BadAnswers(uint32 answers, uint32 t, uint256 n);
    error BadSignature(address account);
    error BondTooSmall(uint256 bond, uint256 least);
    error NoTimeToAnswer(uint256 committee);
    error NotServing(uint64 epoch, uint64 serves);
    error WrongLength(uint256 length, uint256 most);
    error NoRequest(uint256 id);
    error MayNotAnswer(address account);
    error AnsweredBefore(address account);
    error AnswersOver(uint64 until);
    error AlreadyAnswered(uint256 id);
    error BadShare(uint64 epoch, uint32 index);
    error NotPayer(address account);
    error AnswersOpen(uint64 until);
    error AlreadyReclaimed(uint256 id);
    error NothingOwed();

    // The committee that is asked.

    function _serving(uint256 committee) internal view virtual returns (uint64 epoch, uint32 t, uint256 n, uint64 grace);

    // The index of a member of an epoch that confirmed its hash; 0 for others.
    function _confirmedIndex(uint256 committee, uint64 epoch, address account) internal view virtual returns (uint256);

    // Requests.

    /// @notice Asks for one file. That the sender is the buyer stands for the signature. The value sent is the bond, at
    /// least bondFor(ask.answers, block.basefee).
    function request(Ask calldata ask) external payable returns (uint256 id) {
        return _request(ask, msg.sender, _digest(ask, msg.sender));
    }

    /// @notice Asks for one file for a buyer that signed the AccessRequest (65 bytes, low s, v 27 or 28): a contract
    /// sells and asks in one transaction, somebody else pays. The rest of the bond goes back to the sender.
    function requestFor(address buyer, Ask calldata ask, bytes calldata signature)
        external
        payable
        returns (uint256 id)
    {
        bytes32 digest = _digest(ask, buyer);
        if (!_signed(buyer, digest, signature)) revert BadSignature(buyer);
        return _request(ask, buyer, digest);
    }

    /// @notice The least bond for so many answers at a base fee, in wei: twice their gas. In a call that is not a
    /// transaction block.basefee may be 0, so whoever asks names it.
    function bondFor(uint32 answers, uint256 baseFee) public pure returns (uint256) {
        return uint256(answers) * ANSWER_GAS * 2 * baseFee;
    }

    /// @notice For how many seconds answers are taken.
    function answerWindow(uint256 committee) public view returns (uint64) {
        (,,, uint64 grace) = _serving(committee);
        return grace / 2 < MAX_WINDOW ? grace / 2 : MAX_WINDOW;
    }

    /// @notice A member's answer: share || signature, 239 bytes. Epoch and index in the share and the signature must be
    /// the sender's. It earns bond / wanted, which `collect` pays.
    function answer(uint256 id, bytes calldata data) external {
        Request storage q = _requestOf(id);
        if (block.timestamp > q.answersUntil) revert AnswersOver(q.answersUntil);
        if (q.answered == q.wanted) revert AlreadyAnswered(id);
        if (data.length != ANSWER_SIZE) revert WrongLength(data.length, ANSWER_SIZE);
        uint256 index = _confirmedIndex(q.committee, q.epoch, msg.sender);
        if (index == 0) revert MayNotAnswer(msg.sender);
        uint128 bit = uint128(1) << uint8(index - 1);
        if (q.members & bit != 0) revert AnsweredBefore(msg.sender);
        bytes calldata share = data[:SHARE_SIZE];
        if (uint64(bytes8(share[:8])) != q.epoch || uint32(bytes4(share[8:12])) != index) {
            revert BadShare(uint64(bytes8(share[:8])), uint32(bytes4(share[8:12])));
        }
        bytes32 signed =
            _typed(keccak256(abi.encode(SHARE_TYPE, uint256(q.committee), q.digest, q.capsule, keccak256(share))));
        if (!_signed(msg.sender, signed, data[SHARE_SIZE:])) revert BadSignature(msg.sender);
        q.members |= bit;
        q.answered++;
        q.answers = keccak256(abi.encodePacked(q.answers, keccak256(data)));
        owed[msg.sender] += q.bond / q.wanted;
        emit Answered(q.committee, id, msg.sender, uint32(index), data);
    }

    /// @notice Gives the payer what the answers did not use up, once none is taken any more.
    function reclaim(uint256 id) external returns (uint256 amount) {
        Request storage q = _requestOf(id);
        if (q.payer != msg.sender) revert NotPayer(msg.sender);
        if (q.reclaimed) revert AlreadyReclaimed(id);
        if (q.answered < q.wanted && block.timestamp <= q.answersUntil) revert AnswersOpen(q.answersUntil);
        q.reclaimed = true;
        amount = q.bond - q.answered * (q.bond / q.wanted);
        total -= amount;
        emit Reclaimed(q.committee, id, amount);
        Address.sendValue(payable(msg.sender), amount); // last: whatever it calls finds the books closed
    }

    /// @notice Pays the sender all that its answers earned.
    function collect() external returns (uint256 amount) {
        amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed();
        owed[msg.sender] = 0;
        total -= amount;
        emit Collected(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount); // last
    }

    // Reading.

    /// @notice A request and how far its answers are. It is answered if `answered >= t`; if not once `answersUntil` is
    /// over, it never will be.
    function requestOf(uint256 id) external view returns (Request memory) {
        return _requestOf(id);
    }

    // Inside.

    function _request(Ask calldata ask, address buyer, bytes32 digest) private returns (uint256 id) {
        (uint64 epoch, uint32 t, uint256 n) = _check(ask);
        id = ++requestCount;
        total += msg.value;
        Request storage q = _requests[id];
        q.buyer = buyer;
        q.epoch = epoch;
        q.t = uint8(t);
        q.wanted = uint8(ask.answers);
        q.payer = msg.sender;
        q.committee = uint64(ask.terms.committee);
        q.n = uint8(n);
        q.bond = uint128(msg.value);
        q.requestedAt = uint64(block.timestamp);
        q.answersUntil = uint64(block.timestamp) + answerWindow(ask.terms.committee);
        q.deadline = ask.deadline;
        q.digest = digest;
        q.capsule = _capsuleId(ask);
        q.answers = digest;
        emit Requested(q.committee, id, buyer, digest, q.capsule, q.answersUntil, msg.value, ask);
    }

    function _check(Ask calldata ask) private view returns (uint64 epoch, uint32 t, uint256 n) {
        Terms calldata terms = ask.terms;
        if (terms.chainId != block.chainid || terms.committees != address(this)) {
            revert OtherContract(terms.chainId, terms.committees);
        }
        if (terms.confirmations > MAX_CONFIRMATIONS) revert BadConfirmations(terms.confirmations);
        uint256 length = bytes(terms.policy).length;
        if (length == 0 || length > MAX_POLICY) revert WrongLength(length, MAX_POLICY);
        if (ask.capsule.length != CAPSULE_SIZE) revert WrongLength(ask.capsule.length, CAPSULE_SIZE);
        if (!_decodes(ask.readerKey)) revert BadReaderKey();
        if (ask.deadline <= block.timestamp || ask.deadline > block.timestamp + MAX_AHEAD) {
            revert BadDeadline(ask.deadline);
        }
        (epoch, t, n,) = _serving(terms.committee);
        if (epoch == 0 || ask.epoch != epoch) revert NotServing(ask.epoch, epoch);
        if (ask.answers < t || ask.answers > n) revert BadAnswers(ask.answers, t, n);
        if (answerWindow(terms.committee) == 0) revert NoTimeToAnswer(terms.committee);
        uint256 least = bondFor(ask.answers, block.basefee);
        if (msg.value < least) revert BondTooSmall(msg.value, least);
    }

    function _requestOf(uint256 id) private view returns (Request storage q) {
        q = _requests[id];
        if (q.t == 0) revert NoRequest(id);
    }

    function _capsuleId(Ask calldata ask) private pure returns (bytes32) {
        Terms calldata s = ask.terms;
        bytes32 label = keccak256(
            abi.encode(TERMS_TYPE, s.chainId, s.committees, s.committee, s.confirmations, keccak256(bytes(s.policy)))
        );
        return keccak256(abi.encodePacked(CAPSULE_ID, ask.capsule, label));
    }

    function _digest(Ask calldata ask, address buyer) private view returns (bytes32) {
        return _typed(
            keccak256(abi.encode(ACCESS_TYPE, NOTICE, _capsuleId(ask), keccak256(ask.readerKey), buyer, ask.deadline))
        );
    }

    // The EIP-712 digest of a struct hash.
    function _typed(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPE, keccak256("Latchkey"), keccak256("1"), block.chainid, address(this)));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    // Whether a 65-byte signature with low s and v 27 or 28 recovers to the account.
    function _signed(address account, bytes32 digest, bytes calldata signature) private pure returns (bool) {
        (address signer, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(digest, signature);
        return err == ECDSA.RecoverError.NoError && signer == account;
    }

    // Whether a compressed point is one. With s = 1 and an empty hash, ecrecover gives the address of P / x for the
    // point P that has this x and parity, and nothing if there is none or x is 0 or not below the order.
    function _decodes(bytes calldata point) private pure returns (bool) {
        if (point.length != 33 || (point[0] != 0x02 && point[0] != 0x03)) return false;
        bytes32 x = bytes32(point[1:]);
        return uint256(x) < Q && ecrecover(0, 25 + uint8(point[0]), x, bytes32(uint256(1))) != address(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "./Committees.sol";
import {Registry} from "./Registry.sol";
import {Requests} from "./Requests.sol";
import {ShareCheck} from "./ShareCheck.sol";

/// @title Where a wrong share that its node signed costs the node its stake.
/// @notice Everything is rebuilt from what was signed and confirmed: the request's digest, the capsule's id, the key
/// list. What does not fit reverts; only a share that is wrong in the sense of spec/threshold.md is slashed for, and
/// an honest one never is. All that is kept here is which answers on the chain were shown wrong, and there is no
/// owner. See spec/contracts.md.
contract Evidence {
    enum Kind {
        Access,
        Session,
        Ocean
    }

    /// @notice What a report shows. Texts that are only signed come as their keccak256.
    struct Report {
        uint256 committee;
        uint64 epoch; // of the share; for a share of another length than 174, of which the operator was a member
        uint32 index; // of the member, from 1; likewise
        // The capsule and the rest of its terms.
        uint64 confirmations;
        bytes32 policy; // keccak256
        bytes capsule; // 162 bytes
        // The request. Which fields count depends on its kind; AccessRequest: account, deadline; Session: account,
        // nonce, deadline, text; OceanRequest: account, nonce, order, text, fileIndex.
        Kind kind;
        bytes readerKey; // 33 bytes
        address account; // buyer or consumer
        uint256 nonce;
        uint64 deadline; // Unix seconds
        bytes32 order;
        bytes32 text; // keccak256 of origin or service
        uint64 fileIndex;
        // The answer.
        bytes share;
        bytes signature; // 65 bytes: r, s, v
        bytes keys; // session || t as 4 bytes || n as 4 bytes || X || X_1..X_n, of which the epoch keeps the hash
        ShareCheck.Hints hints;
    }

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant TERMS_TYPEHASH =
        keccak256("Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)");
    bytes32 private constant ACCESS_TYPEHASH =
        keccak256("AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)");
    bytes32 private constant SESSION_TYPEHASH = keccak256(
        "Session(string notice,uint256 committee,bytes readerKey,address buyer,uint64 nonce,uint64 deadline,string origin)"
    );
    bytes32 private constant OCEAN_TYPEHASH = keccak256(
        "OceanRequest(bytes32 capsule,bytes readerKey,address consumer,uint256 nonce,bytes32 order,string service,uint64 fileIndex)"
    );
    bytes32 private constant SHARE_TYPEHASH =
        keccak256("Share(uint256 committee,bytes32 request,bytes32 capsule,bytes share)");
    bytes32 private constant NAME = keccak256("Latchkey");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant ACCESS_NOTICE = keccak256("Opens one Latchkey file.");
    bytes32 private constant SESSION_NOTICE =
        keccak256("Opens every Latchkey file that this account may open, until the deadline.");
    bytes32 private constant CAPSULE_TAG = keccak256("latchkey/v1/capsule-id");

    uint256 private constant CAPSULE_SIZE = 162; // U || V || e || f || wrapped
    uint256 private constant HALF = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0; // (q - 1) / 2

    /// @notice The contract whose committees' shares are judged here.
    Committees public immutable committees;

    /// @notice Where the stake is.
    Registry public immutable registry;

    // By request of Committees: bit j - 1 for the answer of member j that was shown wrong.
    mapping(uint256 request => uint128) private _refuted;

    event Reported(
        uint256 indexed committee, uint64 indexed epoch, address indexed operator, uint32 index, address reporter
    );
    event Refuted(uint256 indexed request, uint32 index);

    error NotConfirmed(address operator);
    error WrongKeys();
    error OtherShare();
    error BadCapsule();
    error BadReaderKey();
    error BadKey();
    error BadSignature();
    error NotSigner(address signer, address operator);
    error GoodShare();
    error ChallengeOver(uint256 until);
    error OtherAnswers();
    error OtherRequest();
    error AlreadyRefuted(uint32 index);

    constructor(Committees committees_, Registry registry_) {
        committees = committees_;
        registry = registry_;
    }

    /// @notice Shows a wrong share that a member signed. The member loses all its stake, a tenth of it to the sender.
    /// @dev Reverts in every case but that one: with GoodShare if all fits and the share is right.
    function report(Report calldata r) external {
        (address operator,,) = _judge(r);
        emit Reported(r.committee, r.epoch, operator, r.index, msg.sender);
        registry.slash(operator, msg.sender);
    }

    /// @notice Shows that an answer on the chain is wrong, in the time of its request's answers or once more that time
    /// after it: it does not count as an answer then. It costs no stake; `report` does.
    /// @param answers keccak256 of share || signature of all answers to the request, in their order.
    /// @param place Which of them it is, from 0.
    function refute(uint256 request, bytes32[] calldata answers, uint256 place, Report calldata r) external {
        Requests.Request memory q = committees.requestOf(request);
        uint256 until = _challengedUntil(q);
        if (block.timestamp > until) revert ChallengeOver(until);
        bytes32 folded = q.digest;
        for (uint256 i = 0; i < answers.length; i++) {
            folded = keccak256(abi.encodePacked(folded, answers[i]));
        }
        if (folded != q.answers || place >= answers.length) revert OtherAnswers();
        if (keccak256(bytes.concat(r.share, r.signature)) != answers[place]) revert OtherAnswers();
        uint128 bit = uint128(1) << uint8(r.index - 1);
        if (_refuted[request] & bit != 0) revert AlreadyRefuted(r.index);
        (, bytes32 digest, bytes32 capsule) = _judge(r);
        if (digest != q.digest || capsule != q.capsule || r.committee != q.committee) revert OtherRequest();
        _refuted[request] |= bit;
        emit Refuted(request, r.index);
    }

    /// @notice How many answers to a request were shown wrong.
    function refutedCount(uint256 request) external view returns (uint256 count) {
        for (uint128 left = _refuted[request]; left != 0; left &= left - 1) {
            count++;
        }
    }

    /// @notice The last second in which an answer to a request can be shown wrong. The time for it is as long as that
    /// for the answers.
    function challengedUntil(uint256 request) external view returns (uint256) {
        return _challengedUntil(committees.requestOf(request));
    }

    function _challengedUntil(Requests.Request memory q) private pure returns (uint256) {
        return 2 * uint256(q.answersUntil) - q.requestedAt;
    }

    // Reverts unless r shows a wrong share that its operator signed; also the digests of what was asked.
    function _judge(Report calldata r) private view returns (address operator, bytes32 request, bytes32 capsule) {
        bool confirmed;
        bytes32 hash;
        (operator, confirmed, hash) = committees.memberOf(r.committee, r.epoch, r.index);
        if (!confirmed) revert NotConfirmed(operator);
        uint256 at = 40 + 33 * uint256(r.index); // session, t, n, X and the keys before
        if (keccak256(r.keys) != hash || r.keys.length < at + 33) revert WrongKeys();
        if (r.share.length == ShareCheck.SIZE && bytes12(r.share[:12]) != bytes12(abi.encodePacked(r.epoch, r.index))) {
            revert OtherShare();
        }
        if (r.capsule.length != CAPSULE_SIZE) revert BadCapsule();

        // The chain's number is asked each time: after a fork, each chain judges its own requests.
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, NAME, VERSION, block.chainid, address(committees)));
        capsule = _capsuleId(r);
        request = _digest(domain, _requestHash(r, capsule));
        bytes32 signed =
            _digest(domain, keccak256(abi.encode(SHARE_TYPEHASH, r.committee, request, capsule, keccak256(r.share))));
        address signer = _signer(signed, r.signature);
        if (signer != operator) revert NotSigner(signer, operator);
        if (!_isWrong(r, request, capsule, at)) revert GoodShare();
    }

    function _isWrong(Report calldata r, bytes32 request, bytes32 capsule, uint256 at) private view returns (bool) {
        ShareCheck.Question memory asked;
        asked.request = request;
        asked.capsule = capsule;
        bool ok;
        (ok, asked.key) = ShareCheck.decodeWith(r.hints.y[0], r.keys[at:at + 33]);
        if (!ok) revert BadKey();
        (ok, asked.u) = ShareCheck.decodeWith(r.hints.y[1], r.capsule[:33]);
        if (!ok) revert BadCapsule();
        (ok, asked.reader) = ShareCheck.decodeWith(r.hints.y[2], r.readerKey);
        if (!ok) revert BadReaderKey();
        return ShareCheck.isWrong(asked, r.share, r.hints);
    }

    // keccak256(keccak256("latchkey/v1/capsule-id") || capsule || L)
    function _capsuleId(Report calldata r) private view returns (bytes32) {
        bytes32 label = keccak256(
            abi.encode(TERMS_TYPEHASH, block.chainid, address(committees), r.committee, r.confirmations, r.policy)
        );
        return keccak256(abi.encodePacked(CAPSULE_TAG, r.capsule, label));
    }

    // The struct hash of the request, which names this capsule or, if it is a session, this committee.
    function _requestHash(Report calldata r, bytes32 capsule) private pure returns (bytes32) {
        bytes32 reader = keccak256(r.readerKey);
        if (r.kind == Kind.Access) {
            return keccak256(abi.encode(ACCESS_TYPEHASH, ACCESS_NOTICE, capsule, reader, r.account, r.deadline));
        }
        if (r.kind == Kind.Session) {
            return keccak256(
                abi.encode(
                    SESSION_TYPEHASH, SESSION_NOTICE, r.committee, reader, r.account, r.nonce, r.deadline, r.text
                )
            );
        }
        return keccak256(abi.encode(OCEAN_TYPEHASH, capsule, reader, r.account, r.nonce, r.order, r.text, r.fileIndex));
    }

    // What EIP-712 signs for a struct hash.
    function _digest(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    // Who signed; 65 bytes, low s, v 27 or 28, and nothing else, as everywhere in the protocol.
    function _signer(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        if (signature.length != 65) revert BadSignature();
        bytes32 s = bytes32(signature[32:64]);
        uint8 v = uint8(signature[64]);
        if (uint256(s) > HALF || (v != 27 && v != 28)) revert BadSignature();
        signer = ecrecover(digest, v, bytes32(signature[:32]), s);
        if (signer == address(0)) revert BadSignature();
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Evidence} from "../src/Evidence.sol";
import {ShareCheck} from "../src/ShareCheck.sol";
import {CommitteesBase} from "./CommitteesBase.sol";
import {Vm} from "./Vm.sol";

/// @notice The library of the share check, to be called.
contract Checker {
    /// @notice `keys` are X_j, U and the reader key, 33 bytes each.
    function isWrong(
        bytes32 request,
        bytes32 capsule,
        bytes calldata keys,
        bytes calldata share,
        ShareCheck.Hints calldata hints
    ) external view returns (bool) {
        ShareCheck.Question memory asked;
        asked.request = request;
        asked.capsule = capsule;
        bool[3] memory ok;
        (ok[0], asked.key) = ShareCheck.decodeWith(hints.y[0], keys[:33]);
        (ok[1], asked.u) = ShareCheck.decodeWith(hints.y[1], keys[33:66]);
        (ok[2], asked.reader) = ShareCheck.decodeWith(hints.y[2], keys[66:]);
        require(ok[0] && ok[1] && ok[2], "what the share answers does not decode");
        return ShareCheck.isWrong(asked, share, hints);
    }

    function decodeWith(uint256 y, bytes calldata encoded) external pure returns (bool ok, ShareCheck.Point memory p) {
        return ShareCheck.decodeWith(y, encoded);
    }

    function decode(bytes calldata encoded) external view returns (bool ok, ShareCheck.Point memory p) {
        return ShareCheck.decode(encoded);
    }
}

/// @notice Committees whose keys the test knows, and shares of all kinds. Every point is a known multiple of the
/// generator, which forge multiplies: nothing of the contract's own arithmetic is in the test.
abstract contract EvidenceBase is CommitteesBase {
    uint256 internal constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint256 internal constant FIELD = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
    address internal constant REPORTER = address(0x4e90);

    Evidence internal evidence;

    /// @notice What the test knows and a reporter does not, and the numbers of a share: A = dA G, B = dB G.
    struct Answer {
        uint256 x; // of X_j
        uint256 u; // of U
        uint256 q; // of the reader key
        uint256 dA;
        uint256 dB;
        uint256 c;
        uint256 z1;
        uint256 z2;
    }

    function setUp() public virtual override {
        super.setUp();
        evidence = registry.evidence();
    }

    // Numbers and points.

    function _scalar(bytes memory seed) internal pure returns (uint256) {
        return uint256(keccak256(seed)) % (ORDER - 1) + 1;
    }

    function _mul(uint256 a, uint256 b) internal pure returns (uint256) {
        return mulmod(a, b, ORDER);
    }

    function _plus(uint256 a, uint256 b) internal pure returns (uint256) {
        return addmod(a, b, ORDER);
    }

    /// @notice a G as x || y.
    function _xy(uint256 a) internal returns (bytes memory) {
        Vm.Wallet memory w = vm.createWallet(a);
        return abi.encode(w.publicKeyX, w.publicKeyY);
    }

    function _address(uint256 a) internal returns (address) {
        return vm.createWallet(a).addr;
    }

    /// @notice a G in 33 bytes.
    function _point(uint256 a) internal returns (bytes memory) {
        Vm.Wallet memory w = vm.createWallet(a);
        return abi.encodePacked(uint8(2 + (w.publicKeyY & 1)), w.publicKeyX);
    }

    // Committees.

    /// @notice The account key of operator i, and its share of the committee's key.
    function _account(uint256 i) internal pure returns (uint256) {
        return _scalar(abi.encode("operator", i));
    }

    function _secret(uint256 i) internal pure returns (uint256) {
        return _scalar(abi.encode("secret", i));
    }

    function _keys(uint256 n, uint32 t) internal returns (bytes memory keys) {
        keys = abi.encodePacked(bytes32("session"), t, uint32(n), _point(_secret(0)));
        for (uint256 i = 1; i <= n; i++) {
            keys = bytes.concat(keys, _point(_secret(i)));
        }
    }

    /// @notice A committee of n whose epoch 1 is active, confirmed with `hash` by the first `confirms` members; each
    /// member has 1 ETH at stake and half of one unbonding.
    function _serving(uint256 n, uint32 t, uint256 confirms, bytes32 hash) internal returns (uint256 committee) {
        address[] memory members = new address[](n);
        for (uint256 i = 0; i < n; i++) {
            members[i] = _address(_account(i + 1));
            vm.deal(members[i], 2 ether);
            if (!registry.isOperator(members[i])) {
                vm.prank(members[i]);
                registry.register{value: 1.5 ether}("https://node", 0);
                vm.prank(members[i]);
                registry.unbond(0.5 ether);
            }
        }
        vm.prank(CREATOR);
        committee = committees.create(members, t, 1, _lengths(LENGTH), 1 days);
        _next();
        for (uint256 i = 0; i < n; i++) {
            vm.prank(members[i]);
            committees.join(committee, 1, 1, "key");
        }
        _after(committee, 3);
        for (uint256 i = 0; i < confirms; i++) {
            vm.prank(members[i]);
            committees.confirm(committee, 1, 1, hash);
        }
        _after(committee, 4);
    }

    // Reports.

    /// @notice The digests of a report, computed here from the text of the specification.
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Latchkey"),
                keccak256("1"),
                block.chainid,
                address(committees)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _capsuleId(Evidence.Report memory r) internal view returns (bytes32) {
        bytes32 label = keccak256(
            abi.encode(
                keccak256(
                    "Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)"
                ),
                block.chainid,
                address(committees),
                r.committee,
                r.confirmations,
                r.policy
            )
        );
        return keccak256(bytes.concat(keccak256("latchkey/v1/capsule-id"), r.capsule, label));
    }

    function _request(Evidence.Report memory r) internal view returns (bytes32) {
        bytes32 reader = keccak256(r.readerKey);
        if (r.kind == Evidence.Kind.Access) {
            return _digest(
                keccak256(
                    abi.encode(
                        keccak256(
                            "AccessRequest(string notice,bytes32 capsule,bytes readerKey,address buyer,uint64 deadline)"
                        ),
                        keccak256("Opens one Latchkey file."),
                        _capsuleId(r),
                        reader,
                        r.account,
                        r.deadline
                    )
                )
            );
        }
        if (r.kind == Evidence.Kind.Session) {
            return _digest(
                keccak256(
                    abi.encode(
                        keccak256(
                            "Session(string notice,uint256 committee,bytes readerKey,address buyer,uint64 nonce,uint64 deadline,string origin)"
                        ),
                        keccak256("Opens every Latchkey file that this account may open, until the deadline."),
                        r.committee,
                        reader,
                        r.account,
                        r.nonce,
                        r.deadline,
                        r.text
                    )
                )
            );
        }
        return _digest(
            keccak256(
                abi.encode(
                    keccak256(
                        "OceanRequest(bytes32 capsule,bytes readerKey,address consumer,uint256 nonce,bytes32 order,string service,uint64 fileIndex)"
                    ),
                    _capsuleId(r),
                    reader,
                    r.account,
                    r.nonce,
                    r.order,
                    r.text,
                    r.fileIndex
                )
            )
        );
    }

    /// @notice A report without an answer: of member `index`, with a request of the given kind and a capsule and a reader
    /// key of the seed's.
    function _asked(uint256 committee, uint32 index, Evidence.Kind kind, bytes memory keys, bytes32 seed)
        internal
        returns (Evidence.Report memory r, Answer memory a)
    {
        a.x = _secret(index);
        a.u = _scalar(abi.encode("u", seed));
        a.q = _scalar(abi.encode("q", seed));
        r.committee = committee;
        r.epoch = 1;
        r.index = index;
        r.confirmations = uint64(uint256(seed) % 65);
        r.policy = keccak256(abi.encode("policy", seed));
        r.capsule = bytes.concat(_point(a.u), bytes.concat(new bytes(97), keccak256("wrapped")));
        r.kind = kind;
        r.readerKey = _point(a.q);
        r.account = address(uint160(uint256(seed)));
        r.nonce = uint256(seed) % 1000;
        r.deadline = 1_800_003_600;
        r.order = keccak256(abi.encode("order", seed));
        r.text = keccak256("https://example.org");
        r.fileIndex = 7;
        r.keys = keys;
    }

    /// @notice The honest share of the answer's x, u and q with the randomness k, ra and rb.
    function _honest(Evidence.Report memory r, Answer memory a, uint256 k, uint256 ra, uint256 rb) internal {
        a.dA = k;
        a.dB = _plus(_mul(a.x, a.u), _mul(k, a.q));
        _prove(r, a, ra, rb);
    }

    /// @notice The proof for A and B as they are; a T that is the identity is hashed as address 0.
    function _prove(Evidence.Report memory r, Answer memory a, uint256 ra, uint256 rb) internal {
        uint256 rc = _plus(_mul(ra, a.u), _mul(rb, a.q));
        bytes memory hashed = abi.encodePacked(
            keccak256("latchkey/v1/share"), _request(r), _capsuleId(r), r.epoch, r.index, _xy(a.x), _xy(a.u), _xy(a.q)
        );
        hashed = abi.encodePacked(
            hashed,
            _xy(a.dA),
            _xy(a.dB),
            ra == 0 ? address(0) : _address(ra),
            rb == 0 ? address(0) : _address(rb),
            rc == 0 ? address(0) : _address(rc)
        );
        a.c = uint256(keccak256(hashed)) % ORDER;
        a.z1 = _plus(ra, _mul(a.c, a.x));
        a.z2 = _plus(rb, _mul(a.c, a.dA));
    }

    function _share(Evidence.Report memory r, Answer memory a) internal returns (bytes memory) {
        return abi.encodePacked(r.epoch, r.index, _point(a.dA), _point(a.dB), a.c, a.z1, a.z2);
    }

    /// @notice Puts the share and the hints into the report, and signs as the member.
    function _answer(Evidence.Report memory r, Answer memory a) internal {
        r.share = _share(r, a);
        r.hints.y = [_at(a.x).y, _at(a.u).y, _at(a.q).y];
        uint256[3] memory logs = [_mul(a.z1, a.u), _mul(a.z2, a.q), _mul(a.c, a.dB)];
        for (uint256 i = 0; i < 3; i++) {
            r.hints.p[i] = _at(logs[i]);
        }
        r.hints.t3 = _at(_plus(_plus(logs[0], logs[1]), ORDER - logs[2]));
        _sign(r);
    }

    /// @notice a G; (0, 0) for the identity.
    function _at(uint256 a) internal returns (ShareCheck.Point memory) {
        if (a == 0) return ShareCheck.Point(0, 0);
        Vm.Wallet memory w = vm.createWallet(a);
        return ShareCheck.Point(w.publicKeyX, w.publicKeyY);
    }

    function _signed(Evidence.Report memory r) internal view returns (bytes32) {
        return _digest(
            keccak256(
                abi.encode(
                    keccak256("Share(uint256 committee,bytes32 request,bytes32 capsule,bytes share)"),
                    r.committee,
                    _request(r),
                    _capsuleId(r),
                    keccak256(r.share)
                )
            )
        );
    }

    function _sign(Evidence.Report memory r) internal view {
        (uint8 v, bytes32 rr, bytes32 s) = vm.sign(_account(r.index), _signed(r));
        r.signature = abi.encodePacked(rr, s, v);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The check of a share, with no curve library but ecrecover (spec/threshold.md, "On a chain").
/// @dev For a point R, ecrecover(-beta r, 27 + parity of y(R), r, alpha r) with r = x(R) is the address of alpha R +
/// beta G, or nothing if that is the identity. A call of a precompile that fails, as it does when gas runs short,
/// reverts: it never makes a share wrong.
library ShareCheck {
    struct Point {
        uint256 x;
        uint256 y;
    }

    /// @notice What a share answers.
    struct Question {
        bytes32 request; // R, the digest of the request
        bytes32 capsule; // the capsuleId
        Point key; // X_j
        Point u; // U, of the capsule
        Point reader; // the reader key
    }

    // What a share says.
    struct Share {
        bytes12 place; // E || j
        Point a;
        Point b;
        uint256 c;
        uint256 z1;
        uint256 z2;
    }

    /// @notice The size of E || j || A || B || c || z1 || z2, in bytes.
    uint256 internal constant SIZE = 174;

    // secp256k1: y^2 = x^3 + 7 over the field of P elements, a group of Q elements.
    uint256 private constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;
    uint256 private constant Q = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    bytes32 private constant TAG = keccak256("latchkey/v1/share");

    /// @notice The points that a reporter works out, so that the contract need not. Each is checked.
    struct Hints {
        uint256[3] y; // of X_j, of U, of the reader key
        Point[3] p; // P1 = z1 U, P2 = z2 times the reader key, P3 = c B
        Point t3; // P1 + P2 - P3
    }

    /// @notice P1, P2, P3 or (4) T3 is not what was asked for.
    error BadHint(uint256 which);

    /// @notice A precompile did not answer: for want of gas, or because this chain has none.
    error CallFailed();

    /// @notice Whether a share is wrong: its length is not SIZE, a scalar is 0 or not below q, A or B does not decode,
    /// a T is the identity, or c does not come out. E and j are taken as the share has them.
    /// @param hints Those for points are looked at only if the share is not found wrong without them.
    function isWrong(Question memory asked, bytes calldata share, Hints calldata hints) internal view returns (bool) {
        (bool ok, Share memory said) = _parse(share);
        if (!ok) return true;
        address t1 = _combine(asked.key, Q - said.c, said.z1); // z1 G - c X_j
        address t2 = _combine(said.a, Q - said.c, said.z2); // z2 G - c A
        if (t1 == address(0) || t2 == address(0)) return true;
        _checkHint(1, hints.p[0], asked.u, said.z1);
        _checkHint(2, hints.p[1], asked.reader, said.z2);
        _checkHint(3, hints.p[2], said.b, said.c);
        address t3 = _sum(hints);
        if (t3 == address(0)) return true;
        bytes32 hash = keccak256(
            bytes.concat(
                abi.encodePacked(TAG, asked.request, asked.capsule, said.place),
                abi.encode(asked.key, asked.u, asked.reader, said.a, said.b),
                abi.encodePacked(t1, t2, t3)
            )
        );
        return uint256(hash) % Q != said.c;
    }

    function _parse(bytes calldata share) private view returns (bool ok, Share memory said) {
        if (share.length != SIZE) return (false, said);
        said.place = bytes12(share[:12]);
        said.c = uint256(bytes32(share[78:110]));
        said.z1 = uint256(bytes32(share[110:142]));
        said.z2 = uint256(bytes32(share[142:]));
        if (!_isScalar(said.c) || !_isScalar(said.z1) || !_isScalar(said.z2)) return (false, said);
        (ok, said.a) = decode(share[12:45]);
        if (ok) (ok, said.b) = decode(share[45:78]);
    }

    function _isScalar(uint256 scalar) private pure returns (bool) {
        return scalar != 0 && scalar < Q;
    }

    /// @notice Decodes 33 bytes, SEC 1 compressed; not ok for other lengths and first bytes, an x without a point, and
    /// one that is not below q.
    function decode(bytes calldata encoded) internal view returns (bool ok, Point memory p) {
        uint256 sign;
        (ok, sign, p.x) = _split(encoded);
        if (!ok) return (false, p);
        uint256 square = _cubic(p.x);
        uint256 y = _root(square);
        ok = mulmod(y, y, P) == square;
        p.y = y & 1 == sign ? y : P - y; // y is not 0: the order of the group is odd
    }

    /// @notice Decodes as `decode` does, for less, where the reporter gives y: not ok also if that is another.
    function decodeWith(uint256 y, bytes calldata encoded) internal pure returns (bool ok, Point memory p) {
        uint256 sign;
        (ok, sign, p.x) = _split(encoded);
        p.y = y;
        ok = ok && y & 1 == sign && _isOnCurve(p);
    }

    // The last bit of y, and x, that the encoding of a point names.
    function _split(bytes calldata encoded) private pure returns (bool ok, uint256 sign, uint256 x) {
        if (encoded.length != 33) return (false, 0, 0);
        sign = uint8(encoded[0]);
        x = uint256(bytes32(encoded[1:]));
        return ((sign == 2 || sign == 3) && x < Q, sign & 1, x);
    }

    function _isOnCurve(Point memory p) private pure returns (bool) {
        return p.x < P && p.y < P && mulmod(p.y, p.y, P) == _cubic(p.x);
    }

    // x^3 + 7
    function _cubic(uint256 x) private pure returns (uint256) {
        return addmod(mulmod(mulmod(x, x, P), x, P), 7, P);
    }

    // addr(alpha r + beta G), or 0 for the identity. alpha is in 1..q-1 and beta below q; so is x(r), by decoding.
    function _combine(Point memory r, uint256 alpha, uint256 beta) private pure returns (address) {
        // Solidity's ecrecover reverts if the call fails, and is 0 if it returns nothing.
        return ecrecover(
            bytes32(mulmod(Q - beta, r.x, Q)), uint8(27 + (r.y & 1)), bytes32(r.x), bytes32(mulmod(alpha, r.x, Q))
        );
    }

    // Reverts if `hint` is not `scalar` times `base`: the point of the curve with the address of that.
    function _checkHint(uint256 which, Point memory hint, Point memory base, uint256 scalar) private pure {
        if (!_isOnCurve(hint) || _address(hint) != _combine(base, scalar, 0)) revert BadHint(which);
    }

    // addr(P1 + P2 - P3), or 0 for the identity.
    function _sum(Hints calldata hints) private pure returns (address) {
        (uint256 x, uint256 y, uint256 z) = _add(hints.p[0].x, hints.p[0].y, 1, hints.p[1].x, hints.p[1].y);
        (x, y, z) = _add(x, y, z, hints.p[2].x, P - hints.p[2].y);
        if (z == 0) return address(0);
        Point memory t3 = hints.t3;
        if (t3.x >= P || t3.y >= P || mulmod(t3.x, z, P) != x || mulmod(t3.y, z, P) != y) revert BadHint(4);
        return _address(t3);
    }

    // (x1 : y1 : z1) + (x2 : y2 : 1) in projective coordinates, for all of them: doubling, points that cancel and the
    // identity (0 : 1 : 0) are no special cases. Renes, Costello, Batina, "Complete addition formulas for prime order
    // elliptic curves", 2016, for a = 0 and 3b = 21.
    function _add(uint256 x1, uint256 y1, uint256 z1, uint256 x2, uint256 y2)
        private
        pure
        returns (uint256 x, uint256 y, uint256 z)
    {
        uint256 s = addmod(mulmod(x1, y2, P), mulmod(x2, y1, P), P);
        uint256 u = addmod(y1, mulmod(y2, z1, P), P);
        uint256 v = addmod(x1, mulmod(x2, z1, P), P);
        x1 = mulmod(x1, x2, P);
        y1 = mulmod(y1, y2, P);
        z1 = mulmod(21, z1, P);
        y2 = addmod(y1, P - z1, P);
        y1 = addmod(y1, z1, P);
        x = addmod(mulmod(s, y2, P), P - mulmod(21, mulmod(u, v, P), P), P);
        y = addmod(mulmod(y1, y2, P), mulmod(63, mulmod(x1, v, P), P), P);
        z = addmod(mulmod(u, y1, P), mulmod(3, mulmod(x1, s, P), P), P);
    }

    function _address(Point memory p) private pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(p)))));
    }

    // The square root modulo P of what has one, else any number: square^((P + 1) / 4), as P = 3 mod 4, by the precompile
    // of EIP-198.
    function _root(uint256 square) private view returns (uint256) {
        (bool ok, bytes memory out) = address(5).staticcall(abi.encode(32, 32, 32, square, (P + 1) / 4, P));
        if (!ok || out.length != 32) revert CallFailed();
        return abi.decode(out, (uint256));
    }
}

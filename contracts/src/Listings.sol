// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {Payments} from "./Payments.sol";

/// @title What is for sale: the part of Market that sellers use.
/// @notice Whatever decides how a payment is shared, and how long a licence lasts, is fixed when an asset is listed. Its
/// price, stock and documents may change; what is bought is what the buyer named. See spec/contracts.md.
abstract contract Listings is Payments {
    /// @notice What a seller asks for and promises.
    struct Offer {
        bytes32 salt;
        address token; // 0: the chain's coin
        uint128 price; // in the token's smallest unit; 0: free
        uint32 duration; // seconds that one payment buys; 0: for ever
        uint32 escrow; // seconds for which a payment waits; 0: none
        uint40 endsAt; // Unix seconds, the last one of the sales; 0: no end
        uint32 stock; // how many are for sale; UNLIMITED
        uint24 limit; // how many one account may buy; 0: as many as it likes
        address royalty; // who else has a part of each payment
        uint16 royaltyBps; // its part, in 1/10000
        uint16 referralBps; // the part of whom a buyer names
        uint16 memberBps; // the part of the committee's members
        uint48 committee; // that opens it; 0: none of this chain
        Version version;
    }

    /// @notice One version of what is sold.
    struct Version {
        bytes32 metadataHash; // SHA-256 of the metadata document
        string uri; // where that document is
        uint64 confirmations; // of the terms
        bytes capsule; // 162 bytes, sealed to the committee under exactly the policy sale(market, asset); or none
    }

    /// @notice A listing as it stands.
    struct Listing {
        address seller;
        uint32 sold; // how many ever; the number of the latest purchase
        uint32 stock; // how many are left; UNLIMITED
        uint16 version; // the latest, from 1
        bool stopped; // no more sales
        uint128 price;
        uint40 endsAt;
        uint32 duration;
        uint32 escrow;
        uint24 limit;
        address token;
        uint16 royaltyBps;
        uint16 referralBps;
        uint16 memberBps;
        uint48 committee;
        address royalty;
    }

    // What is kept of a version.
    struct Pin {
        bytes32 metadataHash;
        bytes32 capsule; // capsuleId; 0: no capsule is pinned
        string uri;
    }

    /// @notice The longest URI, in bytes.
    uint256 public constant MAX_URI = 2048;

    /// @notice A stock without end.
    uint32 public constant UNLIMITED = type(uint32).max;

    uint256 private constant CAPSULE_SIZE = 162;
    uint256 private constant MAX_CONFIRMATIONS = 64;
    uint256 internal constant WHOLE = 10000; // bps

    bytes32 private constant TERMS_TYPE =
        keccak256("Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)");
    bytes32 private constant CAPSULE_ID = keccak256("latchkey/v1/capsule-id");

    mapping(bytes32 asset => Listing) internal _listings;
    mapping(bytes32 asset => mapping(uint256 version => Pin)) internal _pins;

    event Listed(bytes32 indexed asset, address indexed seller, Listing listing);
    event Versioned(bytes32 indexed asset, uint16 version, bytes32 metadataHash, bytes32 capsuleId, string uri);
    event Repriced(bytes32 indexed asset, uint128 price);
    event Restocked(bytes32 indexed asset, uint32 stock, uint40 endsAt);
    event Stopped(bytes32 indexed asset);

    error AlreadyListed(bytes32 asset);
    error NotListed(bytes32 asset);
    error NotSeller(bytes32 asset, address account);
    error NotForSale(bytes32 asset);
    error BadUri(uint256 length);
    error BadParts(uint256 bps);
    error BadCapsule(uint256 length);
    error BadConfirmations(uint64 confirmations);
    error BadEscrow(uint32 escrow);
    error NoCommittee();
    error NotActive(uint256 committee);

    /// @notice The asset id of a seller's salt. The seller is part of it, so a policy can name an asset before it is
    /// listed, and nobody else can list it.
    function assetOf(address seller, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(seller, salt));
    }

    /// @notice The policy of a plain sale, as it must be in the terms of a pinned capsule.
    function policyOf(bytes32 asset) public view returns (string memory) {
        return string.concat(
            'sale("', Strings.toHexString(address(this)), '", "', Strings.toHexString(uint256(asset), 32), '")'
        );
    }

    /// @notice Lists the sender's asset of that salt, once.
    function list(Offer calldata o) external returns (bytes32 asset) {
        asset = assetOf(msg.sender, o.salt);
        Listing storage l = _listings[asset];
        if (l.seller != address(0)) revert AlreadyListed(asset);
        uint256 parts = uint256(o.royaltyBps) + o.referralBps + o.memberBps;
        if (parts > WHOLE || (o.royaltyBps != 0 && o.royalty == address(0))) revert BadParts(parts);
        if (o.committee == 0 && (o.memberBps != 0 || o.version.capsule.length != 0)) revert NoCommittee();
        if (o.escrow != 0) {
            // Whoever was not served must have the time to show it.
            if (o.version.capsule.length == 0) revert BadCapsule(0);
            if (committees.activeEpoch(o.committee) == 0) revert NotActive(o.committee); // nobody could ask it
            uint64 window = committees.answerWindow(o.committee);
            if (window == 0 || (o.duration != 0 && o.duration < uint256(o.escrow) + window)) {
                revert BadEscrow(o.escrow);
            }
        }
        l.seller = msg.sender;
        l.stock = o.stock;
        l.price = o.price;
        l.endsAt = o.endsAt;
        l.duration = o.duration;
        l.escrow = o.escrow;
        l.limit = o.limit;
        l.token = o.token;
        l.royaltyBps = o.royaltyBps;
        l.referralBps = o.referralBps;
        l.memberBps = o.memberBps;
        l.committee = o.committee;
        if (o.royaltyBps != 0) l.royalty = o.royalty;
        emit Listed(asset, msg.sender, l);
        _pin(asset, l, o.version);
    }

    /// @notice Offers another file or document under the same asset from now on. Licences hold for all versions.
    function update(bytes32 asset, Version calldata v) external {
        Listing storage l = _own(asset);
        if (v.capsule.length == 0 ? l.escrow != 0 : l.committee == 0) revert BadCapsule(v.capsule.length);
        _pin(asset, l, v);
    }

    /// @notice Asks another price from now on. A payment of the old one reverts.
    function reprice(bytes32 asset, uint128 price) external {
        _own(asset).price = price;
        emit Repriced(asset, price);
    }

    /// @notice Sets how many are left to sell (or UNLIMITED), and until when (0: no end).
    function restock(bytes32 asset, uint32 stock, uint40 endsAt) external {
        Listing storage l = _own(asset);
        l.stock = stock;
        l.endsAt = endsAt;
        emit Restocked(asset, stock, endsAt);
    }

    /// @notice Ends the sales of an asset, for good. Licences stay.
    function stop(bytes32 asset) external {
        Listing storage l = _own(asset);
        if (l.stopped) revert NotForSale(asset);
        l.stopped = true;
        emit Stopped(asset);
    }

    /// @notice A listing; empty, with seller 0, for an asset that was never listed.
    function listingOf(bytes32 asset) external view returns (Listing memory) {
        return _listings[asset];
    }

    /// @notice The document and the capsule of a version, counted from 1; empty for one that there is not.
    function versionOf(bytes32 asset, uint256 version)
        external
        view
        returns (bytes32 metadataHash, bytes32 capsuleId, string memory uri)
    {
        Pin storage p = _pins[asset][version];
        return (p.metadataHash, p.capsule, p.uri);
    }

    function _pin(bytes32 asset, Listing storage l, Version calldata v) private {
        uint256 length = bytes(v.uri).length;
        if (length == 0 || length > MAX_URI) revert BadUri(length);
        Pin storage p = _pins[asset][++l.version];
        p.metadataHash = v.metadataHash;
        p.uri = v.uri;
        if (v.capsule.length != 0) p.capsule = _capsuleId(asset, l.committee, v);
        emit Versioned(asset, l.version, v.metadataHash, p.capsule, v.uri);
    }

    // keccak256(keccak256("latchkey/v1/capsule-id") || capsule || L), for the terms of a plain sale.
    function _capsuleId(bytes32 asset, uint48 committee, Version calldata v) private view returns (bytes32) {
        if (v.capsule.length != CAPSULE_SIZE) revert BadCapsule(v.capsule.length);
        if (v.confirmations > MAX_CONFIRMATIONS) revert BadConfirmations(v.confirmations);
        bytes32 label = keccak256(
            abi.encode(
                TERMS_TYPE,
                block.chainid,
                address(committees),
                uint256(committee),
                v.confirmations,
                keccak256(bytes(policyOf(asset)))
            )
        );
        return keccak256(abi.encodePacked(CAPSULE_ID, v.capsule, label));
    }

    function _own(bytes32 asset) internal view returns (Listing storage l) {
        l = _listings[asset];
        if (l.seller == address(0)) revert NotListed(asset);
        if (l.seller != msg.sender) revert NotSeller(asset, msg.sender);
    }
}

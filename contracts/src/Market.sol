// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title Listings, licences and what sellers are owed.
/// @notice Paid in the chain's own coin. There is no owner and no fee; a licence that was paid for cannot be taken
/// away. Committees read `licensed` through the policy function sale(market, asset). See spec/contracts.md.
contract Market {
    struct Listing {
        address seller;
        uint256 price; // wei
        uint64 duration; // seconds that one payment buys; 0: for ever
        bool stopped; // no more sales
        bytes32 metadataHash; // SHA-256 of the metadata document
        string uri; // where that document is
    }

    /// @notice The longest URI, in bytes.
    uint256 public constant MAX_URI = 2048;

    /// @notice The longest timed licence: 136 years in seconds. It keeps every end of one far from PERPETUAL.
    uint64 public constant MAX_DURATION = type(uint32).max;

    /// @notice The end of a licence that has none.
    uint64 public constant PERPETUAL = type(uint64).max;

    /// @notice Wei that an account can withdraw.
    mapping(address => uint256) public owed;

    /// @notice The sum of `owed`: what this contract owes, and holds.
    uint256 public totalOwed;

    mapping(bytes32 => Listing) private _listings;
    mapping(bytes32 => mapping(address => uint64)) private _until;

    event Listed(
        bytes32 indexed asset, address indexed seller, uint256 price, uint64 duration, bytes32 metadataHash, string uri
    );
    event Repriced(bytes32 indexed asset, uint256 price);
    event Stopped(bytes32 indexed asset);
    event Bought(bytes32 indexed asset, address indexed buyer, uint256 price, uint64 until);
    event Withdrawn(address indexed seller, uint256 amount);

    error AlreadyListed(bytes32 asset);
    error NotListed(bytes32 asset);
    error NotSeller(bytes32 asset, address account);
    error BadUri(uint256 length);
    error BadDuration(uint64 duration);
    error NotForSale(bytes32 asset);
    error OwnAsset(bytes32 asset);
    error AlreadyBought(bytes32 asset);
    error WrongPrice(uint256 asked, uint256 given);
    error NothingOwed();

    /// @notice The asset id of a seller's salt. The seller is part of it, so a policy can name an asset before it is
    /// listed, and nobody else can list it.
    function assetOf(address seller, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(seller, salt));
    }

    /// @notice Lists the sender's asset of that salt, once.
    function list(bytes32 salt, uint256 price, uint64 duration, bytes32 metadataHash, string calldata uri)
        external
        returns (bytes32 asset)
    {
        uint256 length = bytes(uri).length;
        if (length == 0 || length > MAX_URI) revert BadUri(length);
        if (duration > MAX_DURATION) revert BadDuration(duration);
        asset = assetOf(msg.sender, salt);
        if (_listings[asset].seller != address(0)) revert AlreadyListed(asset);
        _listings[asset] = Listing(msg.sender, price, duration, false, metadataHash, uri);
        emit Listed(asset, msg.sender, price, duration, metadataHash, uri);
    }

    /// @notice Asks another price from now on. A payment of the old one reverts.
    function reprice(bytes32 asset, uint256 price) external {
        _own(asset).price = price;
        emit Repriced(asset, price);
    }

    /// @notice Ends the sales of an asset, for good. Licences stay.
    function stop(bytes32 asset) external {
        Listing storage l = _own(asset);
        if (l.stopped) revert NotForSale(asset);
        l.stopped = true;
        emit Stopped(asset);
    }

    /// @notice Buys a licence for the sender at exactly the asked price. A timed licence that runs is extended.
    /// @return until Unix seconds; PERPETUAL for ever.
    function buy(bytes32 asset) external payable returns (uint64 until) {
        Listing storage l = _listings[asset];
        if (l.seller == address(0)) revert NotListed(asset);
        if (l.stopped) revert NotForSale(asset);
        if (l.seller == msg.sender) revert OwnAsset(asset);
        if (l.price != msg.value) revert WrongPrice(l.price, msg.value);
        until = _until[asset][msg.sender];
        if (until == PERPETUAL) revert AlreadyBought(asset);
        if (l.duration == 0) {
            until = PERPETUAL;
        } else {
            if (until < block.timestamp) until = uint64(block.timestamp);
            until += l.duration;
        }
        _until[asset][msg.sender] = until;
        owed[l.seller] += msg.value;
        totalOwed += msg.value;
        emit Bought(asset, msg.sender, msg.value, until);
    }

    /// @notice Pays the sender all that it is owed.
    function withdraw() external returns (uint256 amount) {
        amount = owed[msg.sender];
        if (amount == 0) revert NothingOwed();
        owed[msg.sender] = 0;
        totalOwed -= amount;
        emit Withdrawn(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount); // last: whatever it calls finds the books closed
    }

    /// @notice Whether an account may have the asset now: its seller, or a buyer whose licence is not over. False for
    /// everybody while the asset is not listed.
    function licensed(bytes32 asset, address account) external view returns (bool) {
        if (_listings[asset].seller == address(0)) return false;
        return _listings[asset].seller == account || _until[asset][account] >= block.timestamp;
    }

    /// @notice The last second of an account's licence: 0 for none ever, PERPETUAL for ever.
    function licenceOf(bytes32 asset, address account) external view returns (uint64 until) {
        return _until[asset][account];
    }

    /// @notice A listing; empty, with seller 0, for an asset that was never listed.
    function listingOf(bytes32 asset) external view returns (Listing memory) {
        return _listings[asset];
    }

    function _own(bytes32 asset) private view returns (Listing storage l) {
        l = _listings[asset];
        if (l.seller == address(0)) revert NotListed(asset);
        if (l.seller != msg.sender) revert NotSeller(asset, msg.sender);
    }
}

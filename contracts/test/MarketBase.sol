// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Evidence} from "../src/Evidence.sol";
import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Requests} from "../src/Requests.sol";
import {EvidenceBase} from "./EvidenceBase.sol";

/// @notice A market, a committee of five (t = 3) whose shares the test knows, and the steps of a sale.
abstract contract MarketBase is EvidenceBase {
    address internal constant SELLER = address(0x5e11e4);
    address internal constant BUYER = address(0xb0b);
    address internal constant FRIEND = address(0xf41e9d);
    address internal constant ATTACKER = address(0xbad);
    bytes32 internal constant SALT = "salt";
    uint128 internal constant PRICE = 1 ether;
    uint32 internal constant UNLIMITED = type(uint32).max;
    uint64 internal constant PERPETUAL = type(uint64).max;
    uint32 internal constant ESCROW = 1 days;
    uint64 internal constant WINDOW = 6 hours; // half of the committee's grace, at most that

    Market internal market;
    uint256 internal committee;
    bytes internal keys;

    mapping(uint256 request => bytes32[]) private _hashes; // of its answers
    mapping(uint256 request => mapping(uint256 place => bytes)) private _reports; // about its answers

    function setUp() public virtual override {
        super.setUp();
        vm.fee(10 gwei);
        keys = _keys(5, 3);
        committee = _serving(5, 3, 5, keccak256(keys));
        market = new Market(committees);
        address[4] memory all = [SELLER, BUYER, FRIEND, ATTACKER];
        for (uint256 i = 0; i < 4; i++) {
            vm.deal(all[i], 1000 ether);
        }
    }

    // Sales.

    /// @notice A capsule of the seed's, 162 bytes; its U is the test's `a.u` of the seed.
    function _capsule(bytes32 seed) internal returns (bytes memory) {
        return bytes.concat(_point(_scalar(abi.encode("u", seed))), new bytes(97), keccak256("wrapped"));
    }

    function _version(bytes32 seed) internal returns (Listings.Version memory) {
        return Listings.Version(HASH, "ipfs://metadata", 3, _capsule(seed));
    }

    /// @notice For ever, for one coin, with escrow, and with nobody else's part.
    function _offer() internal returns (Listings.Offer memory o) {
        o.salt = SALT;
        o.price = PRICE;
        o.escrow = ESCROW;
        o.stock = UNLIMITED;
        o.committee = uint48(committee);
        o.version = _version("one");
    }

    function _plain() internal returns (Listings.Offer memory o) {
        o = _offer();
        o.escrow = 0;
    }

    function _list(Listings.Offer memory o) internal returns (bytes32) {
        vm.prank(SELLER);
        return market.list(o);
    }

    function _order(bytes32 asset, address holder) internal view returns (Market.Order memory) {
        Listings.Listing memory l = market.listingOf(asset);
        return Market.Order(asset, holder, address(0), l.price, l.version);
    }

    /// @notice Buys with the chain's coin, for `holder`.
    function _buyFor(address payer, bytes32 asset, address holder) internal returns (uint32 number) {
        Market.Order memory o = _order(asset, holder);
        vm.prank(payer);
        market.buy{value: o.price}(o);
        return market.listingOf(asset).sold;
    }

    function _buy(address buyer, bytes32 asset) internal returns (uint32 number) {
        return _buyFor(buyer, asset, buyer);
    }

    function _refusedToBuy(Market.Order memory o, uint256 value, bytes memory reason) internal {
        vm.prank(BUYER);
        vm.expectRevert(reason);
        market.buy{value: value}(o);
    }

    function _release(bytes32 asset, uint32 number) internal returns (bool) {
        uint32[] memory numbers = new uint32[](1);
        numbers[0] = number;
        vm.prank(STRANGER);
        return market.release(asset, numbers) == 1;
    }

    function _stateOf(bytes32 asset, uint32 number) internal view returns (Market.State) {
        return market.purchaseOf(asset, number).state;
    }

    // Requests, as a holder that was not served sends them.

    function _askOf(bytes32 asset, bytes32 seed, uint32 answers) internal returns (Requests.Ask memory) {
        return Requests.Ask(
            Requests.Terms(block.chainid, address(committees), committee, 3, market.policyOf(asset)),
            _capsule(seed),
            committees.activeEpoch(committee),
            _point(_scalar(abi.encode("q", seed))),
            uint64(block.timestamp) + 1 days,
            answers
        );
    }

    function _send(address holder, Requests.Ask memory ask) internal returns (uint96) {
        uint256 bond = committees.bondFor(ask.answers, block.basefee);
        vm.deal(holder, holder.balance + bond);
        vm.prank(holder);
        return uint96(committees.request{value: bond}(ask));
    }

    function _request(address holder, bytes32 asset) internal returns (uint96) {
        return _send(holder, _askOf(asset, "one", 5));
    }

    function _dispute(address holder, bytes32 asset, uint32 number, uint96 request) internal {
        vm.prank(holder);
        market.dispute(asset, number, request);
    }

    function _disputeRefused(address holder, bytes32 asset, uint32 number, uint96 request, bytes memory reason)
        internal
    {
        vm.prank(holder);
        vm.expectRevert(reason);
        market.dispute(asset, number, request);
    }

    /// @notice A purchase that its holder disputes with a request of this moment.
    function _disputed(address payer, bytes32 asset, address holder) internal returns (uint32 number, uint96 request) {
        number = _buyFor(payer, asset, holder);
        request = _request(holder, asset);
        _dispute(holder, asset, number, request);
    }

    // Answers.

    /// @notice The report about member `index`'s answer to the request for the seed's capsule, and that answer.
    function _answerOf(uint96 request, bytes32 asset, bytes32 seed, uint32 index, bool right)
        internal
        returns (Evidence.Report memory r)
    {
        Requests.Request memory q = committees.requestOf(request);
        Answer memory a;
        a.x = _secret(index);
        a.u = _scalar(abi.encode("u", seed));
        a.q = _scalar(abi.encode("q", seed));
        r.committee = committee;
        r.epoch = q.epoch;
        r.index = index;
        r.confirmations = 3;
        r.policy = keccak256(bytes(market.policyOf(asset)));
        r.capsule = _capsule(seed);
        r.kind = Evidence.Kind.Access;
        r.readerKey = _point(a.q);
        r.account = q.buyer;
        r.deadline = q.deadline;
        r.keys = keys;
        _honest(r, a, 11 + index, 12, 13);
        if (!right) a.z1 = a.z1 == 1 ? 2 : a.z1 - 1;
        _answer(r, a);
    }

    function _answers(uint96 request, bytes32 asset, uint32 index, bool right) internal {
        Evidence.Report memory r = _answerOf(request, asset, "one", index, right);
        bytes memory data = bytes.concat(r.share, r.signature);
        vm.prank(_address(_account(index)));
        committees.answer(request, data);
        _reports[request][_hashes[request].length] = abi.encode(r);
        _hashes[request].push(keccak256(data));
    }

    function _hashesOf(uint96 request) internal view returns (bytes32[] memory) {
        return _hashes[request];
    }

    function _reportOf(uint96 request, uint256 place) internal view returns (Evidence.Report memory) {
        return abi.decode(_reports[request][place], (Evidence.Report));
    }

    function _refute(uint96 request, uint256 place) internal {
        vm.prank(STRANGER);
        evidence.refute(request, _hashesOf(request), place, _reportOf(request, place));
    }

    function _refuteRefused(uint96 request, uint256 place, Evidence.Report memory r, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(STRANGER);
        evidence.refute(request, _hashesOf(request), place, r);
    }

    /// @notice Past a request's time for answers.
    function _pastAnswers(uint96 request) internal {
        vm.warp(committees.requestOf(request).answersUntil + 1);
        _next();
    }

    function _pastChallenges(uint96 request) internal {
        vm.warp(evidence.challengedUntil(request) + 1);
        _next();
    }

    function _error(bytes4 selector, uint256 value) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, value);
    }
}

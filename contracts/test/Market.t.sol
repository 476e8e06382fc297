// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Payments} from "../src/Payments.sol";
import {MarketBase} from "./MarketBase.sol";
import {Vm} from "./Vm.sol";

/// @notice What sellers list.
contract ListingsTest is MarketBase {
    function test_AssetIsHashOfSellerAndSalt() public view {
        vm.assertEq(market.assetOf(SELLER, SALT), keccak256(abi.encode(SELLER, SALT)), "asset id");
    }

    function test_List() public {
        Listings.Offer memory o = _offer();
        o.token = address(0x70);
        o.duration = 30 days;
        o.endsAt = uint40(block.timestamp) + 1;
        o.stock = 9;
        o.limit = 2;
        (o.royalty, o.royaltyBps, o.referralBps, o.memberBps) = (FRIEND, 1000, 500, 250);
        bytes32 asset = market.assetOf(SELLER, SALT);
        Listings.Listing memory want = Listings.Listing(
            SELLER,
            0,
            9,
            0, // the version comes with the next event
            false,
            PRICE,
            o.endsAt,
            30 days,
            ESCROW,
            2,
            o.token,
            1000,
            500,
            250,
            uint48(committee),
            FRIEND
        );
        vm.expectEmit(address(market));
        emit Listings.Listed(asset, SELLER, want);
        vm.expectEmit(address(market));
        emit Listings.Versioned(asset, 1, HASH, _capsuleIdOf(asset, 3, _capsule("one")), "ipfs://metadata");
        vm.assertEq(_list(o), asset, "asset id");
        want.version = 1;
        vm.assertEq(keccak256(abi.encode(market.listingOf(asset))), keccak256(abi.encode(want)), "listing");
    }

    function test_ListRefusals() public {
        Listings.Offer memory o = _offer();
        o.version.uri = "";
        _refused(o, _error(Listings.BadUri.selector, 0));
        o.version.uri = string(new bytes(2049));
        _refused(o, _error(Listings.BadUri.selector, 2049));
        o = _offer();
        (o.royaltyBps, o.referralBps, o.memberBps) = (5000, 4000, 1001);
        _refused(o, _error(Listings.BadParts.selector, 10_001));
        (o.royaltyBps, o.referralBps, o.memberBps) = (1, 0, 0);
        _refused(o, _error(Listings.BadParts.selector, 1)); // for nobody
        (o.royaltyBps, o.referralBps, o.memberBps) = (65535, 65535, 65535);
        _refused(o, _error(Listings.BadParts.selector, 3 * 65535));
        o = _offer();
        for (uint256 length = 1; length <= 163; length += length == 1 ? 160 : 2) {
            o.version.capsule = new bytes(length);
            _refused(o, _error(Listings.BadCapsule.selector, length));
        }
        o = _offer();
        o.version.confirmations = 65;
        _refused(o, _error(Listings.BadConfirmations.selector, 65));
        o = _plain();
        o.committee = 0;
        _refused(o, abi.encodeWithSelector(Listings.NoCommittee.selector)); // a capsule for no committee
        o.version.capsule = "";
        o.memberBps = 1;
        _refused(o, abi.encodeWithSelector(Listings.NoCommittee.selector)); // a part for no committee
        o.memberBps = 0;
        o.version.uri = string(new bytes(2048));
        bytes32 asset = _list(o); // all that is left is allowed
        _refused(o, abi.encodeWithSelector(Listings.AlreadyListed.selector, asset));
    }

    // No key, no pay: what cannot be asked for on the chain cannot be paid into escrow.
    function test_EscrowRefusals() public {
        Listings.Offer memory o = _offer();
        o.version.capsule = "";
        _refused(o, _error(Listings.BadCapsule.selector, 0));
        o = _offer();
        o.committee = 99;
        _refused(o, _error(Committees.NoCommittee.selector, 99));
        o.committee = 0;
        _refused(o, abi.encodeWithSelector(Listings.NoCommittee.selector));
        // A committee that never made a key cannot be asked either.
        o.committee = uint48(_create(5, 3));
        _refused(o, _error(Listings.NotActive.selector, o.committee));
        // A licence that is over before its holder can have asked and waited.
        o = _offer();
        o.duration = ESCROW + uint32(WINDOW) - 1;
        _refused(o, _error(Listings.BadEscrow.selector, ESCROW));
        o.duration++;
        _list(o);
    }

    function test_EscrowNeedsACommitteeThatHasTimeToAnswer() public {
        vm.prank(CREATOR);
        uint256 hasty = committees.create(_ops(1, 1), 1, 1, _lengths(LENGTH), 1);
        _runTo(hasty, 1, 1, 1, 1, 1, 1);
        _confirm(hasty, 1, 1, 1, 1, HASH);
        Listings.Offer memory o = _offer();
        o.committee = uint48(hasty);
        _refused(o, _error(Listings.BadEscrow.selector, ESCROW));
    }

    function _refused(Listings.Offer memory o, bytes memory reason) internal {
        vm.prank(SELLER);
        vm.expectRevert(reason);
        market.list(o);
    }

    // The attack that asset ids are made against: the victim's policy says sale(market, asset); who could list that
    // asset at price 0 would open the file for nothing.
    function test_NobodyListsAnothersAsset() public {
        bytes32 victims = market.assetOf(SELLER, SALT);
        Listings.Offer memory o = _plain();
        o.price = 0;
        vm.prank(ATTACKER);
        bytes32 got = market.list(o); // the victim's salt gives another asset
        vm.assertTrue(got != victims, "the attacker listed the victim's asset");
        _buy(BUYER, got);
        vm.assertFalse(market.licensed(victims, BUYER), "a licence of another asset counts");
        vm.assertFalse(market.licensed(victims, ATTACKER), "the seller of another asset counts");
        vm.assertEq(_list(_offer()), victims, "the victim cannot list its own asset any more");
        vm.startPrank(ATTACKER);
        bytes memory no = abi.encodeWithSelector(Listings.NotSeller.selector, victims, ATTACKER);
        vm.expectRevert(no);
        market.reprice(victims, 0);
        vm.expectRevert(no);
        market.restock(victims, 0, 0);
        vm.expectRevert(no);
        market.stop(victims);
        Listings.Version memory v;
        vm.expectRevert(no);
        market.update(victims, v);
        bytes32 none = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(Listings.NotListed.selector, none));
        market.stop(none);
        vm.stopPrank();
    }

    function testFuzz_NobodyListsAnothersAsset(address seller, address attacker, bytes32 salt, bytes32 other) public {
        vm.assume(seller != attacker);
        Listings.Offer memory o = _plain();
        o.salt = other;
        vm.prank(attacker);
        vm.assertTrue(market.list(o) != market.assetOf(seller, salt), "listed another's asset");
    }

    function test_Versions() public {
        bytes32 asset = _list(_offer());
        (bytes32 hash, bytes32 capsule, string memory uri) = market.versionOf(asset, 1);
        vm.assertTrue(hash == HASH && capsule == _capsuleIdOf(asset, 3, _capsule("one")), "version 1");
        vm.assertEq(uri, "ipfs://metadata", "uri");
        Listings.Version memory v = Listings.Version(OTHER, "ipfs://2", 64, _capsule("two"));
        vm.expectEmit(address(market));
        emit Listings.Versioned(asset, 2, OTHER, _capsuleIdOf(asset, 64, _capsule("two")), "ipfs://2");
        vm.prank(SELLER);
        market.update(asset, v);
        (hash, capsule, uri) = market.versionOf(asset, 2);
        vm.assertTrue(hash == OTHER && capsule == _capsuleIdOf(asset, 64, _capsule("two")), "version 2");
        (hash, capsule,) = market.versionOf(asset, 1);
        vm.assertTrue(hash == HASH && capsule == _capsuleIdOf(asset, 3, _capsule("one")), "version 1 stays");
        (hash, capsule, uri) = market.versionOf(asset, 3);
        vm.assertTrue(hash == 0 && capsule == 0 && bytes(uri).length == 0, "there is no version 3");
        vm.assertEq(market.listingOf(asset).version, 2, "the latest");
        // Where payments wait, each version must be one that can be asked for.
        v.capsule = "";
        vm.prank(SELLER);
        vm.expectRevert(_error(Listings.BadCapsule.selector, 0));
        market.update(asset, v);
    }

    function test_AVersionWithoutACapsule() public {
        Listings.Offer memory o = _plain();
        o.version.capsule = "";
        o.committee = 0;
        bytes32 asset = _list(o);
        (, bytes32 capsule,) = market.versionOf(asset, 1);
        vm.assertEq(capsule, 0, "nothing is pinned");
        vm.startPrank(SELLER);
        market.update(asset, o.version);
        o.version.capsule = _capsule("one");
        vm.expectRevert(_error(Listings.BadCapsule.selector, 162)); // there is no committee to open it
        market.update(asset, o.version);
        vm.stopPrank();
    }

    // What is pinned.

    function _label(uint256 chainId, address contract_, uint256 number, uint256 confirmations, bytes memory policy)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256(
                    "Terms(uint256 chainId,address committees,uint256 committee,uint64 confirmations,string policy)"
                ),
                chainId,
                contract_,
                number,
                confirmations,
                keccak256(policy)
            )
        );
    }

    function _idOf(bytes memory capsule, bytes32 label) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256("latchkey/v1/capsule-id"), capsule, label));
    }

    function _hex(bytes memory data) internal pure returns (string memory) {
        bytes memory text = new bytes(2 * data.length);
        for (uint256 i = 0; i < data.length; i++) {
            text[2 * i] = bytes("0123456789abcdef")[uint8(data[i]) >> 4];
            text[2 * i + 1] = bytes("0123456789abcdef")[uint8(data[i]) & 15];
        }
        return string.concat("0x", string(text));
    }

    function _policy(bytes32 asset) internal view returns (string memory) {
        return string.concat('sale("', _hex(abi.encodePacked(market)), '", "', _hex(abi.encodePacked(asset)), '")');
    }

    function _capsuleIdOf(bytes32 asset, uint64 confirmations, bytes memory capsule) internal view returns (bytes32) {
        return
            _idOf(capsule, _label(block.chainid, address(committees), committee, confirmations, bytes(_policy(asset))));
    }

    function testFuzz_Policy(bytes32 asset) public view {
        vm.assertEq(market.policyOf(asset), _policy(asset), "policy");
    }

    function test_PolicyOfAnAssetWithZeros() public view {
        vm.assertEq(bytes(market.policyOf(bytes32(uint256(1)))).length, 6 + 42 + 4 + 66 + 2, "nothing is left out");
    }

    /// @notice The hashes that this test compares with are those of the shared vectors.
    function test_VectorsOfPins() public view {
        string memory folder = vm.envOr("LATCHKEY_VECTORS", string(""));
        if (bytes(folder).length == 0) folder = "../vectors";
        uint256 labels;
        uint256 ids;
        Vm.DirEntry[] memory files = vm.readDir(string.concat(folder, "/terms"));
        for (uint256 i = 0; i < files.length; i++) {
            string memory json = vm.readFile(files[i].path);
            if (!_is(json, ".format", "terms/label") || !_is(json, ".expect", "ok")) continue;
            labels++;
            bytes32 label = _label(
                vm.parseJsonUint(json, ".input.chainId"),
                vm.parseJsonAddress(json, ".input.committees"),
                vm.parseJsonUint(json, ".input.committee"),
                vm.parseJsonUint(json, ".input.confirmations"),
                _bytes(json, ".input.policy")
            );
            vm.assertEq(label, bytes32(_bytes(json, ".output.label")), files[i].path);
        }
        files = vm.readDir(string.concat(folder, "/capsule"));
        for (uint256 i = 0; i < files.length; i++) {
            string memory json = vm.readFile(files[i].path);
            if (!_is(json, ".format", "capsule/check") || !_is(json, ".expect", "ok")) continue;
            ids++;
            bytes32 id = _idOf(_bytes(json, ".input.capsule"), bytes32(_bytes(json, ".input.label")));
            vm.assertEq(id, bytes32(_bytes(json, ".output.capsuleId")), files[i].path);
        }
        vm.assertTrue(labels > 0 && ids > 0, "no vector");
    }

    function _is(string memory json, string memory key, string memory value) internal pure returns (bool) {
        return keccak256(bytes(vm.parseJsonString(json, key))) == keccak256(bytes(value));
    }

    function _bytes(string memory json, string memory key) internal pure returns (bytes memory) {
        string memory text = vm.parseJsonString(json, key);
        return bytes(text).length == 0 ? bytes("") : vm.parseBytes(string.concat("0x", text));
    }

    /// @notice What is pinned is what a request for the same capsule under the same terms is a request for.
    function testFuzz_PinIsWhatCommitteesCompute(bytes32 salt, bytes32 seed, uint64 confirmations) public {
        Listings.Offer memory o = _offer();
        o.salt = salt;
        o.version.confirmations = uint64(_bound(confirmations, 0, 64));
        o.version.capsule = bytes.concat(keccak256(abi.encode(seed)), new bytes(98), seed);
        bytes32 asset = _list(o);
        (, bytes32 capsule,) = market.versionOf(asset, 1);
        vm.assertEq(capsule, _capsuleIdOf(asset, o.version.confirmations, o.version.capsule), "the test's own");
    }

    function test_PinIsWhatCommitteesCompute() public {
        bytes32 asset = _list(_offer());
        (, bytes32 capsule,) = market.versionOf(asset, 1);
        vm.assertEq(committees.requestOf(_request(BUYER, asset)).capsule, capsule, "capsuleId");
    }

    // Changes.

    function test_Reprice() public {
        Listings.Offer memory o = _plain();
        o.duration = 60;
        bytes32 asset = _list(o);
        _buy(BUYER, asset);
        uint64 until = market.licenceOf(asset, BUYER);
        Market.Order memory old = _order(asset, BUYER);
        vm.expectEmit(address(market));
        emit Listings.Repriced(asset, 3 ether);
        vm.prank(SELLER);
        market.reprice(asset, 3 ether);
        vm.assertEq(market.licenceOf(asset, BUYER), until, "licence");
        _refusedToBuy(old, 1 ether, abi.encodeWithSelector(Payments.WrongPrice.selector, 3 ether, 1 ether));
        _refusedToBuy(old, 3 ether, abi.encodeWithSelector(Payments.WrongPrice.selector, 3 ether, 1 ether));
        _buy(BUYER, asset);
        vm.assertEq(market.licenceOf(asset, BUYER), until + 60, "extended at the new price");
        // A licence taken for the price it had is not a version's, either.
        vm.prank(SELLER);
        market.update(asset, _version("two"));
        Market.Order memory first = _order(asset, BUYER);
        first.version = 1;
        _refusedToBuy(first, 3 ether, _error(Market.OtherVersion.selector, 2));
    }

    function test_StockEndAndStop() public {
        Listings.Offer memory o = _plain();
        o.stock = 2;
        o.duration = 60;
        o.endsAt = uint40(block.timestamp) + 100;
        bytes32 asset = _list(o);
        _buy(BUYER, asset);
        _buy(FRIEND, asset);
        vm.assertEq(market.listingOf(asset).stock, 0, "none is left");
        bytes memory no = abi.encodeWithSelector(Listings.NotForSale.selector, asset);
        _refusedToBuy(_order(asset, BUYER), PRICE, no);
        vm.expectEmit(address(market));
        emit Listings.Restocked(asset, 1, o.endsAt);
        vm.prank(SELLER);
        market.restock(asset, 1, o.endsAt);
        vm.warp(o.endsAt);
        _buy(BUYER, asset); // in the last second
        vm.prank(SELLER);
        market.restock(asset, UNLIMITED, o.endsAt);
        vm.warp(o.endsAt + 1);
        _refusedToBuy(_order(asset, BUYER), PRICE, no);
        vm.prank(SELLER);
        market.restock(asset, UNLIMITED, 0);
        _buy(BUYER, asset);
        vm.assertEq(market.listingOf(asset).stock, UNLIMITED, "no end");
        vm.expectEmit(address(market));
        emit Listings.Stopped(asset);
        vm.prank(SELLER);
        market.stop(asset);
        _refusedToBuy(_order(asset, BUYER), PRICE, no);
        vm.assertTrue(market.licensed(asset, BUYER), "licences stay");
        vm.prank(SELLER);
        vm.expectRevert(no);
        market.stop(asset);
        o.stock = 1;
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Listings.AlreadyListed.selector, asset));
        market.list(o);
    }
}

/// @notice Purchases and licences, without escrow.
contract MarketTest is MarketBase {
    function test_NothingIsLicensedBeforeItIsListed() public {
        bytes32 asset = market.assetOf(SELLER, SALT);
        vm.assertFalse(market.licensed(asset, SELLER), "seller");
        vm.assertFalse(market.licensed(asset, address(0)), "the zero account, which is the seller of nothing");
        _list(_plain());
        vm.assertTrue(market.licensed(asset, SELLER), "the seller of a listed asset");
        vm.assertFalse(market.licensed(asset, address(0)), "the zero account of a listed asset");
        vm.assertFalse(market.licensed(asset, BUYER), "somebody who did not pay");
    }

    function test_BuyForEver() public {
        bytes32 asset = _list(_plain());
        Market.Order memory o = _order(asset, BUYER);
        vm.expectEmit(address(market));
        emit Market.Bought(asset, BUYER, 1, BUYER, PRICE, PERPETUAL, address(0), 0);
        vm.prank(BUYER);
        vm.assertEq(market.buy{value: PRICE}(o), PERPETUAL, "until");
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
        vm.assertEq(market.licenceOf(asset, BUYER), PERPETUAL, "licence");
        vm.assertEq(market.owed(address(0), SELLER), PRICE, "owed");
        vm.assertTrue(_stateOf(asset, 1) == Market.State.None, "nothing waits");
        _refusedToBuy(_order(asset, BUYER), PRICE, abi.encodeWithSelector(Market.AlreadyBought.selector, asset));
        vm.warp(type(uint64).max);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed at the end of time");
    }

    function test_BuyRefusals() public {
        bytes32 asset = _list(_plain());
        Market.Order memory o = _order(asset, BUYER);
        _refusedToBuy(o, PRICE - 1, abi.encodeWithSelector(Payments.WrongPrice.selector, PRICE, PRICE - 1));
        _refusedToBuy(o, PRICE + 1, abi.encodeWithSelector(Payments.WrongPrice.selector, PRICE, PRICE + 1));
        o.holder = SELLER;
        _refusedToBuy(o, PRICE, abi.encodeWithSelector(Market.OwnAsset.selector, asset));
        o.holder = address(0);
        _refusedToBuy(o, PRICE, abi.encodeWithSelector(Payments.NoAccount.selector));
        o.holder = BUYER;
        o.version = 0;
        _refusedToBuy(o, PRICE, _error(Market.OtherVersion.selector, 1));
        o.asset = keccak256("none");
        _refusedToBuy(o, PRICE, abi.encodeWithSelector(Listings.NotListed.selector, o.asset));
        vm.assertEq(address(market).balance, 0, "balance");
    }

    function testFuzz_TimedLicence(uint32 duration, uint64 later) public {
        duration = uint32(_bound(duration, 1, type(uint32).max));
        later = uint64(_bound(later, 0, 2 * uint256(duration)));
        Listings.Offer memory o = _plain();
        (o.duration, o.price) = (duration, 1);
        bytes32 asset = _list(o);
        uint64 start = uint64(block.timestamp);
        _buy(BUYER, asset);
        uint64 until = market.licenceOf(asset, BUYER);
        vm.assertEq(until, start + duration, "first");
        vm.warp(start + later);
        vm.assertTrue(market.licensed(asset, BUYER) == (later <= duration), "licensed");
        _buy(BUYER, asset);
        uint64 again = market.licenceOf(asset, BUYER);
        vm.assertEq(again, (later <= duration ? until : start + later) + duration, "second");
        vm.warp(again);
        vm.assertTrue(market.licensed(asset, BUYER), "in the last second");
        vm.warp(uint256(again) + 1);
        vm.assertFalse(market.licensed(asset, BUYER), "after the last second");
        vm.assertEq(market.owed(address(0), SELLER), 2, "owed");
    }

    function test_Gift() public {
        bytes32 asset = _list(_plain());
        Market.Order memory o = _order(asset, FRIEND);
        vm.expectEmit(address(market));
        emit Market.Bought(asset, FRIEND, 1, BUYER, PRICE, PERPETUAL, address(0), 0);
        vm.prank(BUYER);
        market.buy{value: PRICE}(o);
        vm.assertTrue(market.licensed(asset, FRIEND) && !market.licensed(asset, BUYER), "whose licence it is");
        // Who was given one can lose nothing by it: its own payment of a second is refused.
        vm.prank(FRIEND);
        vm.expectRevert(abi.encodeWithSelector(Market.AlreadyBought.selector, asset));
        market.buy{value: PRICE}(o);
        _buy(BUYER, asset);
        vm.assertEq(market.listingOf(asset).sold, 2, "sold");
    }

    function test_FreeWithALimit() public {
        Listings.Offer memory o = _offer(); // escrow too, in which nothing waits
        (o.price, o.limit, o.stock) = (0, 2, 4);
        bytes32 asset = _list(o);
        _buy(BUYER, asset);
        vm.assertTrue(_stateOf(asset, 1) == Market.State.None, "nothing waits");
        _buyFor(BUYER, asset, FRIEND);
        vm.assertEq(market.boughtBy(asset, BUYER), 2, "bought");
        _refusedToBuy(_order(asset, ATTACKER), 0, _error(Market.LimitReached.selector, 2));
        // Accounts cost nothing, so a limit does not keep anybody from draining a stock; what is drained can be filled.
        _buyFor(ATTACKER, asset, address(1));
        _buyFor(FRIEND, asset, address(2));
        _refusedToBuy(_order(asset, address(3)), 0, abi.encodeWithSelector(Listings.NotForSale.selector, asset));
        vm.prank(SELLER);
        market.restock(asset, 1, 0);
        _buyFor(FRIEND, asset, address(3));
        vm.assertEq(address(market).balance, 0, "balance");
    }

    function testFuzz_Parts(uint128 price, uint16 royalty, uint16 referral, uint16 member, bool named, bool waits)
        public
    {
        Listings.Offer memory o = _offer();
        o.price = uint128(_bound(price, 0, 1000 ether));
        o.escrow = waits ? ESCROW : 0;
        o.royalty = FRIEND;
        o.royaltyBps = uint16(_bound(royalty, 0, 10_000));
        o.referralBps = uint16(_bound(referral, 0, 10_000 - o.royaltyBps));
        o.memberBps = uint16(_bound(member, 0, 10_000 - o.royaltyBps - o.referralBps));
        bytes32 asset = _list(o);
        Market.Order memory order = _order(asset, BUYER);
        order.referrer = named ? ATTACKER : address(0);
        vm.prank(BUYER);
        market.buy{value: o.price}(order);
        if (waits && o.price != 0) {
            vm.assertEq(market.owed(address(0), SELLER), 0, "all of it waits");
            vm.prank(BUYER);
            market.accept(asset, 1);
        }
        uint256[3] memory parts = [
            uint256(o.price) * o.royaltyBps / 10_000,
            named ? uint256(o.price) * o.referralBps / 10_000 : 0,
            uint256(o.price) * o.memberBps / 10_000
        ];
        vm.assertEq(market.owed(address(0), FRIEND), parts[0], "royalty");
        vm.assertEq(market.owed(address(0), ATTACKER), parts[1], "referral");
        vm.assertEq(market.pot(committee, 1, address(0)), parts[2], "members");
        vm.assertEq(market.owed(address(0), SELLER), o.price - parts[0] - parts[1] - parts[2], "seller");
    }

    /// @notice A listing that names no royalty keeps none, and one to whom a part of everything was promised gets it.
    function test_RoyaltyWithoutAPartIsNobody() public {
        Listings.Offer memory o = _plain();
        o.royalty = FRIEND;
        vm.assertEq(market.listingOf(_list(o)).royalty, address(0), "royalty");
    }

    /// @notice Who names itself as referrer has the referral's part back. Sellers are told: it is a discount for those
    /// who know.
    function test_ReferralToOneself() public {
        Listings.Offer memory o = _plain();
        o.referralBps = 1000;
        bytes32 asset = _list(o);
        Market.Order memory order = _order(asset, BUYER);
        order.referrer = BUYER;
        vm.prank(BUYER);
        market.buy{value: PRICE}(order);
        vm.assertEq(market.owed(address(0), BUYER), PRICE / 10, "discount");
        vm.assertEq(market.owed(address(0), SELLER), PRICE - PRICE / 10, "seller");
    }

    function test_MembersPartNeedsAnEpoch() public {
        Listings.Offer memory o = _plain();
        (o.committee, o.memberBps) = (uint48(_create(5, 3)), 100);
        bytes32 asset = _list(o);
        _refusedToBuy(_order(asset, BUYER), PRICE, _error(Listings.NotActive.selector, o.committee));
        vm.prank(SELLER);
        market.reprice(asset, 0);
        _buy(BUYER, asset); // no part of nothing
    }

    function test_TakesNoOtherMoney() public {
        (bool ok,) = address(market).call{value: 1}("");
        vm.assertFalse(ok, "plain transfer");
        (ok,) = address(market).call{value: 1}(abi.encodeCall(market.withdraw, (address(0), BUYER)));
        vm.assertFalse(ok, "withdraw with value");
    }

    function test_ForcedCoinsAreNobodys() public {
        vm.deal(address(market), 7); // as a selfdestruct can, or a block's fees
        _buy(BUYER, _list(_plain()));
        vm.prank(SELLER);
        vm.assertEq(market.withdraw(address(0), SELLER), PRICE, "what was paid, and no more");
        vm.assertEq(address(market).balance, 7, "balance");
    }
}

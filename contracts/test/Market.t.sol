// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "../src/Market.sol";
import {Test} from "./Vm.sol";

contract MarketTest is Test {
    address internal constant SELLER = address(0x5e11e4);
    address internal constant BUYER = address(0xb0b);
    address internal constant ATTACKER = address(0xbad);
    bytes32 internal constant SALT = "salt";
    bytes32 internal constant HASH = "hash";

    Market internal market;

    function setUp() public {
        market = new Market();
        vm.warp(1_800_000_000);
        vm.deal(BUYER, 1000 ether);
        vm.deal(ATTACKER, 1000 ether);
        vm.deal(SELLER, 1000 ether);
    }

    function _list(uint256 price, uint64 duration) internal returns (bytes32) {
        vm.prank(SELLER);
        return market.list(SALT, price, duration, HASH, "ipfs://x");
    }

    function _buy(address buyer, bytes32 asset, uint256 value) internal returns (uint64) {
        vm.prank(buyer);
        return market.buy{value: value}(asset);
    }

    function test_AssetIsHashOfSellerAndSalt() public view {
        vm.assertEq(market.assetOf(SELLER, SALT), keccak256(abi.encode(SELLER, SALT)), "asset id");
    }

    function test_List() public {
        bytes32 asset = market.assetOf(SELLER, SALT);
        vm.expectEmit(address(market));
        emit Market.Listed(asset, SELLER, 3 ether, 60, HASH, "ipfs://x");
        vm.assertEq(_list(3 ether, 60), asset, "asset id");
        Market.Listing memory l = market.listingOf(asset);
        vm.assertEq(l.seller, SELLER, "seller");
        vm.assertEq(l.price, 3 ether, "price");
        vm.assertEq(l.duration, 60, "duration");
        vm.assertEq(l.metadataHash, HASH, "metadata hash");
        vm.assertEq(l.uri, "ipfs://x", "uri");
        vm.assertFalse(l.stopped, "stopped");
    }

    function test_ListRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(Market.BadUri.selector, 0));
        market.list(SALT, 1, 0, HASH, "");
        string memory long = string(new bytes(2049));
        vm.expectRevert(abi.encodeWithSelector(Market.BadUri.selector, 2049));
        market.list(SALT, 1, 0, HASH, long);
        vm.expectRevert(abi.encodeWithSelector(Market.BadDuration.selector, 1 << 32));
        market.list(SALT, 1, 1 << 32, HASH, "x");
        market.list(SALT, 1, type(uint32).max, HASH, string(new bytes(2048)));
        bytes32 asset = market.assetOf(address(this), SALT);
        vm.expectRevert(abi.encodeWithSelector(Market.AlreadyListed.selector, asset));
        market.list(SALT, 1, 0, HASH, "x");
    }

    // The attack that asset ids are made against: the victim's policy says sale(market, asset); who could list that
    // asset at price 0 would open the file for nothing.
    function test_NobodyListsAnothersAsset() public {
        bytes32 victims = market.assetOf(SELLER, SALT);
        vm.prank(ATTACKER);
        bytes32 got = market.list(SALT, 0, 0, HASH, "x"); // the victim's salt gives another asset
        vm.assertTrue(got != victims, "the attacker listed the victim's asset");
        vm.prank(BUYER);
        market.buy(got);
        vm.assertFalse(market.licensed(victims, BUYER), "a licence of another asset counts");
        vm.assertFalse(market.licensed(victims, ATTACKER), "the seller of another asset counts");
        vm.expectRevert(abi.encodeWithSelector(Market.NotListed.selector, victims));
        _buy(ATTACKER, victims, 0);

        vm.assertEq(_list(5 ether, 0), victims, "the victim cannot list its own asset any more");
        vm.expectRevert(abi.encodeWithSelector(Market.WrongPrice.selector, 5 ether, 0));
        _buy(ATTACKER, victims, 0);
        vm.prank(ATTACKER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotSeller.selector, victims, ATTACKER));
        market.reprice(victims, 0);
        vm.prank(ATTACKER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotSeller.selector, victims, ATTACKER));
        market.stop(victims);
    }

    function testFuzz_NobodyListsAnothersAsset(address seller, address attacker, bytes32 salt, bytes32 other) public {
        vm.assume(seller != attacker);
        vm.prank(attacker);
        vm.assertTrue(market.list(other, 0, 0, HASH, "x") != market.assetOf(seller, salt), "listed another's asset");
    }

    function test_NothingIsLicensedBeforeItIsListed() public {
        bytes32 asset = market.assetOf(SELLER, SALT);
        vm.assertFalse(market.licensed(asset, SELLER), "seller");
        vm.assertFalse(market.licensed(asset, address(0)), "the zero account, which is the seller of nothing");
        _list(1, 0);
        vm.assertTrue(market.licensed(asset, SELLER), "the seller of a listed asset");
        vm.assertFalse(market.licensed(asset, address(0)), "the zero account of a listed asset");
        vm.assertFalse(market.licensed(asset, BUYER), "somebody who did not pay");
    }

    function test_BuyForEver() public {
        bytes32 asset = _list(2 ether, 0);
        vm.expectEmit(address(market));
        emit Market.Bought(asset, BUYER, 2 ether, type(uint64).max);
        vm.assertEq(_buy(BUYER, asset, 2 ether), type(uint64).max, "until");
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
        vm.assertEq(market.licenceOf(asset, BUYER), type(uint64).max, "licence");
        vm.assertEq(market.owed(SELLER), 2 ether, "owed");
        vm.warp(type(uint64).max);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed at the end of time");
        vm.expectRevert(abi.encodeWithSelector(Market.AlreadyBought.selector, asset));
        _buy(BUYER, asset, 2 ether);
    }

    function test_BuyForNothing() public {
        bytes32 asset = _list(0, 0);
        _buy(BUYER, asset, 0);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
    }

    function test_BuyRefusals() public {
        bytes32 asset = _list(2 ether, 0);
        vm.expectRevert(abi.encodeWithSelector(Market.WrongPrice.selector, 2 ether, 2 ether - 1));
        _buy(BUYER, asset, 2 ether - 1);
        vm.expectRevert(abi.encodeWithSelector(Market.WrongPrice.selector, 2 ether, 2 ether + 1));
        _buy(BUYER, asset, 2 ether + 1);
        vm.expectRevert(abi.encodeWithSelector(Market.OwnAsset.selector, asset));
        _buy(SELLER, asset, 2 ether);
        bytes32 none = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(Market.NotListed.selector, none));
        _buy(BUYER, none, 0);
        vm.assertEq(address(market).balance, 0, "balance");
    }

    function testFuzz_TimedLicence(uint32 duration, uint64 later) public {
        duration = uint32(_bound(duration, 1, type(uint32).max));
        later = uint64(_bound(later, 0, 2 * uint256(duration)));
        bytes32 asset = _list(1, duration);
        uint64 start = uint64(block.timestamp);
        uint64 until = _buy(BUYER, asset, 1);
        vm.assertEq(until, start + duration, "first");
        vm.warp(start + later);
        vm.assertTrue(market.licensed(asset, BUYER) == (later <= duration), "licensed");
        uint64 again = _buy(BUYER, asset, 1);
        vm.assertEq(again, (later <= duration ? until : start + later) + duration, "second");
        vm.assertTrue(market.licensed(asset, BUYER), "licensed again");
        vm.warp(again);
        vm.assertTrue(market.licensed(asset, BUYER), "in the last second");
        vm.warp(uint256(again) + 1);
        vm.assertFalse(market.licensed(asset, BUYER), "after the last second");
        vm.assertEq(market.owed(SELLER), 2, "owed");
    }

    function test_StopKeepsLicences() public {
        bytes32 asset = _list(1 ether, 0);
        _buy(BUYER, asset, 1 ether);
        vm.expectEmit(address(market));
        emit Market.Stopped(asset);
        vm.prank(SELLER);
        market.stop(asset);
        vm.assertTrue(market.licensed(asset, BUYER), "buyer");
        vm.assertTrue(market.licensed(asset, SELLER), "seller");
        vm.assertEq(market.owed(SELLER), 1 ether, "owed");
        vm.expectRevert(abi.encodeWithSelector(Market.NotForSale.selector, asset));
        _buy(ATTACKER, asset, 1 ether);
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotForSale.selector, asset));
        market.stop(asset);
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Market.AlreadyListed.selector, asset));
        market.list(SALT, 0, 0, HASH, "x");
    }

    function test_StopRefusals() public {
        bytes32 asset = market.assetOf(SELLER, SALT);
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotListed.selector, asset));
        market.stop(asset);
        _list(1, 0);
        vm.prank(BUYER);
        vm.expectRevert(abi.encodeWithSelector(Market.NotSeller.selector, asset, BUYER));
        market.stop(asset);
    }

    function test_Reprice() public {
        bytes32 asset = _list(1 ether, 60);
        uint64 until = _buy(BUYER, asset, 1 ether);
        vm.expectEmit(address(market));
        emit Market.Repriced(asset, 3 ether);
        vm.prank(SELLER);
        market.reprice(asset, 3 ether);
        vm.assertEq(market.licenceOf(asset, BUYER), until, "licence");
        vm.expectRevert(abi.encodeWithSelector(Market.WrongPrice.selector, 3 ether, 1 ether));
        _buy(BUYER, asset, 1 ether);
        vm.assertEq(_buy(BUYER, asset, 3 ether), until + 60, "extended at the new price");
    }

    function test_Withdraw() public {
        _buy(BUYER, _list(2 ether, 0), 2 ether);
        uint256 before = SELLER.balance;
        vm.expectEmit(address(market));
        emit Market.Withdrawn(SELLER, 2 ether);
        vm.prank(SELLER);
        vm.assertEq(market.withdraw(), 2 ether, "amount");
        vm.assertEq(SELLER.balance, before + 2 ether, "seller");
        vm.assertEq(address(market).balance, 0, "market");
        vm.assertEq(market.totalOwed(), 0, "total");
        vm.prank(SELLER);
        vm.expectRevert(Market.NothingOwed.selector);
        market.withdraw();
    }

    function test_TakesNoOtherMoney() public {
        (bool ok,) = address(market).call{value: 1}("");
        vm.assertFalse(ok, "plain transfer");
        (ok,) = address(market).call{value: 1}(abi.encodeCall(market.withdraw, ()));
        vm.assertFalse(ok, "withdraw with value");
    }

    function test_ForcedCoinsAreNobodys() public {
        vm.deal(address(market), 7); // as a selfdestruct can, or a block's fees
        vm.assertEq(address(market).balance, 7, "balance");
        vm.assertEq(market.totalOwed(), 0, "total");
        vm.expectRevert(Market.NothingOwed.selector);
        market.withdraw();
    }

    function test_ReentrantSellerGetsItsOwnOnly() public {
        _buy(BUYER, _list(5 ether, 0), 5 ether); // somebody else's money
        ReentrantSeller thief = new ReentrantSeller(market);
        bytes32 asset = thief.list(1 ether);
        _buy(BUYER, asset, 1 ether);
        thief.withdraw();
        vm.assertTrue(thief.tried(), "it did not try");
        vm.assertEq(address(thief).balance, 1 ether, "thief");
        vm.assertEq(address(market).balance, 5 ether, "market");
        vm.assertEq(market.totalOwed(), 5 ether, "total");
    }

    function test_SellerThatTakesNoCoinStopsNobodyElse() public {
        ReentrantSeller stubborn = new ReentrantSeller(market);
        stubborn.refuse();
        bytes32 asset = stubborn.list(1 ether);
        _buy(BUYER, asset, 1 ether);
        _buy(BUYER, _list(2 ether, 0), 2 ether);
        (bool ok,) = address(stubborn).call(abi.encodeCall(stubborn.withdraw, ()));
        vm.assertFalse(ok, "paid");
        vm.assertEq(market.owed(address(stubborn)), 1 ether, "still owed");
        vm.prank(SELLER);
        market.withdraw();
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
    }
}

contract ReentrantSeller {
    Market private immutable _market;
    bool public tried;
    bool private _refuses;

    constructor(Market market) {
        _market = market;
    }

    function list(uint256 price) external returns (bytes32) {
        return _market.list("salt", price, 0, "", "x");
    }

    function refuse() external {
        _refuses = true;
    }

    function withdraw() external {
        _market.withdraw();
    }

    receive() external payable {
        require(!_refuses, "no thanks");
        tried = true;
        try _market.withdraw() {} catch {}
    }
}

/// @notice Random sellers and buyers, and a second set of books beside the market's.
contract MarketHandler is Test {
    Market public immutable market;
    address[] public actors;
    bytes32[] public assets;
    uint256 public paid;
    uint256 public withdrawn;
    mapping(address => uint256) public earned;
    mapping(bytes32 => mapping(address => uint64)) public bought; // the last second, by these books
    uint256 public bad; // what should have been refused and was not

    constructor(Market market_) {
        market = market_;
        for (uint160 i = 1; i <= 6; i++) {
            actors.push(address(0xac70000 + i));
            vm.deal(actors[i - 1], type(uint96).max);
        }
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function assetCount() external view returns (uint256) {
        return assets.length;
    }

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function list(uint256 who, uint256 salt, uint96 price, uint32 duration) external {
        address seller = _actor(who);
        salt = _bound(salt, 0, 3);
        uint256 asked = price % 3 == 0 ? 0 : price % 1 ether;
        duration = duration % 2 == 0 ? 0 : duration % 1000;
        bool known = market.listingOf(market.assetOf(seller, bytes32(salt))).seller != address(0);
        vm.prank(seller);
        try market.list(bytes32(salt), asked, duration, "", "x") returns (bytes32 asset) {
            if (known) bad++;
            assets.push(asset);
        } catch {
            if (!known) bad++;
        }
    }

    function buy(uint256 who, uint256 which, uint256 off) external {
        if (assets.length == 0) return;
        address buyer = _actor(who);
        bytes32 asset = assets[which % assets.length];
        Market.Listing memory l = market.listingOf(asset);
        uint256 value = l.price + (off % 8 == 0 ? 1 : 0);
        bool right =
            value == l.price && l.seller != buyer && !l.stopped && !(l.duration == 0 && bought[asset][buyer] != 0);
        vm.prank(buyer);
        try market.buy{value: value}(asset) {
            if (!right) bad++;
            uint64 until = bought[asset][buyer];
            if (until < block.timestamp) until = uint64(block.timestamp);
            bought[asset][buyer] = l.duration == 0 ? type(uint64).max : until + l.duration;
            paid += value;
            earned[l.seller] += value;
        } catch {
            if (right) bad++;
        }
    }

    function stop(uint256 who, uint256 which) external {
        if (assets.length == 0 || which % 4 != 0) return;
        bytes32 asset = assets[which / 4 % assets.length];
        address account = _actor(who);
        bool right = market.listingOf(asset).seller == account && !market.listingOf(asset).stopped;
        vm.prank(account);
        try market.stop(asset) {
            if (!right) bad++;
        } catch {
            if (right) bad++;
        }
    }

    function reprice(uint256 who, uint256 which, uint96 price) external {
        if (assets.length == 0) return;
        bytes32 asset = assets[which % assets.length];
        address account = _actor(who);
        bool right = market.listingOf(asset).seller == account;
        vm.prank(account);
        try market.reprice(asset, price % 1 ether) {
            if (!right) bad++;
        } catch {
            if (right) bad++;
        }
    }

    function withdraw(uint256 who) external {
        address account = _actor(who);
        uint256 before = account.balance;
        vm.prank(account);
        try market.withdraw() returns (uint256 amount) {
            if (amount != earned[account] || account.balance != before + amount) bad++;
            earned[account] = 0;
            withdrawn += amount;
        } catch {
            if (earned[account] != 0) bad++;
        }
    }

    function pass(uint16 time) external {
        vm.warp(block.timestamp + time % 500);
    }
}

contract MarketInvariants is Test {
    Market internal market;
    MarketHandler internal handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        market = new Market();
        handler = new MarketHandler(market);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_BalanceIsWhatIsOwed() public view {
        uint256 sum;
        for (uint256 i = 0; i < handler.actorCount(); i++) {
            address actor = handler.actors(i);
            vm.assertEq(market.owed(actor), handler.earned(actor), "owed to one seller");
            sum += market.owed(actor);
        }
        vm.assertEq(address(market).balance, sum, "balance and the sum of what is owed");
        vm.assertEq(market.totalOwed(), sum, "totalOwed");
        vm.assertEq(handler.paid() - handler.withdrawn(), sum, "paid less withdrawn");
    }

    function invariant_LicencesAreWhatWasPaidFor() public view {
        for (uint256 i = 0; i < handler.assetCount(); i++) {
            bytes32 asset = handler.assets(i);
            address seller = market.listingOf(asset).seller;
            for (uint256 j = 0; j < handler.actorCount(); j++) {
                address actor = handler.actors(j);
                uint64 until = handler.bought(asset, actor);
                vm.assertEq(market.licenceOf(asset, actor), until, "licence");
                vm.assertTrue(
                    market.licensed(asset, actor) == (actor == seller || until >= block.timestamp), "licensed"
                );
            }
        }
    }

    function invariant_NothingWasWronglyTakenOrRefused() public view {
        vm.assertEq(handler.bad(), 0, "calls with the wrong outcome");
    }
}

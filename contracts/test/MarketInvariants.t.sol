// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Evidence} from "../src/Evidence.sol";
import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Payments} from "../src/Payments.sol";
import {Requests} from "../src/Requests.sol";
import {MarketBase} from "./MarketBase.sol";
import {Test} from "./Vm.sol";
import {GoodToken} from "./Tokens.sol";

/// @notice Random sellers, buyers, members and passers-by, and a second set of books beside the market's. What each call
/// should do is decided from these books alone; `bad` counts what went otherwise.
contract MarketHandler is MarketBase {
    struct Sale {
        address payer;
        address holder;
        address referrer;
        uint256 amount;
        uint256 time; // seconds bought; 0: for ever
        uint256 at; // Unix seconds
        Market.State state;
        uint96 request;
        uint256 failedAt;
        bool paidOut;
    }

    GoodToken public token;
    address[] public actors;
    address[] public members;
    bytes32[] public assets;
    uint256 public bad; // calls with the wrong outcome
    uint256 public payouts; // sales paid out, to sellers or back
    uint256 public twice; // sales paid out twice
    uint256 public fallen; // how often somebody's due fell but by its own withdrawal

    mapping(bytes32 => Listings.Offer) private _offers;
    mapping(bytes32 => address) public sellerOf;
    mapping(bytes32 => mapping(uint32 => Sale)) private _sales;
    mapping(bytes32 => mapping(address => uint256)) public until; // the last second, by these books
    mapping(address => mapping(address => uint256)) public due; // token, account
    mapping(address => uint256) public pots;
    mapping(address => uint256) public waiting; // in escrow
    mapping(address => uint256) public paid;
    mapping(address => uint256) public withdrawn;
    mapping(uint96 => uint256) public right; // right answers
    mapping(uint96 => uint256) public wrong; // wrong ones, shown or not
    mapping(uint96 => uint256) public shown;

    constructor() {
        super.setUp();
        vm.fee(0);
        for (uint256 i = 1; i <= 5; i++) {
            members.push(_address(_account(i)));
        }
        token = new GoodToken();
        for (uint160 i = 1; i <= 5; i++) {
            address actor = address(0xac70000 + i);
            actors.push(actor);
            vm.deal(actor, type(uint96).max);
            token.mint(actor, type(uint96).max);
            vm.prank(actor);
            token.approve(address(market), type(uint256).max);
        }
    }

    function setUp() public override {}

    function theMarket() external view returns (Market) {
        return market;
    }

    function theCommittee() external view returns (uint256) {
        return committee;
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function assetCount() external view returns (uint256) {
        return assets.length;
    }

    function saleOf(bytes32 asset, uint32 number) external view returns (Sale memory) {
        return _sales[asset][number];
    }

    function timeOf(bytes32 asset) external view returns (uint32) {
        return _offers[asset].duration;
    }

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function _pick(uint256 seed) private view returns (bytes32 asset, uint32 number) {
        asset = assets[seed % assets.length];
        uint32 sold = market.listingOf(asset).sold;
        // Mostly one of the latest.
        number = sold == 0 ? 1 : sold - uint32((seed >> 8) % (sold < 4 ? sold : 4));
    }

    // Mostly a sale in that state, if there is one.
    function _pickIn(uint256 seed, Market.State state) private view returns (bytes32 asset, uint32 number) {
        (asset, number) = _pick(seed);
        if (seed % 5 == 0) return (asset, number);
        for (uint256 i = 0; i < assets.length; i++) {
            bytes32 other = assets[(seed % assets.length + i) % assets.length];
            for (uint32 n = market.listingOf(other).sold; n > 0; n--) {
                if (_sales[other][n].state == state) return (other, n);
            }
        }
    }

    modifier once() {
        if (assets.length == 0) return;
        // What everybody is due before.
        address[2] memory tokens = [address(0), address(token)];
        uint256[10] memory before;
        for (uint256 i = 0; i < 10; i++) {
            before[i] = market.owed(tokens[i / 5], actors[i % 5]);
        }
        _;
        for (uint256 i = 0; i < 10; i++) {
            if (market.owed(tokens[i / 5], actors[i % 5]) < before[i]) fallen++;
        }
    }

    // Sellers.

    function list(uint256 who, uint256 how) external {
        if (assets.length >= 6) return;
        Listings.Offer memory o = _offer();
        o.salt = bytes32(assets.length);
        o.token = how % 2 == 0 ? address(0) : address(token);
        o.price = uint128(how % 7 == 0 ? 0 : 1 + (how >> 8) % 1 ether);
        o.escrow = how % 3 == 0 ? 0 : ESCROW;
        o.duration = how % 5 < 2 ? 0 : ESCROW + uint32(WINDOW) + uint32((how >> 16) % 10 days);
        o.stock = how % 4 == 0 ? 3 : UNLIMITED;
        o.limit = how % 11 == 0 ? 2 : 0;
        (o.royalty, o.royaltyBps) = (_actor(how >> 24), uint16((how >> 32) % 3000));
        o.referralBps = uint16((how >> 48) % 3000);
        o.memberBps = uint16((how >> 64) % 4000);
        vm.prank(_actor(who));
        bytes32 asset = market.list(o);
        assets.push(asset);
        _offers[asset] = o;
        sellerOf[asset] = _actor(who);
    }

    function change(uint256 which, uint256 how, uint128 price) external once {
        (bytes32 asset,) = _pick(which);
        vm.startPrank(sellerOf[asset]);
        if (how % 3 == 0) {
            _offers[asset].price = price % 1 ether;
            market.reprice(asset, price % 1 ether);
        } else if (how % 3 == 1) {
            market.restock(asset, how % 2 == 0 ? 2 : UNLIMITED, 0);
        } else {
            Listings.Version memory v = _offers[asset].version;
            v.confirmations = uint64(how % 65);
            market.update(asset, v);
        }
        vm.stopPrank();
    }

    // Buyers.

    function buy(uint256 who, uint256 whose, uint256 which, uint256 how) external once {
        (bytes32 asset,) = _pick(which);
        address holder = how % 3 == 0 ? _actor(whose) : _actor(who);
        Market.Order memory order = _order(asset, holder);
        order.referrer = how % 2 == 0 ? address(0) : _actor(how >> 8);
        bool can = _canBuy(asset, _actor(who), holder);
        vm.prank(_actor(who));
        try market.buy{value: _offers[asset].token == address(0) ? order.price : 0}(order) {
            if (!can) bad++;
            _book(order, _actor(who));
        } catch {
            if (can) bad++;
        }
    }

    function _canBuy(bytes32 asset, address payer, address holder) private view returns (bool) {
        Listings.Listing memory l = market.listingOf(asset);
        if (l.stock == 0 || holder == sellerOf[asset] || until[asset][holder] == PERPETUAL) return false;
        if (l.limit != 0 && market.boughtBy(asset, payer) >= l.limit) return false;
        return !_inDispute(asset, holder, l.sold);
    }

    function _book(Market.Order memory order, address payer) private {
        Listings.Offer storage o = _offers[order.asset];
        paid[o.token] += order.price;
        Sale storage s = _sales[order.asset][market.listingOf(order.asset).sold];
        (s.payer, s.holder, s.referrer) = (payer, order.holder, order.referrer);
        (s.amount, s.at, s.time) = (order.price, block.timestamp, o.duration);
        uint256 last = until[order.asset][order.holder];
        if (o.duration == 0) last = PERPETUAL;
        else last = (last < block.timestamp ? block.timestamp : last) + o.duration;
        until[order.asset][order.holder] = last;
        if (o.escrow == 0 || order.price == 0) {
            _payOut(order.asset, s);
        } else {
            s.state = Market.State.Open;
            waiting[o.token] += order.price;
        }
    }

    function _inDispute(bytes32 asset, address holder, uint32 sold) private view returns (bool) {
        for (uint32 i = 1; i <= sold; i++) {
            Sale storage s = _sales[asset][i];
            if (s.holder == holder && s.state == Market.State.Disputed) return true;
        }
        return false;
    }

    // Into the books: a payment shared.
    function _payOut(bytes32 asset, Sale storage s) private {
        Listings.Offer storage o = _offers[asset];
        if (s.paidOut) twice++;
        s.paidOut = true;
        payouts++;
        uint256 rest = s.amount;
        uint256 part = s.amount * o.royaltyBps / 10_000;
        (due[o.token][o.royalty], rest) = (due[o.token][o.royalty] + part, rest - part);
        part = s.referrer == address(0) ? 0 : s.amount * o.referralBps / 10_000;
        (due[o.token][s.referrer], rest) = (due[o.token][s.referrer] + part, rest - part);
        part = s.amount * o.memberBps / 10_000;
        (pots[o.token], rest) = (pots[o.token] + part, rest - part);
        due[o.token][sellerOf[asset]] += rest;
    }

    function _settle(bytes32 asset, Sale storage s) private {
        waiting[_offers[asset].token] -= s.amount;
        s.state = Market.State.None;
    }

    function accept(uint256 who, uint256 which) external once {
        (bytes32 asset, uint32 number) = _pick(which);
        Sale storage s = _sales[asset][number];
        address account = who % 4 == 0 ? _actor(who >> 8) : s.payer;
        bool can = (account == s.payer || account == s.holder)
            && (s.state == Market.State.Open || s.state == Market.State.Disputed);
        vm.prank(account);
        try market.accept(asset, number) {
            if (!can) bad++;
            _settle(asset, s);
            _payOut(asset, s);
        } catch {
            if (can) bad++;
        }
    }

    function dispute(uint256 which, uint256 how) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, Market.State.Open);
        Sale storage s = _sales[asset][number];
        if (s.state != Market.State.Open || market.purchaseOf(asset, number).version != 1) return;
        uint96 request = how % 8 == 0 ? uint96(committees.requestCount()) : _request(s.holder, asset);
        bool can = how % 8 != 0 && block.timestamp <= s.at + ESCROW
            && !_inDispute(asset, s.holder, market.listingOf(asset).sold)
            && until[asset][s.holder] >= block.timestamp + WINDOW;
        vm.prank(s.holder);
        try market.dispute(asset, number, request) {
            if (!can && how % 8 != 0) bad++; // an older one of its own may do
            s.state = Market.State.Disputed;
            s.request = request;
        } catch {
            if (can) bad++;
        }
    }

    function answer(uint256 which, uint32 index, bool good) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, Market.State.Disputed);
        Sale storage s = _sales[asset][number];
        if (s.state != Market.State.Disputed) return;
        Requests.Request memory q = committees.requestOf(s.request);
        index = uint32(_bound(index, 1, 5));
        if ((q.members >> (index - 1)) & 1 != 0 || block.timestamp > q.answersUntil) return;
        _answers(s.request, asset, index, good);
        if (good) right[s.request]++;
        else wrong[s.request]++;
    }

    function refute(uint256 which, uint256 place) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, Market.State.Disputed);
        uint96 request = _sales[asset][number].request;
        uint256 count = request == 0 ? 0 : _hashesOf(request).length;
        if (count == 0) return;
        place %= count;
        Evidence.Report memory r = _reportOf(request, place);
        try evidence.refute(request, _hashesOf(request), place, r) {
            if (block.timestamp > evidence.challengedUntil(request)) bad++;
            shown[request]++;
            if (shown[request] > wrong[request]) bad++; // a right one, or one twice
        } catch {}
    }

    // Whether too few answers stand, by these books.
    function _unanswered(Sale storage s) private view returns (bool) {
        return block.timestamp > committees.requestOf(s.request).answersUntil
            && right[s.request] + wrong[s.request] - shown[s.request] < 3;
    }

    function fail(uint256 which) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, Market.State.Disputed);
        Sale storage s = _sales[asset][number];
        bool can = s.state == Market.State.Disputed && _unanswered(s);
        try market.fail(asset, number) {
            if (!can) bad++;
            s.state = Market.State.Failed;
            s.failedAt = block.number;
            until[asset][s.holder] = s.time == 0 ? 0 : until[asset][s.holder] - s.time;
        } catch {
            if (can) bad++;
        }
    }

    function refund(uint256 which) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, Market.State.Failed);
        Sale storage s = _sales[asset][number];
        bool can = s.state == Market.State.Failed && block.number >= s.failedAt + 64;
        try market.refund(asset, number) {
            if (!can) bad++;
            if (s.paidOut) twice++;
            s.paidOut = true;
            payouts++;
            due[_offers[asset].token][s.payer] += s.amount;
            _settle(asset, s);
        } catch {
            if (can) bad++;
        }
    }

    function release(uint256 which) external once {
        (bytes32 asset, uint32 number) = _pickIn(which, which % 2 == 0 ? Market.State.Open : Market.State.Disputed);
        Sale storage s = _sales[asset][number];
        bool can = s.state == Market.State.Open && block.timestamp > s.at + ESCROW;
        if (s.state == Market.State.Disputed) {
            can = block.timestamp > evidence.challengedUntil(s.request) && !_unanswered(s);
        }
        bool did = _release(asset, number);
        if (did != can) bad++;
        if (!did) return;
        _settle(asset, s);
        _payOut(asset, s);
    }

    // Money.

    function withdraw(uint256 who, bool coins) external {
        address account = _actor(who);
        address which = coins ? address(0) : address(token);
        uint256 before = coins ? account.balance : token.balanceOf(account);
        vm.prank(account);
        try market.withdraw(which, account) returns (uint256 amount) {
            uint256 got = (coins ? account.balance : token.balanceOf(account)) - before;
            if (amount != due[which][account] || got != amount) bad++;
            due[which][account] = 0;
            withdrawn[which] += amount;
        } catch {
            if (due[which][account] != 0) bad++;
        }
    }

    function shareFees(bool coins) external once {
        address which = coins ? address(0) : address(token);
        try market.shareFees(committee, 1, which) returns (uint256 part) {
            if (part != pots[which] / 5) bad++;
            pots[which] -= 5 * part;
            for (uint256 i = 1; i <= 5; i++) {
                due[which][_address(_account(i))] += part;
            }
        } catch {
            if (pots[which] >= 5) bad++;
        }
    }

    function memberWithdraws(uint256 i, bool coins) external {
        address account = _address(_account(_bound(i, 1, 5)));
        address which = coins ? address(0) : address(token);
        vm.prank(account);
        try market.withdraw(which, account) returns (uint256 amount) {
            if (amount != due[which][account]) bad++;
            due[which][account] = 0;
            withdrawn[which] += amount;
        } catch {
            if (due[which][account] != 0) bad++;
        }
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 10 hours);
        vm.roll(block.number + time % 50);
    }
}

contract MarketInvariants is Test {
    MarketHandler internal handler;
    Market internal market;

    function setUp() public {
        handler = new MarketHandler();
        market = handler.theMarket();
        for (uint256 i = 0; i < 4; i++) {
            handler.list(i, uint256(keccak256(abi.encode("listing", i))) / 3 * 3 + 1 - i % 2);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_TheBooksAgree() public view {
        _solvency();
        _nothingIsPaidOutTwiceOrTakenBack();
        _salesAndLicences();
    }

    /// @notice Of each token: the balance is all that is owed, all pots and all that waits, and no more was paid out than
    /// came in.
    function _solvency() internal view {
        address[2] memory tokens = [address(0), address(handler.token())];
        for (uint256 k = 0; k < 2; k++) {
            address token = tokens[k];
            uint256 sum;
            for (uint256 i = 0; i < handler.actorCount() + 5; i++) {
                address account =
                    i < handler.actorCount() ? handler.actors(i) : handler.members(i - handler.actorCount());
                vm.assertEq(market.owed(token, account), handler.due(token, account), "owed to one account");
                sum += market.owed(token, account);
            }
            vm.assertEq(market.pot(handler.theCommittee(), 1, token), handler.pots(token), "pot");
            sum += handler.pots(token) + handler.waiting(token);
            uint256 balance = k == 0 ? address(market).balance : GoodToken(token).balanceOf(address(market));
            vm.assertEq(balance, sum, "balance");
            vm.assertEq(handler.paid(token) - handler.withdrawn(token), sum, "paid less withdrawn");
        }
    }

    function _nothingIsPaidOutTwiceOrTakenBack() internal view {
        vm.assertEq(handler.twice(), 0, "paid out twice");
        vm.assertEq(handler.fallen(), 0, "somebody's due fell");
        vm.assertEq(handler.bad(), 0, "calls with the wrong outcome");
    }

    /// @notice What waits in the contract is what waits in the books, sale by sale; licences are what was paid for and
    /// not given back.
    function _salesAndLicences() internal view {
        for (uint256 i = 0; i < handler.assetCount(); i++) {
            bytes32 asset = handler.assets(i);
            uint256[5] memory late;
            for (uint32 n = 1; n <= market.listingOf(asset).sold; n++) {
                MarketHandler.Sale memory s = handler.saleOf(asset, n);
                Market.Purchase memory p = market.purchaseOf(asset, n);
                vm.assertTrue(p.state == s.state, "state");
                vm.assertEq(p.amount, s.state == Market.State.None ? 0 : s.amount, "amount");
                vm.assertTrue(s.paidOut == (s.state == Market.State.None), "settled is paid out");
                for (uint256 j = 0; j < 5; j++) {
                    if (s.holder == handler.actors(j) && s.state == Market.State.Disputed) late[j] = n;
                }
            }
            for (uint256 j = 0; j < 5; j++) {
                address actor = handler.actors(j);
                uint256 until = handler.until(asset, actor);
                uint64 shown = market.licenceOf(asset, actor);
                // Beside the books' end there is but one: that without a dispute's purchase.
                bool less = late[j] != 0 && shown == (handler.timeOf(asset) == 0 ? 0 : until - handler.timeOf(asset));
                vm.assertTrue(shown == until || less, "licence");
                vm.assertTrue(
                    market.licensed(asset, actor) == (actor == handler.sellerOf(asset) || shown >= block.timestamp),
                    "licensed"
                );
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Listings} from "../src/Listings.sol";
import {Market} from "../src/Market.sol";
import {Payments} from "../src/Payments.sol";
import {MarketBase} from "./MarketBase.sol";
import {GoodToken, IHook, OddToken, SilentToken} from "./Tokens.sol";

/// @notice Tokens: honest ones, and every known way in which they lie.
contract PaymentsTest is MarketBase {
    GoodToken internal good;
    OddToken internal odd;
    SilentToken internal silent;

    uint256 internal constant SECRET = 0xb0b1;
    address internal signer;

    function setUp() public override {
        super.setUp();
        good = new GoodToken();
        odd = new OddToken();
        silent = new SilentToken();
        signer = vm.addr(SECRET);
        good.mint(BUYER, 100 ether);
        good.mint(signer, 100 ether);
        odd.mint(BUYER, 100 ether);
        silent.mint(BUYER, 100 ether);
        vm.startPrank(BUYER);
        good.approve(address(market), type(uint256).max);
        odd.approve(address(market), type(uint256).max);
        silent.approve(address(market), type(uint256).max);
        vm.stopPrank();
    }

    function _priced(address token) internal returns (bytes32) {
        Listings.Offer memory o = _plain();
        o.token = token;
        return _list(o);
    }

    function _pay(bytes32 asset) internal {
        Market.Order memory o = _order(asset, BUYER);
        vm.prank(BUYER);
        market.buy(o);
    }

    function _payRefused(bytes32 asset, bytes memory reason) internal {
        _refusedToBuy(_order(asset, BUYER), 0, reason);
        vm.assertFalse(market.licensed(asset, BUYER), "licensed");
        vm.assertEq(market.listingOf(asset).sold, 0, "sold");
    }

    function _lies(address token) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(Payments.TokenLies.selector, token);
    }

    function test_Token() public {
        bytes32 asset = _priced(address(good));
        _refusedToBuy(_order(asset, BUYER), 1, abi.encodeWithSelector(Payments.WrongPrice.selector, 0, 1)); // coins too
        _pay(asset);
        vm.assertEq(good.balanceOf(address(market)), PRICE, "market");
        vm.assertEq(market.owed(address(good), SELLER), PRICE, "owed");
        vm.assertEq(market.owed(address(0), SELLER), 0, "not in coins");
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Payments.NothingOwed.selector));
        market.withdraw(address(0), SELLER);
        vm.expectEmit(address(market));
        emit Payments.Withdrawn(SELLER, address(good), PRICE, FRIEND);
        vm.prank(SELLER);
        vm.assertEq(market.withdraw(address(good), FRIEND), PRICE, "amount");
        vm.assertEq(good.balanceOf(FRIEND), PRICE, "paid");
        // Without an allowance, or a balance, nothing is sold.
        Market.Order memory o = _order(asset, FRIEND);
        vm.prank(FRIEND);
        vm.expectRevert();
        market.buy(o);
        vm.assertFalse(market.licensed(asset, FRIEND), "licensed");
    }

    function test_FreeForATokenNeedsNone() public {
        Listings.Offer memory o = _plain();
        (o.token, o.price) = (address(0xdead), 0); // there is no contract
        bytes32 asset = _list(o);
        _pay(asset);
        vm.assertTrue(market.licensed(asset, BUYER), "licensed");
        // At a price it can be had by nobody.
        vm.prank(SELLER);
        market.reprice(asset, 1);
        o.price = 1;
        Market.Order memory order = _order(asset, FRIEND);
        vm.prank(FRIEND);
        vm.expectRevert();
        market.buy(order);
    }

    function test_Withdraw() public {
        _buy(BUYER, _list(_plain()));
        vm.startPrank(SELLER);
        vm.expectRevert(abi.encodeWithSelector(Payments.NoAccount.selector));
        market.withdraw(address(0), address(0));
        vm.expectRevert(abi.encodeWithSelector(Payments.NoAccount.selector));
        market.withdraw(address(0), address(market)); // where it would be nobody's
        vm.expectEmit(address(market));
        emit Payments.Withdrawn(SELLER, address(0), PRICE, FRIEND);
        vm.assertEq(market.withdraw(address(0), FRIEND), PRICE, "amount");
        vm.assertEq(FRIEND.balance, 1000 ether + PRICE, "paid");
        vm.expectRevert(abi.encodeWithSelector(Payments.NothingOwed.selector));
        market.withdraw(address(0), FRIEND);
        vm.stopPrank();
    }

    // Permits (EIP-2612).

    function _permit(uint256 amount, uint256 deadline) internal view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 hash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                signer,
                address(market),
                amount,
                good.nonces(signer),
                deadline
            )
        );
        return vm.sign(SECRET, keccak256(abi.encodePacked("\x19\x01", good.DOMAIN_SEPARATOR(), hash)));
    }

    function test_Permit() public {
        bytes32 asset = _priced(address(good));
        Market.Order memory o = _order(asset, signer);
        (uint8 v, bytes32 r, bytes32 s) = _permit(PRICE, block.timestamp);
        vm.prank(signer);
        vm.assertEq(market.buyWithPermit(o, block.timestamp, v, r, s), PERPETUAL, "until");
        vm.assertEq(good.balanceOf(signer), 100 ether - PRICE, "paid");
        vm.assertEq(good.allowance(signer, address(market)), 0, "nothing is left allowed");
    }

    /// @notice A permit in a transaction that waits can be sent by anybody before it. The purchase goes through.
    function test_PermitThatWasSentBefore() public {
        bytes32 asset = _priced(address(good));
        Market.Order memory o = _order(asset, signer);
        (uint8 v, bytes32 r, bytes32 s) = _permit(PRICE, block.timestamp);
        vm.prank(ATTACKER);
        good.permit(signer, address(market), PRICE, block.timestamp, v, r, s);
        // The attacker cannot use the allowance: the market takes from its caller only.
        Market.Order memory stolen = _order(asset, ATTACKER);
        vm.prank(ATTACKER);
        vm.expectRevert();
        market.buyWithPermit(stolen, block.timestamp, v, r, s);
        vm.prank(signer);
        market.buyWithPermit(o, block.timestamp, v, r, s);
        vm.assertTrue(market.licensed(asset, signer), "licensed");
    }

    function test_PermitsThatDoNotHold() public {
        bytes32 asset = _priced(address(good));
        Market.Order memory o = _order(asset, signer);
        (uint8 v, bytes32 r, bytes32 s) = _permit(PRICE - 1, block.timestamp);
        vm.startPrank(signer);
        vm.expectRevert(); // there is no allowance then
        market.buyWithPermit(o, block.timestamp, v, r, s);
        vm.expectRevert();
        market.buyWithPermit(o, block.timestamp, 0, 0, 0);
        vm.stopPrank();
        bytes32 coins = _listed("coins", address(0));
        o = _order(coins, signer);
        vm.prank(signer);
        vm.expectRevert(); // coins have no permits
        market.buyWithPermit(o, block.timestamp, v, r, s);
    }

    function _listed(bytes32 salt, address token) internal returns (bytes32) {
        Listings.Offer memory o = _plain();
        (o.salt, o.token) = (salt, token);
        return _list(o);
    }

    /// @notice A token that takes every permit without looking (its fallback function answers) gives nobody an allowance:
    /// only the caller's own is used.
    function test_PhantomPermit() public {
        bytes32 asset = _priced(address(silent));
        Market.Order memory o = _order(asset, ATTACKER);
        vm.prank(ATTACKER);
        vm.expectRevert();
        market.buyWithPermit(o, block.timestamp, 27, 0, 0);
        o = _order(asset, BUYER);
        vm.prank(BUYER);
        market.buyWithPermit(o, block.timestamp, 27, 0, 0);
        vm.assertEq(silent.balanceOf(address(market)), PRICE, "by the allowance that the buyer gave before");
    }

    // Tokens that lie.

    function test_NoReturnValue() public {
        bytes32 asset = _priced(address(silent));
        _pay(asset);
        vm.prank(SELLER);
        market.withdraw(address(silent), SELLER);
        vm.assertEq(silent.balanceOf(SELLER), PRICE, "paid");
    }

    function test_FeeOnTransfer() public {
        bytes32 asset = _priced(address(odd));
        odd.setFee(1);
        _payRefused(asset, _lies(address(odd)));
        odd.setFee(0);
        _pay(asset);
        // A fee that comes later is the receiver's.
        odd.setFee(100);
        vm.prank(SELLER);
        market.withdraw(address(odd), SELLER);
        vm.assertEq(odd.balanceOf(SELLER), PRICE / 100 * 99, "paid");
        vm.assertEq(odd.balanceOf(address(market)), 0, "market");
    }

    function test_TrueAndFalse() public {
        bytes32 asset = _priced(address(odd));
        odd.setLies(true, false);
        _payRefused(asset, _lies(address(odd)));
        odd.setLies(false, true);
        _payRefused(asset, abi.encodeWithSignature("SafeERC20FailedOperation(address)", odd));
        odd.setLies(false, false);
        _pay(asset);
        odd.setLies(false, true);
        vm.prank(SELLER);
        vm.expectRevert(abi.encodeWithSignature("SafeERC20FailedOperation(address)", odd));
        market.withdraw(address(odd), SELLER);
        vm.assertEq(market.owed(address(odd), SELLER), PRICE, "still owed");
    }

    /// @notice A token that shrinks what is held harms those who are owed that token, the last of them most, and nobody
    /// else: other tokens, and coins, are there to the last unit.
    function test_ATokenThatShrinks() public {
        _pay(_priced(address(odd)));
        _pay(_listed("good", address(good)));
        _buy(BUYER, _listed("coins", address(0)));
        odd.setScale(0.5e18);
        vm.startPrank(SELLER);
        vm.expectRevert();
        market.withdraw(address(odd), SELLER);
        vm.assertEq(market.withdraw(address(good), SELLER), PRICE, "another token");
        vm.assertEq(market.withdraw(address(0), SELLER), PRICE, "coins");
        vm.stopPrank();
        odd.mint(address(market), PRICE / 2); // anybody may make up for it
        vm.prank(SELLER);
        market.withdraw(address(odd), SELLER);
    }

    function test_Blocked() public {
        Listings.Offer memory o = _plain();
        (o.token, o.royalty, o.royaltyBps) = (address(odd), FRIEND, 5000);
        bytes32 asset = _list(o);
        odd.setBlocked(FRIEND, true);
        odd.setBlocked(SELLER, true);
        _pay(asset); // nobody's trouble but theirs
        vm.startPrank(FRIEND);
        vm.expectRevert(abi.encodeWithSelector(OddToken.Blocked.selector, FRIEND));
        market.withdraw(address(odd), FRIEND);
        market.withdraw(address(odd), STRANGER); // to another account of its own
        vm.stopPrank();
        vm.assertEq(odd.balanceOf(STRANGER), PRICE / 2, "paid");
    }

    /// @notice A buyer of an escrowed purchase that its token blocks meanwhile is owed like any other.
    function test_BlockedInEscrow() public {
        Listings.Offer memory o = _offer();
        o.token = address(odd);
        bytes32 asset = _list(o);
        _pay(asset);
        uint96 request = _request(BUYER, asset);
        _dispute(BUYER, asset, 1, request);
        odd.setBlocked(BUYER, true);
        _pastAnswers(request);
        market.fail(asset, 1);
        vm.roll(block.number + 64);
        market.refund(asset, 1);
        vm.prank(BUYER);
        vm.assertEq(market.withdraw(address(odd), STRANGER), PRICE, "refunded");
    }

    // Reentrancy.

    /// @notice A token that calls the buyer before it moves (ERC-777) finds all books closed: the purchase is there, what
    /// it pays out is guarded, and if the payment fails none of it happened.
    function test_ReentrancyOfTokens() public {
        Thief thief = new Thief(market, odd);
        odd.mint(address(thief), 10 ether);
        odd.setHook(address(thief));
        Listings.Offer memory o = _offer();
        o.token = address(odd);
        bytes32 asset = _list(o);
        thief.buy(_order(asset, address(thief)));
        vm.assertEq(thief.tried(), 4, "it did not try");
        vm.assertEq(thief.went(), 1, "accept, and nothing else");
        vm.assertEq(odd.balanceOf(address(market)), PRICE, "market");
        vm.assertEq(market.owed(address(odd), SELLER), PRICE, "paid in advance by its own will");
        vm.assertEq(market.listingOf(asset).sold, 1, "sold");
    }

    /// @notice A seller that is called by its own payment finds nothing more.
    function test_ReentrancyOfCoins() public {
        bytes32 asset = _list(_plain());
        _buy(BUYER, asset); // somebody else's money
        Thief thief = new Thief(market, odd);
        Market.Order memory o = _order(thief.list(_plain()), BUYER);
        vm.prank(BUYER);
        market.buy{value: PRICE}(o);
        thief.withdraw();
        vm.assertEq(thief.tried(), 1, "it did not try");
        vm.assertEq(thief.went(), 0, "it got more");
        vm.assertEq(address(thief).balance, PRICE, "its own");
        vm.assertEq(address(market).balance, PRICE, "the others'");
    }

    /// @notice The guard is of one call, not of one transaction: a contract buys twice in one.
    function test_TwoPurchasesInOneTransaction() public {
        Thief twice = new Thief(market, odd);
        odd.mint(address(twice), 10 ether);
        Market.Order memory one = _order(_priced(address(odd)), BUYER);
        Market.Order memory two = _order(_listed("two", address(odd)), BUYER);
        twice.buyBoth(one, two);
        vm.assertEq(odd.balanceOf(address(market)), 2 * PRICE, "paid for both");
    }

    /// @notice Who is promised a part and is no account that withdraws keeps nobody else from theirs.
    function testFuzz_EverybodyWithdrawsAlone(uint96 a, uint96 b) public {
        bytes32 one = _listed("a", address(good));
        bytes32 two = _listed("b", address(odd));
        a = uint96(_bound(a, 1, 50 ether));
        b = uint96(_bound(b, 1, 50 ether));
        vm.startPrank(SELLER);
        market.reprice(one, a);
        market.reprice(two, b);
        vm.stopPrank();
        _pay(one);
        _pay(two);
        vm.prank(SELLER);
        vm.assertEq(market.withdraw(address(odd), SELLER), b, "odd");
        vm.assertEq(good.balanceOf(address(market)), a, "good");
        vm.prank(SELLER);
        vm.assertEq(market.withdraw(address(good), SELLER), a, "good");
    }
}

/// @notice Calls the market from everywhere that it is called from.
contract Thief is IHook {
    Market private immutable _market;
    OddToken private immutable _token;
    Market.Order private _order;
    uint256 public tried;
    uint256 public went;

    constructor(Market market, OddToken token) {
        _market = market;
        _token = token;
        token.approve(address(market), type(uint256).max);
    }

    function list(Listings.Offer calldata o) external returns (bytes32) {
        return _market.list(o);
    }

    function buy(Market.Order calldata o) external {
        _order = o;
        _market.buy(o);
    }

    function buyBoth(Market.Order calldata a, Market.Order calldata b) external {
        _market.buy(a);
        _market.buy(b);
    }

    function withdraw() external {
        _market.withdraw(address(0), address(this));
    }

    function beforeMove() external {
        Market.Order memory o = _order;
        if (o.asset == 0) return;
        uint32[] memory numbers = new uint32[](1);
        numbers[0] = 1;
        _try(abi.encodeCall(Market.accept, (o.asset, 1)));
        _try(abi.encodeCall(Market.buy, (o)));
        _try(abi.encodeCall(Payments.withdraw, (address(_token), address(this))));
        _try(abi.encodeCall(Market.refund, (o.asset, 1)));
    }

    receive() external payable {
        _try(abi.encodeCall(Payments.withdraw, (address(0), address(this))));
    }

    function _try(bytes memory call) private {
        tried++;
        (bool done,) = address(_market).call(call);
        if (done) went++;
    }
}

/// @notice Permit2's own code, as npm @uniswap/v4-periphery carries it, at its usual address.
contract Permit2Test is MarketBase {
    address internal constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    uint256 internal constant SECRET = 0xb0b1;
    address internal signer;
    GoodToken internal token;
    bytes32 internal asset;

    function setUp() public override {
        vm.chainId(1); // that copy of the code remembers chain 31337, at another address
        super.setUp();
        signer = vm.addr(SECRET);
        token = new GoodToken();
        token.mint(signer, 100 ether);
        Listings.Offer memory o = _plain();
        o.token = address(token);
        asset = _list(o);
    }

    function _place() internal {
        bytes memory source =
            bytes(vm.readFile("../node_modules/@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol"));
        uint256 from;
        while (source[from] != "h" || source[from + 1] != "e" || source[from + 2] != "x" || source[from + 3] != '"') {
            from++;
        }
        uint256 to = from + 4;
        while (source[to] != '"') to++;
        bytes memory text = new bytes(to - from - 2);
        (text[0], text[1]) = ("0", "x");
        for (uint256 i = 2; i < text.length; i++) {
            text[i] = source[from + 2 + i];
        }
        vm.etch(PERMIT2, vm.parseBytes(string(text)));
        vm.prank(signer);
        token.approve(PERMIT2, type(uint256).max);
    }

    // What Permit2's documentation says is signed.
    function _signature(address spender, uint256 amount, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes memory)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)"),
                keccak256("Permit2"),
                block.chainid,
                PERMIT2
            )
        );
        bytes32 permitted =
            keccak256(abi.encode(keccak256("TokenPermissions(address token,uint256 amount)"), address(token), amount));
        bytes32 hash = keccak256(
            abi.encode(
                keccak256(
                    "PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)TokenPermissions(address token,uint256 amount)"
                ),
                permitted,
                spender,
                nonce,
                deadline
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SECRET, keccak256(abi.encodePacked("\x19\x01", domain, hash)));
        return abi.encodePacked(r, s, v);
    }

    function _buyWith(Market.Order memory o, uint256 nonce, uint256 deadline, bytes memory signature, bytes4 reason)
        internal
    {
        vm.prank(signer);
        if (reason != 0) vm.expectRevert(abi.encodePacked(reason));
        market.buyWithPermit2(o, nonce, deadline, signature);
    }

    function test_Permit2() public {
        _place();
        Market.Order memory o = _order(asset, FRIEND);
        _buyWith(o, 7, block.timestamp, _signature(address(market), PRICE, 7, block.timestamp), 0);
        vm.assertTrue(market.licensed(asset, FRIEND), "licensed");
        vm.assertEq(token.balanceOf(address(market)), PRICE, "market");
        vm.assertEq(market.owed(address(token), SELLER), PRICE, "owed");
        // A nonce once; any other is as good.
        o.holder = signer;
        bytes memory again = _signature(address(market), PRICE, 7, block.timestamp);
        _buyWith(o, 7, block.timestamp, again, bytes4(keccak256("InvalidNonce()")));
        _buyWith(o, 3, block.timestamp, _signature(address(market), PRICE, 3, block.timestamp), 0);
    }

    function test_Permit2Refusals() public {
        Market.Order memory o = _order(asset, signer);
        bytes memory signature = _signature(address(market), PRICE, 1, block.timestamp);
        _buyWith(o, 1, block.timestamp, signature, Payments.NoPermit2.selector); // a chain without it
        _place();
        bytes4 wrong = bytes4(keccak256("InvalidSigner()"));
        _buyWith(o, 1, block.timestamp, _signature(address(market), PRICE + 1, 1, block.timestamp), wrong);
        _buyWith(o, 1, block.timestamp, _signature(ATTACKER, PRICE, 1, block.timestamp), wrong);
        _buyWith(o, 1, block.timestamp + 1, signature, wrong);
        vm.warp(block.timestamp + 1);
        vm.prank(signer);
        vm.expectRevert(abi.encodeWithSignature("SignatureExpired(uint256)", block.timestamp - 1));
        market.buyWithPermit2(o, 1, block.timestamp - 1, signature);
        // Somebody else's signature serves nobody: what is taken is the caller's.
        signature = _signature(address(market), PRICE, 1, block.timestamp);
        vm.prank(ATTACKER);
        vm.expectRevert(abi.encodePacked(wrong));
        market.buyWithPermit2(o, 1, block.timestamp, signature);
        // Nor can it be spent at Permit2 itself by another than the market.
        Listings.Offer memory coins = _plain();
        coins.salt = "coins";
        o = _order(_list(coins), signer);
        vm.prank(signer);
        vm.expectRevert(); // coins have no Permit2
        market.buyWithPermit2(o, 1, block.timestamp, signature);
        vm.assertEq(token.balanceOf(signer), 100 ether, "nothing was taken");
    }

    function test_Permit2OfATokenThatLies() public {
        _place();
        OddToken odd = new OddToken();
        odd.mint(signer, 100 ether);
        odd.setFee(100);
        vm.prank(signer);
        odd.approve(PERMIT2, type(uint256).max);
        token = GoodToken(address(odd)); // what is signed for
        Listings.Offer memory o = _plain();
        (o.salt, o.token) = ("odd", address(odd));
        Market.Order memory order = _order(_list(o), signer);
        bytes memory signature = _signature(address(market), PRICE, 1, block.timestamp);
        vm.prank(signer);
        vm.expectRevert(abi.encodeWithSelector(Payments.TokenLies.selector, odd));
        market.buyWithPermit2(order, 1, block.timestamp, signature);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "./Committees.sol";
import {Evidence} from "./Evidence.sol";
import {Listings} from "./Listings.sol";
import {Payments} from "./Payments.sol";
import {Requests} from "./Requests.sol";

/// @title Purchases, licences and escrow.
/// @notice No key, no pay: where a seller offers escrow, a payment waits, and goes back to who paid if the licence's
/// holder asks on the chain and the committee does not answer. There is no owner, and a licence that was paid for
/// cannot be taken away. Committees read `licensed` through the policy function sale(market, asset). See
/// spec/contracts.md, and docs/security.md for the games that it was made for.
contract Market is Listings {
    /// @notice What a buyer wants, and takes it to be.
    struct Order {
        bytes32 asset;
        address holder; // whose licence it is; another account than the sender's for a gift
        address referrer; // who is paid the listing's referral part; 0: nobody
        uint128 price; // what the buyer saw
        uint16 version; // likewise
    }

    enum State {
        None, // never in escrow, or settled
        Open,
        Disputed,
        Failed
    }

    /// @notice A payment in escrow.
    struct Purchase {
        address payer;
        uint40 releaseAt; // Unix seconds: the last one in which it can be disputed
        uint16 version;
        State state;
        uint128 amount;
        uint64 epoch; // the one that served; 0 where members have no part
        uint64 failedAt; // block
        address holder;
        uint96 request; // of Committees, by which it is disputed
        address referrer;
    }

    // An account's licence of an asset; one slot.
    struct Licence {
        uint64 until; // Unix seconds, the last one
        uint32 disputed; // the purchase that is in dispute; 0: none
    }

    /// @notice The end of a licence that has none.
    uint64 public constant PERPETUAL = type(uint64).max;

    /// @notice Blocks between the end of a licence that was not served and its refund: the most confirmations that terms
    /// may ask for, so that none of them still shows the licence when the money is back.
    uint64 public constant REFUND_DELAY = 64;

    /// @notice Who judges answers.
    Evidence public immutable evidence;

    mapping(bytes32 asset => mapping(address holder => Licence)) private _licences;
    mapping(bytes32 asset => mapping(address payer => uint256)) private _bought; // kept for listings with a limit
    mapping(bytes32 asset => mapping(uint256 number => Purchase)) private _purchases;
    mapping(uint256 request => bool) private _used;

    event Bought(
        bytes32 indexed asset,
        address indexed holder,
        uint32 number,
        address payer,
        uint128 price,
        uint64 until,
        address referrer,
        uint40 releaseAt
    );
    event Disputed(bytes32 indexed asset, uint32 indexed number, uint256 indexed request);
    event Failed(bytes32 indexed asset, uint32 indexed number, uint64 until);
    event Refunded(bytes32 indexed asset, uint32 indexed number, address indexed payer, uint256 amount);
    event Released(bytes32 indexed asset, uint32 indexed number);

    error OwnAsset(bytes32 asset);
    error OtherVersion(uint16 version);
    error AlreadyBought(bytes32 asset);
    error LimitReached(uint24 limit);
    error NoPurchase(bytes32 asset, uint256 number);
    error NotHolder(address holder);
    error NotYet(uint256 when);
    error TooLate(uint256 when);
    error OtherRequest(uint256 request);
    error TooFewAnswers(uint256 wanted, uint256 least);
    error InDispute(uint32 number);
    error Answered(uint256 request);

    constructor(Committees committees_) Payments(committees_) {
        evidence = committees_.registry().evidence();
    }

    // Buying.

    /// @notice Buys a licence at exactly the asked price: the value sent, or the token by an allowance. A timed licence
    /// that runs is extended.
    /// @return until Unix seconds; PERPETUAL for ever.
    function buy(Order calldata o) external payable nonReentrant returns (uint64 until) {
        address token;
        (token, until) = _sell(o);
        _pull(token, o.price);
    }

    /// @notice Buys with a token that has EIP-2612 permits.
    function buyWithPermit(Order calldata o, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint64 until)
    {
        address token;
        (token, until) = _sell(o);
        _permit(token, o.price, deadline, v, r, s);
        _pull(token, o.price);
    }

    /// @notice Buys with a signature for Permit2.
    function buyWithPermit2(Order calldata o, uint256 nonce, uint256 deadline, bytes calldata signature)
        external
        nonReentrant
        returns (uint64 until)
    {
        address token;
        (token, until) = _sell(o);
        _pullWithPermit2(token, o.price, nonce, deadline, signature);
    }

    // Escrow.

    /// @notice For the holder or the payer: the payment need not wait any longer.
    function accept(bytes32 asset, uint32 number) external {
        Purchase storage p = _purchaseOf(asset, number);
        if (msg.sender != p.payer && msg.sender != p.holder) revert NotHolder(p.holder);
        if (p.state == State.Failed) revert InDispute(number);
        _release(asset, number, p);
    }

    /// @notice Pays those whom purchases are due to, once their time is over: the escrow's, or for one in dispute, that in
    /// which answers can be shown wrong. For anybody. What is not due, or is settled, is passed over: somebody may have
    /// settled it a moment before.
    /// @return count How many were released.
    function release(bytes32 asset, uint32[] calldata numbers) external returns (uint256 count) {
        for (uint256 i = 0; i < numbers.length; i++) {
            Purchase storage p = _purchases[asset][numbers[i]];
            if (!_isDue(p)) continue;
            _release(asset, numbers[i], p);
            count++;
        }
    }

    /// @notice For the holder: shows the request that it put on the chain (Committees.request) since the purchase. If it is
    /// not answered in time, the payment goes back.
    function dispute(bytes32 asset, uint32 number, uint96 request) external {
        Purchase storage p = _purchaseOf(asset, number);
        Licence storage licence = _licences[asset][p.holder];
        if (msg.sender != p.holder) revert NotHolder(p.holder);
        if (p.state != State.Open) revert InDispute(number);
        if (licence.disputed != 0) revert InDispute(licence.disputed);
        if (block.timestamp > p.releaseAt) revert TooLate(p.releaseAt);
        Requests.Request memory q = committees.requestOf(request);
        // It asks for this capsule as this holder, was sent under this purchase, and was open, to be answered, for as
        // long as the licence and the answers' time; and it counts once.
        if (
            _used[request] || q.buyer != p.holder || q.capsule != _pins[asset][p.version].capsule
                || q.requestedAt + uint256(_listings[asset].escrow) < p.releaseAt || q.deadline < q.answersUntil
                || licence.until < q.answersUntil
        ) revert OtherRequest(request);
        // Wrong answers take places too: with fewer, one member that answers wrong could refund a buyer, at the seller's
        // cost. With as many, t right answers fit in beside those of any t - 1 members.
        uint256 least = 2 * uint256(q.t) - 1 < q.n ? 2 * uint256(q.t) - 1 : q.n;
        if (q.wanted < least) revert TooFewAnswers(q.wanted, least);
        _used[request] = true;
        p.state = State.Disputed;
        p.request = request;
        licence.disputed = number;
        emit Disputed(asset, number, request);
    }

    /// @notice Notes that a request was not answered in time, or that answers were shown wrong: the time that the purchase
    /// had bought is taken back. For anybody.
    function fail(bytes32 asset, uint32 number) external {
        Purchase storage p = _purchaseOf(asset, number);
        if (p.state != State.Disputed) revert NoPurchase(asset, number);
        if (!_unanswered(p.request)) revert Answered(p.request);
        p.state = State.Failed;
        p.failedAt = uint64(block.number);
        Licence storage licence = _licences[asset][p.holder];
        licence.until = _without(asset, licence.until);
        licence.disputed = 0;
        emit Failed(asset, number, licence.until);
    }

    /// @notice Gives a payment back that failed, REFUND_DELAY blocks later: its payer can withdraw it. For anybody.
    function refund(bytes32 asset, uint32 number) external {
        Purchase storage p = _purchaseOf(asset, number);
        if (p.state != State.Failed) revert NoPurchase(asset, number);
        uint256 from = uint256(p.failedAt) + REFUND_DELAY;
        if (block.number < from) revert NotYet(from);
        Listing storage l = _listings[asset];
        if (l.stock < UNLIMITED - 1) l.stock++;
        if (l.limit != 0) _bought[asset][p.payer]--;
        owed[l.token][p.payer] += p.amount;
        emit Refunded(asset, number, p.payer, p.amount);
        delete _purchases[asset][number];
    }

    // Reading.

    /// @notice Whether an account may have the asset now: its seller, or a holder whose licence is not over. False for
    /// everybody while the asset is not listed.
    function licensed(bytes32 asset, address account) external view returns (bool) {
        address seller = _listings[asset].seller;
        return seller != address(0) && (seller == account || licenceOf(asset, account) >= block.timestamp);
    }

    /// @notice The last second of an account's licence: 0 for none ever, PERPETUAL for ever. A purchase in dispute counts
    /// until its request's answers are late, and again not once they are shown wrong.
    function licenceOf(bytes32 asset, address account) public view returns (uint64 until) {
        Licence storage licence = _licences[asset][account];
        until = licence.until;
        uint32 number = licence.disputed;
        if (number != 0 && _unanswered(_purchases[asset][number].request)) until = _without(asset, until);
    }

    /// @notice A payment in escrow, by its number among the asset's sales; empty if it never was, or is settled.
    function purchaseOf(bytes32 asset, uint32 number) external view returns (Purchase memory) {
        return _purchases[asset][number];
    }

    /// @notice How many an account has bought of an asset that has a limit.
    function boughtBy(bytes32 asset, address account) external view returns (uint256) {
        return _bought[asset][account];
    }

    // Inside.

    // All of a sale but the payment, which comes last: whatever a token calls finds the books closed.
    function _sell(Order calldata o) private returns (address token, uint64 until) {
        Listing storage l = _listings[o.asset];
        Licence storage licence = _licences[o.asset][o.holder];
        address seller = l.seller;
        if (seller == address(0)) revert NotListed(o.asset);
        if (l.stopped || l.stock == 0 || (l.endsAt != 0 && block.timestamp > l.endsAt)) revert NotForSale(o.asset);
        if (o.holder == address(0)) revert NoAccount();
        if (seller == o.holder) revert OwnAsset(o.asset);
        if (l.version != o.version) revert OtherVersion(l.version);
        if (l.price != o.price) revert WrongPrice(l.price, o.price);
        if (licence.disputed != 0) revert InDispute(licence.disputed);
        if (l.limit != 0 && ++_bought[o.asset][msg.sender] > l.limit) revert LimitReached(l.limit);
        token = l.token;

        uint32 number = ++l.sold;
        if (l.stock != UNLIMITED) l.stock--;
        until = licence.until;
        if (until == PERPETUAL) revert AlreadyBought(o.asset);
        if (l.duration == 0) {
            until = PERPETUAL;
        } else {
            if (until < block.timestamp) until = uint64(block.timestamp);
            until += l.duration;
        }
        licence.until = until;

        uint64 epoch;
        if (l.memberBps != 0 && o.price != 0) {
            epoch = committees.activeEpoch(l.committee);
            if (epoch == 0) revert NotActive(l.committee);
        }
        uint40 releaseAt;
        if (l.escrow == 0) {
            _share(l, o.price, epoch, o.referrer);
        } else if (o.price != 0) {
            releaseAt = uint40(block.timestamp + l.escrow);
            Purchase storage p = _purchases[o.asset][number];
            p.payer = msg.sender;
            p.releaseAt = releaseAt;
            p.version = o.version;
            p.state = State.Open;
            p.amount = o.price;
            p.epoch = epoch;
            p.holder = o.holder;
            if (o.referrer != address(0)) p.referrer = o.referrer;
        }
        emit Bought(o.asset, o.holder, number, msg.sender, o.price, until, o.referrer, releaseAt);
    }

    function _isDue(Purchase storage p) private view returns (bool) {
        if (p.state == State.Open) return block.timestamp > p.releaseAt;
        return
            p.state == State.Disputed && block.timestamp > evidence.challengedUntil(p.request)
                && !_unanswered(p.request);
    }

    function _release(bytes32 asset, uint32 number, Purchase storage p) private {
        if (p.state == State.Disputed) _licences[asset][p.holder].disputed = 0;
        _share(_listings[asset], p.amount, p.epoch, p.referrer);
        emit Released(asset, number);
        delete _purchases[asset][number];
    }

    // Shares a payment: what does not divide is the seller's, and so is the part of a referrer that nobody named.
    function _share(Listing storage l, uint256 amount, uint64 epoch, address referrer) private {
        if (amount == 0) return;
        address token = l.token;
        uint256 rest = amount;
        uint256 part = amount * l.royaltyBps / WHOLE;
        if (part != 0) {
            owed[token][l.royalty] += part;
            rest -= part;
        }
        part = referrer == address(0) ? 0 : amount * l.referralBps / WHOLE;
        if (part != 0) {
            owed[token][referrer] += part;
            rest -= part;
        }
        part = amount * l.memberBps / WHOLE;
        if (part != 0) {
            pot[l.committee][epoch][token] += part;
            rest -= part;
        }
        if (rest != 0) owed[token][l.seller] += rest;
    }

    // Whether a request's time for answers is over and fewer than t of them stand.
    function _unanswered(uint256 request) private view returns (bool) {
        Requests.Request memory q = committees.requestOf(request);
        return block.timestamp > q.answersUntil && q.answered - evidence.refutedCount(request) < q.t;
    }

    // A licence's end without what one purchase had bought.
    function _without(bytes32 asset, uint64 until) private view returns (uint64) {
        return until == PERPETUAL ? 0 : until - _listings[asset].duration;
    }

    function _purchaseOf(bytes32 asset, uint32 number) private view returns (Purchase storage p) {
        p = _purchases[asset][number];
        if (p.state == State.None) revert NoPurchase(asset, number);
    }
}

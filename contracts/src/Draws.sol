// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Committees} from "./Committees.sol";
import {Registry} from "./Registry.sol";

/// @title Members drawn by lot, weighted by stake.
/// @notice A request fixes who may be drawn, by what the registry holds in its block; the lot is the randomness
/// (prevrandao) of a block some time later. Everything after the request can be done by anybody, and has one possible
/// result. There is no owner and no money. See spec/contracts.md, also for who could try to bend a draw.
contract Draws {
    /// @notice Who is wanted.
    struct Wish {
        uint32 seats; // 1 to 128
        uint64 servesUntil; // only operators that promise to serve at least until then (Unix seconds)
        uint256 leastStake; // only operators with at least this at stake, in wei
        uint256 mostWeight; // stake above this gives no better chance, in wei; not 0
        address[] without; // accounts that are not drawn, at most 128
    }

    /// @notice The committee that a draw makes; none if t is 0. For the rest see Committees.create.
    struct Plan {
        uint32 t;
        uint32 minThreshold;
        uint32[5] lengths;
        uint64 grace;
    }

    /// @notice A draw and how far it is.
    struct Draw {
        address by;
        uint64 asked; // block: the registry counts as it is at its end
        uint64 lot; // block whose randomness decides
        bytes32 seed; // that randomness; 0 before it was shown
        uint32 trials; // made so far
        bool failed; // too few operators qualify, or MAX_TRIALS were not enough
        uint256 committee; // 0: none made
        address[] drawn; // in the order of the draw; a committee's members once they are as many as the seats
        Wish wish;
        Plan plan;
    }

    /// @notice The most trials of a draw. A draw needs one for each seat, and at most one more for each operator in
    /// its way: too small, promising too little, or above mostWeight.
    uint256 public constant MAX_TRIALS = 1024;

    /// @notice The most accounts that a draw may be asked to leave out.
    uint256 public constant MAX_WITHOUT = 128;

    // Keeps the hashes of the last 8191 blocks (EIP-2935).
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @notice The contract in which committees are made.
    Committees public immutable committees;

    /// @notice The operators to draw from.
    Registry public immutable registry;

    /// @notice How many blocks after the request the lot falls.
    uint64 public immutable delay;

    /// @notice How many draws there are; they are numbered from 1.
    uint256 public drawCount;

    mapping(uint256 => Draw) private _draws;
    mapping(uint256 => Registry.Less[]) private _less; // what trials pass over, by draw
    mapping(uint256 => mapping(address => bool)) private _out; // left out, or drawn already

    event Asked(uint256 indexed id, address indexed by, uint64 asked, uint64 lot, Wish wish, Plan plan);
    event Seeded(uint256 indexed id, bytes32 seed);
    event Drawn(uint256 indexed id, address indexed operator, uint256 stake);
    event Failed(uint256 indexed id, uint256 drawn);
    event Made(uint256 indexed id, uint256 indexed committee);

    error BadDelay(uint64 delay);
    error BadSeats(uint32 seats);
    error BadWeight();
    error BadWithout(uint256 accounts);
    error BadPlan();
    error NoDraw(uint256 id);
    error WrongHeader(uint64 lot);
    error AlreadySeeded(uint256 id);
    error NotLapsed(uint64 lot);
    error NotSeeded(uint256 id);
    error Over(uint256 id);
    error NotDrawn(uint256 id);
    error AlreadyMade(uint256 committee);

    /// @param delay_ At least 2: in a block its maker knows the randomness of the next one. Where proposers are known
    /// ahead, as on Ethereum, more than they are: 128.
    constructor(Committees committees_, uint64 delay_) {
        if (delay_ < 2 || delay_ > 4096) revert BadDelay(delay_);
        committees = committees_;
        registry = committees_.registry();
        delay = delay_;
    }

    /// @notice Asks for a draw.
    function request(Wish calldata wish, Plan calldata plan) external returns (uint256 id) {
        if (wish.seats == 0 || wish.seats > committees.MAX_MEMBERS()) revert BadSeats(wish.seats);
        if (wish.mostWeight == 0) revert BadWeight();
        if (wish.without.length > MAX_WITHOUT) revert BadWithout(wish.without.length);
        if (plan.t != 0) _checkPlan(wish, plan);
        id = ++drawCount;
        Draw storage d = _draws[id];
        d.by = msg.sender;
        d.wish = wish;
        d.plan = plan;
        for (uint256 i = 0; i < wish.without.length; i++) {
            _out[id][wish.without[i]] = true;
        }
        _arm(id, d);
    }

    /// @notice Shows the header of the block that decides, in RLP. It must be shown before the chain has forgotten the
    /// block's hash: after 8191 blocks (EIP-2935), or 256 where that is not known.
    function reveal(uint256 id, bytes calldata header) external {
        Draw storage d = _get(id);
        if (d.seed != 0) revert AlreadySeeded(id);
        bytes32 hash = _hashOf(d.lot);
        if (hash == 0 || keccak256(header) != hash) revert WrongHeader(d.lot);
        d.seed = keccak256(abi.encode(id, BlockHeader.getPrevRandao(header)));
        emit Seeded(id, d.seed);
    }

    /// @notice Asks anew when nobody showed the header in time: with the registry as it is now and a later lot.
    function again(uint256 id) external {
        Draw storage d = _get(id);
        if (d.seed != 0) revert AlreadySeeded(id);
        if (block.number <= d.lot || _hashOf(d.lot) != 0) revert NotLapsed(d.lot);
        _arm(id, d);
    }

    /// @notice Makes up to so many trials. One that finds an operator which does not qualify seats nobody.
    function draw(uint256 id, uint256 trials) external {
        Draw storage d = _get(id);
        if (d.seed == 0) revert NotSeeded(id);
        if (d.failed || d.drawn.length == d.wish.seats) revert Over(id);
        (, uint256 sum) = registry.sumAt(d.asked);
        Registry.Less[] storage less = _less[id];
        for (uint256 i = 0; i < less.length; i++) {
            sum -= less[i].amount;
        }
        uint256 trial = d.trials;
        for (; trials > 0 && sum > 0 && trial < MAX_TRIALS && d.drawn.length < d.wish.seats; trials--) {
            sum -= _try(id, d, trial++, sum);
        }
        d.trials = uint32(trial);
        if (d.drawn.length < d.wish.seats && (sum == 0 || trial == MAX_TRIALS)) {
            d.failed = true;
            emit Failed(id, d.drawn.length);
        }
    }

    /// @notice Makes the committee of those that were drawn, and opens the first attempt at its key. This contract is
    /// its creator.
    function make(uint256 id) external returns (uint256 committee) {
        Draw storage d = _get(id);
        if (d.plan.t == 0 || d.drawn.length != d.wish.seats) revert NotDrawn(id);
        if (d.committee != 0) revert AlreadyMade(d.committee);
        committee = committees.create(d.drawn, d.plan.t, d.plan.minThreshold, d.plan.lengths, d.plan.grace);
        d.committee = committee; // create calls nobody back
        emit Made(id, committee);
    }

    /// @notice Opens another attempt at the first epoch, by the same members, as Committees.start allows.
    function restart(uint256 id) external {
        Draw storage d = _get(id);
        if (d.committee == 0) revert NotDrawn(id);
        committees.start(d.committee, 0, d.drawn, d.plan.t);
    }

    /// @notice A draw and how far it is. Its result stands once `drawn` is as long as `wish.seats`.
    function drawOf(uint256 id) external view returns (Draw memory) {
        return _get(id);
    }

    // Inside.

    function _checkPlan(Wish calldata wish, Plan calldata plan) private view {
        if (plan.minThreshold == 0 || plan.t < plan.minThreshold || plan.t > wish.seats) revert BadPlan();
        for (uint256 p = 0; p < 5; p++) {
            if (plan.lengths[p] == 0 || plan.lengths[p] > committees.MAX_LENGTH()) revert BadPlan();
        }
    }

    function _arm(uint256 id, Draw storage d) private {
        d.asked = uint64(block.number);
        d.lot = uint64(block.number) + delay;
        emit Asked(id, d.by, d.asked, d.lot, d.wish, d.plan);
    }

    // One trial: a point in all stake that is not passed over yet, `sum` wei. Whoever is found and is not to be drawn,
    // or not with all its stake, is passed over from then on by as much. That only tightens what trials are made
    // from; each seats an operator with a probability in proportion to the lesser of its stake and mostWeight.
    // Returns how many more wei are passed over.
    function _try(uint256 id, Draw storage d, uint256 trial, uint256 sum) private returns (uint256 over) {
        // 256 bits modulo sums below 2^144: the bias is below 2^-112.
        uint256 point = uint256(keccak256(abi.encode(d.seed, trial))) % sum;
        Registry.Holder memory h = registry.holderAt(d.asked, point, _less[id]);
        if (h.account == address(0)) return 0;
        over = h.left;
        uint256 most = d.wish.mostWeight;
        if (!_out[id][h.account] && h.stake >= d.wish.leastStake && h.servesUntil >= d.wish.servesUntil) {
            if (h.left <= most || uint256(keccak256(abi.encode(d.seed, trial, "weight"))) % h.left < most) {
                _out[id][h.account] = true;
                d.drawn.push(h.account);
                emit Drawn(id, h.account, h.stake);
            } else {
                over = h.left - most;
            }
        }
        _less[id].push(Registry.Less(h.position, uint192(over)));
    }

    // The hash of a block; 0 if it is not there yet or not known any more.
    function _hashOf(uint256 number) private view returns (bytes32 hash) {
        if (number >= block.number) return 0;
        if (block.number - number <= 256) return blockhash(number);
        (bool ok, bytes memory data) = HISTORY.staticcall(abi.encode(number));
        if (ok && data.length == 32) hash = bytes32(data);
    }

    function _get(uint256 id) private view returns (Draw storage d) {
        d = _draws[id];
        if (d.by == address(0)) revert NoDraw(id);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Committees} from "./Committees.sol";
import {Evidence} from "./Evidence.sol";

/// @title The operators of nodes: where they answer, how long they promise to, what they have at stake.
/// @notice There is no owner. Stake is its account's, unless Evidence finds that the account signed a wrong share. What every
/// operator had at stake in past blocks is kept, and summed up in a tree, so that members can be drawn by stake (Draws).
/// See spec/contracts.md.
contract Registry {
    using Checkpoints for Checkpoints.Trace208;

    struct Operator {
        string url; // where the node answers; 1 to 256 bytes, not checked further
        uint64 servesUntil; // Unix seconds; a promise, for people to judge
        uint256 stake; // wei
        uint256 unbonding; // wei that leaves the stake, still here and still to be lost
        uint64 unbondsAt; // Unix seconds from which `unbonding` can be withdrawn; 0 when there is none
    }

    /// @notice Stake that a search passes over: `amount` wei of the operator at `position`.
    struct Less {
        uint64 position;
        uint192 amount;
    }

    /// @notice An operator that a search found, as it was at the end of the block.
    struct Holder {
        address account;
        uint64 position; // in the order in which operators first had a stake, from 0
        uint256 stake; // wei
        uint64 servesUntil; // Unix seconds
        uint256 left; // wei of its stake that were not passed over
    }

    // Where an account is in the tree, and with how much; one slot.
    struct Place {
        uint64 number; // position + 1; 0: it never had a stake
        uint144 weighed; // wei that the sums hold of it
        uint48 takenAt; // the block in which its stake was taken, until its history says so; 0: it was not
    }

    /// @notice How long stake stays here after it was unbonded.
    uint64 public constant UNBONDING = 14 days;

    /// @notice The longest URL, in bytes. It bounds what reading an operator costs others.
    uint256 public constant MAX_URL = 256;

    /// @notice The contract that says whose stake is locked.
    Committees public immutable committees;

    /// @notice The contract that takes the stake of who signed a wrong share. Deployed with this one.
    Evidence public immutable evidence;

    /// @notice All stake and unbonding stake, in wei: what this contract owes.
    uint256 public total;

    mapping(address => Operator) internal _operators;

    // By block: servesUntil << 144 | stake.
    mapping(address => Checkpoints.Trace208) private _history;

    // The tree. Its leaves are the accounts that ever had a stake, in the order in which they came; node i of level h
    // holds the sum, by block, of the leaves 8^h i to 8^h (i + 1) - 1; the highest level has one node. A node is not
    // below the stakes under it, and above them by what was taken from them and not settled yet.
    address[] private _staked;
    Checkpoints.Trace208 private _counts; // the length of _staked, by block
    mapping(uint256 level => mapping(uint256 index => Checkpoints.Trace208)) private _sums;
    mapping(address => Place) private _places;

    event Registered(address indexed operator, string url, uint64 servesUntil, uint256 stake);
    event Unbonding(address indexed operator, uint256 amount, uint64 at);
    event Withdrawn(address indexed operator, uint256 amount);
    event Settled(address indexed operator, uint256 stake);
    event Slashed(address indexed operator, address indexed reporter, uint256 amount, uint256 reward);

    error BadUrl(uint256 length);
    error BadAmount(uint256 amount, uint256 stake);
    error NothingUnbonding();
    error StillUnbonding(uint64 until);
    error Locked(uint64 until);
    error NotPast(uint256 blockNumber);
    error BeyondStake(uint256 point, uint256 sum);
    error NotEvidence(address account);
    error NothingToSlash(address operator);

    constructor(Committees committees_) {
        committees = committees_;
        evidence = new Evidence(committees_, this);
    }

    /// @notice Registers the sender or changes its entry. The value sent joins its stake.
    function register(string calldata url, uint64 servesUntil) external payable {
        uint256 length = bytes(url).length;
        if (length == 0 || length > MAX_URL) revert BadUrl(length);
        Operator storage o = _operators[msg.sender];
        o.url = url;
        o.servesUntil = servesUntil;
        o.stake += msg.value;
        total += msg.value;
        _changed(msg.sender);
        _settle(msg.sender);
        emit Registered(msg.sender, url, servesUntil, o.stake);
    }

    /// @notice Takes `amount` out of the stake, to be withdrawn after UNBONDING. A second call adds to the first and
    /// starts the time again for both.
    function unbond(uint256 amount) external {
        Operator storage o = _operators[msg.sender];
        if (amount == 0 || amount > o.stake) revert BadAmount(amount, o.stake);
        _requireUnlocked();
        o.stake -= amount;
        o.unbonding += amount;
        o.unbondsAt = uint64(block.timestamp) + UNBONDING;
        _changed(msg.sender);
        _settle(msg.sender);
        emit Unbonding(msg.sender, amount, o.unbondsAt);
    }

    /// @notice Pays the sender what it unbonded. An operator that joined a committee meanwhile waits for that lock too.
    function withdraw() external {
        Operator storage o = _operators[msg.sender];
        uint256 amount = o.unbonding;
        if (amount == 0) revert NothingUnbonding();
        if (block.timestamp < o.unbondsAt) revert StillUnbonding(o.unbondsAt);
        _requireUnlocked();
        o.unbonding = 0;
        o.unbondsAt = 0;
        total -= amount;
        emit Withdrawn(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount); // last: whatever it calls finds the books closed
    }

    /// @notice Brings the sums of stake up to date with an account whose stake was taken, for anybody. Whoever adds or
    /// unbonds stake does it by that.
    function settle(address account) external {
        _settle(account);
        emit Settled(account, _operators[account].stake);
    }

    /// @notice How many accounts ever had a stake.
    function operatorCount() external view returns (uint256) {
        return _staked.length;
    }

    /// @notice The accounts that ever had a stake, in the order in which they came, from 0.
    function operatorAt(uint256 position) external view returns (address) {
        return _staked[position];
    }

    /// @notice What an account had at stake, and its promise, at the end of a past block. Unbonding stake is none.
    function stakeAt(address account, uint256 blockNumber) public view returns (uint256 stake, uint64 servesUntil) {
        _requirePast(blockNumber);
        uint208 both = _history[account].upperLookupRecent(uint48(blockNumber));
        servesUntil = uint64(both >> 144);
        uint256 takenAt = _places[account].takenAt; // later than all of the history
        if (takenAt == 0 || blockNumber < takenAt) stake = uint144(both);
    }

    /// @notice How many accounts had ever had a stake by the end of a past block, and what all had at stake together
    /// (and a little more, while stake that was taken is not settled).
    function sumAt(uint256 blockNumber) public view returns (uint256 operators, uint256 sum) {
        _requirePast(blockNumber);
        operators = _counts.upperLookupRecent(uint48(blockNumber));
        if (operators != 0) sum = _sums[_height(operators)][0].upperLookupRecent(uint48(blockNumber));
    }

    /// @notice Whose stake a point lies in, when all stake at the end of a past block lies in a row, without `less`. A
    /// point must be below the sum without `less` [BeyondStake]. The account is 0 if the point lies in stake that had
    /// been taken and was not settled.
    /// @param less May name a position more than once, together for at most its stake.
    function holderAt(uint256 blockNumber, uint256 point, Less[] calldata less)
        external
        view
        returns (Holder memory h)
    {
        (uint256 operators, uint256 sum) = sumAt(blockNumber);
        for (uint256 i = 0; i < less.length; i++) {
            sum -= less[i].amount;
        }
        if (point >= sum) revert BeyondStake(point, sum);
        uint256 index;
        for (uint256 level = _height(operators); level > 0;) {
            level--;
            uint256[8] memory cut = _cut(level, index, less);
            uint256 end = ((operators - 1) >> (3 * level)) + 1; // of the nodes of this level
            uint256 first = index << 3;
            for (index = first; index < first + 8 && index < end; index++) {
                sum = level > 0
                    ? _sums[level][index].upperLookupRecent(uint48(blockNumber))
                    : _stakeOf(index, blockNumber);
                sum -= cut[index - first];
                if (point < sum) break;
                point -= sum;
            }
            if (index == first + 8 || index == end) return h;
        }
        h.account = _staked[index];
        h.position = uint64(index);
        (h.stake, h.servesUntil) = stakeAt(h.account, blockNumber);
        h.left = sum;
    }

    /// @notice Takes all that an operator has here, also what unbonds: a tenth for the reporter, the rest is burned, by
    /// sending it to address 0. For Evidence only.
    function slash(address operator, address reporter) external {
        if (msg.sender != address(evidence)) revert NotEvidence(msg.sender);
        Operator storage o = _operators[operator];
        uint256 unbonding = o.unbonding;
        uint256 amount = o.stake + unbonding;
        if (amount == 0) revert NothingToSlash(operator);
        o.stake = 0;
        _places[operator].takenAt = uint48(block.number);
        if (unbonding != 0) {
            o.unbonding = 0;
            o.unbondsAt = 0;
        }
        total -= amount;
        uint256 reward = amount / 10;
        emit Slashed(operator, reporter, amount, reward);
        Address.sendValue(payable(address(0)), amount - reward);
        Address.sendValue(payable(reporter), reward); // last: whatever it calls finds the books closed
    }

    /// @notice The entry of an account; empty for one that never registered.
    function operatorOf(address account) external view returns (Operator memory) {
        return _operators[account];
    }

    /// @notice Whether an account has registered.
    function isOperator(address account) external view returns (bool) {
        return bytes(_operators[account].url).length != 0;
    }

    // Notes what an account has at stake and promises. What changes either calls it, but for slash, which notes
    // only when it was: that costs a fifth.
    function _changed(address account) internal {
        Operator storage o = _operators[account];
        uint208 both = uint208(o.servesUntil) << 144 | uint208(o.stake);
        Checkpoints.Trace208 storage history = _history[account];
        uint208 latest = history.latest();
        Place storage p = _places[account];
        uint48 takenAt = p.takenAt;
        if (takenAt != 0) {
            latest = (latest >> 144) << 144;
            history.push(takenAt, latest);
            p.takenAt = 0;
        }
        if (both != latest) history.push(uint48(block.number), both);
    }

    // Brings the sums up to date with an account's stake.
    function _settle(address account) private {
        Place storage p = _places[account];
        uint256 stake = _operators[account].stake;
        uint256 weighed = p.weighed;
        if (stake == weighed) return;
        if (p.number == 0) {
            _staked.push(account);
            p.number = uint64(_staked.length);
            _counts.push(uint48(block.number), uint208(_staked.length));
        }
        p.weighed = uint144(stake);
        uint256 index = p.number - 1;
        uint256 height = _height(_staked.length);
        for (uint256 level = 1; level <= height; level++) {
            index >>= 3;
            Checkpoints.Trace208 storage node = _sums[level][index];
            uint256 sum = node.latest();
            // The tree has just become higher: what was its root is node 0 of the level below.
            if (level == height && level > 1 && node.length() == 0) sum = _sums[level - 1][0].latest();
            node.push(uint48(block.number), uint208(sum + stake - weighed));
        }
    }

    // What `less` takes from each child, at `level`, of the node `index` of the level above.
    function _cut(uint256 level, uint256 index, Less[] calldata less) private pure returns (uint256[8] memory cut) {
        for (uint256 i = 0; i < less.length; i++) {
            uint256 child = less[i].position >> (3 * level);
            if (child >> 3 == index) cut[child & 7] += less[i].amount;
        }
    }

    function _stakeOf(uint256 position, uint256 blockNumber) private view returns (uint256 stake) {
        (stake,) = stakeAt(_staked[position], blockNumber);
    }

    // The levels of sums above so many leaves: at least 1.
    function _height(uint256 leaves) private pure returns (uint256 height) {
        for (height = 1; leaves > 8 ** height; height++) {}
    }

    function _requirePast(uint256 blockNumber) private view {
        if (blockNumber >= block.number) revert NotPast(blockNumber);
    }

    function _requireUnlocked() private view {
        uint64 until = committees.lockedUntil(msg.sender);
        if (until > block.timestamp) revert Locked(until);
    }
}

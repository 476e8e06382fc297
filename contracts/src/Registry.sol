// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Committees} from "./Committees.sol";
import {Evidence} from "./Evidence.sol";

/// @title The operators of nodes: where they answer, how long they promise to, what they have at stake.
/// @notice There is no owner. Stake is its account's, unless Evidence finds that the account signed a wrong share. See
/// spec/contracts.md.
contract Registry {
    struct Operator {
        string url; // where the node answers; 1 to 256 bytes, not checked further
        uint64 servesUntil; // Unix seconds; a promise, for people to judge
        uint256 stake; // wei
        uint256 unbonding; // wei that leaves the stake, still here and still to be lost
        uint64 unbondsAt; // Unix seconds from which `unbonding` can be withdrawn; 0 when there is none
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

    mapping(address => Operator) private _operators;

    event Registered(address indexed operator, string url, uint64 servesUntil, uint256 stake);
    event Unbonding(address indexed operator, uint256 amount, uint64 at);
    event Withdrawn(address indexed operator, uint256 amount);
    event Slashed(address indexed operator, address indexed reporter, uint256 amount, uint256 reward);

    error BadUrl(uint256 length);
    error BadAmount(uint256 amount, uint256 stake);
    error NothingUnbonding();
    error StillUnbonding(uint64 until);
    error Locked(uint64 until);
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

    /// @notice Takes all that an operator has here, also what unbonds: a tenth for the reporter, the rest is burned, by
    /// sending it to address 0. For Evidence only.
    function slash(address operator, address reporter) external {
        if (msg.sender != address(evidence)) revert NotEvidence(msg.sender);
        Operator storage o = _operators[operator];
        uint256 unbonding = o.unbonding;
        uint256 amount = o.stake + unbonding;
        if (amount == 0) revert NothingToSlash(operator);
        o.stake = 0;
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

    function _requireUnlocked() private view {
        uint64 until = committees.lockedUntil(msg.sender);
        if (until > block.timestamp) revert Locked(until);
    }
}

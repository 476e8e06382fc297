// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Committees} from "./Committees.sol";

/// @notice What Market uses of Permit2 (SignatureTransfer).
interface IPermit2 {
    struct TokenPermissions {
        address token;
        uint256 amount;
    }

    struct PermitTransferFrom {
        TokenPermissions permitted;
        uint256 nonce;
        uint256 deadline;
    }

    struct SignatureTransferDetails {
        address to;
        uint256 requestedAmount;
    }

    function permitTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata details,
        address owner,
        bytes calldata signature
    ) external;
}

/// @title Money in and out of Market: the chain's own coin, written as token 0, and ERC-20 tokens.
/// @notice Nobody is ever sent money by somebody else's call: what an account is owed waits until it withdraws. A token
/// that takes a fee from transfers, or lies about them, is refused when it is paid with; one that shrinks balances
/// afterwards harms those alone who are owed that token. See spec/contracts.md and docs/security.md.
abstract contract Payments is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice The contract whose committees open what is sold here.
    Committees public immutable committees;

    /// @notice Where Permit2 is, on chains that have it.
    IPermit2 public constant PERMIT2 = IPermit2(0x000000000022D473030F116dDEE9F6B43aC78BA3);

    /// @notice What an account can withdraw of a token, in its smallest unit.
    mapping(address token => mapping(address account => uint256)) public owed;

    /// @notice What the members of an epoch have earned together of a token and is not shared out yet.
    mapping(uint256 committee => mapping(uint64 epoch => mapping(address token => uint256))) public pot;

    event Withdrawn(address indexed account, address indexed token, uint256 amount, address to);
    event FeesShared(uint256 indexed committee, uint64 indexed epoch, address indexed token, uint256 amount);

    error WrongPrice(uint256 asked, uint256 given);
    error TokenLies(address token);
    error NoPermit2();
    error NothingOwed();
    error NoAccount();

    constructor(Committees committees_) {
        committees = committees_;
    }

    /// @notice Pays the sender all that it is owed of a token (0: the chain's coin), to an account of its choice.
    function withdraw(address token, address to) external nonReentrant returns (uint256 amount) {
        if (to == address(0) || to == address(this)) revert NoAccount();
        amount = owed[token][msg.sender];
        if (amount == 0) revert NothingOwed();
        owed[token][msg.sender] = 0;
        emit Withdrawn(msg.sender, token, amount, to);
        // Last: whatever it calls finds the books closed.
        if (token == address(0)) Address.sendValue(payable(to), amount);
        else IERC20(token).safeTransfer(to, amount);
    }

    /// @notice Shares what an epoch earned of a token among its members that have confirmed it by now, in equal parts;
    /// they withdraw it. What does not divide stays for the next time. For anybody.
    function shareFees(uint256 committee, uint64 epoch, address token) external returns (uint256 part) {
        Committees.Epoch memory e = committees.epochOf(committee, epoch);
        uint256 count;
        for (uint256 i = 0; i < e.confirmed.length; i++) {
            if (e.confirmed[i]) count++;
        }
        part = pot[committee][epoch][token] / count; // an epoch that was active has members that confirmed
        if (part == 0) revert NothingOwed();
        pot[committee][epoch][token] -= part * count;
        for (uint256 i = 0; i < e.confirmed.length; i++) {
            if (e.confirmed[i]) owed[token][e.members[i]] += part;
        }
        emit FeesShared(committee, epoch, token, part * count);
    }

    // Takes exactly this amount of a token, or of the coin, from the sender.
    function _pull(address token, uint256 amount) internal {
        if (token == address(0)) {
            if (msg.value != amount) revert WrongPrice(amount, msg.value);
            return;
        }
        if (msg.value != 0) revert WrongPrice(0, msg.value);
        if (amount == 0) return;
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        _requireGot(token, before, amount);
    }

    // Uses the sender's EIP-2612 permit for that amount. It may fail: somebody may have sent it before, to be in the way,
    // and then the allowance is there.
    function _permit(address token, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        try IERC20Permit(token).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    // Takes exactly this amount of a token by the sender's Permit2 signature.
    function _pullWithPermit2(address token, uint256 amount, uint256 nonce, uint256 deadline, bytes calldata signature)
        internal
    {
        if (address(PERMIT2).code.length == 0) revert NoPermit2();
        uint256 before = IERC20(token).balanceOf(address(this));
        PERMIT2.permitTransferFrom(
            IPermit2.PermitTransferFrom(IPermit2.TokenPermissions(token, amount), nonce, deadline),
            IPermit2.SignatureTransferDetails(address(this), amount),
            msg.sender,
            signature
        );
        _requireGot(token, before, amount);
    }

    function _requireGot(address token, uint256 before, uint256 amount) private view {
        uint256 got = IERC20(token).balanceOf(address(this));
        if (got < before || got - before != amount) revert TokenLies(token);
    }
}

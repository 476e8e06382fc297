// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice A token as it should be, with EIP-2612 permits.
contract GoodToken is ERC20Permit {
    constructor() ERC20("Good", "GOOD") ERC20Permit("Good") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @notice A token that can be made odd in each known way: it takes a fee, moves nothing and says so or not, shrinks all
/// balances, blocks accounts, or calls somebody before it moves (as ERC-777 does).
contract OddToken {
    mapping(address => uint256) private _parts;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public blocked;
    uint256 public feeBps;
    uint256 public scale = 1e18; // a balance is parts * scale / 1e18
    bool public lies; // moves nothing and says true
    bool public refuses; // moves nothing and says false
    address public hook;

    error Blocked(address account);

    function mint(address to, uint256 amount) external {
        _parts[to] += amount * 1e18 / scale;
    }

    function setFee(uint256 bps) external {
        feeBps = bps;
    }

    function setScale(uint256 scale_) external {
        scale = scale_;
    }

    function setBlocked(address account, bool value) external {
        blocked[account] = value;
    }

    function setLies(bool lies_, bool refuses_) external {
        (lies, refuses) = (lies_, refuses_);
    }

    function setHook(address hook_) external {
        hook = hook_;
    }

    function balanceOf(address account) public view returns (uint256) {
        return _parts[account] * scale / 1e18;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        require(allowance[from][msg.sender] >= amount, "allowance");
        allowance[from][msg.sender] -= amount;
        if (hook != address(0)) IHook(hook).beforeMove();
        return _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        if (blocked[from]) revert Blocked(from);
        if (blocked[to]) revert Blocked(to);
        if (refuses) return false;
        if (lies) return true;
        uint256 parts = amount * 1e18 / scale;
        _parts[from] -= parts;
        _parts[to] += parts - parts * feeBps / 10_000;
        return true;
    }
}

interface IHook {
    function beforeMove() external;
}

/// @notice A token whose calls return nothing, as USDT's, and that takes permits without looking, as anything does that
/// has a fallback function (WETH).
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    fallback() external {}

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

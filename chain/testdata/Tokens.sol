// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A token as they were before ERC-20 was a standard: name and symbol of 32 bytes, nothing returned from transfers,
/// an allowance that changes from and to 0 alone, no permit.
contract OldToken {
    bytes32 public constant name = "Old Token";
    bytes32 public constant symbol = "OLD";
    uint8 public constant decimals = 2;

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(address[] memory accounts, uint256 each) {
        for (uint256 i = 0; i < accounts.length; i++) {
            balanceOf[accounts[i]] = each;
        }
    }

    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0, "set it to 0 before");
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title A token that keeps a hundredth of each transfer.
contract FeeToken is OldToken {
    constructor(address[] memory accounts, uint256 each) OldToken(accounts, each) {}

    function _move(address from, address to, uint256 amount) internal override {
        balanceOf[from] -= amount;
        balanceOf[to] += amount - amount / 100;
    }
}

/// @title A token that gives another one's domain as its own, so that a permit for it would be one for that; and a symbol
/// that clears screens.
contract ThiefToken {
    string public constant name = "Devnet Dollar";
    string public constant symbol = "US\x1b[2JD";
    uint8 public constant decimals = 6;

    Victim public immutable victim;

    constructor(address[] memory accounts, uint256) {
        victim = Victim(accounts[0]);
    }

    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return victim.DOMAIN_SEPARATOR();
    }

    function nonces(address account) external view returns (uint256) {
        return victim.nonces(account);
    }

    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory)
    {
        return victim.eip712Domain();
    }
}

/// @notice What the thief reads of another token.
interface Victim {
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function nonces(address account) external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title Devnet Dollars: a token with six decimals and permits, to try sales with. Worth nothing.
contract Dollar is ERC20Permit {
    constructor(address[] memory accounts, uint256 each) ERC20("Devnet Dollar", "DUSD") ERC20Permit("Devnet Dollar") {
        for (uint256 i = 0; i < accounts.length; i++) {
            _mint(accounts[i], each);
        }
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committees} from "../src/Committees.sol";
import {Draws} from "../src/Draws.sol";
import {Market} from "../src/Market.sol";
import {Test} from "./Vm.sol";

/// @notice What a chain lets anybody deploy: EIP-170 and EIP-3860.
contract SizeTest is Test {
    function _check(address deployed, bytes memory creation, string memory name) internal view {
        vm.assertLe(deployed.code.length, 24_576, string.concat("runtime code of ", name));
        vm.assertLe(creation.length, 49_152, string.concat("creation code of ", name));
    }

    function test_Sizes() public {
        Committees committees = new Committees();
        _check(address(committees), type(Committees).creationCode, "Committees");
        _check(address(committees.registry()), "", "Registry");
        _check(address(committees.registry().evidence()), "", "Evidence");
        _check(address(new Draws(committees, 128)), type(Draws).creationCode, "Draws");
        _check(address(new Market(committees)), type(Market).creationCode, "Market");
    }
}

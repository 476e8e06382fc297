// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The cheatcodes of forge that these tests use, declared here so that no library of them is needed.
interface Vm {
    struct DirEntry {
        string errorMessage;
        string path;
        uint64 depth;
        bool isDir;
        bool isSymlink;
    }

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    struct Wallet {
        address addr;
        uint256 publicKeyX;
        uint256 publicKeyY;
        uint256 privateKey;
    }

    /// @notice What a call cost; with isolation, as the transaction that it then is.
    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    function lastCallGas() external view returns (Gas memory);
    function etch(address account, bytes calldata code) external;
    function createWallet(uint256 privateKey) external returns (Wallet memory);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function chainId(uint256 id) external;
    function mockCall(address callee, bytes calldata data, bytes calldata result) external;
    function mockCallRevert(address callee, bytes calldata data, bytes calldata result) external;
    function clearMockedCalls() external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function fee(uint256 baseFee) external;
    function setBlockhash(uint256 blockNumber, bytes32 hash) external;
    function addr(uint256 privateKey) external pure returns (address);
    function roll(uint256 blockNumber) external;
    function warp(uint256 timestamp) external;
    function cool(address account) external;
    function deal(address account, uint256 balance) external;
    function assume(bool condition) external pure;
    function skip(bool skipTest) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectEmit(address emitter) external;

    function envOr(string calldata name, string calldata fallbackValue) external view returns (string memory);
    function readDir(string calldata path) external view returns (DirEntry[] memory);
    function readFile(string calldata path) external view returns (string memory);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonAddressArray(string calldata json, string calldata key) external pure returns (address[] memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseBytes(string calldata text) external pure returns (bytes memory);
    function parseBytes32(string calldata text) external pure returns (bytes32);
    function toString(uint256 value) external pure returns (string memory);

    function assertTrue(bool condition, string calldata message) external pure;
    function assertFalse(bool condition, string calldata message) external pure;
    function assertEq(uint256 a, uint256 b, string calldata message) external pure;
    function assertEq(address a, address b, string calldata message) external pure;
    function assertEq(bytes32 a, bytes32 b, string calldata message) external pure;
    function assertEq(string calldata a, string calldata b, string calldata message) external pure;
    function assertEq(address[] calldata a, address[] calldata b, string calldata message) external pure;
    function assertEq(uint256[] calldata a, uint256[] calldata b, string calldata message) external pure;
    function assertLe(uint256 a, uint256 b, string calldata message) external pure;
    function assertLt(uint256 a, uint256 b, string calldata message) external pure;
    function assertGe(uint256 a, uint256 b, string calldata message) external pure;
}

/// @notice What every test here starts from.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @notice `x` brought into [least, most], evenly.
    function _bound(uint256 x, uint256 least, uint256 most) internal pure returns (uint256) {
        if (least == 0 && most == type(uint256).max) return x;
        return least + x % (most - least + 1);
    }

    /// @notice The account of operator i, from 1.
    function op(uint256 i) internal pure returns (address) {
        return address(uint160(0x0b0000 + i));
    }

    /// @notice op(first)..op(last)
    function _ops(uint256 first, uint256 last) internal pure returns (address[] memory members) {
        members = new address[](last - first + 1);
        for (uint256 i = 0; i < members.length; i++) {
            members[i] = op(first + i);
        }
    }
}

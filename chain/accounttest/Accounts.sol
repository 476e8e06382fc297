// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title An account of several owners, after the way of the Safe: so many of them sign what it does and what it signs, their
/// signatures of 65 bytes stand behind each other in the order of their addresses, and all they sign names the account.
contract Multisig {
    bytes32 private constant DOMAIN = keccak256("EIP712Domain(uint256 chainId,address verifyingContract)");
    bytes32 private constant MESSAGE = keccak256("SafeMessage(bytes message)");
    bytes32 private constant CALL = keccak256("Call(address to,uint256 value,bytes data,uint256 nonce)");

    mapping(address => bool) public isOwner;
    uint256 public immutable threshold;
    uint256 public nonce;

    constructor(address[] memory owners, uint256 threshold_) payable {
        for (uint256 i = 0; i < owners.length; i++) {
            isOwner[owners[i]] = true;
        }
        threshold = threshold_;
    }

    receive() external payable {}

    /// @notice What owners sign so that the account has signed a digest.
    function messageHash(bytes32 digest) public view returns (bytes32) {
        return bound(keccak256(abi.encode(MESSAGE, keccak256(abi.encode(digest)))));
    }

    /// @notice What owners sign so that the account calls.
    function callHash(address to, uint256 value, bytes calldata data) public view returns (bytes32) {
        return bound(keccak256(abi.encode(CALL, to, value, keccak256(data), nonce)));
    }

    function bound(bytes32 structHash) private view returns (bytes32) {
        bytes32 separator = keccak256(abi.encode(DOMAIN, block.chainid, address(this)));
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function signedByOwners(bytes32 digest, bytes calldata signatures) private view returns (bool) {
        if (signatures.length != threshold * 65) return false;
        address last;
        for (uint256 i = 0; i < threshold; i++) {
            (address owner, ECDSA.RecoverError err,) = ECDSA.tryRecover(digest, signatures[i * 65:(i + 1) * 65]);
            if (err != ECDSA.RecoverError.NoError || owner <= last || !isOwner[owner]) return false;
            last = owner;
        }
        return true;
    }

    /// @notice ERC-1271.
    function isValidSignature(bytes32 digest, bytes calldata signatures) external view returns (bytes4) {
        return signedByOwners(messageHash(digest), signatures) ? this.isValidSignature.selector : bytes4(0xffffffff);
    }

    function execute(address to, uint256 value, bytes calldata data, bytes calldata signatures) external {
        require(signedByOwners(callHash(to, value, data), signatures), "not signed by enough owners");
        nonce++;
        (bool ok, bytes memory out) = to.call{value: value}(data);
        if (!ok) {
            assembly {
                revert(add(out, 32), mload(out))
            }
        }
    }
}

/// @title Deploys multisigs where their owners say where they are before.
contract MultisigFactory {
    /// @notice Where the account of these owners is, or will be.
    function addressOf(address[] calldata owners, uint256 threshold, bytes32 salt) external view returns (address) {
        bytes32 code = keccak256(abi.encodePacked(type(Multisig).creationCode, abi.encode(owners, threshold)));
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), salt, code)))));
    }

    function deploy(address[] calldata owners, uint256 threshold, bytes32 salt) external returns (Multisig) {
        return new Multisig{salt: salt}(owners, threshold);
    }
}

/// @title What an account with a key lets run as its code (EIP-7702): besides its own key, one more may sign for it.
contract Delegate {
    address public second;

    function allow(address signer) external {
        require(msg.sender == address(this), "only the account itself");
        second = signer;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError err,) = ECDSA.tryRecoverCalldata(digest, signature);
        bool ok = err == ECDSA.RecoverError.NoError && signer == second;
        return ok ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title A token whose factory gives it away: who deploys an account through it has one.
contract GivingFactory {
    mapping(address => uint256) public balanceOf;

    function deploy(address proxy, bytes calldata deployment, address to) external {
        balanceOf[to] += 1 ether;
        (bool ok,) = proxy.call(deployment);
        require(ok, "not deployed");
    }
}

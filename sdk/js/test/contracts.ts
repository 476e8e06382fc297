// Contracts that tests put on a chain: an account that is one, as those of ERC-4337 are, and a token that knows no permit.
import { createRequire } from "node:module";
import {
  concatHex, createWalletClient, encodeFunctionData, hashMessage, hashTypedData, http, keccak256,
  type Abi, type Account, type Address, type Chain, type Hash, type Hex, type PublicClient, type Transport, type WalletClient,
} from "viem";
import { toAccount, type PrivateKeyAccount } from "viem/accounts";
import type { Call } from "../lib/market.ts";

// It signs by ERC-1271, in a form of its own, and somebody else sends what it calls.
const contractAccount = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract ContractAccount {
    address immutable owner;
    constructor(address o) payable { owner = o; }
    receive() external payable {}
    function execute(address to, uint256 value, bytes calldata data) external {
        require(msg.sender == owner);
        (bool ok, bytes memory out) = to.call{value: value}(data);
        if (!ok) assembly { revert(add(out, 32), mload(out)) }
    }
    // A signature is of the hash in this account, and has a byte more than those of others.
    function isValidSignature(bytes32 hash, bytes calldata s) external view returns (bytes4) {
        if (s.length != 66 || s[65] != 0x07) return 0xffffffff;
        address by = ecrecover(keccak256(abi.encodePacked(hash, address(this))), uint8(s[64]), bytes32(s[:32]), bytes32(s[32:64]));
        return by == owner ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}`;

const plainToken = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract PlainToken {
    string public constant symbol = "PLAIN";
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    function mint(address to, uint256 amount) external { balanceOf[to] += amount; }
    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }
    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }
}`;

interface Compiled { abi: Abi; evm: { bytecode: { object: string } } }

function compile(source: string, name: string): { abi: Abi; bytecode: Hex } {
  const solc = createRequire(import.meta.url)("solc") as { compile: (input: string) => string };
  const settings = { evmVersion: "prague", outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } };
  const out = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources: { a: { content: source } }, settings }))) as { contracts?: { a?: Record<string, Compiled> }; errors?: { formattedMessage: string }[] };
  const found = out.contracts?.a?.[name];
  if (!found) throw new Error(out.errors?.map((e) => e.formattedMessage).join("\n"));
  return { abi: found.abi, bytecode: `0x${found.evm.bytecode.object}` };
}

export type Wallet = WalletClient<Transport, Chain | undefined, Account>;

/** Puts a token on the chain that takes no permit, and that anybody can mint. */
export async function deployPlainToken(chain: PublicClient, wallet: Wallet): Promise<Address> {
  const hash = await wallet.deployContract({ ...compile(plainToken, "PlainToken"), chain: null });
  return (await chain.waitForTransactionReceipt({ hash })).contractAddress ?? "0x";
}

/** Calls a function of a token that takes an address and an amount. */
export async function callToken(chain: PublicClient, wallet: Wallet, token: Address, name: "approve" | "transfer" | "mint", to: Address, amount: bigint): Promise<void> {
  await chain.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to: token, data: tokenCall(name, to, amount), chain: null }) });
}

/** The data of such a call. */
export function tokenCall(functionName: string, to: Address, amount: bigint): Hex {
  const f = { type: "function", name: functionName, inputs: [{ name: "to", type: "address" }, { name: "amount", type: "uint256" }], outputs: [], stateMutability: "nonpayable" } as const;
  return encodeFunctionData({ abi: [f], args: [to, amount] });
}

/** Puts an account on the chain that is a contract of the wallet's owner, with some coins, and what works as it. */
export async function deployAccount(chain: PublicClient, wallet: Wallet, key: PrivateKeyAccount, rpc: string): Promise<{ address: Address; wallet: Wallet; send: (call: Call) => Promise<Hash> }> {
  const { abi, bytecode } = compile(contractAccount, "ContractAccount");
  const mined = async (hash: Hash) => chain.waitForTransactionReceipt({ hash });
  const { contractAddress } = await mined(await wallet.deployContract({ abi, bytecode, args: [key.address], value: 10n ** 18n, chain: null }));
  const address: Address = contractAddress ?? "0x";
  const sign = async (hash: Hex): Promise<Hex> => concatHex([await key.sign({ hash: keccak256(concatHex([hash, address])) }), "0x07"]);
  const signs = toAccount({
    address, signMessage: ({ message }) => sign(hashMessage(message)), signTypedData: (data) => sign(hashTypedData(data as Parameters<typeof hashTypedData>[0])),
    signTransaction: () => Promise.reject(new Error("a contract signs no transactions")),
  });
  const send = async (call: Call): Promise<Hash> => {
    const hash = await wallet.sendTransaction({ to: address, data: encodeFunctionData({ abi, functionName: "execute", args: [call.to, call.value, call.data] }), chain: null });
    await mined(hash);
    return hash;
  };
  return { address, wallet: createWalletClient({ account: signs, transport: http(rpc) }), send };
}

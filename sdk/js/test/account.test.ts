// An account that is a contract, as those of ERC-4337 are: it signs by ERC-1271, in a form of its own, and somebody else sends what it calls.
import { createRequire } from "node:module";
import { concatHex, createClient, createWalletClient, custom, encodeFunctionData, hashMessage, hashTypedData, http, keccak256, type Abi, type Address, type Hash, type Hex } from "viem";
import { privateKeyToAccount, toAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as m from "../lib/market.ts";
import { Devnet } from "./devnet.ts";

const source = `// SPDX-License-Identifier: Apache-2.0
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

interface Compiled { abi: Abi; evm: { bytecode: { object: string } } }

function compile(): { abi: Abi; bytecode: Hex } {
  const solc = createRequire(import.meta.url)("solc") as { compile: (input: string) => string };
  const settings = { evmVersion: "prague", outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } } };
  const out = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources: { a: { content: source } }, settings }))) as { contracts?: { a?: { ContractAccount?: Compiled } }; errors?: { formattedMessage: string }[] };
  const found = out.contracts?.a?.ContractAccount;
  if (!found) throw new Error(out.errors?.map((e) => e.formattedMessage).join("\n"));
  return { abi: found.abi, bytecode: `0x${found.evm.bytecode.object}` };
}

let net: Devnet;
beforeAll(async () => {
  net = await Devnet.start();
}, 240_000);
afterAll(async () => { await net.close(); });

/** Makes the account of somebody, with some money, and a client that works as it. */
async function account(owner: string): Promise<m.Client> {
  const { abi, bytecode } = compile();
  const wallet = net.wallet(owner);
  const mined = async (hash: Hash) => net.chain.waitForTransactionReceipt({ hash });
  const { contractAddress } = await mined(await wallet.deployContract({ abi, bytecode, args: [wallet.account.address], value: 10n ** 18n, chain: null }));
  const address: Address = contractAddress ?? "0x";
  const transfer = { type: "function", name: "transfer", inputs: [{ name: "to", type: "address" }, { name: "amount", type: "uint256" }], outputs: [], stateMutability: "nonpayable" } as const;
  await mined(await wallet.sendTransaction({ to: net.dollars, data: encodeFunctionData({ abi: [transfer], args: [address, 100_000_000n] }), chain: null }));
  const key = privateKeyToAccount(net.key(owner));
  const sign = async (hash: Hex): Promise<Hex> => concatHex([await key.sign({ hash: keccak256(concatHex([hash, address])) }), "0x07"]);
  const signs = toAccount({
    address, signMessage: ({ message }) => sign(hashMessage(message)), signTypedData: (data) => sign(hashTypedData(data as Parameters<typeof hashTypedData>[0])),
    signTransaction: () => Promise.reject(new Error("a contract signs no transactions")),
  });
  const send = async (call: m.Call): Promise<Hash> => {
    const hash = await wallet.sendTransaction({ to: address, data: encodeFunctionData({ abi, functionName: "execute", args: [call.to, call.value, call.data] }), chain: null });
    await mined(hash);
    return hash;
  };
  return m.connect({ chain: net.chain, wallet: createWalletClient({ account: signs, transport: http(net.rpc) }), send, final: 0, gateways: [net.gateway] });
}

it("buys for coin and for a token, opens by its own signature, and sells", { timeout: 240_000 }, async () => {
  const seller = await m.connect({ chain: net.chain, wallet: net.wallet("seller"), final: 0, gateways: [net.gateway] });
  const c = await account("buyer");
  for (const [token, by] of [[null, "coin"], [net.dollars, "approval"]] as const) {
    const { item } = await m.publish(seller, { source: new TextEncoder().encode(`for ${by}`), name: "a.txt", price: 1_000_000n, token, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(seller, net.gateway) });
    const shown = await m.show(c, item.link);
    await m.check(c, shown);
    expect(await m.buy(c, shown)).toMatchObject({ by, number: 1 });
    expect(Buffer.from(await m.openBytes(c, shown)).toString()).toBe(`for ${by}`);
    expect((await m.purchases(c, net.market, { asset: item.link.asset })).map((p) => p.holder.toLowerCase())).toEqual([c.config.wallet?.account.address.toLowerCase()]);
    // The owner is somebody else, and has bought nothing.
    const owner = await m.connect({ chain: net.chain, wallet: net.wallet("buyer"), final: 0 });
    await expect(m.openBytes(owner, await m.show(owner, item.link))).rejects.toMatchObject({ code: "notEntitled" });
  }
  const { item } = await m.publish(c, { source: new TextEncoder().encode("of a contract"), name: "b.txt", price: 5n, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(c, net.gateway) });
  await m.buy(seller, await m.show(seller, item.link));
  expect((await m.withdraw(c, net.market, null))?.amount).toBe(5n);
});

it("events are read from where a gateway says that the market begins, unless the chain knows it before", { timeout: 60_000 }, async () => {
  const seller = net.wallet("seller").account.address;
  const asked: string[] = [];
  const chain = createClient({ transport: custom({ request: async (args: { method: string; params?: unknown }) => {
    if (args.method === "eth_getLogs") asked.push((args.params as [{ fromBlock: string }])[0].fromBlock);
    return net.chain.request(args as never);
  } }) });
  const told = (since: string): typeof fetch => async (input, init) => {
    const response = await fetch(input, init);
    if (!(input as string).endsWith("/v1/info")) return response;
    const info = (await response.json()) as { worlds: { since: string }[] };
    expect(info.worlds[0]?.since).toMatch(/^\d+$/);
    return Response.json({ ...info, worlds: info.worlds.map((w) => ({ ...w, since })) });
  };
  const head = await net.chain.getBlockNumber();
  let low = 0n;
  for (let high = head; low < high; ) {
    const middle = (low + high) / 2n;
    if ((await net.chain.getCode({ address: net.market, blockNumber: middle })) !== undefined) high = middle;
    else low = middle + 1n;
  }
  for (const [since, from] of [[String(low), low], [String(head), 0n], ["x", 0n]] as const) {
    asked.length = 0;
    const c = await m.connect({ chain, account: seller, final: 0, gateways: [net.gateway], fetch: told(since) });
    expect((await m.sales(c, net.market)).purchases.length).toBeGreaterThan(0);
    expect(asked).toEqual([`0x${from.toString(16)}`]);
  }
});

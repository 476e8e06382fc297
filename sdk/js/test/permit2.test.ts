// Paying by a signature for Permit2: its own code, as npm @uniswap/v4-periphery carries it, on a fork of a devnet. The fork is chain 31338: that copy of the code remembers chain
// 31337, at another address. The market, its listings and the tokens are the devnet's own.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createPublicClient, createTestClient, createWalletClient, http, toFunctionSelector, type Address, type Hash, type PublicClient } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { permit2 } from "../lib/chain.ts";
import { Link } from "../lib/listing.ts";
import * as m from "../lib/market.ts";
import { callToken, deployAccount, deployPlainToken, tokenCall, type Wallet } from "./contracts.ts";
import { Devnet } from "./devnet.ts";

const modules = new URL("../../../node_modules/", import.meta.url).pathname;
const price = 12_500_000n;
let net: Devnet;
let fork: ChildProcess;
let rpc: string;
let chain: PublicClient;
let plain: Address;
/** Listings on the fork, for the plain token and for dollars, which take a permit. */
let forPlain: Link;
let forDollars: Link;

beforeAll(async () => {
  net = await Devnet.start();
  const seller = await m.connect({ chain: net.chain, wallet: net.wallet("seller"), final: 0, gateways: [net.gateway] });
  plain = await deployPlainToken(net.chain, net.wallet("seller"));
  const publish = async (token: Address): Promise<Link> => {
    const { item } = await m.publish(seller, { source: new TextEncoder().encode("rain"), name: "rain.txt", price, token, market: net.market, committee: 1n, confirmations: 0, store: await m.gatewayStore(seller, net.gateway) });
    return new Link({ chainId: 31338n, market: item.link.market, asset: item.link.asset });
  };
  [forPlain, forDollars] = [await publish(plain), await publish(net.dollars)];
  fork = spawn(`${modules}@foundry-rs/anvil-linux-amd64/bin/anvil`, ["--host", "127.0.0.1", "--port", "0", "--fork-url", net.rpc, "--chain-id", "31338", "--no-storage-caching"], {
    stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: net.folder },
  });
  rpc = await new Promise<string>((resolve, reject) => {
    let text = "";
    const read = (d: Buffer): void => {
      text += d.toString();
      const at = /^Listening on (\S+)$/m.exec(text)?.[1];
      if (at) resolve(`http://${at}`);
    };
    fork.stdout?.on("data", read);
    fork.stderr?.on("data", read);
    fork.on("exit", () => { reject(new Error(`anvil ended: ${text}`)); });
  });
  chain = createPublicClient({ transport: http(rpc), pollingInterval: 100 });
}, 300_000);

afterAll(async () => {
  fork.removeAllListeners("exit");
  fork.kill("SIGKILL");
  await net.close();
});

const walletOf = (name: string): Wallet => createWalletClient({ account: privateKeyToAccount(net.key(name)), transport: http(rpc) });
const connect = (wallet: Wallet, more: Partial<m.Config> = {}): Promise<m.Client> => m.connect({ chain, wallet, final: 0, ...more });

/** Buys once, and resolves to how it was paid and with what call. */
async function buy(c: m.Client, link: Link): Promise<{ by: string | undefined; call: { to: Address | null; input: `0x${string}` } }> {
  const paid = await m.buy(c, await m.show(c, link));
  const call = await chain.getTransaction({ hash: paid?.transaction as Hash });
  return { by: paid?.by, call };
}

const balance = (token: Address, of: Address): Promise<bigint> => chain.readContract({
  address: token, abi: [{ type: "function", name: "balanceOf", inputs: [{ name: "of", type: "address" }], outputs: [{ name: "", type: "uint256" }], stateMutability: "view" }], functionName: "balanceOf", args: [of],
});

it("a chain without Permit2 is paid by an allowance", { timeout: 240_000 }, async () => {
  const wallet = walletOf("outsider");
  await callToken(chain, wallet, plain, "mint", wallet.account.address, price);
  expect(await buy(await connect(wallet), forPlain)).toMatchObject({ by: "approval" });
});

it("with it, one signature pays exactly the price, once", { timeout: 240_000 }, async () => {
  const [, code = ""] = /hex"([0-9a-f]+)"/.exec(readFileSync(`${modules}@uniswap/v4-periphery/lib/permit2/test/utils/DeployPermit2.sol`, "utf8")) ?? [];
  await createTestClient({ mode: "anvil", transport: http(rpc) }).setCode({ address: permit2, bytecode: `0x${code}` });
  const wallet = walletOf("buyer");
  const who = wallet.account.address;
  await callToken(chain, wallet, plain, "mint", who, 3n * price);
  await callToken(chain, wallet, plain, "approve", permit2, 2n ** 256n - 1n);
  const c = await connect(wallet);
  const before = await balance(plain, forPlain.market);
  const { by, call } = await buy(c, forPlain);
  expect(by).toBe("permit2");
  expect(call.to).toBe(forPlain.market);
  expect(call.input.startsWith(toFunctionSelector("buyWithPermit2((bytes32,address,address,uint128,uint16),uint256,uint256,bytes)"))).toBe(true);
  expect([await balance(plain, who), await balance(plain, forPlain.market) - before]).toEqual([2n * price, price]);
  expect((await m.show(c, forPlain)).licensed).toBe(true);
  expect(await m.buy(c, await m.show(c, forPlain))).toBeNull();
  // The signature is spent, and was of no use to anybody else.
  const { to, input: data } = call;
  for (const account of [who, walletOf("outsider").account.address]) await expect(chain.call({ account, to, data })).rejects.toThrow("reverted");
});

it("what is allowed to Permit2 and too little is left alone", { timeout: 240_000 }, async () => {
  const wallet = walletOf("buyer2");
  await callToken(chain, wallet, plain, "mint", wallet.account.address, price);
  await callToken(chain, wallet, plain, "approve", permit2, price - 1n);
  expect(await buy(await connect(wallet), forPlain)).toMatchObject({ by: "approval" });
});

it("an account that is a contract pays by its own signature", { timeout: 240_000 }, async () => {
  const owner = walletOf("buyer");
  const { address, wallet, send } = await deployAccount(chain, owner, privateKeyToAccount(net.key("buyer")), rpc);
  await callToken(chain, owner, net.dollars, "transfer", address, 2n * price);
  await send({ to: net.dollars, data: tokenCall("approve", permit2, 2n ** 256n - 1n), value: 0n });
  const c = await connect(wallet, { send });
  const paid = await m.buy(c, await m.show(c, forDollars));
  expect(paid).toMatchObject({ by: "permit2" });
  expect(await balance(net.dollars, address)).toBe(price);
  expect((await m.show(c, forDollars)).licensed).toBe(true);
});

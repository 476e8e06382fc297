/** A file whose policy asks for a value: the page asks for it, gives it to those who judge, and keeps it nowhere. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { createPublicClient, createWalletClient, encodeAbiParameters, http, keccak256, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { marketCommittees, marketList } from "../../../sdk/js/lib/abi.ts";
import { blockAt, callOf, committeeAt, read, transact, unlimited } from "../../../sdk/js/lib/chain.ts";
import { encodeDocument, Link } from "../../../sdk/js/lib/listing.ts";
import { connect as connectSdk, gatewayStore } from "../../../sdk/js/lib/market.ts";
import { fetchKeys } from "../../../sdk/js/lib/quorum.ts";
import { Recipient, seal } from "../../../sdk/js/lib/sealed.ts";
import { strings } from "../../src/strings.ts";
import { connect, lookAt } from "./steps.ts";
import { startWatcher, textOf, type Watcher } from "./watch.ts";
import { end, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

const s = strings.asset;
const words = "only with the word";
const secret = "open-sesame-4711";

/** Lists a file under a policy of the seller's own, as a program of somebody else could, and resolves to its link. */
async function publish(): Promise<Link> {
  const chain = createPublicClient({ transport: http(world.rpc) });
  const key = world.accounts["seller"]?.key;
  if (!key) throw new Error("there is no seller");
  const wallet = createWalletClient({ account: privateKeyToAccount(key), transport: http(world.rpc) });
  const client = await connectSdk({ chain, wallet, final: 0, gateways: [world.gateway] });
  const block = await blockAt(chain, 0);
  const committees = await read(chain, block, world.market, marketCommittees, []);
  const committee = await committeeAt(chain, block, client.chainId, committees, 1n);
  const salt = `0x${"17".repeat(32)}` as const;
  const asset = keccak256(encodeAbiParameters([{ type: "address" }, { type: "bytes32" }], [wallet.account.address, salt]));
  const market = world.market.toLowerCase();
  const policy = `sale("${market}", "${asset}") && given.word == "${secret}" && bool(given.member)`;
  const recipient = new Recipient({ chainId: client.chainId, committees, committee: 1n, confirmations: 0n, policy }, (await fetchKeys(committee)).list.X);
  const sealed = Buffer.from(await new Response(await seal(new Blob([words]).stream(), [recipient])).arrayBuffer());
  const store = await gatewayStore(client, world.gateway);
  const put = (name: string, bytes: Uint8Array) => store.put(name, (async function* () { yield bytes; await Promise.resolve(); })(), { size: bytes.length });
  const location = await put("given.age", sealed);
  const document = encodeDocument({
    format: 1, kind: "file", title: "With a word", name: "word.txt", type: "text/plain", size: words.length,
    sealed: { sha256: createHash("sha256").update(sealed).digest("hex"), size: sealed.length, locations: [location] },
  });
  const uri = await put("given.json", document);
  await transact({ chain, chainId: client.chainId, wallet }, callOf(world.market, marketList, [{
    salt, token: zeroAddress, price: 10n ** 16n, duration: 0, escrow: 0, endsAt: 0, stock: unlimited, limit: 0, royalty: zeroAddress, royaltyBps: 0, referralBps: 0, memberBps: 0, committee: 1,
    version: { metadataHash: `0x${createHash("sha256").update(document).digest("hex")}`, uri, confirmations: 0n, capsule: "0x" },
  }]), "listing");
  return new Link({ chainId: client.chainId, market: world.market, asset });
}

test("a value that a policy asks for is asked for, sent in the request alone, and kept nowhere", async () => {
  const link = await publish();
  const v = await visit(browser, link.page(`${world.gateway}/`), { proxy: watcher.proxy });
  await connect(v.page, "buyer");
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await v.page.getByText(s.valuesNeeded("word, member")).waitFor({ timeout: 120_000 });
  await v.page.getByRole("checkbox", { name: s.accept }).check();
  await v.page.getByRole("button", { name: s.buy("0.01 ETH") }).click();
  await v.page.getByText(s.yours, { exact: true }).waitFor({ timeout: 120_000 });

  // Cancelled: nobody was asked.
  await v.page.getByRole("button", { name: s.download, exact: true }).click();
  await v.page.getByLabel("word", { exact: true }).waitFor({ timeout: 120_000 });
  await lookAt(v.page, "asset-given");
  await v.page.getByRole("button", { name: strings.cancel }).click();
  await v.page.getByRole("button", { name: s.download, exact: true }).click();
  const field = v.page.getByLabel("word", { exact: true });
  await field.waitFor({ timeout: 120_000 });
  expect(await field.evaluate((e) => e === document.activeElement)).toBe(true);
  expect(await field.getAttribute("type")).toBe("password");
  await field.fill(secret);
  // What is no text is asked for as JSON, and nothing is sent that is none.
  const member = v.page.getByLabel("member", { exact: true });
  expect(await v.page.getByLabel(s.valueKind("member"), { exact: true }).inputValue()).toBe("json");
  expect(await v.page.getByLabel(s.valueKind("word"), { exact: true }).inputValue()).toBe("text");
  await member.fill("yes");
  await v.page.keyboard.press("Enter");
  await v.page.getByText(s.valueBad).waitFor();
  expect(await member.evaluate((e) => e === document.activeElement)).toBe(true);
  await member.fill("true");
  const event = v.page.waitForEvent("download", { timeout: 120_000 });
  await v.page.keyboard.press("Enter");
  expect(await readFile(await (await event).path(), "utf8")).toBe(words);

  // It was in the bodies of questions to the gateway or to nodes, and nowhere else.
  const told = watcher.seen.filter((one) => textOf(one).includes(`"word":"${secret}"`) && textOf(one).includes('"member":true'));
  expect(told.length).toBeGreaterThan(0);
  for (const one of told) {
    expect(new URL(one.url).pathname).toMatch(/^\/v1\/(access|shares)$/);
    expect([one.url, ...one.headers].join("\n")).not.toContain(secret);
  }
  const kept = await v.page.evaluate(async () => {
    const all: unknown[] = [location.href, document.documentElement.outerHTML, Object.entries(localStorage), Object.entries(sessionStorage), history.state];
    for (const { name = "" } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => { resolve(opening.result); };
        opening.onerror = () => { reject(new Error(name)); };
      });
      for (const store of db.objectStoreNames) {
        all.push(await new Promise((resolve) => {
          const reading = db.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => { resolve(reading.result); };
        }));
      }
      db.close();
    }
    return JSON.stringify(all);
  });
  // The policy itself is public, and names the word; the page's text of it is the plain sale's.
  expect(kept).not.toContain(secret);
  expect(v.complaints).toEqual([]);
  await v.close();
});

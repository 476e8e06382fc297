/** What goes wrong, said in words with a next step; and that no money moves then. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { createPublicClient, http, toFunctionSelector } from "viem";
import { strings, type Problem } from "../../src/strings.ts";
import { buy, connect, download } from "./steps.ts";
import { giveWallet } from "./wallet.ts";
import { startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;

afterEach(() => { watcher.answer = null; });

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
});

afterAll(() => end(browser, watcher, world));

const s = strings.asset;
const goods = Buffer.from("seven stories, and a bird ".repeat(5_000));
let sold = 0;

/** Lists the goods with the command line, and resolves to the page's link. */
async function publish(title: string, price: string): Promise<string> {
  await writeFile(join(world.dir, "goods.txt"), goods.toString() + String(sold++));
  const link = await world.latchkey("seller", "publish", "goods.txt", "--title", title, "--price", price, "--confirmations", "0");
  return `${world.gateway}/#${link.replace("latchkey://", "")}`;
}

const salesNow = () => world.latchkey("seller", "sales", "--json");

/** Waits for a problem's sentence and its next step. */
async function told(page: Page, problem: Problem): Promise<void> {
  const alert = page.getByRole("alert").first();
  await alert.waitFor({ timeout: 120_000 });
  expect(await alert.textContent()).toContain(problem.what);
  expect(await alert.textContent()).toContain(problem.next);
}

const buyButton = (page: Page, price: string) => page.getByRole("button", { name: s.buy(price) });

test("a wallet that rejects, or is on another network, or has too little, pays nothing", async () => {
  const link = await publish("Seven stories", "0.01eth");
  const before = await salesNow();
  const v = await visit(browser, link);
  const buyer = world.accounts["buyer"];
  if (!buyer) throw new Error("there is no buyer");
  const chain = createPublicClient({ transport: http(world.rpc) });
  const balance = await chain.getBalance({ address: buyer.address });
  const person = await giveWallet(v.context, world, buyer);
  person.chainId = 1;
  await v.page.reload();
  await v.page.getByRole("banner").getByRole("button", { name: strings.wallet.connectLong, exact: true }).click();
  await v.page.getByRole("button", { name: "Test wallet" }).click();
  await v.page.getByRole("dialog").waitFor({ state: "detached" });

  // Another network: the page has the wallet switch, and says so when it does not.
  person.chainId = 1;
  person.rejectNext = "wallet_switchEthereumChain";
  await v.page.reload();
  await v.page.getByText(strings.wallet.wrongNetwork(strings.wallet.devnetChain)).waitFor();
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await told(v.page, strings.problems.rejected);
  await picture(v.page, "failed-network");
  await v.page.getByRole("button", { name: strings.again }).click();
  await buyButton(v.page, "0.01 ETH").waitFor();
  expect(person.chainId).toBe(world.chainId);

  // Rejected.
  person.rejectNext = "eth_sendTransaction";
  await buyButton(v.page, "0.01 ETH").click();
  await told(v.page, strings.problems.rejected);
  await picture(v.page, "failed-rejected");
  expect(await salesNow()).toBe(before);
  expect(await chain.getBalance({ address: buyer.address })).toBe(balance);

  // Too little money.
  const dear = await publish("Too dear", "20000000eth");
  await v.page.goto(dear);
  await v.page.getByRole("heading", { name: "Too dear" }).waitFor();
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await told(v.page, strings.problems.tooLittleMoney);
  expect(await buyButton(v.page, "20,000,000 ETH").count()).toBe(0);
  await picture(v.page, "failed-money");

  // And then it goes as it should.
  await v.page.goto(link);
  await buy(v.page, "0.01 ETH");
  person.rejectNext = "eth_signTypedData_v4";
  await v.page.getByRole("button", { name: s.download, exact: true }).click();
  await told(v.page, strings.problems.rejected);
  expect((await download(v.page)).toString()).toContain("seven stories");
  await v.close();
});

test("while the chain is read, a listing's words are the gateway's, and say so; nothing can be bought by them", async () => {
  const link = await publish("Told before", "0.01eth");
  await expect.poll(async () => (await fetch(`${world.gateway}/v1/assets/${new URL(link).hash.slice(1)}`)).status, { timeout: 120_000 }).toBe(200);
  let go: () => void = () => undefined;
  const chainAnswers = new Promise<void>((resolve) => { go = resolve; });
  watcher.answer = async (one) => {
    if (one.url.replace(/\/$/, "") === world.rpc.replace(/\/$/, "")) await chainAnswers;
    return undefined;
  };
  const v = await visit(browser, link, { proxy: watcher.proxy });
  await v.page.getByRole("heading", { level: 1, name: "Told before" }).waitFor();
  await v.page.getByText(s.told).waitFor();
  await picture(v.page, "asset-told");
  expect(await v.page.getByRole("article").count()).toBe(0);
  expect(await v.page.getByRole("main").getByRole("button").count()).toBe(0);
  go();
  await v.page.getByRole("button", { name: s.connectToBuy }).waitFor();
  expect(await v.page.getByText(s.told).count()).toBe(0);
  expect(v.complaints).toEqual([]);
  await v.close();
});

test("what has changed since the page was loaded is seen before it is paid", async () => {
  const [stopped, file, description] = [await publish("Stopped", "0.01eth"), await publish("Other file", "0.01eth"), await publish("Other words", "0.01eth")];
  const before = await salesNow();
  const v = await visit(browser, stopped);
  await connect(v.page, "buyer");
  await v.page.getByRole("button", { name: s.checkNow }).waitFor();
  await world.latchkey("seller", "stop", `latchkey://${new URL(stopped).hash.slice(1)}`);
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await told(v.page, strings.problems.stopped);
  await picture(v.page, "failed-stopped");
  await v.page.reload();
  await v.page.getByText(s.stopped).waitFor();

  // One bit in the sealed file, and one in the description, at the file store.
  const flip = async (link: string, wanted: (name: string) => boolean) => {
    const shown = await world.latchkey("buyer", "show", `latchkey://${new URL(link).hash.slice(1)}`, "--json");
    const folder = join(world.dir, "world", "files");
    const names = (await readdir(folder, { recursive: true })).filter((n) => shown.includes(n) && wanted(n));
    expect(names).toHaveLength(1);
    const path = join(folder, names[0] ?? "");
    const bytes = await readFile(path);
    const at = bytes.length - 20;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
  };
  await v.page.goto(file);
  await v.page.getByRole("button", { name: s.checkNow }).waitFor();
  await flip(file, (n) => n.endsWith(".age"));
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await told(v.page, strings.problems.wrongHash);
  expect(await buyButton(v.page, "0.01 ETH").count()).toBe(0);
  await picture(v.page, "failed-hash");

  await flip(description, (n) => !n.endsWith(".age"));
  await v.page.goto(description);
  await told(v.page, strings.problems.wrongHash);
  expect(await v.page.getByRole("button", { name: s.checkNow }).count()).toBe(0);
  expect(await salesNow()).toBe(before);
  await v.close();
});

test("an account without a licence is refused by the nodes, whatever its endpoint of the chain says", async () => {
  const link = await publish("Not for everybody", "0.01eth");
  watcher.answer = (one) => {
    if (one.url.replace(/\/$/, "") !== world.rpc.replace(/\/$/, "")) return Promise.resolve(undefined);
    return lie(one.body.toString());
  };
  const v = await visit(browser, link, { proxy: watcher.proxy });
  await connect(v.page, "outsider");
  await v.page.getByRole("button", { name: s.download, exact: true }).click();
  await told(v.page, strings.problems.notEntitled);
  await picture(v.page, "failed-account");
  await v.close();
});

const licenceSelector = toFunctionSelector("licenceOf(bytes32,address)");

/** The chain's answers, except that everybody has a licence for ever. */
async function lie(body: string): Promise<string> {
  const answer = (await (await fetch(world.rpc, { method: "POST", headers: { "Content-Type": "application/json" }, body })).json()) as unknown;
  const asked = JSON.parse(body) as { id: number; params?: { data?: string }[] } | { id: number; params?: { data?: string }[] }[];
  const lies = new Set([asked].flat().filter((a) => a.params?.[0]?.data?.startsWith(licenceSelector)).map((a) => a.id));
  for (const a of [answer].flat() as { id: number; result?: string }[]) if (lies.has(a.id)) a.result = `0x${"f".repeat(16).padStart(64, "0")}`;
  return JSON.stringify(answer);
}

test("while nodes die, files open; with too few of them, nothing is paid without a word", async () => {
  const [link, other] = [await publish("Opened while nodes die", "0.01eth"), await publish("Bought by nobody", "0.01eth")];
  const dies = (indexes: number[]) => async () => {
    for (const index of indexes) await world.killNode(index);
  };
  const v = await visit(browser, link, { proxy: watcher.proxy });
  await connect(v.page, "buyer");
  await buy(v.page, "0.01 ETH");
  for (const indexes of [[2], [4]]) {
    // They die when the first request of an opening is on its way.
    let kill: (() => Promise<void>) | null = dies(indexes);
    let asked = "";
    watcher.answer = async (one) => {
      if (kill && /\/v1\/(access|shares)$/.test(one.url)) {
        const now = kill;
        kill = null;
        asked = one.url;
        await now();
      }
      return undefined;
    };
    expect((await download(v.page)).toString()).toContain("seven stories");
    expect(asked).not.toBe("");
  }
  watcher.answer = null;
  const before = await salesNow();
  await world.killNode(5);
  await v.page.getByRole("button", { name: s.download, exact: true }).click();
  await told(v.page, strings.problems.tooFewNodes);
  await picture(v.page, "failed-nodes");
  expect(await v.page.getByText(s.yours, { exact: true }).count()).toBe(1);

  await v.page.goto(other);
  await v.page.getByRole("heading", { name: "Bought by nobody" }).waitFor();
  await v.page.getByRole("button", { name: s.checkNow }).click();
  await v.page.getByText(s.riskTexts.tooFewReady).waitFor({ timeout: 120_000 });
  await picture(v.page, "risk-nodes");
  expect(await buyButton(v.page, "0.01 ETH").isDisabled()).toBe(true);
  await v.page.getByRole("checkbox", { name: s.accept }).check();
  expect(await buyButton(v.page, "0.01 ETH").isDisabled()).toBe(false);
  expect(await salesNow()).toBe(before);
  await v.page.goto(`${world.gateway}/#/network`);
  await v.page.getByText(strings.network.health.bad(2, 3)).waitFor({ timeout: 120_000 });
  await picture(v.page, "network-bad");
  await v.close();
});

/** A gateway that serves two markets: people choose in which they sell, and what they see of their own is of that one. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { concat, createPublicClient, createWalletClient, getContractAddress, http, isAddressEqual, pad, slice, type Address } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { short } from "../../src/format.ts";
import { strings } from "../../src/strings.ts";
import { buy, connectWallet, download, lookAt, sell } from "./steps.ts";
import { giveWallet } from "./wallet.ts";
import { end, startBrowser, startGateway, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let second: Address;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
  second = await deployBeside();
  gateway = await startGateway(world, "--other-markets", second);
});

afterAll(() => end(browser, gateway, world));

const chain = () => createPublicClient({ transport: http(world.rpc) });

function account(name: string) {
  const found = world.accounts[name];
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** Puts another Market beside the devnet's: what its deployment gave to the contract that creates contracts (EIP-1014), with another salt. */
async function deployBeside(): Promise<Address> {
  const head = await chain().getBlockNumber();
  for (let blockNumber = 0n; blockNumber <= head; blockNumber++) {
    const { transactions } = await chain().getBlock({ blockNumber, includeTransactions: true });
    for (const { to, input } of transactions) {
      if (to === null || input.length < 200) continue;
      const [salt, bytecode] = [slice(input, 0, 32), slice(input, 32)];
      if (!isAddressEqual(getContractAddress({ opcode: "CREATE2", from: to, salt, bytecode }), world.market)) continue;
      const other = pad("0x2", { size: 32 });
      const wallet = createWalletClient({ account: privateKeyToAccount(account("buyer").key), transport: http(world.rpc) });
      const hash = await wallet.sendTransaction({ to, data: concat([other, bytecode]), chain: null });
      expect((await chain().waitForTransactionReceipt({ hash })).status).toBe("success");
      return getContractAddress({ opcode: "CREATE2", from: to, salt: other, bytecode });
    }
  }
  throw new Error("the devnet's market was deployed in another way");
}

const choose = (page: Page, market: Address) => page.getByLabel(strings.world.which, { exact: true }).selectOption({ label: strings.world.marketOn(short(market), strings.wallet.chain(String(world.chainId))) });

test("what is sold in the second market is bought there, and each page says which market it is of", async () => {
  // This gateway is no devnet's: committees are read where the chain is final.
  await expect.poll(async () => (await chain().getBlock({ blockTag: "finalized" })).number, { timeout: 120_000 }).toBeGreaterThanOrEqual(32n);
  const seller = await visit(browser, `${gateway.url}/`);
  await giveWallet(seller.context, world, account("seller"));
  await seller.page.goto(`${gateway.url}/#/sell`);
  await seller.page.reload();
  await connectWallet(seller.page);
  await choose(seller.page, second);
  await lookAt(seller.page, "sell-markets");
  const goods = Buffer.from("sold in the second market");
  const link = await sell(seller.page, { files: [{ name: "second.txt", mimeType: "text/plain", buffer: goods }], title: "In the second", price: "0.01" });
  expect(link.toLowerCase()).toContain(`/${second.toLowerCase()}/`);

  // Of this visit, it is the one that was chosen; the first has nothing of the seller's.
  await seller.page.getByRole("navigation").getByRole("link", { name: strings.nav.sales, exact: true }).click();
  await seller.page.getByRole("link", { name: "In the second" }).first().waitFor();
  await choose(seller.page, world.market);
  await seller.page.getByText(strings.sales.empty).waitFor();
  expect(await seller.page.getByText("In the second").count()).toBe(0);
  await seller.page.getByRole("navigation").getByRole("link", { name: strings.nav.network, exact: true }).click();
  await seller.page.getByText(strings.network.figures).waitFor();
  await choose(seller.page, second);
  await seller.page.getByText(strings.network.figures).waitFor();

  const buyer = await visit(browser, `${gateway.url}/#/browse`);
  await giveWallet(buyer.context, world, account("buyer"));
  await buyer.page.reload();
  await connectWallet(buyer.page);
  await buyer.page.getByRole("link", { name: "In the second" }).click();
  await buyer.page.getByRole("button", { name: strings.asset.checkNow }).waitFor();
  expect(await buyer.page.getByText(strings.world.otherMarket).count()).toBe(0);
  await buy(buyer.page, "0.01 ETH");
  expect(Buffer.compare(await download(buyer.page), goods)).toBe(0);
  await buyer.page.goto(`${gateway.url}/#/library`);
  await buyer.page.getByRole("link", { name: "In the second" }).waitFor();

  // What was sold is told of the market in which it was.
  await seller.page.getByRole("navigation").getByRole("link", { name: strings.nav.sales, exact: true }).click();
  await seller.page.getByRole("heading", { name: strings.sales.recent }).waitFor({ timeout: 120_000 });
  await choose(seller.page, world.market);
  await seller.page.getByText(strings.sales.empty).waitFor();
  expect(await seller.page.getByRole("heading", { name: strings.sales.recent }).count()).toBe(0);
  expect([...seller.complaints, ...buyer.complaints]).toEqual([]);
  await seller.close();
  await buyer.close();
});

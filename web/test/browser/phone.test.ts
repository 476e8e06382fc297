/** Wallets on phones, where a site's operator has switched them on; the relay cannot be reached from here, which is a story of its own. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { strings } from "../../src/strings.ts";
import { startWatcher, type Watcher } from "./watch.ts";
import { end, picture, startBrowser, startGateway, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;
let watcher: Watcher;
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  [world, browser, watcher] = await Promise.all([startWorld(), startBrowser(), startWatcher()]);
  gateway = await startGateway(world, "--walletconnect", "0123456789abcdef0123456789abcdef");
});

afterAll(() => end(browser, watcher, gateway, world));

const s = strings.wallet;

/** Whom the visitor's browser asked, besides the gateway and the chain's endpoint. */
const strangers = (): string[] => {
  const known = new Set([gateway.url, world.gateway, world.rpc].map((u) => new URL(u).host));
  return watcher.seen.map((r) => (r.method === "CONNECT" ? r.url : new URL(r.url).host)).filter((host) => !known.has(host));
};

const open = { name: s.connectLong, exact: true } as const;

test("with a project of WalletConnect's it is a choice, whose relay is asked once it is chosen; a relay that is not there is a sentence", async () => {
  const connects = async (url: string) => /connect-src ([^;]*)/.exec((await fetch(url)).headers.get("content-security-policy") ?? "")?.[1]?.split(" ") ?? [];
  const before = await connects(world.gateway);
  expect((await connects(gateway.url)).filter((source) => !before.includes(source))).toEqual(["wss://relay.walletconnect.org"]);
  const without = await visit(browser, world.gateway);
  await without.page.getByRole("banner").getByRole("button", open).click();
  await without.page.getByText(s.devnetNote).waitFor();
  expect(await without.page.getByText(s.walletConnect, { exact: true }).count()).toBe(0);
  await without.close();

  const v = await visit(browser, `${gateway.url}/#/browse`, { proxy: watcher.proxy });
  await v.page.waitForLoadState("networkidle");
  await v.page.getByRole("banner").getByRole("button", open).click();
  const choice = v.page.getByRole("button", { name: s.walletConnect });
  await choice.waitFor();
  await v.page.getByText(s.walletConnectNote).waitFor();
  await picture(v.page, "wallet-phone");
  expect(strangers()).toEqual([]);
  expect(v.complaints).toEqual([]);

  const alert = v.page.getByRole("dialog").getByRole("alert");
  for (let i = 0; i < 2; i++) { // and it can be tried again
    const asked = strangers().length;
    await choice.click();
    await v.page.getByText(s.connecting).waitFor();
    await expect.poll(() => strangers().length).toBeGreaterThan(asked);
    await alert.waitFor({ timeout: 120_000 });
    expect(await alert.textContent()).toContain(s.relayNone.what);
    expect(await alert.textContent()).toContain(s.relayNone.next);
  }
  await picture(v.page, "wallet-phone-none");
  expect([...new Set(strangers())]).toEqual(["relay.walletconnect.org:443"]);

  // Whoever leaves it is not connected, and nothing of it is asked any more.
  await v.page.keyboard.press("Escape");
  await v.page.getByRole("dialog").waitFor({ state: "detached" });
  const asked = strangers().length;
  await v.page.reload();
  await v.page.waitForLoadState("networkidle");
  await v.page.getByRole("banner").getByRole("button", open).waitFor();
  expect(strangers()).toHaveLength(asked);
  await v.close();
});

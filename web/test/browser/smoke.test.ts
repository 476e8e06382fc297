import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { picture, startBrowser, startWorld, visit, type World } from "./world.ts";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test("pages are there and complain of nothing", async () => {
  for (const route of ["", "#/sell", "#/browse", "#/library", "#/sales", "#/network", "#/about"]) {
    const v = await visit(browser, world.gateway + "/" + route);
    await v.page.waitForLoadState("networkidle");
    await picture(v.page, `smoke${route.replace("#/", "-")}`);
    expect(v.complaints, route).toEqual([]);
    await v.close();
  }
});

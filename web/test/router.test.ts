import { describe, expect, test } from "vitest";
import { hrefOf, parseRoute, plainPages, referrer, type Route } from "../src/router.ts";

const market = `0x${"ab".repeat(20)}` as const;
const asset = `0x${"01".repeat(32)}` as const;
const key = `${"k".repeat(41)}_-`;

describe("routes", () => {
  const routes: Route[] = [
    { page: "home" },
    ...plainPages.map((page): Route => ({ page })),
    { page: "browse", query: new URLSearchParams({ q: "rain & <b>", sort: "-price" }) },
    { page: "browse", query: new URLSearchParams() },
    { page: "asset", chainId: "31337", market, asset, key: undefined },
    { page: "asset", chainId: "1", market, asset, key },
  ];
  test.each(routes.map((r) => [hrefOf(r), r]))("%s is read as it was written", (href, route) => {
    expect(parseRoute(href)).toEqual(route);
  });

  test("links of spec/listing.md are asset pages, also behind names of pages, and in any case", () => {
    const place = `5/${market}/${asset}`;
    for (const fragment of [`#${place}`, `#/${place}`, `#/app/page/${place}`, `#${place}/`, `#5/${market.toUpperCase().replace("0X", "0x")}/${asset}`]) {
      expect(parseRoute(fragment), fragment).toEqual({ page: "asset", chainId: "5", market, asset, key: undefined });
    }
    expect(parseRoute(`#/market/${place}/${key}`)).toEqual({ page: "asset", chainId: "5", market, asset, key });
  });

  test("what is no link and no page is missing", () => {
    for (const fragment of [
      "#/nowhere", `#05/${market}/${asset}`, `#5/${market}/${asset.slice(0, -1)}`, `#5/${market}/${asset}/short`, `#${market}/${asset}`, `#-1/${market}/${asset}`,
      `#5/${market}/${asset}/${key}/more`,
    ]) expect(parseRoute(fragment).page, fragment).toBe("missing");
  });

  test("a referrer is one address that is not zero", () => {
    expect(referrer(`?ref=${market}`)).toBe(market);
    for (const search of ["", "?ref=", "?ref=0x12", `?ref=0x${"0".repeat(40)}`, `?ref=${market}&ref=${market}`]) expect(referrer(search), search).toBeUndefined();
  });
});

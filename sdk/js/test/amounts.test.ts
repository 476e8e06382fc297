import { expect, it } from "vitest";
import { formatAmount, parseAmount, type Currency } from "../lib/market.ts";

it("an amount is read as it is written, whatever its currency calls itself: any token may be called 0", () => {
  for (const symbol of ["", "ETH", "0", "00", "1INCH", ".5", "e"]) {
    for (const decimals of [0, 6, 18]) {
      const currency: Currency = { token: null, symbol, decimals };
      for (const n of [0n, 1n, 10n, 100n, 1_000_000n, 10n ** 18n, 1005n * 10n ** 17n, 2n ** 90n]) {
        expect(parseAmount(currency, formatAmount(currency, n)), `${formatAmount(currency, n)} of ${symbol}`).toBe(n);
        expect(parseAmount(currency, formatAmount({ ...currency, symbol: "" }, n))).toBe(n);
      }
    }
  }
  expect(() => parseAmount({ token: null, symbol: "0", decimals: 6 }, " 0x")).toThrow(expect.objectContaining({ code: "badRequest" }));
});

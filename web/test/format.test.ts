import { describe, expect, test } from "vitest";
import { decimal, duration, money, parseDecimal, percent, plainMoney, printable, roundMoney, size } from "../src/format.ts";

const ether = { token: null, symbol: "ETH", decimals: 18 };

describe("money", () => {
  test("what is written is read as the same amount, to the last digit", () => {
    for (const decimals of [0, 1, 6, 18, 36]) {
      for (const amount of [0n, 1n, 9n, 10n, 123456789n, 10n ** 18n, 10n ** 18n - 1n, 2n ** 128n - 1n]) {
        expect(parseDecimal(decimal(amount, decimals), decimals), `${amount} of ${decimals}`).toBe(amount);
      }
    }
  });

  test("an amount has no zeros that say nothing, and no exponent", () => {
    expect(decimal(10n ** 16n, 18)).toBe("0.01");
    expect(decimal(1n, 18)).toBe("0.000000000000000001");
    expect(decimal(10n ** 24n, 18)).toBe("1000000");
    expect(decimal(-5n, 1)).toBe("-0.5");
    expect(decimal(7n, 0)).toBe("7");
  });

  test("what people write is read, or refused: never rounded", () => {
    expect(parseDecimal("0,5", 18)).toBe(5n * 10n ** 17n);
    expect(parseDecimal(" .5 ", 1)).toBe(5n);
    expect(parseDecimal("1.50", 1)).toBe(15n);
    for (const text of ["", ".", "1e3", "-1", "0x10", "1.55", "1 2", "١", "1.2.3"]) expect(parseDecimal(text, 1), text).toBeNull();
  });

  test("nothing is free as a price, and nothing as an amount", () => {
    expect(money(0n, ether)).not.toContain("0");
    expect(plainMoney(0n, ether)).toBe("0 ETH");
  });

  test("what somebody has is rounded down, never up", () => {
    expect(roundMoney(10n ** 18n - 1n, ether)).toBe("0.9999 ETH");
    expect(roundMoney(5n, { token: null, symbol: "X", decimals: 0 })).toBe("5 X");
  });

  test("a token's name plays no tricks", () => {
    expect(plainMoney(1n, { token: `0x${"1".repeat(40)}`, symbol: "US\u202eDC\n", decimals: 0 })).not.toMatch(/[\u202e\n]/);
  });
});

describe("others", () => {
  test("parts, sizes and times", () => {
    expect(percent(250)).toBe("2.5 %");
    expect(size(0)).toBe("0 B");
    expect(size(999)).toBe("999 B");
    expect(size(1_400_000)).toBe("1.4 MB");
    expect(size(999_999)).toBe("1 MB");
    expect(duration(86400)).toBe("1 day");
    expect(duration(90)).toBe("90 seconds");
  });

  test("texts from strangers have no control characters", () => {
    expect(printable("gpj\u202e.exe\u0000\u001b[31m")).toBe("gpj .exe [31m");
  });
});

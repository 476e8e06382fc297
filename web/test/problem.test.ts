import { LatchkeyError, type Code } from "@latchkey/sdk/errors";
import { expect, test } from "vitest";
import { checkIds, checkSteps, failedAt, partsOf } from "../src/checks.ts";
import { isCancelled, problemOf } from "../src/problem.ts";
import { strings } from "../src/strings.ts";

test("each of the SDK's codes is a sentence with a next step", () => {
  for (const [code, problem] of Object.entries(strings.problems)) {
    const told = problemOf(new LatchkeyError(code as Code, "in other words"));
    expect(told).toEqual({ ...problem, detail: "in other words" });
    expect(told.what, code).toMatch(/[.!?]$/);
    expect(told.next, code).toMatch(/[.!?]$/);
  }
});

test("wallets' refusals are found where they hide", () => {
  const rejected = Object.assign(new Error("User rejected"), { code: 4001 });
  expect(problemOf(new Error("sending", { cause: new Error("deeper", { cause: rejected }) })).what).toBe(strings.problems.rejected.what);
  expect(problemOf("something").what).toBe(strings.failures.unknown.what);
  expect(problemOf(undefined).next).toBe(strings.failures.unknown.next);
});

test("a cancellation is no failure", () => {
  expect(isCancelled(new DOMException("stop", "AbortError"))).toBe(true);
  expect(isCancelled(new Error("AbortError"))).toBe(false);
});

test("what a stranger said cannot play tricks", () => {
  expect(problemOf(new Error("a\u202eb\nc\u0007")).detail).toBe("a b c");
});

test("the checks before the one that failed are good, those after it wait", () => {
  const error = new LatchkeyError("tooLittleMoney", "less");
  const at = failedAt(error);
  expect(at).toBe("funds");
  const states = checkSteps({ state: "failed", at, error }).map((s) => s.state);
  expect(states).toEqual(checkIds.map((_, i) => (i < 3 ? "good" : i === 3 ? "bad" : "wait")));
});

test("the parts of a price are all of it", () => {
  for (const price of [0n, 1n, 99n, 12345678901234567890n]) {
    for (const bps of [0, 1, 250, 3333, 5000]) {
      const listing = { price, royaltyBps: bps, referralBps: bps, memberBps: 0 } as Parameters<typeof partsOf>[0];
      for (const referred of [true, false]) {
        const parts = partsOf(listing, referred);
        expect(parts.reduce((n, p) => n + p.amount, 0n)).toBe(price);
        expect(parts.reduce((n, p) => n + p.bps, 0)).toBe(10_000);
        expect(parts.every((p) => p.amount >= 0n)).toBe(true);
      }
    }
  }
});

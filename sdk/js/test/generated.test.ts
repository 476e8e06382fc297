import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

it("lib/abi.ts is what the contracts' bindings say", () => {
  expect(() => execFileSync(process.execPath, [new URL("../scripts/generate.mjs", import.meta.url).pathname, "--check"], { stdio: "pipe" })).not.toThrow();
});

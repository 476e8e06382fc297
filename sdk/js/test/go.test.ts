import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { baseMult, randomScalar } from "../lib/group.ts";
import { Recipient, open, parseRecipient, seal } from "../lib/sealed.ts";
import { combine, open as openCapsule } from "../lib/tdh2.ts";
import { label } from "../lib/terms.ts";
import { Committee } from "./committee.ts";
import { all, from, pattern, same, sizes } from "./streams.ts";

// The other side is TestExchange of package sealed.
test("Go opens what is sealed here, and what Go seals opens here", async () => {
  const dir = mkdtempSync(join(tmpdir(), "latchkey-exchange-"));
  try {
    const c = new Committee(1, 1);
    const r = new Recipient({ chainId: 31337n, committees: "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e", committee: 7n, confirmations: 3n,
      policy: '\ufeffbuyer == "Ä 🔑"\r\n' }, c.X);
    writeFileSync(join(dir, "recipient"), r.encode());
    writeFileSync(join(dir, "secret"), bytesToHex(c.x.bytes()));
    for (const n of sizes) writeFileSync(join(dir, `${n}.age`), await all(await seal(from(pattern(n)), [parseRecipient(r.encode())])));

    const root = new URL("../../..", import.meta.url).pathname;
    const { stdout } = await promisify(execFile)("go", ["test", "-count=1", "-v", "-run", "^TestExchange$", "./sealed"],
      { cwd: root, env: { ...process.env, LATCHKEY_EXCHANGE: dir } });
    expect(stdout).toContain("--- PASS: TestExchange");

    for (const n of sizes) for (const name of [`go-${n}.age`, `go-${n}.txt`]) {
      const plain = await all(await open(from(readFileSync(join(dir, name)), 5000), (s) => {
        expect(s.terms).toEqual(r.terms);
        const q = randomScalar();
        const l = label(s.terms);
        const ctx = c.context(l, s.capsule, baseMult(q));
        return Promise.resolve(openCapsule(combine(1, 1, [c.share(ctx, 1)]), q, l, s.capsule));
      }));
      expect(same(plain, pattern(n)), name).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
}, 600_000);

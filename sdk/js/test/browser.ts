// What browser.test.ts runs in a page.
import { Owner, delegatingKey, open as openAny, ownerOpener } from "../lib/grant.ts";
import { fragments } from "../lib/granter.ts";
import { baseMult, decodePoint, randomScalar } from "../lib/group.ts";
import { Recipient, open, parseRecipient, seal } from "../lib/sealed.ts";
import { Workers } from "../lib/stream.ts";
import { combine, open as openCapsule, verifyShare } from "../lib/tdh2.ts";
import { label } from "../lib/terms.ts";
import { decodeCapsule, decodeKeyFrag, decryptReencrypted, reencrypt } from "../lib/umbral.ts";
import { Committee } from "./committee.ts";

/** Resolves to "it opens", or to what went wrong. */
export async function story(start: () => Worker): Promise<string> {
  const c = new Committee(2, 3);
  const to = parseRecipient(new Recipient({ chainId: 31337n, committees: "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e", committee: 1n,
    confirmations: 0n, policy: "buyer == buyer" }, c.X).encode());
  const threads = [start(), start()];
  const workers = new Workers(threads);
  const plain = new Uint8Array(3_000_001).map((_, i) => i >> 8);
  for (const w of [undefined, workers]) {
    const file = new Blob([await new Response(await seal(new Blob([plain]).stream(), [to], { workers: w })).arrayBuffer()]);
    const opened = await open(file.stream(), (s) => {
      const q = randomScalar();
      const l = label(s.terms);
      const ctx = c.context(l, s.capsule, baseMult(q));
      const shares = [3, 1].map((j) => c.share(ctx, j));
      verifyShare(ctx, 3, baseMult(c.xs[2] ?? q), shares[0] ?? new Uint8Array());
      return Promise.resolve(openCapsule(combine(2, 3, shares), q, l, s.capsule));
    }, { workers: w });
    const got = new Uint8Array(await new Response(opened).arrayBuffer());
    if (got.length !== plain.length || !got.every((x, i) => x === plain[i])) return `other bytes ${w ? "from workers" : ""}`;
  }
  workers.close();
  for (const t of threads) t.terminate();
  return grants();
}

/** Seals a file for grants, and opens it as its owner and as a reader. */
async function grants(): Promise<string> {
  const account = "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e";
  const [owner, verifying, reader] = [randomScalar(), randomScalar(), randomScalar()];
  const readerKey = baseMult(reader).encode();
  const file = new Blob([await new Response(await seal(new Blob(["granted"]).stream(), [new Owner(account, baseMult(owner), baseMult(verifying), [])])).arrayBuffer()]);
  const { delegating } = await delegatingKey(file.stream(), account, owner);
  const frags = fragments(delegating, { readerKey }, verifying, 2, 3).map(decodeKeyFrag);
  for (const grant of [ownerOpener(account, owner), (s: Parameters<ReturnType<typeof ownerOpener>>[0]) => {
    const capsule = decodeCapsule(s.capsule);
    return Promise.resolve(decryptReencrypted(reader, decodePoint(s.delegating), decodePoint(s.verifying), capsule, frags.slice(1).map((f) => reencrypt(capsule, f)), s.sealed));
  }]) {
    if (await new Response(await openAny(file.stream(), { grant })).text() !== "granted") return "another file was granted";
  }
  return "it opens";
}

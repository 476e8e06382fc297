import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { Decrypter, armor, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { baseMult, decodeScalar, identity, randomScalar, type Scalar } from "../lib/group.ts";
import {
  ForeignFileError, MalformedError, Recipient, encodeIdentity, encodeStanza, newIdentity, open, parseIdentity, parseRecipient, parseStanza,
  readHeader, readStanzas, seal, sealedSize, startSealing, unlock, type Opener, type Stanza,
} from "../lib/sealed.ts";
import { DamagedError, chunkSize, openStream, sealStream } from "../lib/stream.ts";
import { BadCapsuleError, open as openCapsule, combine } from "../lib/tdh2.ts";
import { label, type Address, type Terms } from "../lib/terms.ts";
import { Committee } from "./committee.ts";
import { flipped, generator } from "./random.ts";
import { bytes, each, folder } from "./vectors.ts";
import { all, from, pattern, same, sizes } from "./streams.ts";

interface TermsOut { chainId: string; committees: Address; committee: string; confirmations: string; policy: string }

const text = (hex: string) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes(hex));
const termsOf = (o: TermsOut): Terms => ({ chainId: BigInt(o.chainId), committees: o.committees, committee: BigInt(o.committee),
  confirmations: BigInt(o.confirmations), policy: text(o.policy) });

each<{ type: string; args: string[]; body: string }, TermsOut & { capsule: string; label: string }>("stanza/parse", (v) => {
  const args = [v.input.type, ...v.input.args];
  const body = bytes(v.input.body);
  if (v.expect === "ignored") {
    expect(parseStanza(args, body)).toBeNull();
  } else if (v.expect === "malformed") {
    expect(() => parseStanza(args, body)).toThrow(MalformedError);
  } else {
    expect(v.expect).toBe("ok");
    const s = parseStanza(args, body);
    if (s === null) throw new Error("ignored");
    expect(s.terms).toEqual(termsOf(v.output));
    expect(bytesToHex(s.capsule)).toBe(v.output.capsule);
    expect(bytesToHex(label(s.terms))).toBe(v.output.label);
    expect(encodeStanza(s)).toEqual({ args, body });
  }
});

each<{ recipient: string }, TermsOut & { X: string }>("recipient/parse", (v) => {
  if (v.expect !== "ok") {
    expect(v.expect).toBe("malformed");
    expect(() => parseRecipient(v.input.recipient)).toThrow(MalformedError);
    return;
  }
  const r = parseRecipient(v.input.recipient);
  expect(r.terms).toEqual(termsOf(v.output));
  expect(bytesToHex(r.key.encode())).toBe(v.output.X);
  expect(r.encode()).toBe(v.input.recipient);
  if (r.terms.policy === "") expect(() => r.wrapFileKey(new Uint8Array(16))).toThrow("empty");
  else r.wrapFileKey(new Uint8Array(16));
});

each<{ identity: string }, { account: Address }>("identity/parse", (v) => {
  if (v.expect !== "ok") {
    expect(v.expect).toBe("malformed");
    expect(() => parseIdentity(v.input.identity)).toThrow(MalformedError);
    return;
  }
  expect(parseIdentity(v.input.identity)).toBe(v.output.account);
  expect(encodeIdentity(v.output.account)).toBe(v.input.identity);
});

/** A committee of one that evaluates no policy, and goes the whole way of a capsule. */
class Solo {
  readonly terms: Terms;
  readonly committee: Committee;
  constructor(at: Pick<Terms, "chainId" | "committees" | "committee">, x: Scalar = randomScalar()) {
    this.terms = { ...at, confirmations: 2n, policy: "buyer == buyer" };
    this.committee = new Committee(1, 1, x);
  }
  recipient(change: Partial<Terms> = {}): Recipient {
    return new Recipient({ ...this.terms, ...change }, this.committee.X);
  }
  open(s: Stanza): Uint8Array {
    const q = randomScalar();
    const l = label(s.terms);
    const ctx = this.committee.context(l, s.capsule, baseMult(q));
    return openCapsule(combine(1, 1, [this.committee.share(ctx, 1)]), q, l, s.capsule);
  }
}

const solo = (committee: bigint) => new Solo({ chainId: 31337n, committees: "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e", committee });

/** Opens for the committees it is given, and keeps what it was asked and what it opened. */
class Asked {
  readonly asked: Stanza[] = [];
  opened: Stanza | undefined;
  constructor(readonly committees: Solo[]) {}
  readonly open: Opener = (s) => {
    this.asked.push(s);
    const c = this.committees.find((c) => c.terms.chainId === s.terms.chainId && c.terms.committees === s.terms.committees && c.terms.committee === s.terms.committee);
    const key = c?.open(s) ?? null;
    if (key) this.opened = s;
    return Promise.resolve(key);
  };
}

interface FileIn { file: string; keys: { chainId: string; committees: Address; committee: string; x: string }[] }
interface FileOut { label: string; capsule: string; policy: string; size: number; sha256: string; plaintext?: string }

each<FileIn, FileOut>("file/open", async (v) => {
  const file = readFileSync(join(folder, "file", v.input.file));
  const o = new Asked(v.input.keys.map((k) => new Solo({ chainId: BigInt(k.chainId), committees: k.committees, committee: BigInt(k.committee) }, decodeScalar(bytes(k.x)))));
  const got: Uint8Array[] = [];
  const failure = await all(await open(from(file), o.open).catch((err: unknown) => failing(err)), got).then(() => null, (err: unknown) => err);
  const stanzas = await readStanzas(from(file)).catch((err: unknown) => err);
  expect(stanzas instanceof MalformedError).toBe(v.expect === "malformed");
  const plain = Buffer.concat(got);
  switch (v.expect) {
    case "ok":
      expect(failure).toBeNull();
      expect(o.opened && { label: bytesToHex(label(o.opened.terms)), capsule: bytesToHex(o.opened.capsule), policy: o.opened.terms.policy })
        .toEqual({ label: v.output.label, capsule: v.output.capsule, policy: text(v.output.policy) });
      expect({ size: plain.length, sha256: bytesToHex(sha256(plain)) }).toEqual({ size: v.output.size, sha256: v.output.sha256 });
      if (v.output.plaintext !== undefined) expect(plain.toString("hex")).toBe(v.output.plaintext);
      return;
    case "malformed":
      expect(failure).toBeInstanceOf(MalformedError);
      expect(o.asked).toEqual([]);
      break;
    case "bad-capsule":
      expect(failure).toBeInstanceOf(AggregateError);
      expect((failure as AggregateError).errors.some((e) => e instanceof BadCapsuleError)).toBe(true);
      break;
    case "not-opened":
      expect(failure).toBeInstanceOf(ForeignFileError);
      break;
    case "bad-file":
      expect(failure).toBeInstanceOf(DamagedError);
      expect(o.opened).toBeDefined();
      break;
    default:
      throw new Error(`unknown class ${v.expect}`);
  }
  expect(plain.length % chunkSize).toBe(0);
});

function failing(err: unknown): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull(c) { c.error(err); } });
}

test("what is sealed opens, for every committee it is sealed to, armoured or not, in pieces of any size", async () => {
  const [one, two] = [solo(1n), solo(2n)];
  const native = await generateX25519Identity();
  for (const n of sizes) {
    const plain = pattern(n);
    const file = await all(await seal(from(plain, 1000), [one.recipient(), await identityToRecipient(native), two.recipient()]));
    const armoured = new TextEncoder().encode(armor.encode(file));
    for (const c of [one, two]) for (const src of [file, armoured]) {
      const o = new Asked([c]);
      expect(same(await all(await open(from(src, 4093), o.open)), plain)).toBe(true);
      expect(o.opened?.terms).toEqual(c.terms);
    }
    const d = new Decrypter();
    d.addIdentity(native);
    expect(same(await d.decrypt(file), plain)).toBe(true);
    const e = new Decrypter();
    e.addIdentity(newIdentity(new Asked([two]).open));
    expect(same(await e.decrypt(file), plain)).toBe(true);
    expect((await readStanzas(from(armoured, 7))).map((s) => s.terms)).toEqual([one.terms, two.terms]);
  }
  expect(await readStanzas(await seal(from(pattern(3)), [await identityToRecipient(native)]))).toEqual([]);
});

test("a source that fails never finishes a file", async () => {
  const c = solo(1n);
  const plain = pattern(3 * chunkSize);
  for (const n of [...sizes, 3 * chunkSize]) {
    const broken = new Error("the cable is cut");
    const got: Uint8Array[] = [];
    await expect(all(await seal(from(plain.subarray(0, n), 50_000, broken), [c.recipient()]), got)).rejects.toBe(broken);
    await mustNotOpen(c, Buffer.concat(got), plain);
  }
});

/** Checks that a file does not open, and that what comes out is whole chunks of the plaintext's beginning. */
async function mustNotOpen(c: Solo, file: Uint8Array, plain: Uint8Array): Promise<number> {
  const got: Uint8Array[] = [];
  await expect((async () => all(await open(from(file, 30_011), new Asked([c]).open), got))()).rejects.toThrow();
  const out = Buffer.concat(got);
  expect(out.length % chunkSize).toBe(0);
  expect(out.equals(plain.subarray(0, out.length))).toBe(true);
  return out.length;
}

test("a file that is cut off, changed or continued anywhere does not open", async () => {
  const random = generator(5);
  const c = solo(1n);
  const plain = pattern(2 * chunkSize);
  const file = await all(await seal(from(plain), [c.recipient()]));
  const payload = file.length - 2 * (chunkSize + 16);
  const places = [0, 21, 22, payload - 17, payload - 16, payload, payload + 1, payload + chunkSize, payload + chunkSize + 15, payload + chunkSize + 16,
    file.length - 17, file.length - 1, ...Array.from({ length: 20 }, () => random(payload))];
  for (const at of places) {
    await mustNotOpen(c, file.subarray(0, at), plain);
    const bad = file.slice();
    bad[at] = (bad[at] ?? 0) ^ (1 << random(8));
    const whole = Math.floor(Math.max(0, at - payload) / (chunkSize + 16));
    expect(await mustNotOpen(c, bad, plain)).toBeLessThanOrEqual(whole * chunkSize);
  }
  const [head, first, second] = [file.subarray(0, payload), file.subarray(payload, payload + chunkSize + 16), file.subarray(payload + chunkSize + 16)];
  for (const bad of [[head, first, second, Uint8Array.of(0)], [head, first, second, second], [head, second, first], [head, first], [head]]) {
    await mustNotOpen(c, Buffer.concat(bad), plain);
  }
});

test("an armoured file that is changed does not open", async () => {
  const c = solo(1n);
  const file = armor.encode(await all(await seal(from(pattern(100)), [c.recipient()])));
  const lines = file.split("\n");
  const joined = (l: string[]) => new TextEncoder().encode(l.join("\n"));
  expect(await all(await open(from(joined(lines.map((l) => (l === "" ? l : `${l}\r`)))), new Asked([c]).open))).toEqual(pattern(100));
  for (const bad of [lines.slice(0, -2), [...lines, "x"], lines.toSpliced(3, 1), lines.toSpliced(3, 1, `${lines[3] ?? ""}AAAA`),
    lines.toSpliced(3, 0, ""), lines.toSpliced(3, 1, `${(lines[3] ?? "").slice(0, -1)}=`), lines.toSpliced(3, 1, ` ${lines[3] ?? ""}`)]) {
    await expect((async () => all(await open(from(joined(bad), 11), new Asked([c]).open)))()).rejects.toThrow();
  }
});

test("stanzas are tried in turn, and errors say what happened", async () => {
  const cs = [solo(1n), solo(2n), solo(3n)];
  const file = await all(await seal(from(pattern(5)), cs.map((c) => c.recipient())));
  const refused = new Error("policy is false");
  const few = new Error("too few nodes");
  type Answer = Error | null | "opens" | "short";
  const run = async (...answers: Answer[]) => {
    let asked = 0;
    const o: Opener = (s) => {
      const a = answers[asked];
      const c = cs[asked++];
      if (a === "opens") return Promise.resolve(c?.open(s) ?? null);
      if (a === "short") return Promise.resolve(new Uint8Array(15));
      return a instanceof Error ? Promise.reject(a) : Promise.resolve(null);
    };
    const result = await open(from(file), o).then(all, (err: unknown) => err);
    return { asked, result };
  };
  expect(await run("opens", refused, refused)).toEqual({ asked: 1, result: pattern(5) });
  expect(await run(refused, null, "opens")).toEqual({ asked: 3, result: pattern(5) });
  expect(await run("short", "opens")).toEqual({ asked: 2, result: pattern(5) });
  const { asked, result } = await run(refused, few, null);
  expect(asked).toBe(3);
  expect((result as AggregateError).errors).toEqual([refused, few]);
  expect((result as AggregateError).message).toBe("policy is false; too few nodes");
  expect((await run(null, null, null)).result).toBeInstanceOf(ForeignFileError);
});

test("an aborted signal ends the asking, and cancelling the copying", async () => {
  const c = solo(1n);
  const file = await all(await seal(from(pattern(10 * chunkSize)), [c.recipient(), c.recipient()]));
  const stop = new AbortController();
  let asked = 0;
  const src = from(file, 1000);
  await expect(open(src, () => { asked++; stop.abort(); return Promise.reject(new Error("refused")); }, { signal: stop.signal })).rejects.toThrow("abort");
  expect(asked).toBe(1);

  let cancelled: unknown;
  let read = 0;
  const endless = new ReadableStream<Uint8Array>({ pull(ctl) { ctl.enqueue(pattern(1000)); read++; }, cancel(r) { cancelled = r; } });
  const sealed = (await seal(endless, [c.recipient()])).getReader();
  await sealed.read();
  await sealed.read();
  await sealed.cancel("enough");
  expect(cancelled).toBe("enough");
  expect(read).toBeLessThan(2000);
});

test("a sealing goes on where it was broken off", async () => {
  const c = solo(1n);
  const plain = pattern(5 * chunkSize + 7);
  const s = await startSealing(c.recipient());
  const whole = Buffer.concat([s.header, await all(sealStream(s.key, from(plain)))]);
  expect(whole.length).toBe(sealedSize(s, plain.length));
  for (const first of [0, 1, 3, 5]) {
    const rest = await all(sealStream(s.key, from(plain.subarray(first * chunkSize)), { first }));
    expect(whole.subarray(s.header.length + first * (chunkSize + 16)).equals(rest)).toBe(true);
  }
  expect(same(await all(await open(from(whole), new Asked([c]).open)), plain)).toBe(true);
  // And so does a download.
  const { header } = await readHeader(from(whole));
  expect(header).toEqual(s.header);
  const key = await unlock(header, new Asked([c]).open);
  const rest = await all(openStream(key, from(whole.subarray(header.length + 2 * (chunkSize + 16))), { first: 2 }));
  expect(same(rest, plain.subarray(2 * chunkSize))).toBe(true);
});

test("a recipient refuses to seal what nobody could open or no stanza could hold", async () => {
  const c = solo(1n);
  const refused: Record<string, Recipient> = {
    "no policy": c.recipient({ policy: "" }),
    "policy too long": c.recipient({ policy: "x".repeat(8193) }),
    "policy not UTF-8": c.recipient({ policy: "\udc00" }),
    confirmations: c.recipient({ confirmations: 65n }),
    "chain id": c.recipient({ chainId: 1n << 64n }),
    committee: c.recipient({ committee: 1n << 64n }),
    address: c.recipient({ committees: "0x12" }),
    key: new Recipient(c.terms, identity()),
  };
  for (const [name, r] of Object.entries(refused)) {
    await expect(seal(from(pattern(1)), [r]), name).rejects.toThrow();
    if (name !== "no policy") expect(() => r.encode(), name).toThrow();
  }
  await expect(seal(from(pattern(1)), [])).rejects.toThrow("nobody");
  // What is too long for a recipient string can be sealed to all the same.
  expect(() => c.recipient({ policy: "x".repeat(4097) }).encode()).toThrow("longer");
  c.recipient({ policy: "x".repeat(4097) }).wrapFileKey(new Uint8Array(16));
  expect(() => c.recipient().wrapFileKey(new Uint8Array(15))).toThrow("15 bytes");
  // The longest recipient fits into a line of age's recipients files.
  expect(c.recipient({ policy: "x".repeat(4096) }).encode().length).toBeLessThanOrEqual(8192);
});

test("an endless header is given up at 2 MiB, and one of too many stanzas at 1,024", async () => {
  const start = "age-encryption.org/v1\n";
  for (const [head, tail] of [[`${start}-> x\n`, `${"A".repeat(64)}\n`], [start, "-> x\n\n"], [`${start}-> `, "x"],
    ["-----BEGIN AGE ENCRYPTED FILE-----", "x"], ["-----BEGIN AGE ENCRYPTED FILE-----\n", "x"]] as const) {
    let n = 0;
    const src = new ReadableStream<Uint8Array>({ pull(c) {
      const piece = new TextEncoder().encode(n === 0 ? head : tail.repeat(1000));
      n += piece.length;
      c.enqueue(piece);
    } });
    await expect(readStanzas(src)).rejects.toThrow(MalformedError);
    expect(n).toBeLessThan((2 << 20) + 200_000);
  }
  for (const [n, ok] of [[1024, true], [1025, false]] as const) {
    const file = new TextEncoder().encode(`${start}${"-> x\n\n".repeat(n)}--- ${"A".repeat(43)}\n${"x".repeat(16)}`);
    await (ok ? expect(readStanzas(from(file))).resolves.toEqual([]) : expect(readStanzas(from(file))).rejects.toThrow(MalformedError));
  }
});

test("every other string is refused, and what parses encodes to itself", () => {
  const random = generator(6);
  const c = solo(1n);
  for (let i = 0; i < 300; i++) {
    const policy = "p".repeat(random(40));
    const r = c.recipient({ policy, confirmations: BigInt(random(65)), chainId: BigInt(random(2 ** 31)) });
    const s = r.encode();
    expect(parseRecipient(s).terms).toEqual(r.terms);
    const account: Address = `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(20)))}`;
    const id = encodeIdentity(account);
    expect(parseIdentity(id)).toBe(account);
    // Bech32 finds every change of one character.
    for (const [good, parse] of [[s, parseRecipient], [id, parseIdentity]] as const) {
      const bad = new TextDecoder("latin1").decode(flipped(random, new TextEncoder().encode(good)));
      expect(() => parse(bad)).toThrow(MalformedError);
      const at = random(good.length);
      expect(() => parse(good.slice(0, at))).toThrow(MalformedError);
    }
  }
});

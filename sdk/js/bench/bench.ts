// What the SDK's cryptography costs beside its peers, in one run: run(peers, print) works in Node
// (bench/run.mjs) and in a page. Rounds are interleaved, so that a busy machine slows all alike. Figures
// are medians; of the two ratios, the first is that of the medians, and the second that of the best
// rounds, which tells more where other programs run beside.
import { Decrypter, Encrypter } from "age-encryption";
import { Point, baseMult, randomScalar } from "../lib/group.ts";
import { Workers, openStream, sealStream } from "../lib/stream.ts";
import { combine, open, openShares, seal, verifyShare } from "../lib/tdh2.ts";
import { Committee } from "../test/committee.ts";

/** What is not the SDK's. */
export interface Peers {
  /** The module @nucypher/umbral-pre, however it is loaded. */
  umbral: Umbral;
  /** Two of them. */
  workers: Workers;
  /** The size of the payload in bytes. */
  size: number;
  /** How many interleaved rounds are timed. */
  rounds: number;
}

interface Key { publicKey(): unknown }
interface Frag { verify(...of: unknown[]): unknown }
export interface Umbral {
  SecretKey: { random(): Key };
  Signer: new (key: Key) => { verifyingKey(): unknown };
  CapsuleFrag: { fromBytes(b: Uint8Array): Frag };
  encrypt(pk: unknown, plain: Uint8Array): [unknown, Uint8Array];
  generateKFrags(sk: Key, pk: unknown, signer: unknown, t: number, n: number, a: boolean, b: boolean): unknown[];
  reencrypt(capsule: unknown, kfrag: unknown): { unverify(): { toBytes(): Uint8Array } };
  decryptReencrypted(sk: Key, pk: unknown, capsule: unknown, frags: unknown[], ciphertext: Uint8Array): Uint8Array;
}

const fileKey = crypto.getRandomValues(new Uint8Array(16));

/** Verifies and opens t fragments, from their bytes. */
function umbral(u: Umbral, t: number): () => void {
  const [delegating, receiving] = [u.SecretKey.random(), u.SecretKey.random()];
  const signer = new u.Signer(u.SecretKey.random());
  const [capsule, ciphertext] = u.encrypt(delegating.publicKey(), fileKey);
  const frags = u.generateKFrags(delegating, receiving.publicKey(), signer, t, t, true, true).map((k) => u.reencrypt(capsule, k).unverify().toBytes());
  return () => {
    const verified = frags.map((b) => u.CapsuleFrag.fromBytes(b).verify(capsule, signer.verifyingKey(), delegating.publicKey(), receiving.publicKey()));
    same(u.decryptReencrypted(receiving, delegating.publicKey(), capsule, verified, ciphertext));
  };
}

function same(b: Uint8Array): void {
  if (!b.every((x, i) => x === fileKey[i])) throw new Error("another file key came out");
}

/** Opens from t shares of 2t - 1 members, the last ones, whose coefficients are the largest. */
function latchkey(t: number) {
  const n = 2 * t - 1;
  const c = new Committee(t, n);
  const label = new Uint8Array(32).fill(1);
  const capsule = seal(c.X, label, fileKey);
  const q = randomScalar();
  const ctx = c.context(label, capsule, baseMult(q));
  const members = Array.from({ length: t }, (_, i) => n - i);
  const shares = members.map((j) => c.share(ctx, j));
  const combined = combine(t, n, shares);
  const Xs = members.map((j) => c.Xs[j - 1] as Point);
  return {
    combined: () => { same(open(combined, q, label, capsule)); },
    shares: () => { same(openShares(t, n, shares, q, label, capsule)); },
    verified: () => {
      shares.forEach((s, i) => { verifyShare(ctx, members[i] ?? 0, Xs[i] as Point, s); });
      same(openShares(t, n, shares, q, label, capsule));
    },
  };
}

interface Time { median: number; best: number }

/** How long the runs of each take, in ms, interleaved. */
async function times<K extends string>(rounds: number, what: Record<K, () => unknown>): Promise<Record<K, Time>> {
  const names = Object.keys(what) as K[];
  const all = new Map<K, number[]>(names.map((k) => [k, []]));
  for (let i = -Math.ceil(rounds / 4); i < rounds; i++) {
    for (const k of names) {
      const start = performance.now();
      await what[k]();
      if (i >= 0) all.get(k)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries(names.map((k) => {
    const sorted = all.get(k)?.sort((a, b) => a - b) ?? [];
    return [k, { median: sorted[rounds >> 1], best: sorted[0] }];
  })) as Record<K, Time>;
}

/** Measures everything and prints a table; resolves to the ratios by name. */
export async function run(p: Peers, print: (line: string) => void): Promise<Record<string, number>> {
  const ratios: Record<string, number> = {};
  const row = (name: string, ours: number, unit: string, peer: number, peerName: string, ratio: Time, want: string) => {
    ratios[name] = ratio.median;
    const figure = (n: number, width: number) => n.toFixed(2).padStart(width);
    print(`${name.padEnd(30)}${figure(ours, 9)} ${unit.padEnd(4)}${figure(peer, 9)} ${peerName.padEnd(21)}${figure(ratio.median, 6)}${figure(ratio.best, 6)}  ${want}`);
  };
  const over = (a: Time, b: Time): Time => ({ median: a.median / b.median, best: a.best / b.best });
  const fragments = (name: string, ours: Time, peer: Time, n: number, want: string) => {
    row(name, ours.median, "ms", peer.median, `umbral, ${n} fragments`, over(ours, peer), want);
  };

  const [three, sixteen] = [latchkey(3), latchkey(16)];
  const t = await times(p.rounds, {
    "umbral 3": umbral(p.umbral, 3), "umbral 16": umbral(p.umbral, 16), combined: three.combined,
    "from 3": three.shares, "from 16": sixteen.shares, "verified 3": three.verified, "verified 16": sixteen.verified,
  });
  fragments("open a combination", t.combined, t["umbral 3"], 3, "at most 0.6");
  fragments("open 3 shares", t["from 3"], t["umbral 3"], 3, "at most 1.0");
  fragments("open 16 shares", t["from 16"], t["umbral 16"], 16, "at most 0.5");
  fragments("verify 3 shares one by one", t["verified 3"], t["umbral 3"], 3, "");
  fragments("verify 16 shares one by one", t["verified 16"], t["umbral 16"], 16, "");

  const plain = new Uint8Array(p.size).map((_, i) => i);
  const key = new Uint8Array(32).fill(7);
  const sealed = await gather(sealStream(key, source(plain)));
  // age-encryption with a file key that costs nothing to wrap: what is left is its payload.
  const e = new Encrypter();
  let ageKey = new Uint8Array(16);
  e.addRecipient({ wrapFileKey: (k) => { ageKey = k.slice(); return []; } });
  const d = new Decrypter();
  const file = await e.encrypt(plain);
  const fileKey = ageKey; // every encryption has another
  d.addIdentity({ unwrapFileKey: () => fileKey });
  const s = await times(p.rounds, {
    "age seal": async () => drain(await e.encrypt(source(plain))),
    seal: () => drain(sealStream(key, source(plain))),
    "seal on 2": () => drain(sealStream(key, source(plain), { workers: p.workers })),
  });
  const o = await times(p.rounds, {
    "age open": async () => drain(await d.decrypt(source(file))),
    open: () => drain(openStream(key, source(sealed))),
    "open on 2": () => drain(openStream(key, source(sealed), { workers: p.workers })),
  });
  const rate = (ms: number) => p.size / 1e6 / (ms / 1e3);
  const stream = (name: string, ours: Time, peer: Time, want: string) => {
    row(name, rate(ours.median), "MB/s", rate(peer.median), "age-encryption", over(peer, ours), want);
  };
  stream("seal a payload", s.seal, s["age seal"], "at least 0.9");
  stream("open a payload", o.open, o["age open"], "at least 0.9");
  stream("seal a payload on 2 workers", s["seal on 2"], s["age seal"], "at least 1.6");
  stream("open a payload on 2 workers", o["open on 2"], o["age open"], "at least 1.6");
  return ratios;
}

/** The bytes in pieces of 64 KiB, as files give them. */
function source(b: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(c) {
      if (at >= b.length) c.close();
      else c.enqueue(b.slice(at, (at += 65536)));
    },
  });
}

async function drain(s: ReadableStream<Uint8Array>): Promise<void> {
  const r = s.getReader();
  while (!(await r.read()).done);
}

async function gather(s: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(s).arrayBuffer());
}

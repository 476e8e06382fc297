import { bytesToHex } from "@noble/hashes/utils.js";
import { afterEach, expect, test, vi } from "vitest";
import { IdentityError, baseMult, decodePoint, decodePoints, decodeScalar, identity, randomScalar, scalarFrom } from "../lib/group.ts";
import {
  BadCapsuleError, NotOpenedError, OtherShareError, WrongShareError, capsuleId, capsuleSize, check, combine, combinedSize,
  decodeCapsule, open, openShares, readShare, seal, shareSize, verifyShare, type Context,
} from "../lib/tdh2.ts";
import { Committee, reencrypt } from "./committee.ts";
import { flipped, generator, someBytes } from "./random.ts";
import { bytes, each } from "./vectors.ts";

afterEach(() => { vi.restoreAllMocks(); });

const point = (hex: string) => decodePoint(bytes(hex));
const scalar = (hex: string) => decodeScalar(bytes(hex));

/** Makes the platform's generator give these scalars, in turn, to whoever asks for 64 bytes. */
function fix(...scalars: string[]): void {
  const real = crypto.getRandomValues.bind(crypto);
  vi.spyOn(crypto, "getRandomValues").mockImplementation((b) => {
    if (b.byteLength !== 64) return real(b);
    const next = scalars.shift();
    if (next === undefined) throw new Error("no scalars are left");
    const to = b as unknown as Uint8Array;
    to.fill(0);
    to.set(bytes(next), 32);
    return b;
  });
}

each<{ X: string; label: string; fileKey: string; r: string; s: string }, { capsule: string; capsuleId: string }>("capsule/seal", (v) => {
  fix(v.input.r, v.input.s);
  const label = bytes(v.input.label);
  const capsule = seal(point(v.input.X), label, bytes(v.input.fileKey));
  expect(bytesToHex(capsule)).toBe(v.output.capsule);
  expect(bytesToHex(capsuleId(capsule, label))).toBe(v.output.capsuleId);
});

each<{ X: string; label: string; capsule: string }, { capsuleId: string }>("capsule/check", (v) => {
  const run = () => check(point(v.input.X), bytes(v.input.label), bytes(v.input.capsule));
  if (v.expect === "ok") {
    run();
    expect(bytesToHex(capsuleId(bytes(v.input.capsule), bytes(v.input.label)))).toBe(v.output.capsuleId);
  } else if (v.expect === "bad-capsule") {
    expect(run).toThrow(BadCapsuleError);
    decodeCapsule(bytes(v.input.capsule));
  } else {
    expect(v.expect).toBe("malformed");
    expect(run).toThrow();
    expect(run).not.toThrow(BadCapsuleError);
  }
});

each<{ Z: string; label: string; capsule: string }, { fileKey: string }>("capsule/open", (v) => {
  // B = Z + qA, so that Z is what comes out.
  const q = randomScalar();
  const A = baseMult(randomScalar());
  const combined = Uint8Array.from([...A.encode(), ...point(v.input.Z).add(A.mult(q)).encode()]);
  const run = () => open(combined, q, bytes(v.input.label), bytes(v.input.capsule));
  if (v.expect === "ok") {
    expect(bytesToHex(run())).toBe(v.output.fileKey);
  } else {
    expect(v.expect).toBe("not-opened");
    expect(run).toThrow(NotOpenedError);
  }
});

interface ShareIn { request: string; capsuleId: string; epoch: string; j: number; x: string; U: string; Q: string; k: string; a: string; b: string }

each<ShareIn, { share: string; X_j: string }>("share/make", (v) => {
  const i = v.input;
  const ctx = { request: bytes(i.request), capsuleId: bytes(i.capsuleId), epoch: BigInt(i.epoch), U: point(i.U), Q: point(i.Q) };
  const share = reencrypt(ctx, i.j, scalar(i.x), scalar(i.k), scalar(i.a), scalar(i.b));
  expect(bytesToHex(share)).toBe(v.output.share);
  expect(bytesToHex(baseMult(scalar(i.x)).encode())).toBe(v.output.X_j);
  verifyShare(ctx, i.j, point(v.output.X_j), share);
});

interface VerifyIn { request: string; capsuleId: string; X_j: string; U: string; Q: string; share: string }

each<VerifyIn, { epoch: string; j: number }>("share/verify", (v) => {
  const i = v.input;
  const share = bytes(i.share);
  // The vectors leave what is asked for open: it is what the share says.
  const asked = share.length === shareSize ? readShare(share) : { epoch: 1n, j: 1 };
  const ctx = { request: bytes(i.request), capsuleId: bytes(i.capsuleId), epoch: asked.epoch, U: point(i.U), Q: point(i.Q) };
  const run = () => { verifyShare(ctx, asked.j, point(i.X_j), share); };
  if (v.expect !== "ok") {
    expect(v.expect).toBe("wrong-share");
    expect(run).toThrow(WrongShareError);
    if (/^(c|z1|z2)-(zero|is-q)$/.test(v.name)) expect(run).toThrow("out of range");
    return;
  }
  run();
  expect(asked).toEqual({ epoch: BigInt(v.output.epoch), j: v.output.j });
  expect(() => { verifyShare({ ...ctx, epoch: asked.epoch + 1n }, asked.j, point(i.X_j), share); }).toThrow(OtherShareError);
  expect(() => { verifyShare(ctx, asked.j + 1, point(i.X_j), share); }).toThrow(OtherShareError);
});

each<{ t: number; n: number; shares: string[] }, { combined: string }>("combine/combine", (v) => {
  const run = () => combine(v.input.t, v.input.n, v.input.shares.map(bytes));
  if (v.expect === "ok") {
    expect(bytesToHex(run())).toBe(v.output.combined);
  } else if (v.expect === "wrong-share") {
    expect(run).toThrow(WrongShareError);
  } else {
    expect(["wrong-count", "duplicate-index", "mixed-epochs", "malformed"]).toContain(v.expect);
    expect(run).toThrow();
    expect(run).not.toThrow(WrongShareError);
  }
});

each<{ combined: string; q: string; label: string; capsule: string }, { Z: string; fileKey: string }>("combine/open", (v) => {
  const q = scalar(v.input.q);
  const run = () => open(bytes(v.input.combined), q, bytes(v.input.label), bytes(v.input.capsule));
  if (v.expect === "ok") {
    expect(bytesToHex(run())).toBe(v.output.fileKey);
    const [A, B] = decodePoints(bytes(v.input.combined), 2);
    expect(A && B && bytesToHex(B.subtract(A.mult(q)).encode())).toBe(v.output.Z);
  } else if (v.expect === "not-opened") {
    expect(run).toThrow(NotOpenedError);
  } else {
    expect(v.expect).toBe("malformed");
    expect(run).toThrow();
    expect(run).not.toThrow(NotOpenedError);
  }
});

/** A capsule, a request for it, and the shares of everybody. */
function world(t: number, n: number) {
  const c = new Committee(t, n);
  const label = new Uint8Array(32).fill(3);
  const fileKey = crypto.getRandomValues(new Uint8Array(16));
  const capsule = seal(c.X, label, fileKey);
  const q = randomScalar();
  const ctx = c.context(label, capsule, baseMult(q));
  return { c, label, fileKey, capsule, q, ctx, shares: c.xs.map((_, i) => c.share(ctx, i + 1)) };
}

test("any t shares open, in any order; t-1, alone or with an invented one, do not", () => {
  const random = generator(3);
  for (let round = 0; round < 6; round++) {
    const n = 1 + random(7);
    const w = world(1 + random(n), n);
    const { t } = w.c;
    const some = [...w.shares].sort(() => random(3) - 1).slice(0, t);
    expect(openShares(t, n, some, w.q, w.label, w.capsule)).toEqual(w.fileKey);
    expect(open(combine(t, n, some), w.q, w.label, w.capsule)).toEqual(w.fileKey);
    if (t > 1) {
      expect(() => openShares(t - 1, n, some.slice(1), w.q, w.label, w.capsule)).toThrow(NotOpenedError);
      const { j } = readShare(some[0] ?? new Uint8Array());
      const invented = reencrypt(w.ctx, j, randomScalar());
      expect(() => openShares(t, n, [invented, ...some.slice(1)], w.q, w.label, w.capsule)).toThrow(NotOpenedError);
    }
    expect(() => openShares(t, n, some, randomScalar(), w.label, w.capsule)).toThrow(NotOpenedError);
  }
});

test("shares open whose coefficients are fractions", () => {
  const w = world(3, 11);
  for (const S of [[1, 2, 3], [2, 4, 5], [11, 1, 7], [9, 10, 11]]) {
    const some = S.map((j) => w.shares[j - 1] ?? new Uint8Array());
    expect(openShares(3, 11, some, w.q, w.label, w.capsule)).toEqual(w.fileKey);
    expect(open(combine(3, 11, some), w.q, w.label, w.capsule)).toEqual(w.fileKey);
  }
});

test("a share verifies for one epoch, request, capsule, reader and member, and for no other", () => {
  const w = world(2, 3);
  const [share = new Uint8Array()] = w.shares;
  const [X1 = identity(), X2 = identity()] = w.c.Xs;
  verifyShare(w.ctx, 1, X1, share);
  const other = baseMult(randomScalar());
  const contexts: Partial<Context>[] = [{ request: new Uint8Array(32) }, { capsuleId: new Uint8Array(32) }, { U: other }, { Q: other }];
  for (const c of contexts) expect(() => { verifyShare({ ...w.ctx, ...c }, 1, X1, share); }).toThrow(WrongShareError);
  expect(() => { verifyShare(w.ctx, 1, X2, share); }).toThrow(WrongShareError);
  expect(() => { verifyShare(w.ctx, 2, X2, share); }).toThrow(OtherShareError);
});

test("a share that was re-randomised opens and is wrong", () => {
  const w = world(1, 1);
  const [share = new Uint8Array()] = w.shares;
  const r = randomScalar();
  const A = decodePoint(share.subarray(12, 45)).add(baseMult(r));
  const B = decodePoint(share.subarray(45, 78)).add(w.ctx.Q.mult(r));
  const again = share.slice();
  again.set(A.encode(), 12);
  again.set(B.encode(), 45);
  expect(openShares(1, 1, [again], w.q, w.label, w.capsule)).toEqual(w.fileKey);
  expect(() => { verifyShare(w.ctx, 1, w.c.X, again); }).toThrow(WrongShareError);
});

test("members who choose their k together cannot make good shares useless", () => {
  const c = new Committee(2, 2);
  const label = new Uint8Array(32);
  const fileKey = new Uint8Array(16).fill(9);
  const capsule = seal(c.X, label, fileKey);
  const q = randomScalar();
  const ctx = c.context(label, capsule, baseMult(q));
  // lambda(1) = 2 and lambda(2) = -1, so k_2 = 2 k_1 makes A the identity.
  const k = randomScalar();
  const shares = c.xs.map((x, i) => reencrypt(ctx, i + 1, x, k.multiply(scalarFrom(i + 1))));
  shares.forEach((s, i) => { verifyShare(ctx, i + 1, c.Xs[i] ?? identity(), s); });
  expect(() => combine(2, 2, shares)).toThrow(IdentityError);
  expect(openShares(2, 2, shares, q, label, capsule)).toEqual(fileKey);
});

test("every other byte and every other length is noticed", () => {
  const random = generator(4);
  const w = world(2, 3);
  const [share = new Uint8Array()] = w.shares;
  const [X1 = identity()] = w.c.Xs;
  const combined = combine(2, 3, w.shares.slice(0, 2));
  for (let i = 0; i < 40; i++) {
    expect(() => check(w.c.X, w.label, flipped(random, w.capsule))).toThrow();
    expect(() => { verifyShare(w.ctx, 1, X1, flipped(random, share)); }).toThrow();
    expect(() => open(flipped(random, combined), w.q, w.label, w.capsule)).toThrow();
  }
  for (const n of [0, 1, capsuleSize - 1, capsuleSize + 1]) expect(() => check(w.c.X, w.label, someBytes(random, n))).toThrow("bytes");
  for (const n of [0, 1, shareSize - 1, shareSize + 1]) expect(() => { verifyShare(w.ctx, 1, X1, someBytes(random, n)); }).toThrow(WrongShareError);
  for (const n of [0, 1, combinedSize - 1, combinedSize + 1]) expect(() => open(someBytes(random, n), w.q, w.label, w.capsule)).toThrow("bytes");
  for (const n of [0, 15, 17]) expect(() => seal(w.c.X, w.label, someBytes(random, n))).toThrow("file key");
  for (const n of [0, 31, 33]) expect(() => seal(w.c.X, someBytes(random, n), w.fileKey)).toThrow("label");
});

test("two capsules of one file key have no part in common", () => {
  const w = world(1, 1);
  const other = seal(w.c.X, w.label, w.fileKey);
  for (const [from, to] of [[0, 33], [33, 66], [66, 98], [98, 130], [130, 162]] as const) {
    expect(other.slice(from, to)).not.toEqual(w.capsule.slice(from, to));
  }
});

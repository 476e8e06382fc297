import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { baseMult, decodePoint, randomScalar, varTimeVerify } from "../lib/group.ts";
import { NotOpenedError } from "../lib/tdh2.ts";
import {
  BadCapsuleError, BadFragmentError, KeyFactory, decodeCapsule, decodeCapsuleFrag, decodeKeyFrag, decodeSecretKey, decryptOriginal,
  decryptReencrypted, encodeCapsule, encodeCapsuleFrag, encodeKeyFrag, encrypt, generateKeyFrags, isHighS, reencrypt, verifyCapsuleFrag,
  verifyKeyFrag,
} from "../lib/umbral.ts";
import { bytes, each, type Vector } from "./vectors.ts";

const point = (hex: string) => decodePoint(bytes(hex));
const key = (hex: string) => (hex === "" ? null : point(hex));

/** Runs a vector that decodes and then does something, and looks that it is refused where it should be, as it should. */
function refusal(v: Vector<unknown, unknown>, decode: () => void, run: () => void): void {
  if (v.expect === "malformed") {
    expect(decode).toThrow();
    return;
  }
  decode();
  if (v.expect === "ok") run();
  else if (v.expect === "not-opened") expect(run).toThrow(NotOpenedError);
  else {
    expect(v.expect).toBe("invalid");
    expect(run).toThrow();
    expect(run).not.toThrow(NotOpenedError);
  }
}

each<{ seed: string; label: string }, { secret: string }>("umbral/secret", (v) => {
  expect(bytesToHex(new KeyFactory(bytes(v.input.seed)).secret(bytes(v.input.label)))).toBe(v.output.secret);
});

each<{ key: string }, { public: string }>("umbral/public", (v) => {
  const run = () => decodeSecretKey(bytes(v.input.key));
  refusal(v, run, () => { expect(bytesToHex(baseMult(run()).encode())).toBe(v.output.public); });
});

each<{ key: string; capsule: string; ciphertext: string }, { plaintext: string }>("umbral/original", (v) => {
  const run = () => decryptOriginal(decodeSecretKey(bytes(v.input.key)), decodeCapsule(bytes(v.input.capsule)), bytes(v.input.ciphertext));
  refusal(v, () => undefined, () => { expect(bytesToHex(run())).toBe(v.output.plaintext); });
});

each<{ capsule: string }, { simple: string }>("umbral/capsule", (v) => {
  const run = () => decodeCapsule(bytes(v.input.capsule));
  if (v.expect === "ok") {
    expect(bytesToHex(encodeCapsule(run()))).toBe(v.input.capsule);
    expect(bytesToHex(encodeCapsule(run(), true))).toBe(v.output.simple);
    expect(bytesToHex(encodeCapsule(decodeCapsule(bytes(v.output.simple), true)))).toBe(v.input.capsule);
  } else if (v.expect === "invalid") expect(run).toThrow(BadCapsuleError);
  else {
    expect(v.expect).toBe("malformed");
    expect(run).toThrow();
    expect(run).not.toThrow(BadCapsuleError);
  }
});

each<{ fragment: string; verifying: string; delegating: string; receiving: string }, unknown>("umbral/key-fragment", (v) => {
  const run = () => decodeKeyFrag(bytes(v.input.fragment));
  refusal(v, () => { expect(bytesToHex(encodeKeyFrag(run()))).toBe(v.input.fragment); }, () => {
    verifyKeyFrag(run(), point(v.input.verifying), key(v.input.delegating), key(v.input.receiving));
  });
});

each<{ fragment: string; capsule: string; verifying: string; delegating: string; receiving: string }, { simple: string }>("umbral/capsule-fragment", (v) => {
  const run = () => decodeCapsuleFrag(bytes(v.input.fragment));
  refusal(v, () => { expect(bytesToHex(encodeCapsuleFrag(run()))).toBe(v.input.fragment); }, () => {
    verifyCapsuleFrag(run(), decodeCapsule(bytes(v.input.capsule)), point(v.input.verifying), point(v.input.delegating), point(v.input.receiving));
    expect(bytesToHex(encodeCapsuleFrag(run(), true))).toBe(v.output.simple);
    expect(encodeCapsuleFrag(decodeCapsuleFrag(bytes(v.output.simple), true))).toEqual(bytes(v.input.fragment));
  });
});

each<{ key: string; delegating: string; verifying: string; capsule: string; fragments: string[]; ciphertext: string }, { plaintext: string }>("umbral/reencrypted", (v) => {
  const run = () => decryptReencrypted(decodeSecretKey(bytes(v.input.key)), point(v.input.delegating), point(v.input.verifying),
    decodeCapsule(bytes(v.input.capsule)), v.input.fragments.map((f) => decodeCapsuleFrag(bytes(f))), bytes(v.input.ciphertext));
  refusal(v, () => undefined, () => { expect(bytesToHex(run())).toBe(v.output.plaintext); });
});

each<{ key: string; message: string; signature: string }, { high?: boolean }>("umbral/signature", (v) => {
  const run = () => varTimeVerify(point(v.input.key), bytes(v.input.message), bytes(v.input.signature));
  expect(run()).toBe(v.expect === "ok");
  if (v.expect === "ok") expect(isHighS(bytes(v.input.signature))).toBe(v.output.high ?? false);
});

test("what is granted opens with any threshold, and what is wrong is named", () => {
  const [delegating, signer, reader] = [randomScalar(), randomScalar(), randomScalar()];
  const [D, V, R] = [baseMult(delegating), baseMult(signer), baseMult(reader)];
  const plaintext = new TextEncoder().encode("sixteen byte key");
  const { capsule, ciphertext } = encrypt(D, plaintext);
  expect(decryptOriginal(delegating, capsule, ciphertext)).toEqual(plaintext);
  const frags = generateKeyFrags(delegating, R, signer, 2, 3).map((f) => decodeKeyFrag(encodeKeyFrag(f)));
  for (const f of frags) verifyKeyFrag(f, V, D, R);
  const answers = frags.map((f) => decodeCapsuleFrag(encodeCapsuleFrag(reencrypt(capsule, f))));
  const open = (list: typeof answers) => decryptReencrypted(reader, D, V, capsule, list, ciphertext);
  for (const [i, j] of [[0, 1], [2, 0], [1, 2]]) {
    expect(open(answers.filter((_, k) => k === i || k === j))).toEqual(plaintext);
  }
  expect(open(answers)).toEqual(plaintext);
  expect(() => open(answers.slice(1, 2))).toThrow(NotOpenedError);
  const wrong = answers.map((a, i) => (i === 2 ? { ...a, z: a.z.negate() } : a));
  let caught: unknown;
  try { open(wrong); } catch (err) { caught = err; }
  expect(caught).toBeInstanceOf(BadFragmentError);
  expect((caught as BadFragmentError).index).toBe(2);
  expect(() => generateKeyFrags(delegating, R, signer, 3, 2)).toThrow();
});

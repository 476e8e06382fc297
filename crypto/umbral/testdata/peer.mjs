// Another implementation of Umbral as a process: npm @nucypher/umbral-pre. A line in, {do, ...}
// with bytes as hex, is a line out, {...} or {error}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../../package.json", import.meta.url));
const u = require("@nucypher/umbral-pre");
const { secp256k1_hasher } = await import(require.resolve("@noble/curves/secp256k1.js"));

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (b) => Buffer.from(b).toString("hex");
const secret = (h) => u.SecretKey.fromBEBytes(bytes(h));
const pub = (h) => (h ? u.PublicKey.fromCompressedBytes(bytes(h)) : null);

const verbs = {
  public: ({ key }) => ({ public: hex(secret(key).publicKey().toCompressedBytes()) }),
  generator: () => ({ point: secp256k1_hasher.hashToCurve(Buffer.from("POINT_U"), { DST: "PARAMETERS" }).toHex(true) }),
  factory: ({ seed, label }) => {
    const f = u.SecretKeyFactory.fromSecureRandomness(bytes(seed));
    const l = bytes(label);
    return {
      key: hex(f.makeKey(l).toBEBytes()),
      secret: hex(f.makeSecret(l)),
      below: hex(f.makeFactory(l).makeKey(l).toBEBytes()),
    };
  },
  encrypt: ({ delegating, plaintext }) => {
    const [c, ciphertext] = u.encrypt(pub(delegating), bytes(plaintext));
    return { capsule: hex(c.toBytes()), simple: hex(c.toBytesSimple()), ciphertext: hex(ciphertext) };
  },
  original: ({ key, capsule, ciphertext }) => ({
    plaintext: hex(u.decryptOriginal(secret(key), u.Capsule.fromBytes(bytes(capsule)), bytes(ciphertext))),
  }),
  generate: ({ key, receiving, signer, threshold, shares, withDelegating, withReceiving }) => ({
    fragments: u
      .generateKFrags(secret(key), pub(receiving), new u.Signer(secret(signer)), threshold, shares, withDelegating, withReceiving)
      .map((f) => hex(f.toBytes())),
  }),
  reencrypt: ({ capsule, fragment, verifying, delegating, receiving }) => {
    const f = u.KeyFrag.fromBytes(bytes(fragment)).verify(pub(verifying), pub(delegating), pub(receiving));
    const c = u.reencrypt(u.Capsule.fromBytes(bytes(capsule)), f);
    return { fragment: hex(c.toBytes()), simple: hex(c.toBytesSimple()) };
  },
  open: ({ key, delegating, verifying, capsule, fragments, ciphertext }) => {
    const c = u.Capsule.fromBytes(bytes(capsule));
    const reader = secret(key);
    const verified = fragments.map((f) =>
      u.CapsuleFrag.fromBytes(bytes(f)).verify(c, pub(verifying), pub(delegating), reader.publicKey()),
    );
    return { plaintext: hex(u.decryptReencrypted(reader, pub(delegating), c, verified, bytes(ciphertext))) };
  },
  sign: ({ key, message }) => ({ signature: hex(new u.Signer(secret(key)).sign(bytes(message)).toBEBytes()) }),
  verify: ({ key, message, signature }) => ({
    valid: u.Signature.fromBEBytes(bytes(signature)).verify(pub(key), bytes(message)),
  }),
  // What one operation takes, in nanoseconds, on objects of this process's own.
  time: ({ what, threshold, shares, count }) => {
    const [alice, signer, bob] = [1, 2, 3].map(() => u.SecretKey.random());
    const [pkA, pkS, pkB] = [alice, signer, bob].map((k) => k.publicKey());
    const s = new u.Signer(signer);
    const [capsule, ciphertext] = u.encrypt(pkA, new Uint8Array(16));
    const generate = () => u.generateKFrags(alice, pkB, s, threshold, shares, true, true);
    const frags = generate();
    const wire = capsule.toBytes();
    const cfrags = frags.slice(0, threshold).map((f) => u.reencrypt(capsule, f).toBytes());
    const run = {
      generate,
      reencrypt: () => u.reencrypt(u.Capsule.fromBytes(wire), frags[0]),
      open: () =>
        u.decryptReencrypted(bob, pkA, capsule, cfrags.map((b) => u.CapsuleFrag.fromBytes(b).verify(capsule, pkS, pkA, pkB)), ciphertext),
    }[what];
    for (let i = 0; i < 3; i++) run();
    const before = process.hrtime.bigint();
    for (let i = 0; i < count; i++) run();
    return { ns: Number(process.hrtime.bigint() - before) / count };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: verb, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = verbs[verb](rest);
  } catch (e) {
    answer = { error: String(e?.message ?? e) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}

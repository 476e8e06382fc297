// A committee in one place, as only tests may have it: what nodes do (crypto/tdh2 in Go), on the SDK's group.
import { concatBytes, randomBytes } from "@noble/hashes/utils.js";
import { Point, Scalar, baseMult, hashToScalar, randomScalar, scalarFrom } from "../lib/group.ts";
import { capsuleId, check, type Context } from "../lib/tdh2.ts";

/** Makes the share of member j, whose secret share is x; k, a and b serve only once. */
export function reencrypt(ctx: Context, j: number, x: Scalar, k = randomScalar(), a = randomScalar(), b = randomScalar()): Uint8Array {
  const head = new Uint8Array(12);
  new DataView(head.buffer).setBigUint64(0, ctx.epoch);
  new DataView(head.buffer).setUint32(8, j);
  const A = baseMult(k);
  const B = ctx.U.mult(x).add(ctx.Q.mult(k));
  const T = [baseMult(a), baseMult(b), ctx.U.mult(a).add(ctx.Q.mult(b))];
  const c = hashToScalar("latchkey/v1/share", ctx.request, ctx.capsuleId, head, baseMult(x).xy(), ctx.U.xy(), ctx.Q.xy(),
    A.xy(), B.xy(), ...T.map((p) => p.address()));
  return concatBytes(head, A.encode(), B.encode(), c.bytes(), a.add(c.multiply(x)).bytes(), b.add(c.multiply(k)).bytes());
}

/** n members who share x, t of whom can act. */
export class Committee {
  readonly x: Scalar;
  readonly X: Point;
  readonly xs: Scalar[];
  readonly Xs: Point[];

  constructor(readonly t: number, readonly n: number, x = randomScalar()) {
    const f = [x, ...Array.from({ length: t - 1 }, randomScalar)];
    this.x = x;
    this.X = baseMult(x);
    this.xs = Array.from({ length: n }, (_, m) => f.reduceRight((y, a) => y.multiply(scalarFrom(m + 1)).add(a), scalarFrom(0)));
    this.Xs = this.xs.map(baseMult);
  }

  /** What a request of the reader key Q for a capsule gives. The capsule is checked, as nodes do. */
  context(label: Uint8Array, capsule: Uint8Array, Q: Point): Context {
    return { request: randomBytes(32), capsuleId: capsuleId(capsule, label), epoch: 7n, U: check(this.X, label, capsule).U, Q };
  }

  /** The share of member j. */
  share(ctx: Context, j: number): Uint8Array {
    return reencrypt(ctx, j, this.xs[j - 1] ?? scalarFrom(0));
  }
}

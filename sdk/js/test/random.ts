// Randomness of tests that can be repeated: LATCHKEY_SEED=N runs a test again with its numbers.

/** Returns a seed, and says so when a test with it fails. */
export const seed = Number(process.env.LATCHKEY_SEED ?? Date.now() % 1_000_000_000);

/** Returns numbers in 0..n-1 (mulberry32): for tests only. */
export function generator(salt: number): (n: number) => number {
  console.log(`LATCHKEY_SEED=${seed}`);
  let a = (seed + salt) >>> 0;
  return (n) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

/** Returns n bytes. */
export function someBytes(random: (n: number) => number, n: number): Uint8Array {
  return Uint8Array.from({ length: n }, () => random(256));
}

/** Returns b with one bit changed. */
export function flipped(random: (n: number) => number, b: Uint8Array): Uint8Array {
  const c = b.slice();
  const at = random(c.length);
  c[at] = (c[at] ?? 0) ^ (1 << random(8));
  return c;
}

// Streams of bytes for tests.

/** Those around the borders of chunks and of batches. */
export const sizes = [0, 1, 65535, 65536, 65537, 131071, 131072, 131073, 4 * 65536, 4 * 65536 + 1];

/** n bytes, no two chunks of which are the same. */
export function pattern(n: number): Uint8Array {
  const b = new Uint8Array(n);
  for (let i = 0; i < n; i++) b[i] = (i >> 16) + (i >> 8) + i;
  return b;
}

/** b in pieces; then it ends, or fails. */
export function from(b: Uint8Array, piece = 1 << 20, err?: Error): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(c) {
      if (at < b.length) c.enqueue(b.slice(at, (at += piece)));
      else if (err) c.error(err);
      else c.close();
    },
  });
}

/** Reads a stream to its end; what came is in got also after an error. */
export async function all(src: ReadableStream<Uint8Array>, got: Uint8Array[] = []): Promise<Uint8Array> {
  for await (const b of src) got.push(b);
  return new Uint8Array(Buffer.concat(got));
}

/** Whether two byte strings are the same: far faster than vitest's own comparison. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

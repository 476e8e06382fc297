/**
 * The payload of an age file: STREAM with ChaCha20-Poly1305 (c2sp.org/age, payload), in this thread or
 * in workers.
 *
 * Chunks of 64 KiB are sealed each by itself, under a nonce of its number and a mark on the last, so
 * workers can take them in turn, and sealing or opening can begin at any chunk. Memory is constant:
 * a few batches of chunks, whatever the length of the stream.
 *
 * @module
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

/** The size in bytes of a chunk's plaintext; only the last is shorter. */
export const chunkSize = 65536;
/** The size in bytes of a whole sealed chunk. */
export const sealedChunkSize = chunkSize + 16;
/** The size in bytes of a key. */
export const streamKeySize = 32;

/** Says that a payload was changed or cut off: nothing from that place on comes out. */
export class DamagedError extends Error {
  override name = "DamagedError";
}

/** How a stream is worked on. */
export interface StreamOptions {
  /** The number of the first chunk that the source begins with; 0 unless it continues. */
  first?: number | undefined;
  /** Who computes; this thread if there are none. */
  workers?: Workers | undefined;
  /** Is told how many bytes of the source are done, whenever some are. */
  progress?: ((bytes: number) => void) | undefined;
}

/**
 * Seals a payload under a key of 32 bytes, which serves for one payload only: two different ones
 * under one key give both away. A source that is continued must be the same.
 *
 * @returns A stream that fails, without its last chunk, if the source fails.
 */
export function sealStream(key: Uint8Array, src: ReadableStream<Uint8Array>, opts: StreamOptions = {}): ReadableStream<Uint8Array> {
  return crypt("seal", key, src, opts);
}

/**
 * Opens a payload under a key of 32 bytes. Only chunks that are authenticated come out, and the stream
 * ends only if the payload is whole: after an error, throw away what came out.
 *
 * @returns A stream that fails with {@link DamagedError} where the payload was changed or cut off.
 */
export function openStream(key: Uint8Array, src: ReadableStream<Uint8Array>, opts: StreamOptions = {}): ReadableStream<Uint8Array> {
  return crypt("open", key, src, opts);
}

/** The length in bytes of the payload, without its nonce, that n bytes are sealed in. */
export function payloadSize(n: number): number {
  return n + 16 * Math.max(1, Math.ceil(n / chunkSize));
}

/**
 * The length in bytes of what a payload of n bytes, without its nonce, opens to.
 *
 * @throws {@link DamagedError} if no payload has that length.
 */
export function plainSize(n: number): number {
  const rest = n % sealedChunkSize;
  if (n < 16 || (rest > 0 && rest <= 16 && n !== 16)) throw new DamagedError(`payload of ${n} bytes is cut off`);
  return n - 16 * Math.ceil(n / sealedChunkSize);
}

/** Chunks of one payload, in order; all are whole but the last of the payload. */
interface Job {
  op: "seal" | "open";
  key: Uint8Array;
  /** The number of the first. */
  first: number;
  /** Whether the last of them is the payload's. */
  last: boolean;
  /** How many bytes they have. */
  length: number;
  /**
   * Room for the chunks when they are sealed, each at a multiple of {@link sealedChunkSize}. The result
   * stands in the same room: what is not allocated need not be cleared.
   */
  room: Uint8Array<ArrayBuffer>;
}

/** Does a job; the result is a part of its room. */
function run(job: Job): Uint8Array<ArrayBuffer> {
  const [from, to] = job.op === "seal" ? [chunkSize, sealedChunkSize] : [sealedChunkSize, chunkSize];
  const chunks = Math.max(1, Math.ceil(job.length / from));
  const rest = job.length - (chunks - 1) * from;
  if (job.op === "open" && (rest < 16 || (rest === 16 && job.first + chunks > 1))) {
    throw new DamagedError("payload is damaged: its last chunk is cut off or empty");
  }
  const nonce = new Uint8Array(12); // 11 bytes of number, and the mark
  const view = new DataView(nonce.buffer);
  for (let i = 0; i < chunks; i++) {
    view.setBigUint64(3, BigInt(job.first + i));
    nonce[11] = job.last && i === chunks - 1 ? 1 : 0;
    const cipher = chacha20poly1305(job.key, nonce);
    const n = i === chunks - 1 ? rest : from;
    const chunk = job.room.subarray(i * sealedChunkSize, i * sealedChunkSize + n);
    // An opened chunk begins where the one before ends: before its own beginning, over what is done with.
    const out = job.room.subarray(i * to, i * to + n + to - from);
    if (job.op === "seal") {
      cipher.encrypt(chunk, out);
      continue;
    }
    try {
      cipher.decrypt(chunk, out);
    } catch {
      throw new DamagedError(`payload is damaged in chunk ${job.first + i}`);
    }
  }
  return job.room.subarray(0, (chunks - 1) * to + rest + to - from);
}

function crypt(op: Job["op"], key: Uint8Array, src: ReadableStream<Uint8Array>, opts: StreamOptions): ReadableStream<Uint8Array> {
  if (key.length !== streamKeySize) throw new Error(`key has ${key.length} bytes, not ${streamKeySize}`);
  const unit = op === "seal" ? chunkSize : sealedChunkSize;
  const { workers, progress } = opts;
  // Chunks of a batch: worth a message, and few enough that at the end no worker waits long for another. The
  // window keeps all workers busy while the oldest batch, which goes first, is not ready.
  const batch = 4;
  const window = workers ? 3 * workers.size : 1;
  const reader = src.getReader();
  const queue: Promise<Uint8Array>[] = [];
  let number = opts.first ?? 0;
  let unread: Uint8Array = new Uint8Array(0); // of what the source gave last
  let reading = false;
  let ended = false;
  let wake: () => void = () => undefined;

  // Fills one batch, and looks one byte ahead to know the last.
  const read = async (): Promise<Job> => {
    const room = new Uint8Array(batch * sealedChunkSize);
    const job: Job = { op, key, first: number, last: false, length: 0, room };
    for (;;) {
      while (unread.length > 0 && job.length < batch * unit) {
        const at = job.length % unit;
        const n = Math.min(unread.length, unit - at);
        room.set(unread.subarray(0, n), Math.floor(job.length / unit) * sealedChunkSize + at);
        job.length += n;
        unread = unread.subarray(n);
      }
      if (unread.length > 0) {
        number += batch;
        return job;
      }
      const { done, value } = await reader.read();
      if (done) {
        ended = true;
        if (job.length === 0 && number > 0) throw new DamagedError("source ends where it should go on");
        return { ...job, last: true };
      }
      unread = value;
    }
  };
  const compute = async (j: Job): Promise<Uint8Array> => {
    const out = await (workers ? workers.run(j) : run(j));
    progress?.(j.length);
    return out;
  };
  const fill = () => {
    if (reading || ended || queue.length >= window) return;
    reading = true;
    read().then((j) => { enqueue(compute(j)); }, (err: unknown) => {
      ended = true;
      enqueue(Promise.reject(err instanceof Error ? err : new Error(String(err))));
    });
  };
  const enqueue = (p: Promise<Uint8Array>) => {
    p.catch(() => undefined); // it is told in its turn
    queue.push(p);
    reading = false;
    wake();
    fill();
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        for (;;) {
          fill();
          while (queue.length === 0 && reading) await new Promise<void>((resolve) => { wake = resolve; });
          const next = queue.shift();
          if (next === undefined) {
            controller.close();
            return;
          }
          fill();
          const out = await next;
          if (out.length === 0) continue; // an empty file
          controller.enqueue(out);
          return;
        }
      } catch (err) {
        ended = true;
        controller.error(err);
        await reader.cancel(err).catch(() => undefined);
      }
    },
    cancel: (reason) => {
      ended = true;
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

/** A Web Worker, or one of node:worker_threads, that runs the module worker.js of this package. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: never[]): void;
  addEventListener?(type: "error", listener: () => void): void;
  on?(type: "error" | "exit", listener: () => void): unknown;
}

/**
 * Threads that seal and open chunks. Any number of streams can share them. Whoever started a worker
 * ends it.
 */
export class Workers {
  readonly size: number;
  /** The ways to the workers, and how many jobs each has. */
  readonly #ports: { port: MessagePort; jobs: number }[];
  /** Jobs that no worker has yet. */
  readonly #waiting: Task[] = [];
  /** Those that one has, by their numbers. */
  readonly #given = new Map<number, Task>();
  #failed: Error | undefined;
  #next = 0;

  /** Takes workers that are used for nothing else. */
  constructor(workers: WorkerLike[]) {
    if (workers.length === 0) throw new Error("no workers");
    this.size = workers.length;
    this.#ports = workers.map((w) => {
      const { port1, port2 } = new MessageChannel();
      const way = { port: port1, jobs: 0 };
      port1.onmessage = (e: MessageEvent<Answer>) => {
        way.jobs--;
        this.#answer(e.data);
      };
      const fail = () => { this.#fail(new Error("a worker failed: it could not be loaded, or ended")); };
      // Node's tell of their end, too, whatever else they have.
      if (w.on) for (const event of ["error", "exit"] as const) w.on(event, fail);
      else w.addEventListener?.("error", fail);
      w.postMessage({ port: port2 }, [port2] as never[]);
      return way;
    });
  }

  /** Does a job, in a worker that has time for it. Its room is gone from here. @internal */
  run(job: Job): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#failed) { reject(this.#failed); return; }
      this.#waiting.push({ job, resolve, reject });
      this.#give();
    });
  }

  /**
   * Gives out jobs: to each worker one, and one more for when it is done with that. What it does not have yet, another
   * can do that is faster: a core that is shared with this thread is slower.
   */
  #give(): void {
    for (;;) {
      const way = this.#ports.reduce((a, b) => (b.jobs < a.jobs ? b : a));
      const task = way.jobs < 2 ? this.#waiting.shift() : undefined;
      if (!task) return;
      const id = this.#next++;
      way.jobs++;
      this.#given.set(id, task);
      way.port.postMessage({ id, ...task.job }, [task.job.room.buffer]);
    }
  }

  /** Closes the ways to the workers, so that Node can exit. What is under way fails. */
  close(): void {
    this.#fail(new Error("workers are closed"));
    for (const { port } of this.#ports) port.close();
  }

  #answer(a: Answer): void {
    const task = this.#given.get(a.id);
    this.#given.delete(a.id);
    this.#give();
    if (a.data) task?.resolve(a.data);
    else task?.reject(new DamagedError(a.error));
  }

  #fail(err: Error): void {
    this.#failed ??= err;
    for (const task of [...this.#given.values(), ...this.#waiting]) task.reject(err);
    this.#given.clear();
    this.#waiting.length = 0;
  }
}

interface Task {
  job: Job;
  resolve: (b: Uint8Array) => void;
  reject: (err: Error) => void;
}

interface Answer {
  id: number;
  data?: Uint8Array;
  error?: string;
}

/** Does the jobs that come through a port, in a worker. @internal */
export function serve(port: MessagePort): void {
  port.onmessage = (e: MessageEvent<Job & { id: number }>) => {
    const { id } = e.data;
    try {
      const data = run(e.data);
      port.postMessage({ id, data } satisfies Answer, [data.buffer]);
    } catch (err) {
      port.postMessage({ id, error: (err as Error).message } satisfies Answer);
    }
  };
}

/** Reads what a browser sends, byte by byte, outside of the browser: a proxy through which all that it asks goes, workers and downloads too. */
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";

/** A request as it left the browser. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Its first bytes, up to 8 MiB. */
  body: Buffer;
  /** How many bytes its body had. */
  bytes: number;
}

export interface Watcher {
  /** For newContext. */
  readonly proxy: { readonly server: string; readonly bypass: string };
  readonly seen: Seen[];
  /** Holds back what requests send, from so many bytes of bodies on; Infinity: nothing. */
  holdFrom(bytes: number): void;
  /** Holds back what servers answer, from so many bytes of sealed files on; Infinity: nothing. */
  holdAnswersFrom(bytes: number): void;
  /** Breaks off what is held back, and refuses all that is asked for then, until holdAnswersFrom. */
  cut(): void;
  /** Answers in place of the server where it returns something. */
  answer: ((seen: Seen) => Promise<string | undefined>) | null;
  close(): Promise<void>;
}

const kept = 8 << 20;

/** Starts a proxy on this machine. It refuses what is encrypted: a devnet has nothing of that kind. */
export async function startWatcher(): Promise<Watcher> {
  const seen: Seen[] = [];
  let hold = Infinity;
  let sent = 0;
  let holdAnswers = Infinity;
  let answered = 0;
  let broken = false;
  const held = new Map<http.ServerResponse, () => void>();
  /** Passes an answer on up to where answers are held back. */
  const gate = (response: http.ServerResponse) => new Transform({
    transform(chunk: Buffer, _encoding, next) {
      answered += chunk.length;
      if (answered < holdAnswers) next(null, chunk);
      else held.set(response, () => { next(null, chunk); });
    },
  });
  const proxy = http.createServer((request, response) => {
    const one: Seen = { method: request.method ?? "", url: request.url ?? "", headers: request.rawHeaders, body: Buffer.alloc(0), bytes: 0 };
    seen.push(one);
    const parts: Buffer[] = [];
    const fail = () => { response.destroy(); };
    if (broken) {
      fail();
      return;
    }
    const forward = () => {
      const on = http.request(one.url, { method: one.method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        if (one.url.endsWith(".age")) answer.pipe(gate(response)).pipe(response);
        else answer.pipe(response);
        answer.on("error", fail);
      });
      on.on("error", fail);
      response.on("close", () => on.destroy());
      return on;
    };
    // What may be answered here is read whole before; the rest goes on as it comes.
    const whole = watcher.answer !== null && request.method === "POST";
    const on = whole ? null : forward();
    request.on("data", (chunk: Buffer) => {
      if (one.bytes < kept) parts.push(chunk);
      one.bytes += chunk.length;
      sent += chunk.length;
      if (on === null) return;
      if (sent >= hold) request.pause();
      else if (!on.write(chunk)) {
        request.pause();
        on.once("drain", () => request.resume());
      }
    });
    request.on("error", fail);
    request.on("close", () => { one.body = Buffer.concat(parts); });
    request.on("end", () => {
      one.body = Buffer.concat(parts);
      if (on) on.end();
      else {
        void watcher.answer?.(one).then((text) => {
          if (text === undefined) forward().end(one.body);
          else response.writeHead(200, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "*" }).end(text);
        }, fail);
      }
    });
  });
  proxy.on("connect", (request, socket) => {
    seen.push({ method: "CONNECT", url: request.url ?? "", headers: request.rawHeaders, body: Buffer.alloc(0), bytes: 0 });
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const watcher: Watcher = {
    proxy: { server: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, bypass: "<-loopback>" },
    seen,
    holdFrom: (bytes) => {
      sent = 0;
      hold = bytes;
    },
    holdAnswersFrom: (bytes) => {
      holdAnswers = bytes;
      answered = 0;
      broken = false;
      for (const go of held.values()) go();
      held.clear();
    },
    cut: () => {
      broken = true;
      for (const response of held.keys()) response.destroy();
      held.clear();
    },
    answer: null,
    close: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, "close");
    },
  };
  return watcher;
}

/** All of a request in one text, in which bytes can be looked for. */
export function textOf(one: Seen): string {
  return [one.method, one.url, ...one.headers, one.body.toString("latin1")].join("\n");
}

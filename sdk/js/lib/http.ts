/** How nodes and gateways are asked (spec/http.md): bounded, within a time, without redirects, and with problems as they name them. */
import { LatchkeyError } from "./errors.ts";

/**
 * Why a node or a gateway refuses: an RFC 9457 problem document whose type is stable. Its texts come from somebody whom nobody trusts:
 * they are one short printable line each.
 */
export class Problem extends Error {
  override readonly name: string = "Problem";
  /** The word behind `urn:latchkey:problem:`, or the whole type if it is another's. */
  readonly type: string;
  readonly status: number;
  readonly detail: string;

  constructor(type: string, status: number, title: string, detail: string) {
    super(detail ? `${title || type}: ${detail}` : title || type);
    this.type = type;
    this.status = status;
    this.detail = detail;
  }
}

/** Of one question. */
export interface Asking {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole answer; 15,000 if it is not said. */
  readonly timeout?: number | undefined;
  /** Bytes of the body, at most; 65,536 if it is not said. */
  readonly max?: number | undefined;
  /** The header of that name: a bearer secret. */
  readonly authorization?: string | undefined;
}

const urn = "urn:latchkey:problem:";

/**
 * Asks for JSON, by POST if there is a body. Throws a {@link Problem} for a refusal, `noAnswer` for anything else that is no answer, and the
 * signal's reason if it was that.
 */
export async function ask(base: string, path: string, body?: string, asking: Asking = {}): Promise<unknown> {
  const { fetch = globalThis.fetch, signal, timeout = 15_000, max = 64 << 10, authorization } = asking;
  const none = (why: string, cause?: unknown): LatchkeyError => new LatchkeyError("noAnswer", why, { cause, details: { url: base } });
  signal?.throwIfAborted();
  if (!/^https?:\/\/[^/?#@\s]+/i.test(base)) throw none(`has registered ${JSON.stringify(base.slice(0, 80))}, which is not an http or https URL`);
  const late = AbortSignal.timeout(timeout);
  let response: Response;
  let text: string;
  try {
    response = await fetch(base.replace(/\/+$/, "") + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { Accept: "application/json, application/problem+json", ...(body !== undefined && { "Content-Type": "application/json" }), ...(authorization !== undefined && { Authorization: authorization }) },
      ...(body !== undefined && { body }),
      // A node answers by itself: a redirect would send the request elsewhere. It knows no cookies.
      redirect: "error", credentials: "omit", referrerPolicy: "no-referrer",
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    text = new TextDecoder().decode(await readBounded(response, max));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LatchkeyError) throw none(error.message);
    throw none(late.aborted ? `did not answer within ${timeout / 1000} s` : "did not answer", error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Statuses tell more than texts that are none.
  }
  if (response.ok) {
    // What is ready may say so without words.
    return value;
  }
  if (typeof value === "object" && value !== null && "type" in value && typeof value.type === "string") {
    const { type, title, detail } = value as { type: string; title?: unknown; detail?: unknown };
    throw new Problem(printable(type.startsWith(urn) ? type.slice(urn.length) : type), response.status, printable(title), printable(detail));
  }
  throw none(`answered with the status ${response.status}`);
}

/** Reads a body of at most so many bytes. Throws `noAnswer` if there are more. */
export async function readBounded(response: Response, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || !value) break;
    size += value.length;
    if (size > max) {
      await reader.cancel().catch(() => undefined);
      throw new LatchkeyError("noAnswer", `gave an answer of more than ${max} bytes`);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Makes one short line of a foreign text: no line breaks, nothing that terminals obey or that turns the direction of writing. */
export function printable(text: unknown): string {
  if (typeof text !== "string") return "";
  const most = 300;
  return (text.length > most ? text.slice(0, most) + "..." : text).replace(/\s/g, " ").replace(/[\p{C}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Values that a policy reads as `given.NAME`, JSON each: bearer secrets. */
export type Given = Readonly<Record<string, unknown>>;

/** Takes what came with a request out of what a node says about it: an error is shown, and logged. */
export function discreet(error: Error, given: Given | undefined): Error {
  if (!(error instanceof Problem) || !given) return error;
  const secrets: string[] = [];
  const collect = (v: unknown): void => {
    if (typeof v === "object" && v !== null) Object.values(v).forEach(collect);
    else if ((typeof v === "string" || typeof v === "number") && String(v).length >= 4) secrets.push(printable(String(v)).replace(/\.\.\.$/, ""));
  };
  collect(given);
  secrets.sort((a, b) => b.length - a.length); // one may be a part of another
  const shown = (text: string): string => secrets.reduce((t, s) => {
    const left = t.split(s).join("(given)");
    // What was cut ends with a beginning of one.
    const end = left.replace(/\.\.\.$/, "");
    for (let i = 0; end !== left && i <= end.length - 4; i++) if (s.startsWith(end.slice(i))) return end.slice(0, i) + "(given)";
    return left;
  }, text);
  const { type, status, message, detail } = error;
  const title = detail && message.endsWith(`: ${detail}`) ? message.slice(0, -detail.length - 2) : message;
  return new Problem(shown(type), status, shown(title), shown(detail));
}

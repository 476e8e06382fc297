import type { Code } from "@latchkey/sdk/errors";
import { strings, type Problem } from "./strings.ts";

/** An error whose sentence is known already. */
export class PageError extends Error {
  override readonly name = "PageError";
  constructor(readonly problem: Problem, options?: { cause?: unknown }) {
    super(problem.what, options);
  }
}

const problems: Record<Code, Problem> = strings.problems;

/** What a problem is to a reader; detail is what exactly was said, in English, if that is more. */
export interface Told extends Problem {
  detail: string | undefined;
}

/** Puts an error into words. Whatever it is, it is a sentence and a next step. */
export function problemOf(error: unknown): Told {
  // What the SDK says of it is more than the page's sentence.
  if (error instanceof PageError) return { ...error.problem, detail: error.cause instanceof Error && "next" in error.cause ? messageOf(error.cause) : undefined };
  const told = (problem: Problem): Told => ({ ...problem, detail: messageOf(error) });
  const failures = strings.failures;
  for (let e: unknown = error, deep = 0; e instanceof Error && deep < 6; e = e.cause, deep++) {
    const code: unknown = "code" in e ? e.code : undefined;
    if ("next" in e && typeof code === "string" && code in problems) return told(problems[code as Code]);
    if (e.name === "UserRejectedRequestError" || code === 4001) return told(problems.rejected);
    if (e.name === "ChainMismatchError" || e.name === "SwitchChainError" || code === 4902) return told(problems.wrongNetwork);
    if (e.name === "InsufficientFundsError") return told(problems.tooLittleMoney);
    if (e.name === "AbortError") return { ...failures.cancelled, detail: undefined };
    if (e.name === "QuotaExceededError") return told(failures.noRoom);
    if (e.name === "SecurityError") return told(failures.storageBlocked);
    if (e.name === "HttpRequestError" || e.name === "TimeoutError") return told(problems.chainUnavailable);
    if (/dynamically imported module|Importing a module script failed|preload/i.test(e.message)) return told(failures.part);
  }
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) {
    return told(navigator.onLine ? problems.noAnswer : failures.offline);
  }
  return told(failures.unknown);
}

/** Whether it is a cancellation by the reader. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** An error's own words, in one line, without what could play tricks on its reader. */
function messageOf(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : typeof error === "string" ? error : undefined;
  const line = text?.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ").trim().slice(0, 400);
  return line === "" ? undefined : line;
}

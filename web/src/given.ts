// The values that a file's policy reads as given.NAME. A policy does not say of what kind they are: whatever JSON can say goes to those who judge, and where
// a number, an address or bytes are wanted, a text of them will do (spec/policy.md). Texts are what people have; for the rest there is JSON.

/** How what somebody types is meant. */
export type GivenKind = "text" | "json";

/** What a value most likely is, from how a policy's text uses it: a guess, which its reader can correct. */
export function kindOf(policy: string, name: string): GivenKind {
  const value = `given\\s*\\.\\s*${name}(?!\\w)`;
  const truth = "(?:true|false)(?!\\w)";
  const uses = [`\\bbool\\s*\\(\\s*${value}\\s*\\)`, `${value}\\s*\\.\\s*(?:json|list)\\s*\\(`, `${value}\\s*[!=]=\\s*${truth}`, `(?<!\\w)${truth}\\s*[!=]=\\s*${value}`];
  return new RegExp(uses.join("|")).test(policy) ? "json" : "text";
}

/** Reads JSON. Throws also where a number is not exactly what was written, since it is longer than this language's are. */
export function exactJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value === "number" && (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) >= 1e15))) throw new RangeError("a number is too long");
    return value;
  });
}

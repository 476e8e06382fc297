/**
 * Policies (spec/policy.md): typed builders that write the canonical text, the same as `latchkey policy format`, and questions to nodes and
 * gateways about what a policy is and for whom it is true.
 *
 * ```ts
 * const open = or(sale(market, asset), and(eq(erc721(token).owner(7), buyer), lt(now, timestamp("2027-01-01T00:00:00Z"))));
 * open.text // sale("0x..", "0x..") || erc721("0x..").owner(7) == buyer && now < timestamp("2027-01-01T00:00:00Z")
 * ```
 *
 * Not every function is known to every version of the nodes: {@link check} asks those who will judge.
 */
import { getAddress, isAddress, type Address, type Hex } from "viem";
import { ask, discreet, printable, Problem, type Asking, type Given } from "./http.ts";
import { isError, LatchkeyError } from "./errors.ts";

/** The type of an expression. */
export type Type =
  | "bool" | "int" | "uint256" | "address" | "string" | "bytes" | "timestamp" | "duration" | "json" | "web" | `list(${string})` | `tuple(${string})`;

/** A part of a policy, in canonical form. A whole policy is an `Expr<"bool">`. */
export interface Expr<T extends Type = Type> {
  readonly type: T;
  /** The canonical text. */
  readonly text: string;
  /** How strongly it holds together: the numbers of CEL's grammar. */
  readonly binds: number;
}

/** JSON: from the web, out of a token, or what came with the request. {@link eq} and its like compare it with values; it is an error if it is of another kind. */
export interface Json extends Expr<"json"> {
  /** The only value at a JSONPath (RFC 9535, without `..` and filters), `"$.members[0].name"`. */
  json(path: string): Json;
  /** All values at a JSONPath, at most 128. */
  list(path: string): Expr<"list(json)">;
  /** A decimal number times 10^decimals, exactly. */
  units(decimals: Arg<"int">): Expr<"uint256">;
}

/** A request to the web, which is made when something of the answer is asked for. Nodes read the hosts that their operators name. */
export interface Web extends Expr<"web"> {
  /** Adds a segment to the path, escaped. */
  path(segment: Arg<"string">): Web;
  /** Adds a parameter. */
  query(name: Arg<"string">, value: Arg<"string">): Web;
  /** Sends a token, which the answer has to tie to the buyer ({@link check} says whether it does). */
  bearer(token: Arg<"string"> | Expr<"json">): Web;
  /** The only value at a JSONPath of the answer. */
  json(path: string): Json;
  /** All values at a JSONPath of the answer, at most 128. */
  list(path: string): Expr<"list(json)">;
}

/** An expression of a type, with what can be asked of it. */
export type Value<T extends Type> = T extends "json" ? Json : T extends "web" ? Web : Expr<T>;

/** What may stand for an expression of a type: for an address, also `"0x.."`; for numbers, also a number or a bigint. */
export type Arg<T extends Type> =
  | Expr<T>
  | (T extends "address" ? Address : T extends "int" | "uint256" ? number | bigint : T extends "string" ? string : T extends "bool" ? boolean : T extends "bytes" ? Hex : never);

/** The longest policy, in bytes of UTF-8. */
export const maxPolicy = 8192;

const choice = 1, orBinds = 2, andBinds = 3, relation = 4, sum = 5, product = 6, unary = 7, primary = 8;

const bad = (message: string): LatchkeyError => new LatchkeyError("badPolicy", `policy: ${message}`);

function expr<T extends Type>(type: T, text: string, binds: number = primary): Value<T> {
  const x: Expr<T> = { type, text, binds };
  if (type !== "json" && type !== "web") return x as Value<T>;
  const of = at(x, primary);
  const answers = {
    json: (path: string) => expr("json", `${of}.json(${jsonPath(path)})`),
    list: (path: string) => expr("list(json)", `${of}.list(${jsonPath(path)})`),
  };
  const web = {
    path: (segment: Arg<"string">) => {
      if (segment === "" || segment === "." || segment === "..") throw bad(`${quote(segment)} is no segment of a path`);
      return expr("web", `${of}.path(${arg("string", segment).text})`);
    },
    query: (name: Arg<"string">, value: Arg<"string">) => expr("web", `${of}.query(${arg("string", name).text}, ${arg("string", value).text})`),
    bearer: (token: Arg<"string"> | Expr<"json">) => expr("web", `${of}.bearer(${oneOf(["string", "json"], token).text})`),
  };
  const json = { units: (decimals: Arg<"int">) => expr("uint256", `${of}.units(${decimalsText(decimals)})`) };
  return { ...x, ...answers, ...(type === "web" ? web : json) } as unknown as Value<T>;
}

/** Writes a part where what binds less than `least` stands in parentheses. */
function at(x: Expr, least: number): string {
  return x.binds < least ? `(${x.text})` : x.text;
}

/** Text in double quotes, as strconv.Quote of Go writes it. */
function quote(text: string): string {
  const short: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v" };
  let out = '"';
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code < 0xe000) throw bad("a text has half of a surrogate pair");
    const known = short[c];
    if (known) out += known;
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c)) out += c;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else out += code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return out + '"';
}

function isExpr(x: unknown): x is Expr {
  return typeof x === "object" && x !== null && "text" in x && "type" in x;
}

/** An address as a literal: of any case, a wrong checksum refused. */
function addressText(a: string): string {
  const mixed = /[a-f]/.test(a.slice(2)) && /[A-F]/.test(a.slice(2));
  if (!isAddress(a, { strict: false }) || (mixed && getAddress(a) !== a)) throw bad(`${quote(a.slice(0, 80))} is not an address, or its checksum is wrong`);
  return quote(a.toLowerCase());
}

/** An expression of that type. What is none of it is refused here, as by the nodes. */
function arg<T extends Type>(type: T, x: Arg<T>): Expr<T> {
  if (isExpr(x)) {
    if (x.type !== type) throw bad(`${x.text.slice(0, 80)} is of the type ${x.type}, not ${type}`);
    return x;
  }
  const raw: unknown = x;
  const literal = (text: string): Expr<T> => ({ type, text, binds: primary });
  switch (type) {
    case "address":
      return literal(addressText(String(raw)));
    case "int":
      return { ...number(raw as number | bigint), type };
    case "uint256":
      // Literals are ints of 64 bits, which stand only where a token's number does.
      return literal(`units(${quote(whole(raw as number | bigint))}, 0)`);
    case "bytes":
      return literal(hexText(String(raw)));
    case "bool":
    case "string":
      if (typeof raw === (type === "bool" ? "boolean" : "string")) return literal(type === "bool" ? String(raw) : quote(String(raw)));
  }
  throw bad(`a value is of no use as a ${type}`);
}

/** An expression of one of these types. A text, a number or a truth value is of its own. */
function oneOf(types: readonly Type[], x: Expr | string | number | bigint | boolean): Expr {
  if (!isExpr(x)) return arg(typeof x === "string" ? "string" : typeof x === "boolean" ? "bool" : "int", x as Arg<Type>);
  if (!types.includes(x.type)) throw bad(`${x.text.slice(0, 80)} is of the type ${x.type}, not ${types.join(" or ")}`);
  return x;
}

/** Exact, and an integer. */
function integer(x: number | bigint): bigint {
  if (typeof x !== "bigint" && !Number.isSafeInteger(x)) throw bad(`${x} is not a whole number`);
  return BigInt(x);
}

function whole(x: number | bigint): string {
  const n = integer(x);
  if (n < 0n || n >= 1n << 256n) throw bad(`${x} is not of 0 to 2^256-1`);
  return String(n);
}

function number(x: number | bigint): Expr<"int"> {
  const n = integer(x);
  if (BigInt.asIntN(64, n) !== n) throw bad(`${x} does not fit into 64 bits`);
  return expr("int", String(n), n < 0n ? unary : primary);
}

function hexText(x: string): string {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(x)) throw bad(`${quote(x.slice(0, 80))} is not bytes: 0x and an even number of hex digits`);
  return quote(x.toLowerCase());
}

/** A token's number: an int literal where it fits, else units. */
function tokenId(x: Arg<"uint256">): string {
  if (isExpr(x)) return arg("uint256", x).text;
  return integer(x) < 1n << 63n ? whole(x) : arg("uint256", x).text;
}

function decimalsText(decimals: Arg<"int">): string {
  if (!isExpr(decimals) && !(decimals >= 0 && decimals <= 77)) throw bad(`decimals are 0 to 77, not ${decimals}`);
  return arg("int", decimals).text;
}

const pathForm = /^\$(?:\s*(?:\.(?:\*|[\p{L}_\u{80}-\u{10ffff}][\w\u{80}-\u{10ffff}]*)|\[\s*(?:\*|-?\d+|(?:-?\d+\s*)?:\s*(?:-?\d+\s*)?(?::\s*(?:-?\d+)?)?|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\]))*$/u;

function jsonPath(path: string): string {
  if (!pathForm.test(path)) throw bad(`${quote(path.slice(0, 80))} is not a JSONPath such as "$.members[0].name", with names, indexes, slices and *`);
  return quote(path);
}

/** An address of the web that a policy can name. */
function urlText(url: string): string {
  const host = /^https?:\/\/([^/?#@]+)(?:[/?][^#]*)?$/.exec(url)?.[1];
  if (host === undefined || host.toLowerCase() !== host || /[\s\\]/.test(url) || !URL.canParse(url)) {
    throw bad(`${quote(url.slice(0, 80))} is not an address such as "https://api.example/v1/members", with a host in lower case`);
  }
  return quote(url);
}

// What a policy sees.

/** The account that asks. */
export const buyer: Expr<"address"> = { type: "address", text: "buyer", binds: primary };
/** The time of the block that is read. */
export const now: Expr<"timestamp"> = { type: "timestamp", text: "now", binds: primary };

// A text as CEL writes it, or a comment: what is in there is no name.
const apart = /\/\/[^\n]*|(?:[bB]?[rR]|[rR][bB])(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** The names of what a policy's text reads as `given.NAME`, in its order, each once. The text need not be one that nodes take. */
export function givenNames(policy: string): string[] {
  const names = policy.replace(apart, " ").matchAll(/(?<![\w.])given\s*\.\s*([A-Za-z_]\w*)/g);
  return [...new Set(Array.from(names, ([, name = ""]) => name))];
}

/** A value that the buyer sends with the request, `given.NAME`: a bearer secret, which every node that is asked sees. */
export function given(name: string): Json {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || ["in", "true", "false", "null"].includes(name)) throw bad(`${quote(name)} is not a name`);
  return expr("json", `given.${name}`);
}

// Literals, and conversions.

/** An amount in a token's smallest unit: `units("1.5", 18)` is 1.5 × 10^18. */
export function units(amount: string, decimals: number): Expr<"uint256"> {
  const form = /^([0-9]+)(?:\.([0-9]+))?$/.exec(amount);
  if (!form || !Number.isInteger(decimals) || decimals < 0 || decimals > 77 || (form[2] ?? "").length > decimals) throw bad(`units(${quote(amount)}, ${decimals}) is not an amount with at most so many decimals`);
  if (BigInt((form[1] ?? "") + (form[2] ?? "").padEnd(decimals, "0")) >= 1n << 256n) throw bad(`units(${quote(amount)}, ${decimals}) is over 2^256-1`);
  return expr("uint256", `units(${quote(amount)}, ${decimals})`);
}

/** An address where a text would not be taken for one: beside JSON, in {@link when}, and in ranges. Of JSON, the address that is in it. */
export function address(a: Address | Expr<"json">): Expr<"address"> {
  return expr("address", `address(${isExpr(a) ? arg("json", a).text : addressText(a)})`);
}

/** A moment. A Date is written to the second. */
export function timestamp(time: string | Date): Expr<"timestamp"> {
  const written = typeof time === "string" ? time : time.toISOString().replace(/\.\d+Z$/, "Z");
  const day = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(written);
  const date = day && new Date(`${day[1]}-${day[2]}-${day[3]}T00:00:00Z`);
  if (!date || day[1] === "0000" || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day[3])) throw bad(`${quote(written.slice(0, 80))} is not a moment such as "2026-01-31T12:00:00Z"`);
  return expr("timestamp", `timestamp(${quote(written)})`);
}

/** A time span in CEL's form, "1h30m"; a number is seconds. */
export function duration(span: string | number): Expr<"duration"> {
  const written = typeof span === "string" ? span : `${span}s`;
  if (!/^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(written)) throw bad(`${quote(written.slice(0, 80))} is not a time span such as "36h"`);
  return expr("duration", `duration(${quote(written)})`);
}

/** A text. */
export function text(value: string): Expr<"string"> {
  return arg("string", value);
}

/** An int of 64 bits; or that of a uint256 or of JSON, where what does not fit is an error. */
export function int(value: number | bigint | Expr<"uint256"> | Expr<"json">): Expr<"int"> {
  return isExpr(value) ? expr("int", `int(${oneOf(["uint256", "json"], value).text})`) : number(value);
}

/** A number as a uint256; or that of an int, a text or JSON, where what does not fit is an error. */
export function uint256(value: number | bigint | Expr<"int"> | Expr<"string"> | Expr<"json">): Expr<"uint256"> {
  return isExpr(value) ? expr("uint256", `uint256(${oneOf(["int", "string", "json"], value).text})`) : arg("uint256", value);
}

/** The text of an address (in lower case), of a number (decimal), or in JSON. */
export function string(value: Expr<"address"> | Expr<"int"> | Expr<"uint256"> | Expr<"json">): Expr<"string"> {
  return expr("string", `string(${oneOf(["address", "int", "uint256", "json"], value).text})`);
}

/** The truth value in JSON. */
export function bool(value: Expr<"json">): Expr<"bool"> {
  return expr("bool", `bool(${arg("json", value).text})`);
}

/** Bytes, as `b".."`; of `"0x.."`, as `bytes("0x..")`; or those in JSON, which are 0x and hex digits. */
export function bytes(value: Uint8Array | Hex | Expr<"json">): Expr<"bytes"> {
  if (!(value instanceof Uint8Array)) return expr("bytes", `bytes(${isExpr(value) ? arg("json", value).text : hexText(value)})`);
  const written = [...value].map((b) => (b === 0x22 || b === 0x5c ? `\\${String.fromCharCode(b)}` : b < 0x20 || b > 0x7e ? `\\x${b.toString(16).padStart(2, "0")}` : String.fromCharCode(b)));
  return expr("bytes", `b"${written.join("")}"`);
}

/** The JSON that is in a text. */
export function json(value: Arg<"string">): Json {
  if (!isExpr(value)) {
    try {
      JSON.parse(value);
    } catch {
      throw bad("the text is no JSON");
    }
  }
  return expr("json", `json(${arg("string", value).text})`);
}

/** The hash of a text or of bytes. */
export function keccak256(value: Arg<"string"> | Expr<"bytes">): Expr<"bytes"> {
  return expr("bytes", `keccak256(${oneOf(["string", "bytes"], value).text})`);
}

/** A list of values of one type. */
export function list<T extends Exclude<Type, "web" | "json">>(type: T, values: readonly Arg<T>[]): Expr<`list(${T})`> {
  if (values.length === 0) throw bad("an empty list has no type");
  const written = values.map((v) => (isExpr(v) ? arg(type, v) : type === "address" ? address(v as Address) : type === "bytes" ? bytes(v as Hex) : arg(type, v)));
  return expr(`list(${type})`, `[${written.map((v) => v.text).join(", ")}]`) as Expr<`list(${T})`>;
}

/** A list where literals may stand for its values, if all are literals. */
function literals<T extends "address" | "int" | "uint256" | "string">(type: T, values: readonly Arg<T>[] | Expr<`list(${T})`>): string {
  if (isExpr(values)) return arg(`list(${type})`, values).text;
  const plain = values.every((v) => !isExpr(v) && (type !== "uint256" || integer(v as bigint) < 1n << 63n));
  if (!plain) return list(type, values).text;
  return `[${values.map((v) => (type === "uint256" ? whole(v as bigint) : arg(type, v).text)).join(", ")}]`;
}

// Functions that read a chain.

/** Functions that read one chain: those of this module are those of the terms' own chain. */
export interface Reads {
  sale: typeof sale;
  balance: typeof balance;
  erc20: typeof erc20;
  erc721: typeof erc721;
  erc1155: typeof erc1155;
  ordered: typeof ordered;
  call: typeof call;
  event: typeof event;
  /** The time of the block that is read there. */
  time(): Expr<"timestamp">;
}

/** The same functions on another chain: `onChain(137).sale(..)` writes `chain(137).sale(..)`. */
export function onChain(chainId: number | bigint): Reads {
  const id = integer(chainId);
  if (id < 1n || id >= 1n << 63n) throw bad(`${chainId} is no chain's id`);
  const before = `chain(${id}).`;
  const moved = <T extends Type>(x: Expr<T>): Value<T> => expr(x.type, before + x.text, x.binds);
  const token = <T extends object>(t: T): T =>
    Object.fromEntries(Object.entries(t).map(([name, f]) => [name, (...args: unknown[]) => moved((f as (...args: unknown[]) => Expr)(...args))])) as T;
  return {
    sale: (...a) => moved(sale(...a)), balance: (...a) => moved(balance(...a)), ordered: (...a) => moved(ordered(...a)), event: (...a) => moved(event(...a)),
    call: ((...a: Parameters<typeof call>) => moved(call(...a))) as typeof call,
    erc20: (a) => token(erc20(a)), erc721: (a) => token(erc721(a)), erc1155: (a) => token(erc1155(a)), time: () => expr("timestamp", `${before}time()`),
  };
}

/** The buyer has a licence for the asset at that market that is not over, or sells it. Alone, it is the policy of a plain sale. */
export function sale(market: Address, asset: Hex): Expr<"bool"> {
  if (!/^0x[0-9a-fA-F]{64}$/.test(asset)) throw bad(`${quote(asset.slice(0, 80))} is not an asset: 0x and 64 hex digits`);
  return expr("bool", `sale(${addressText(market)}, ${quote(asset.toLowerCase())})`);
}

/** The buyer is one of them. */
export function allow(accounts: readonly Arg<"address">[] | Expr<"list(address)">): Expr<"bool"> {
  return expr("bool", `allow(${literals("address", accounts)})`);
}

/** Native coin of an account, in wei. */
export function balance(account: Arg<"address">): Expr<"uint256"> {
  return expr("uint256", `balance(${arg("address", account).text})`);
}

/** A token of ERC-20. */
export function erc20(token: Arg<"address">): { balance(account: Arg<"address">): Expr<"uint256"> } {
  const t = `erc20(${arg("address", token).text})`;
  return { balance: (account) => expr("uint256", `${t}.balance(${arg("address", account).text})`) };
}

/** A token of ERC-721. */
export function erc721(token: Arg<"address">): { owner(id: Arg<"uint256">): Expr<"address">; balance(account: Arg<"address">): Expr<"uint256"> } {
  const t = `erc721(${arg("address", token).text})`;
  return {
    owner: (id) => expr("address", `${t}.owner(${tokenId(id)})`),
    balance: (account) => expr("uint256", `${t}.balance(${arg("address", account).text})`),
  };
}

/** A token of ERC-1155. `balances` is what one account has of several, in their order. */
export function erc1155(token: Arg<"address">): {
  balance(account: Arg<"address">, id: Arg<"uint256">): Expr<"uint256">;
  balances(account: Arg<"address">, ids: readonly Arg<"uint256">[] | Expr<"list(uint256)">): Expr<"list(uint256)">;
} {
  const t = `erc1155(${arg("address", token).text})`;
  return {
    balance: (account, id) => expr("uint256", `${t}.balance(${arg("address", account).text}, ${tokenId(id)})`),
    balances: (account, ids) => expr("list(uint256)", `${t}.balances(${arg("address", account).text}, ${literals("uint256", ids)})`),
  };
}

/**
 * The order that the request brings lets the buyer open what it asks for: an Ocean order of that datatoken, for that
 * asset, and at most so many seconds old. All three are written out; throws for an age under 1.
 */
export function ordered(nft: Address, datatoken: Address, maxAge?: number | bigint): Expr<"bool"> {
  if (maxAge !== undefined && !(maxAge >= 1)) throw bad(`the highest age of an order is a number of seconds, at least 1, and not ${maxAge}`);
  const age = maxAge === undefined ? "" : `, ${arg("int", maxAge).text}`;
  return expr("bool", `ordered(${arg("address", nft).text}, ${arg("address", datatoken).text}${age})`);
}

// The type of a call's result, from its ABI. Split and Inside go through a text, parentheses counted.
type Trim<S extends string> = S extends ` ${infer R}` ? Trim<R> : S extends `${infer R} ` ? Trim<R> : S;
type Split<S extends string, Open extends 0[] = [], Word extends string = "", Done extends string[] = []> =
  S extends `${infer C}${infer R}`
    ? C extends "(" ? Split<R, [...Open, 0], `${Word}(`, Done>
    : C extends ")" ? Open extends [0, ...infer O extends 0[]] ? Split<R, O, `${Word})`, Done> : [...Done, Word]
    : C extends "," ? Open extends [] ? Split<R, [], "", [...Done, Word]> : Split<R, Open, `${Word},`, Done>
    : Split<R, Open, `${Word}${C}`, Done>
    : [...Done, Word];
type Inside<S extends string, Open extends 0[] = [], Word extends string = ""> =
  S extends `${infer C}${infer R}`
    ? C extends ")" ? Open extends [0, ...infer O extends 0[]] ? Inside<R, O, `${Word})`> : [Word, R]
    : Inside<R, C extends "(" ? [...Open, 0] : Open, `${Word}${C}`>
    : [Word, ""];
type Arrays<T extends string, S extends string> = Trim<S> extends `[${string}]${infer R}` ? Arrays<`list(${T})`, R> : T;
type Elementary<S extends string> = S extends `uint${string}` ? "uint256" : S extends `int${string}` ? "int" : S extends `bytes${string}` ? "bytes" : S extends "bool" | "address" | "string" ? S : string;
type FirstWord<S extends string> = S extends `${infer W} ${string}` ? W : S;
type TypeOf<S extends string> = S extends `(${infer R}` | `tuple(${infer R}` | `tuple (${infer R}`
  ? Inside<R> extends [infer I extends string, infer More extends string] ? Arrays<`tuple(${Joined<Split<I>>})`, More> : never
  : FirstWord<S> extends `${infer E}[${infer More}` ? Arrays<Elementary<E>, `[${More}`> : Elementary<FirstWord<S>>;
type Joined<L extends string[], Done extends string = ""> = L extends [infer F extends string, ...infer R extends string[]]
  ? Joined<R, `${Done}${Done extends "" ? "" : ", "}${TypeOf<Trim<F>>}`> : Done;
type Known<S> = S extends Type ? S : Type;
/** The type of what a function of that ABI returns: of several results, a tuple. */
export type ResultOf<A extends string> = string extends A ? Type : A extends `${string}returns${string}(${infer R}`
  ? Inside<R> extends [infer I extends string, string] ? Known<Split<I> extends [infer One extends string] ? TypeOf<Trim<One>> : `tuple(${Joined<Split<I>>})`> : Type : Type;
/** The type of a part of a list or a tuple. */
export type PartOf<T extends Type, N extends number> = T extends `list(${infer E})` ? Known<E>
  : T extends `tuple(${infer P})` ? Split<P> extends infer L extends string[] ? L[N] extends infer S extends string ? Known<Trim<S>> : Type : Type : Type;

/** An ABI type: an elementary one, `parts[0][]` of so many elements (-1: any number), or a tuple. */
interface AbiType {
  readonly name: string;
  /** In policies. */
  readonly type: Type;
  readonly kind: "uint" | "int" | "bool" | "address" | "bytes" | "string" | "array" | "tuple";
  /** Bits of numbers, bytes of bytesN (-1: any number), elements of arrays. */
  readonly size: number;
  readonly parts: readonly AbiType[];
  readonly indexed: boolean;
}

/** Takes an ABI apart. */
class Abi {
  constructor(private rest: string) {}

  take(form: RegExp): string {
    const found = new RegExp(`^\\s*(${form.source})`).exec(this.rest);
    this.rest = this.rest.slice(found?.[0].length ?? 0);
    return found?.[1] ?? "";
  }

  word(): string {
    return this.take(/[A-Za-z_$][\w$]*/);
  }

  fail(why: string): LatchkeyError {
    return bad(`the ABI cannot be read: ${why}${this.rest ? ` before ${quote(this.rest.slice(0, 80))}` : ""}`);
  }

  end(): void {
    if (this.rest.trim()) throw this.fail("something is out of place");
  }

  /** A list in parentheses. */
  types(depth = 1): AbiType[] {
    if (!this.take(/\(/)) throw this.fail(`"(" is missing`);
    const found: AbiType[] = [];
    if (this.take(/\)/)) return found;
    do {
      const t = this.type(depth);
      let indexed = false;
      for (let w = this.word(); w; w = this.word()) indexed ||= w === "indexed";
      found.push({ ...t, indexed });
      if (found.length > 16) throw this.fail("more than 16 types in a row");
    } while (this.take(/,/));
    if (!this.take(/\)/)) throw this.fail(`")" is missing`);
    return found;
  }

  type(depth: number): AbiType {
    if (depth > 5) throw this.fail("arrays and tuples nest at most 4 deep");
    const word = this.word();
    let t = (word === "" || word === "tuple") && /^\s*\(/.test(this.rest) ? tupleOf(this.types(depth + 1)) : elementary(word);
    while (t && this.take(/\[/)) {
      const size = this.take(/\d+/);
      if (!this.take(/\]/) || (size !== "" && !(/^[1-9]/.test(size) && Number(size) <= 128))) throw this.fail("arrays have 1 to 128 elements");
      t = { name: `${t.name}[${size}]`, type: `list(${t.type})`, kind: "array", size: size ? Number(size) : -1, parts: [t], indexed: false };
    }
    if (!t) throw this.fail(`${quote(word)} is not a type of the contract ABI`);
    if (levels(t) > 4) throw this.fail("arrays and tuples nest at most 4 deep");
    if (words(t) > 128) throw this.fail("a value has more than 128 words");
    return t;
  }
}

function tupleOf(parts: readonly AbiType[]): AbiType | null {
  return parts.length === 0 ? null : { name: `(${parts.map((p) => p.name).join(",")})`, type: `tuple(${parts.map((p) => p.type).join(", ")})`, kind: "tuple", size: 0, parts, indexed: false };
}

function elementary(name: string): AbiType | null {
  const of = (kind: AbiType["kind"], type: Type, size: number): AbiType => ({ name, kind, type, size, parts: [], indexed: false });
  if (name === "bool" || name === "address" || name === "string") return of(name, name, 0);
  if (name === "bytes") return of("bytes", "bytes", -1);
  const [, kind = "", digits = ""] = /^(u?int|bytes)([1-9]\d{0,2}|)$/.exec(name) ?? [];
  const size = digits ? Number(digits) : 256;
  if (kind === "bytes") return size <= 32 ? of("bytes", "bytes", size) : null;
  if ((kind !== "uint" && kind !== "int") || size % 8 !== 0 || size > 256) return null;
  return of(kind, kind === "uint" ? "uint256" : "int", size);
}

function levels(t: AbiType): number {
  return Math.max(0, ...t.parts.map((p) => 1 + levels(p)));
}

function words(t: AbiType): number {
  const dynamic = (t: AbiType): boolean => t.kind === "string" || ((t.kind === "bytes" || t.kind === "array") && t.size < 0) || t.parts.some(dynamic);
  if (dynamic(t)) return 1;
  const n = t.parts.reduce((n, p) => n + words(p), 0);
  return t.kind === "array" ? t.size * n : t.kind === "tuple" ? n : 1;
}

/** Values that stand for arguments of a function or an event; a list is one of an array's elements, or of a struct's parts. */
export type AbiArg = Expr | string | number | bigint | boolean | readonly AbiArg[];

/** Whether JSON stands where Go's checker takes it for a whole array or struct. */
function isWholeJson(x: Expr): boolean {
  return x.binds === primary && (/^given\.\w+$/.test(x.text) || /^json\(.*\)$/s.test(x.text) || /\.json\("(?:[^"\\]|\\.)*"\)$/.test(x.text));
}

function abiArg(t: AbiType, a: AbiArg): string {
  const not = (what: string): LatchkeyError => bad(`${what} is not a ${t.name}`);
  if (isExpr(a)) {
    if (a.type === "json" && (t.parts.length === 0 || isWholeJson(a))) return a.text;
    if (a.type !== t.type) throw not(`${a.text.slice(0, 80)}, of the type ${a.type},`);
    return a.text;
  }
  if (t.kind === "array" || t.kind === "tuple") {
    if (!Array.isArray(a)) throw not("one value");
    const values = a as readonly AbiArg[];
    if (t.kind === "tuple" ? values.length !== t.parts.length : (t.size >= 0 && values.length !== t.size) || values.length > 128) throw not(`${values.length} values`);
    return `[${values.map((v, i) => abiArg((t.kind === "tuple" ? t.parts[i] : t.parts[0]) ?? t, v)).join(", ")}]`;
  }
  if (Array.isArray(a)) throw not("a list");
  const written = t.kind === "uint" ? tokenId(a as bigint) : arg(t.type, a as Arg<Type>).text;
  const fits = t.kind === "uint" ? integer(a as bigint) < 1n << BigInt(t.size)
    : t.kind === "int" ? BigInt.asIntN(t.size, integer(a as bigint)) === integer(a as bigint)
    : t.kind !== "bytes" || t.size < 0 || (a as string).length === 2 + 2 * t.size;
  if (!fits) throw not(written.slice(0, 80));
  return written;
}

function abiArgs(types: readonly AbiType[], args: readonly (AbiArg | null)[]): string {
  if (types.length !== args.length) throw bad(`the ABI has ${types.length} parameters, not ${args.length}`);
  return `[${args.map((a, i) => (a === null ? "null" : abiArg(types[i] as AbiType, a))).join(", ")}]`;
}

/**
 * What a view function of a contract returns: `call(token, "f(address) view returns (uint256)", [buyer])`. Of several results, and of structs, {@link item}
 * takes one.
 */
export function call<const A extends string>(contract: Arg<"address">, abi: A, args: readonly AbiArg[]): Value<ResultOf<A>> {
  const l = new Abi(abi);
  const first = l.word();
  if (!first || (first === "function" && !l.word())) throw l.fail("a function's name is missing");
  const params = l.types();
  let view = false;
  let word = l.word();
  for (; ["view", "pure", "external", "public"].includes(word); word = l.word()) view ||= word === "view" || word === "pure";
  if (!view || word !== "returns") throw l.fail("a policy can only call functions that are view or pure, and have a result");
  const results = l.types();
  l.end();
  const result = results.length === 1 ? results[0] : tupleOf(results);
  if (!result) throw l.fail("the function must have a result");
  if (args.includes(null as unknown as AbiArg)) throw bad("null stands in events alone");
  return expr(result.type as ResultOf<A>, `call(${arg("address", contract).text}, ${quote(abi)}, ${abiArgs(params, args)})`);
}

/** A contract has emitted such an event in the last blocks, 1 to 10,000; null is any value. Values that come with the request cannot be looked for. */
export function event(contract: Arg<"address">, abi: string, args: readonly (AbiArg | null)[], blocks: number): Expr<"bool"> {
  const l = new Abi(abi);
  const first = l.word();
  if (!first || (first === "event" && !l.word())) throw l.fail("an event's name is missing");
  const params = l.types();
  l.end();
  if (params.some((t) => t.indexed && t.parts.length > 0)) throw bad("arrays and tuples that are indexed are hashes, which a policy cannot make");
  if (params.filter((t) => t.indexed).length > 3) throw bad("an event has at most 3 indexed parameters");
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > 10_000) throw bad(`${blocks} blocks: it can be 1 to 10000`);
  const values = abiArgs(params, args);
  if (/\bgiven\./.test(bare(values))) throw bad("a value that comes with the request cannot be looked for in events");
  return expr("bool", `event(${arg("address", contract).text}, ${quote(abi)}, ${values}, ${blocks})`);
}

/** The text without what is in quotes. */
function bare(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

// Functions of what the buyer brings, and of the web.

/** A key of {@link signed}: a curve's, in hex (of Ed25519, also base58), or an account's address. */
export type Key = `es256k:0x${string}` | `es256:0x${string}` | `ed25519:${string}` | Address;

function keyText(key: string): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(key)) return address(key as Address).text;
  const point = /^(?:es256k|es256):0x(?:0[23][0-9a-fA-F]{64}|04[0-9a-fA-F]{128})$/;
  const base58 = /^ed25519:(?:0x[0-9a-fA-F]{64}|[1-9A-HJ-NP-Za-km-z]{32,44})$/;
  if (!point.test(key) && !base58.test(key)) throw bad(`${quote(key.slice(0, 160))} is not a key: "es256k:0x..", "es256:0x..", "ed25519:0x.." or an account's address`);
  return quote(key);
}

/**
 * A message is signed by a key: that of an account (EIP-191), or ES256K, ES256 or Ed25519. It has to be tied to the buyer: by the key, or by a message such as
 * `concat("reader: ", string(buyer))`. {@link check} says whether it is.
 */
export function signed(message: Arg<"string"> | Expr<"bytes">, signature: Arg<"string"> | Expr<"bytes"> | Expr<"json">, key: Key | Expr<"address"> | Expr<"string">): Expr<"bool"> {
  const parts = [oneOf(["string", "bytes"], message).text, oneOf(["string", "bytes", "json"], signature).text, isExpr(key) ? oneOf(["string", "address"], key).text : keyText(key)];
  return expr("bool", `signed(${parts.join(", ")})`);
}

/**
 * The claims of a token (JWT) that is the issuer's, for the audience if one is named. Keys are a JWKS, a JWK or a public key in PEM, or `https://..`, where a JWKS is.
 * What they say has to be tied to the buyer: `bind("t", jwt(..), (t) => and(eq(t.json("$.wallet"), buyer), ..))`. {@link check} says whether it is.
 */
export function jwt(token: Arg<"string"> | Expr<"json">, issuer: string, keys: string, audience?: string): Json {
  if (!issuer || audience === "") throw bad("the issuer and the audience of a token are texts");
  if (keys.startsWith("https://")) urlText(keys);
  else if (!/^-----BEGIN PUBLIC KEY-----\s/m.test(keys)) {
    let found: unknown;
    try {
      found = JSON.parse(keys);
    } catch {
      // It is none.
    }
    const all = (found as { keys?: unknown } | undefined)?.keys ?? [found];
    if (!Array.isArray(all) || !all.some((k: { kty?: unknown; d?: unknown } | null | undefined) => typeof k?.kty === "string" && k.kty !== "oct" && k.d === undefined)) {
      throw bad("these are no public keys: a JWKS, a JWK, a PEM, or https:// and where a JWKS is");
    }
  }
  const rest = [issuer, keys, ...(audience === undefined ? [] : [audience])].map(quote);
  return expr("json", `jwt(${[oneOf(["string", "json"], token).text, ...rest].join(", ")})`);
}

/** A request to the web, where a node's operator allows its host. */
export function web(url: string): Web {
  return expr("web", `web(${urlText(url)})`);
}

/** A parameter of a JSON-RPC call; a list is one of JSON. */
export type RpcArg = Expr<"bool"> | Expr<"int"> | Expr<"string"> | Expr<"address"> | Expr<"json"> | string | number | bigint | boolean | readonly RpcArg[];

/** The `result` of a JSON-RPC 2.0 call, by POST, where a node's operator allows the host. Objects are {@link json}. */
export function rpc(url: string, method: string, params: readonly RpcArg[]): Json {
  const written = (p: RpcArg): string => (Array.isArray(p) ? `[${(p as readonly RpcArg[]).map(written).join(", ")}]` : oneOf(["bool", "int", "string", "address", "json"], p as Expr).text);
  return expr("json", `rpc(${urlText(url)}, ${quote(method)}, ${written(params)})`);
}

// What combines.

function chained(name: "||" | "&&", parts: readonly Arg<"bool">[]): Expr<"bool"> {
  const binds = name === "||" ? orBinds : andBinds;
  const written = parts.map((p) => arg("bool", p));
  if (written.length === 1 && written[0]) return written[0];
  if (written.length === 0) throw bad(`${name} needs operands`);
  return expr("bool", written.map((p) => at(p, binds)).join(` ${name} `), binds);
}

/** One of them is true: `||`. */
export function or(...parts: Arg<"bool">[]): Expr<"bool"> {
  return chained("||", parts);
}

/** All of them are true: `&&`. */
export function and(...parts: Arg<"bool">[]): Expr<"bool"> {
  return chained("&&", parts);
}

/** It is not so. */
export function not(x: Arg<"bool">): Expr<"bool"> {
  return expr("bool", "!" + at(arg("bool", x), primary), unary);
}

/** `condition ? yes : no`. */
export function when<T extends Type>(condition: Arg<"bool">, yes: Expr<T>, no: Expr<NoInfer<T>>): Value<T> {
  return expr(yes.type, `${at(arg("bool", condition), orBinds)} ? ${at(yes, orBinds)} : ${arg(yes.type, no as Arg<T>).text}`, choice);
}

/** At least k of up to 32 are true; an error counts only if it could decide. */
export function atLeast(k: number, ...parts: Arg<"bool">[]): Expr<"bool"> {
  if (parts.length > 32) throw bad("atLeast has at most 32 parts");
  if (!Number.isInteger(k) || k < 1 || k > parts.length) throw bad(`how many of the ${parts.length} must be true is a number, 1 to ${parts.length}, not ${k}`);
  return expr("bool", `atLeast(${[number(k), ...parts.map((p) => arg("bool", p))].map((x) => x.text).join(", ")})`);
}

/** Gives a value a name, which the rest can use: `cel.bind(name, value, rest)`. It is found once, and only if it is asked for. */
export function bind<T extends Type, R extends Type>(name: string, value: Expr<T>, rest: (name: Value<T>) => Expr<R>): Value<R> {
  const x = rest(variable(name, value.type));
  return expr(x.type, `cel.bind(${name}, ${value.text}, ${free(name, x.text)})`);
}

/** Words that have a meaning of their own, in CEL or here. */
const taken = /^(?:buyer|now|cel|given|true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/;

function variable<T extends Type>(name: string, type: T): Value<T> {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || taken.test(name)) throw bad(`${quote(name)} is not a name, or has a meaning of its own`);
  return expr(type, name);
}

/** The same name inside would stand for something else there. */
function free(name: string, inside: string): string {
  if (new RegExp(`(?:\\bcel\\.bind|\\.all|\\.exists|\\.exists_one)\\(${name}, `).test(bare(inside))) throw bad(`the name ${name} is taken inside: choose another`);
  return inside;
}

type Compared = "bool" | "int" | "uint256" | "address" | "string" | "bytes" | "timestamp" | "duration";
type InJson = "bool" | "int" | "string" | "uint256" | "address";
/** What can stand beside a value in a comparison. */
export type Peer<T extends Type> = T extends "json" ? boolean | number | bigint | string | Expr<InJson> : Arg<T> | (T extends InJson ? Expr<"json"> : never);

const inJson = ["bool", "int", "string", "uint256", "address"] as const;

/** Compares two values of one type; or JSON and a value. */
function compare(sign: string, a: Expr, b: unknown, types: readonly Type[]): Expr<"bool"> {
  const fits = types.filter((t) => (inJson as readonly Type[]).includes(t));
  let right: Expr;
  if (a.type === "json") {
    const big = typeof b === "bigint" && BigInt.asIntN(64, b) !== b;
    right = big ? arg("uint256", b) : oneOf(fits, b as Expr);
    if (!fits.includes(right.type)) throw bad(`${sign} is not for ${right.type}`);
  } else {
    if (!types.includes(a.type)) throw bad(`${sign} is not for ${a.type}`);
    right = isExpr(b) && b.type === "json" && fits.includes(a.type) ? b : arg(a.type, b as Arg<Type>);
  }
  return binary("bool", sign, relation, a, right);
}

function binary<T extends Type>(type: T, sign: string, binds: number, a: Expr, b: Expr): Value<T> {
  return expr(type, `${at(a, binds)} ${sign} ${at(b, binds + 1)}`, binds);
}

const compared: readonly Type[] = ["bool", "int", "uint256", "address", "string", "bytes", "timestamp", "duration"];

/** `a == b`: of two addresses, also if they are written otherwise. Beside JSON, `"0x.."` is a text: write {@link address} there. */
export function eq<T extends Compared | "json">(a: Expr<T>, b: Peer<NoInfer<T>>): Expr<"bool"> {
  return compare("==", a, b, compared);
}

/** `a != b`. */
export function ne<T extends Compared | "json">(a: Expr<T>, b: Peer<NoInfer<T>>): Expr<"bool"> {
  return compare("!=", a, b, compared);
}

type Ordered = "int" | "uint256" | "timestamp" | "duration";
/** What can stand beside a value in a relation. */
export type OrderedPeer<T extends Type> = T extends "json" ? number | bigint | Expr<"int" | "uint256"> : Peer<T>;

const inOrder: readonly Type[] = ["int", "uint256", "timestamp", "duration"];

/** `a < b`. */
export function lt<T extends Ordered | "json">(a: Expr<T>, b: OrderedPeer<NoInfer<T>>): Expr<"bool"> {
  return compare("<", a, b, inOrder);
}

/** `a <= b`. */
export function le<T extends Ordered | "json">(a: Expr<T>, b: OrderedPeer<NoInfer<T>>): Expr<"bool"> {
  return compare("<=", a, b, inOrder);
}

/** `a > b`. */
export function gt<T extends Ordered | "json">(a: Expr<T>, b: OrderedPeer<NoInfer<T>>): Expr<"bool"> {
  return compare(">", a, b, inOrder);
}

/** `a >= b`. */
export function ge<T extends Ordered | "json">(a: Expr<T>, b: OrderedPeer<NoInfer<T>>): Expr<"bool"> {
  return compare(">=", a, b, inOrder);
}

/** `a + b`, `a - b`, `a * b`, `a / b` or `a % b`, of numbers of one type (of time spans, `+` and `-`); a result outside the type is an error. */
export function arithmetic<T extends "int" | "uint256" | "duration">(a: Expr<T>, sign: T extends "duration" ? "+" | "-" : "+" | "-" | "*" | "/" | "%", b: Arg<NoInfer<T>>): Expr<T> {
  const level = sign === "+" || sign === "-" ? sum : product;
  if (!["int", "uint256", ...(level === sum ? ["duration"] : [])].includes(a.type)) throw bad(`${sign} is not for ${a.type}`);
  return binary<Type>(a.type, sign, level, a, arg(a.type, b as Arg<T>)) as Expr<T>;
}

/** `-x`. */
export function negative(x: Expr<"int">): Expr<"int"> {
  const operand = arg("int", x);
  return expr("int", `-${/^-?\d+$/.test(operand.text) ? `(${operand.text})` : at(operand, primary)}`, unary);
}

/** A time span later than a moment: `a + b`. */
export function later(a: Expr<"timestamp">, b: Expr<"duration">): Expr<"timestamp"> {
  return binary("timestamp", "+", sum, arg("timestamp", a), arg("duration", b));
}

/** A time span before a moment: `a - b`. */
export function before(a: Expr<"timestamp">, b: Expr<"duration">): Expr<"timestamp"> {
  return binary("timestamp", "-", sum, arg("timestamp", a), arg("duration", b));
}

/** How long a moment is after another: `a - b`. */
export function since(a: Expr<"timestamp">, b: Expr<"timestamp">): Expr<"duration"> {
  return binary("duration", "-", sum, arg("timestamp", a), arg("timestamp", b));
}

/** `x in [..]`. */
export function isIn<T extends "int" | "uint256" | "string" | "address">(x: Expr<T>, values: readonly Arg<NoInfer<T>>[] | Expr<`list(${NoInfer<T>})`>): Expr<"bool"> {
  oneOf(["int", "uint256", "string", "address"], x);
  // Only addresses may be written as texts here: numbers are of their type.
  const range = isExpr(values) || x.type === "address" || values.length === 0 ? literals(x.type as "address", values as readonly Arg<"address">[]) : list(x.type as "string", values as readonly Arg<"string">[]).text;
  return expr("bool", `${at(x, relation)} in ${range}`, relation);
}

/** `range.all(name, ..)`, `range.exists(name, ..)` or `range.exists_one(name, ..)`. */
export function over<T extends Type>(range: Expr<`list(${T})`>, how: "all" | "exists" | "exists_one", name: string, test: (x: Value<T>) => Expr<"bool">): Expr<"bool"> {
  const x = test(variable(name, elementOf(range) as T));
  return expr("bool", `${at(range, primary)}.${how}(${name}, ${free(name, arg("bool", x).text)})`);
}

function elementOf(x: Expr): Type {
  if (!x.type.startsWith("list(")) throw bad(`${x.text.slice(0, 80)} is of the type ${x.type}, not a list`);
  return x.type.slice("list(".length, -1) as Type;
}

/** `x[n]`: an element of a list, where one that is not there is an error; or a part of a tuple, where n is written out. From 0. */
export function item<T extends `list(${string})` | `tuple(${string})`, const N extends number>(x: Expr<T>, n: N | Expr<"int">): Value<PartOf<T, N>> {
  let type: Type | undefined;
  if (!isExpr(n) && !(Number.isSafeInteger(n) && n >= 0)) throw bad(`${n} is no place in a list`);
  if (x.type.startsWith("tuple(")) {
    const parts: string[] = [];
    let depth = 0;
    for (const piece of x.type.slice("tuple(".length, -1).split(/(, |[()])/)) {
      if (depth === 0 && piece === ", ") parts.push("");
      else parts.push((parts.pop() ?? "") + piece);
      depth += piece === "(" ? 1 : piece === ")" ? -1 : 0;
    }
    type = isExpr(n) ? undefined : (parts[n] as Type | undefined);
    if (type === undefined) throw bad(`a ${x.type} has no part ${isExpr(n) ? n.text.slice(0, 80) : n}: the number is written out, and counts from 0`);
  } else type = elementOf(x);
  return expr(type as PartOf<T, N>, `${at(x, primary)}[${isExpr(n) ? arg("int", n).text : n}]`);
}

/** How long a text is in characters, bytes in bytes, or a list. */
export function size(x: Expr<"string"> | Expr<"bytes"> | Expr<`list(${string})`>): Expr<"int"> {
  if (!x.type.startsWith("list(")) oneOf(["string", "bytes"], x);
  return expr("int", `size(${x.text})`);
}

/** Whether a text contains, starts with or ends with another. */
export function has(x: Expr<"string">, how: "contains" | "startsWith" | "endsWith", part: Arg<"string">): Expr<"bool"> {
  return expr("bool", `${at(arg("string", x), primary)}.${how}(${arg("string", part).text})`);
}

/** Texts in a row: `a + b`. */
export function concat(...parts: [Arg<"string">, Arg<"string">, ...Arg<"string">[]]): Expr<"string"> {
  return parts.map((p) => arg("string", p)).reduce((a, b) => binary("string", "+", sum, a, b));
}

/** The text with A to Z in the other case: `x.lowerAscii()`. */
export function lowerAscii(x: Expr<"string">): Expr<"string"> {
  return expr("string", `${at(arg("string", x), primary)}.lowerAscii()`);
}

/** The text with a to z in the other case: `x.upperAscii()`. */
export function upperAscii(x: Expr<"string">): Expr<"string"> {
  return expr("string", `${at(arg("string", x), primary)}.upperAscii()`);
}

/** The characters from one place to before another: `x.substring(from, to)`. */
export function substring(x: Expr<"string">, from: Arg<"int">, to: Arg<"int">): Expr<"string"> {
  return expr("string", `${at(arg("string", x), primary)}.substring(${arg("int", from).text}, ${arg("int", to).text})`);
}

/** A part of a moment, in UTC, with CEL's meaning (months and days of the year count from 0). */
export function part(
  time: Expr<"timestamp">,
  name: "getFullYear" | "getMonth" | "getDate" | "getDayOfMonth" | "getDayOfWeek" | "getDayOfYear" | "getHours" | "getMinutes" | "getSeconds" | "getMilliseconds",
): Expr<"int"> {
  return expr("int", `${at(arg("timestamp", time), primary)}.${name}()`);
}

/** The text of a whole policy. Throws `badPolicy` if it is too long, or no bool. */
export function policyText(policy: Expr<"bool">): string {
  if ((policy.type as Type) !== "bool") throw bad(`a policy is a bool, and this is a value of type ${policy.type}`);
  const size = new TextEncoder().encode(policy.text).length;
  if (size > maxPolicy) throw bad(`the text has ${size} bytes: the limit is ${maxPolicy}`);
  return policy.text;
}

// Questions.

/** A read of a chain that an evaluation may make. */
export interface Read {
  readonly chainId?: string;
  /** Missing if it is no literal. */
  readonly contract?: string;
  readonly function: string;
}

/** A part of an explained policy. */
export interface Part {
  readonly text: string;
  readonly op?: string;
  readonly type: string;
  readonly value?: string;
  readonly error?: string;
  /** Whether it is part of why the whole is what it is. */
  readonly decisive?: boolean;
  readonly parts?: readonly Part[];
}

/** What a policy is, and what it is for an account if one was named. */
export interface Answer {
  readonly ok: boolean;
  /** If it is none: where and why. */
  readonly error?: { readonly line: number; readonly column: number; readonly message: string; readonly excerpt: string };
  readonly canonical?: string;
  readonly cost?: number;
  readonly maxCost?: number;
  readonly reads?: readonly Read[];
  /** Other chains than the terms' and hosts of the web that an evaluation may read: every member should. */
  readonly chains?: readonly string[];
  readonly hosts?: readonly string[];
  /** The names of the values that have to come with the request. */
  readonly given?: readonly string[];
  readonly warnings?: readonly string[];
  /** What it asks for, in English. */
  readonly words?: string;
  readonly explained?: { readonly value: boolean; readonly error?: string; readonly order?: string; readonly block: string; readonly time: string; readonly tree: Part };
  /** Who said so. */
  readonly by: string;
}

/** Whom to ask about policies, and about which chain. */
export interface Judges extends Asking {
  /** Nodes and gateways, in the order in which to ask. */
  readonly urls: readonly string[];
  /** Of the terms; without it, that of whoever is asked. */
  readonly chainId?: bigint | undefined;
  readonly confirmations?: number | undefined;
}

async function question(judges: Judges, policy: string | Expr<"bool">, more: { buyer?: string; given?: Given }): Promise<Answer> {
  const body = JSON.stringify({
    policy: typeof policy === "string" ? policy : policy.text, confirmations: String(judges.confirmations ?? 0),
    ...(judges.chainId !== undefined && { chainId: String(judges.chainId) }), ...more,
  });
  const why: string[] = [];
  for (const url of judges.urls) {
    try {
      const answer = await ask(url, "/v1/policy", body, { max: 1 << 20, ...judges });
      if (typeof answer !== "object" || answer === null || typeof (answer as { ok?: unknown }).ok !== "boolean") throw new LatchkeyError("noAnswer", "gave an answer of another form");
      return { ...(clean(answer) as Answer), by: url };
    } catch (caught) {
      const error = caught instanceof Problem ? discreet(caught, more.given) : caught;
      // What is wrong with the question is wrong everywhere.
      if (error instanceof Problem && (error.type === "malformed" || error.type === "too-large")) throw new LatchkeyError("badPolicy", `policy: ${error.message}`, { cause: error });
      if (!(error instanceof Problem) && !isError(error)) throw error;
      why.push(`${url} ${error.message}`);
    }
  }
  throw new LatchkeyError("noAnswer", `no node or gateway answers questions about policies${why.length > 0 ? ": " + why.join("; ") : ""}`, { details: { asked: judges.urls } });
}

/** Makes every text of an answer printable: it comes from a stranger. Lines stay in excerpts alone. */
function clean(value: unknown, name = ""): unknown {
  if (typeof value === "string") return name === "excerpt" ? value.split("\n").map(printable).join("\n") : name === "canonical" ? value : printable(value);
  if (Array.isArray(value)) return value.map((v) => clean(v));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, clean(v, k)]));
  return value;
}

/**
 * Asks what a policy is: its canonical form, cost, reads, warnings, and what it says in words. A text that is no policy is an answer, too (`ok` is false).
 * Others are asked where one does not answer. Throws `noAnswer` if none does, and `badPolicy` if the question could not be read.
 */
export async function check(judges: Judges, policy: string | Expr<"bool">): Promise<Answer> {
  return question(judges, policy, {});
}

/** {@link check}, and which part refuses this account. `values` are what the policy reads as `given.NAME`: bearer secrets, which whoever is asked sees. */
export async function explain(judges: Judges, policy: string | Expr<"bool">, account: Address, values: Given = {}): Promise<Answer> {
  return question(judges, policy, { buyer: account.toLowerCase(), given: values });
}

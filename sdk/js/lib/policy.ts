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
import { ask, printable, Problem, type Asking } from "./http.ts";
import { isError, LatchkeyError } from "./errors.ts";

/** The type of an expression. */
export type Type = "bool" | "int" | "uint256" | "address" | "string" | "bytes" | "timestamp" | "duration" | `list(${string})`;

/** A part of a policy, in canonical form. A whole policy is an `Expr<"bool">`. */
export interface Expr<T extends Type = Type> {
  readonly type: T;
  /** The canonical text. */
  readonly text: string;
  /** How strongly it holds together: the numbers of CEL's grammar. */
  readonly binds: number;
}

/** What may stand for an expression of a type: for an address, also `"0x.."`; for numbers, also a number or a bigint. */
export type Arg<T extends Type> =
  | Expr<T>
  | (T extends "address" ? Address : T extends "int" | "uint256" ? number | bigint : T extends "string" ? string : T extends "bool" ? boolean : T extends "bytes" ? Hex : never);

/** The longest policy, in bytes of UTF-8. */
export const maxPolicy = 8192;

const choice = 1, orBinds = 2, andBinds = 3, relation = 4, sum = 5, product = 6, unary = 7, primary = 8;

const bad = (message: string): LatchkeyError => new LatchkeyError("badPolicy", `policy: ${message}`);

function expr<T extends Type>(type: T, text: string, binds: number = primary): Expr<T> {
  return { type, text, binds };
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
  return typeof x === "object" && x !== null && "text" in x;
}

/** An address as a literal: of any case, a wrong checksum refused. */
function addressText(a: string): string {
  const mixed = /[a-f]/.test(a.slice(2)) && /[A-F]/.test(a.slice(2));
  if (!isAddress(a, { strict: false }) || (mixed && getAddress(a) !== a)) throw bad(`${quote(a.slice(0, 80))} is not an address, or its checksum is wrong`);
  return quote(a.toLowerCase());
}

function arg<T extends Type>(type: T, x: Arg<T>): Expr<T> {
  if (isExpr(x)) return x;
  switch (type) {
    case "address":
      return expr(type, addressText(String(x)));
    case "int":
      return number(type, x as number | bigint);
    case "uint256":
      // Literals are ints of 64 bits, which stand only where a token's number does.
      return expr(type, `units(${quote(whole(x as number | bigint))}, 0)`);
    case "bytes":
      return expr(type, hexText(String(x)));
    case "bool":
      return expr(type, String(x));
    default:
      return expr(type, quote(String(x)));
  }
}

function whole(x: number | bigint): string {
  if (typeof x === "number" && !Number.isSafeInteger(x)) throw bad(`${x} is not a whole number`);
  if (BigInt(x) < 0n || BigInt(x) >= 1n << 256n) throw bad(`${x} is not of 0 to 2^256-1`);
  return String(x);
}

function number<T extends Type>(type: T, x: number | bigint): Expr<T> {
  if (typeof x === "number" && !Number.isSafeInteger(x)) throw bad(`${x} is not a whole number`);
  if (BigInt.asIntN(64, BigInt(x)) !== BigInt(x)) throw bad(`${x} does not fit into 64 bits`);
  return expr(type, String(x), x < 0 ? unary : primary);
}

function hexText(x: string): string {
  if (!/^0x(?:[0-9a-fA-F]{2})*$/.test(x)) throw bad(`${quote(x.slice(0, 80))} is not bytes: 0x and an even number of hex digits`);
  return quote(x.toLowerCase());
}

/** A token's number: an int literal where it fits, else units. */
function tokenId(x: Arg<"uint256">): string {
  if (isExpr(x)) return x.text;
  return BigInt(x) < 1n << 63n ? whole(x) : arg("uint256", x).text;
}

// What a policy sees.

/** The account that asks. */
export const buyer: Expr<"address"> = expr("address", "buyer");
/** The time of the block that is read. */
export const now: Expr<"timestamp"> = expr("timestamp", "now");

/** A value that the buyer sends with the request, `given.NAME`: a bearer secret. */
export function given<T extends Type = "string">(name: string, type?: T): Expr<T> {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw bad(`${quote(name)} is not a name`);
  return expr((type ?? "string") as T, `given.${name}`);
}

// Literals.

/** An amount in a token's smallest unit: `units("1.5", 18)` is 1.5 × 10^18. */
export function units(amount: string, decimals: number): Expr<"uint256"> {
  const form = /^([0-9]+)(?:\.([0-9]+))?$/.exec(amount);
  if (!form || !Number.isInteger(decimals) || decimals < 0 || decimals > 77 || (form[2] ?? "").length > decimals) throw bad(`units(${quote(amount)}, ${decimals}) is not an amount with at most so many decimals`);
  if (BigInt((form[1] ?? "") + (form[2] ?? "").padEnd(decimals, "0")) >= 1n << 256n) throw bad(`units(${quote(amount)}, ${decimals}) is over 2^256-1`);
  return expr("uint256", `units(${quote(amount)}, ${decimals})`);
}

/** An address where a text would not be taken for one: in a list with others, in {@link when}, and in ranges. */
export function address(a: Address): Expr<"address"> {
  return expr("address", `address(${addressText(a)})`);
}

/** A moment. A Date is written to the second. */
export function timestamp(time: string | Date): Expr<"timestamp"> {
  return expr("timestamp", `timestamp(${quote(typeof time === "string" ? time : time.toISOString().replace(/\.\d+Z$/, "Z"))})`);
}

/** A time span in CEL's form, "1h30m"; a number is seconds. */
export function duration(span: string | number): Expr<"duration"> {
  return expr("duration", `duration(${quote(typeof span === "string" ? span : `${span}s`)})`);
}

/** A text. */
export function text(value: string): Expr<"string"> {
  return arg("string", value);
}

/** An int of 64 bits. */
export function int(value: number | bigint): Expr<"int"> {
  return number("int", value);
}

/** Bytes, as `b".."`. */
export function bytes(value: Uint8Array): Expr<"bytes"> {
  const written = [...value].map((b) => (b === 0x22 || b === 0x5c ? `\\${String.fromCharCode(b)}` : b < 0x20 || b > 0x7e ? `\\x${b.toString(16).padStart(2, "0")}` : String.fromCharCode(b)));
  return expr("bytes", `b"${written.join("")}"`);
}

/** A list of values of one type. Addresses may be written as texts if all are. */
export function list<T extends "address" | "int" | "uint256" | "string">(type: T, values: readonly Arg<T>[]): Expr<`list(${T})`> {
  const plain = values.every((v) => !isExpr(v));
  const written = values.map((v) => (type === "address" && !plain && !isExpr(v) ? address(v as Address) : arg(type, v)));
  return expr(`list(${type})`, `[${written.map((v) => v.text).join(", ")}]`);
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
}

/** The same functions on another chain: `onChain(137).sale(..)` writes `chain(137).sale(..)`. */
export function onChain(chainId: number | bigint): Reads {
  const before = `chain(${whole(chainId)}).`;
  const moved = <T extends Type>(x: Expr<T>): Expr<T> => expr(x.type, before + x.text, x.binds);
  const token = <T extends object>(t: T): T =>
    Object.fromEntries(Object.entries(t).map(([name, f]) => [name, (...args: unknown[]) => moved((f as (...args: unknown[]) => Expr)(...args))])) as T;
  return {
    sale: (...a) => moved(sale(...a)), balance: (...a) => moved(balance(...a)), ordered: (...a) => moved(ordered(...a)), event: (...a) => moved(event(...a)),
    call: (...a) => moved(call(...a)), erc20: (a) => token(erc20(a)), erc721: (a) => token(erc721(a)), erc1155: (a) => token(erc1155(a)),
  };
}

/** The buyer has a licence for the asset at that market that is not over, or sells it. Alone, it is the policy of a plain sale. */
export function sale(market: Address, asset: Hex): Expr<"bool"> {
  if (!/^0x[0-9a-fA-F]{64}$/.test(asset)) throw bad(`${quote(asset.slice(0, 80))} is not an asset: 0x and 64 hex digits`);
  return expr("bool", `sale(${addressText(market)}, ${quote(asset.toLowerCase())})`);
}

/** The buyer is one of them. */
export function allow(accounts: readonly Arg<"address">[]): Expr<"bool"> {
  return expr("bool", `allow(${list("address", accounts).text})`);
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

/** A token of ERC-1155. */
export function erc1155(token: Arg<"address">): { balance(account: Arg<"address">, id: Arg<"uint256">): Expr<"uint256"> } {
  const t = `erc1155(${arg("address", token).text})`;
  return { balance: (account, id) => expr("uint256", `${t}.balance(${arg("address", account).text}, ${tokenId(id)})`) };
}

/** The buyer has an Ocean order of that datatoken, at most so old. */
export function ordered(nft: Address, datatoken: Address, maxAge?: Arg<"int"> | Expr<"duration">): Expr<"bool"> {
  const age = maxAge === undefined ? "" : `, ${isExpr(maxAge) ? maxAge.text : arg("int", maxAge).text}`;
  return expr("bool", `ordered(${addressText(nft)}, ${addressText(datatoken)}${age})`);
}

type Trim<S extends string> = S extends ` ${infer R}` ? Trim<R> : S extends `${infer R} ` ? Trim<R> : S;
type TypeOf<S extends string> = S extends `uint${string}` ? "uint256" : S extends `int${string}` ? "int" : S extends `bytes${string}` ? "bytes"
  : S extends "bool" | "address" | "string" ? S : Type;
type FirstWord<S extends string> = S extends `${infer W} ${string}` ? W : S;
/** The type of what a function of that ABI returns. */
export type ResultOf<A extends string> = A extends `${string}returns${string}(${infer R})` ? TypeOf<FirstWord<Trim<R>>> : Type;

function abiType(written: string): Type {
  const word = written.trim().split(/\s+/)[0] ?? "";
  if (/^uint\d*$/.test(word)) return "uint256";
  if (/^int\d*$/.test(word)) return "int";
  if (/^bytes\d*$/.test(word)) return "bytes";
  if (word === "bool" || word === "address" || word === "string") return word;
  throw bad(`the ABI type ${quote(word)} is not an elementary one`);
}

/** Values that stand for arguments of a function or an event. */
export type AbiArg = Expr | string | number | bigint | boolean;

function abiArgs(abi: string, args: readonly (AbiArg | null)[]): string {
  const inside = /\(([^()]*)\)/.exec(abi)?.[1];
  if (inside === undefined) throw bad(`${quote(abi)} is not an ABI like "f(address) view returns (uint256)"`);
  const types = inside.trim() === "" ? [] : inside.split(",").map(abiType);
  if (types.length !== args.length) throw bad(`${quote(abi)} takes ${types.length} arguments, not ${args.length}`);
  return `[${args.map((a, i) => {
    if (a === null || isExpr(a)) return a === null ? "null" : a.text;
    const type = types[i] ?? "string";
    return type === "uint256" ? tokenId(a as number | bigint) : arg(type, a as Arg<Type>).text;
  }).join(", ")}]`;
}

/** What a view function of a contract returns: `call(token, "f(address) view returns (uint256)", [buyer])`. */
export function call<const A extends string>(contract: Arg<"address">, abi: A, args: readonly AbiArg[]): Expr<ResultOf<A>> {
  const result = /returns\s*\(([^()]*)\)/.exec(abi)?.[1];
  if (result === undefined) throw bad(`${quote(abi)} does not say what it returns`);
  return expr(abiType(result) as ResultOf<A>, `call(${arg("address", contract).text}, ${quote(abi)}, ${abiArgs(abi, args)})`);
}

/** A contract has emitted such an event in the last blocks; null is any value. */
export function event(contract: Arg<"address">, abi: string, args: readonly (AbiArg | null)[], maxBlocks: Arg<"int">): Expr<"bool"> {
  return expr("bool", `event(${arg("address", contract).text}, ${quote(abi)}, ${abiArgs(abi, args)}, ${arg("int", maxBlocks).text})`);
}

// Functions of what the buyer brings, and of the web.

/** A message is signed by a key: ES256K, ES256 or Ed25519. */
export function signed(message: Arg<"string">, signature: Arg<"string">, key: Arg<"string">): Expr<"bool"> {
  return expr("bool", `signed(${[message, signature, key].map((x) => arg("string", x).text).join(", ")})`);
}

/** A token (JWT) is the issuer's, by the keys at a URL. */
export function jwt(token: Arg<"string">, issuer: Arg<"string">, jwks: Arg<"string">): Expr<"bool"> {
  return expr("bool", `jwt(${[token, issuer, jwks].map((x) => arg("string", x).text).join(", ")})`);
}

/** What a web service answers, where a node's operator allows it. */
export function web(url: Arg<"string">): { json<T extends Type = "string">(path: string, type?: T): Expr<T> } {
  const w = `web(${arg("string", url).text})`;
  return { json: <T extends Type = "string">(path: string, type?: T) => expr((type ?? "string") as T, `${w}.json(${quote(path)})`) };
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
export function when<T extends Type>(condition: Arg<"bool">, yes: Expr<T>, no: Expr<T>): Expr<T> {
  return expr(yes.type, `${at(arg("bool", condition), orBinds)} ? ${at(yes, orBinds)} : ${no.text}`, choice);
}

/** At least k of them are true; an error counts only if it could decide. */
export function atLeast(k: number, ...parts: Arg<"bool">[]): Expr<"bool"> {
  return expr("bool", `atLeast(${[number("int", k), ...parts.map((p) => arg("bool", p))].map((x) => x.text).join(", ")})`);
}

/** Gives the result of one read a name, which the rest can use: `cel.bind(name, value, rest)`. */
export function bind<T extends Type, R extends Type>(name: string, value: Expr<T>, rest: (name: Expr<T>) => Expr<R>): Expr<R> {
  const bound = variable(name, value.type);
  const x = rest(bound);
  return expr(x.type, `cel.bind(${name}, ${value.text}, ${x.text})`);
}

function variable<T extends Type>(name: string, type: T): Expr<T> {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw bad(`${quote(name)} is not a name`);
  return expr(type, name);
}

type Compared = "bool" | "int" | "uint256" | "address" | "string" | "bytes" | "timestamp" | "duration";

function binary<T extends Type>(type: T, sign: string, binds: number, a: Expr, b: Expr): Expr<T> {
  return expr(type, `${at(a, binds)} ${sign} ${at(b, binds + 1)}`, binds);
}

/** `a == b`: of two addresses, also if they are written otherwise. */
export function eq<T extends Compared>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", "==", relation, a, arg(a.type, b));
}

/** `a != b`. */
export function ne<T extends Compared>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", "!=", relation, a, arg(a.type, b));
}

type Ordered = "int" | "uint256" | "timestamp" | "duration";

/** `a < b`. */
export function lt<T extends Ordered>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", "<", relation, a, arg(a.type, b));
}

/** `a <= b`. */
export function le<T extends Ordered>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", "<=", relation, a, arg(a.type, b));
}

/** `a > b`. */
export function gt<T extends Ordered>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", ">", relation, a, arg(a.type, b));
}

/** `a >= b`. */
export function ge<T extends Ordered>(a: Expr<T>, b: Arg<NoInfer<T>>): Expr<"bool"> {
  return binary("bool", ">=", relation, a, arg(a.type, b));
}

/** `a + b`, `a - b`, `a * b`, `a / b` or `a % b`, of numbers of one type; a result outside the type is an error. */
export function arithmetic<T extends "int" | "uint256">(a: Expr<T>, sign: "+" | "-" | "*" | "/" | "%", b: Arg<NoInfer<T>>): Expr<T> {
  return binary(a.type, sign, sign === "+" || sign === "-" ? sum : product, a, arg(a.type, b));
}

/** A time span later than a moment: `a + b`. */
export function later(a: Expr<"timestamp">, b: Expr<"duration">): Expr<"timestamp"> {
  return binary("timestamp", "+", sum, a, b);
}

/** A time span before a moment: `a - b`. */
export function before(a: Expr<"timestamp">, b: Expr<"duration">): Expr<"timestamp"> {
  return binary("timestamp", "-", sum, a, b);
}

/** `x in [..]`. */
export function isIn<T extends "int" | "uint256" | "string" | "address">(x: Expr<T>, values: readonly Arg<NoInfer<T>>[] | Expr<`list(${T})`>): Expr<"bool"> {
  const range = isExpr(values) ? values : list(x.type as "address", values as readonly Arg<"address">[]);
  return binary("bool", "in", relation, x, range);
}

/** `range.all(name, ..)`, `range.exists(name, ..)` or `range.exists_one(name, ..)`. */
export function over<T extends "address" | "int" | "uint256" | "string">(
  range: Expr<`list(${T})`>, how: "all" | "exists" | "exists_one", name: string, test: (x: Expr<T>) => Expr<"bool">,
): Expr<"bool"> {
  const type = range.type.slice("list(".length, -1) as T;
  return expr("bool", `${at(range, primary)}.${how}(${name}, ${test(variable(name, type)).text})`);
}

/** How long a text is in characters, or bytes in bytes. */
export function size(x: Expr<"string"> | Expr<"bytes">): Expr<"int"> {
  return expr("int", `size(${x.text})`);
}

/** Whether a text contains, starts with or ends with another. */
export function has(x: Expr<"string">, how: "contains" | "startsWith" | "endsWith", part: Arg<"string">): Expr<"bool"> {
  return expr("bool", `${at(x, primary)}.${how}(${arg("string", part).text})`);
}

/** A part of a moment, in UTC, with CEL's meaning (months and days of the year count from 0). */
export function part(
  time: Expr<"timestamp">,
  name: "getFullYear" | "getMonth" | "getDate" | "getDayOfMonth" | "getDayOfWeek" | "getDayOfYear" | "getHours" | "getMinutes" | "getSeconds" | "getMilliseconds",
): Expr<"int"> {
  return expr("int", `${at(time, primary)}.${name}()`);
}

/** The text of a whole policy. Throws `badPolicy` if it is too long. */
export function policyText(policy: Expr<"bool">): string {
  const size = new TextEncoder().encode(policy.text).length;
  if (size > maxPolicy) throw bad(`the text has ${size} bytes: the limit is ${maxPolicy}`);
  return policy.text;
}

// Questions.

/** A read of a chain that an evaluation may make. */
export interface Read {
  readonly chainId: string;
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
  readonly warnings?: readonly string[];
  /** What it asks for, in English. */
  readonly words?: string;
  readonly explained?: { readonly value: boolean; readonly error?: string; readonly block: string; readonly time: string; readonly tree: Part };
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

async function question(judges: Judges, policy: string | Expr<"bool">, more: object): Promise<Answer> {
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
    } catch (error) {
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
export async function explain(judges: Judges, policy: string | Expr<"bool">, account: Address, values: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  return question(judges, policy, { buyer: account.toLowerCase(), given: values });
}

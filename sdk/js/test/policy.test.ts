import { execFileSync, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import * as p from "../lib/policy.ts";
import { program } from "./program.ts";

const A = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const B = "0x00000000000000000000000000000000000000B2";
const asset = `0x${"Ab".repeat(32)}` as const;
const t = p.timestamp("2027-01-01T00:00:00Z");
const rich = p.ge(p.erc20(A).balance(p.buyer), p.units("1.5", 18));

const jwk = '{"kty":"EC","x":"HEiAXlKnf0NMUvcikYJHv_5zd5oThgKjckxoV-to8T8","y":"3lNX_47f2jd9X7RbGrqXWEhUcckNLFrB0WUAjcovBZY","crv":"P-256"}';

// Go's formatter and checker have the last word.
const known: Record<string, p.Expr<"bool">> = {
  sale: p.sale(A, asset),
  "sale or owner": p.or(p.sale(A, asset), p.and(p.eq(p.erc721(B).owner(7), p.buyer), p.lt(p.now, t))),
  "or in and": p.and(p.or(rich, p.allow([A, B])), p.not(p.eq(p.buyer, B))),
  "rows of one sign": p.or(p.or(rich, rich), p.or(rich, p.or(rich, p.and(rich, p.and(rich, rich))))),
  "not not": p.not(p.not(rich)),
  "not in": p.not(p.isIn(p.buyer, [A, B])),
  "allow with the buyer": p.allow([p.buyer, A]),
  balances: p.gt(p.balance(p.buyer), p.balance(B)),
  "a literal amount": p.gt(p.balance(p.buyer), 1000000000000000001n),
  "a large number of a token": p.ne(p.erc721(A).owner((1n << 200n) + 1n), p.buyer),
  "a number of the largest int": p.ne(p.erc721(A).owner((1n << 63n) - 1n), p.buyer),
  "erc721 balance": p.le(p.erc721(A).balance(p.buyer), 3),
  choice: p.when(p.when(rich, p.eq(p.buyer, A), p.eq(p.buyer, B)), p.when(rich, rich, rich), p.when(rich, p.not(rich), rich)),
  "choice of addresses": p.eq(p.when(rich, p.buyer, p.address(A)), B),
  call: p.gt(p.call(p.buyer, "f( address who,uint) view returns (uint)", [p.buyer, 3]), 0),
  "call of bytes": p.eq(p.call(A, "f(bytes4,string,bool,int8,address) view returns (bytes4)", ["0xABCDEF01", 'x"\n', true, -1, A]), "0xABCDEF01"),
  "call of nothing": p.call(A, "ok() view returns (bool)", []),
  "call of a text": p.has(p.call(A, "name() view returns (string)", []), "startsWith", "é\u200b\u0007\\\u{10ffff}"),
  "call of an address": p.eq(p.call(A, "owner() view returns (address)", []), p.buyer),
  sums: p.eq(p.arithmetic(p.arithmetic(p.int(1), "-", 2), "-", p.arithmetic(p.int(2), "-", p.arithmetic(p.int(-1), "*", 3))), 4),
  products: p.eq(p.arithmetic(p.arithmetic(p.int(1), "+", 2), "*", p.arithmetic(p.int(8), "%", 3)), p.int(-9223372036854775808n)),
  "compared twice": p.eq(p.eq(p.eq(p.buyer, A), p.eq(p.buyer, B)), true),
  exists: p.over(p.list("address", [p.buyer, A]), "exists", "a", (a) => p.gt(p.erc721(B).balance(a), 0)),
  all: p.over(p.list("int", [1, 2, 3]), "all", "x", (x) => p.or(p.gt(x, 0), p.isIn(x, [5, -6]))),
  hours: p.gt(p.part(p.later(p.now, p.duration("1h")), "getHours"), 8),
  earlier: p.gt(p.before(t, p.duration(90)), p.now),
  sizes: p.gt(p.size(p.text("abc")), 2),
  bytes: p.eq(p.bytes(new Uint8Array([255, 34, 97, 92, 0, 126])), p.bytes(new Uint8Array([98]))),
  "bytes in hex": p.ne(p.bytes("0xABcd"), p.keccak256("a")),
  "hash of bytes": p.eq(p.keccak256(p.bytes("0x01")), "0xAB"),
  negative: p.eq(p.arithmetic(p.negative(p.int(5)), "-", p.negative(p.size(p.text("abc")))), p.negative(p.int(-3))),
  "other chains": p.atLeast(3, p.onChain(137).sale(B, asset), p.gt(p.onChain(10).erc20(B).balance(p.buyer), 0), p.gt(p.onChain(10n).balance(p.buyer), 0), p.eq(p.onChain(1).erc721(A).owner(7), p.buyer),
    p.gt(p.onChain(5).erc721(B).balance(p.buyer), 0), p.gt(p.onChain(2n ** 63n - 1n).erc1155(A).balance(p.buyer, 7), 0), p.ge(p.item(p.onChain(10).erc1155(A).balances(p.buyer, [7, 8]), 1), 5), p.gt(p.onChain(137).time(), t),
    p.onChain(10).call(B, "ok() view returns (bool)", []), p.onChain(10).event(B, "E(address)", [p.buyer], 10)),
  erc1155: p.ge(p.erc1155(B).balance(p.buyer, 7), 1),
  "erc1155, any of several": p.over(p.erc1155(B).balances(p.buyer, [7, 8]), "exists", "b", (b) => p.gt(b, 0)),
  "erc1155, of large numbers": p.over(p.erc1155(B).balances(p.buyer, [7, 1n << 63n, p.units("1", 3)]), "all", "b", (b) => p.gt(b, 0)),
  event: p.event(B, "Transfer(address indexed from, address indexed to, uint256 value)", [null, p.buyer, 7], 1000),
  "event of others": p.event(B, "event E(bytes32 indexed, uint8[2], (bool, string)[], int64)", [asset, [1, p.units("2", 0)], [[true, "x"]], -1], 10000),
  ordered: p.or(p.ordered(A, B), p.ordered(A, B, 86400), p.onChain(137).ordered(A, B, 60n)),
  bind: p.bind("n", p.balance(p.buyer), (n) => p.and(p.gt(n, p.units("1", 18)), p.lt(n, p.units("2", 18)))),
  "bind of an address, in another": p.bind("owner", p.erc721(A).owner(7), (owner) => p.bind("n", p.erc20(B).balance(owner), (n) => p.ge(p.arithmetic(n, "*", 2), p.units("3", 18)))),
  "bind in a sum": p.gt(p.arithmetic(p.bind("x", p.int(1), (x) => p.arithmetic(x, "+", 2)), "+", 3), 4),
  exists_one: p.over(p.list("int", [1, 2]), "exists_one", "x", (x) => p.eq(x, 1)),
  "lists in lists": p.eq(p.item(p.item(p.list("list(int)", [p.list("int", [1]), p.list("int", [2, 3])]), 1), p.arithmetic(p.int(1), "-", 1)), 2),
  "lists of what has no literals": p.or(p.over(p.list("address", [A, B]), "exists", "a", (a) => p.eq(a, p.buyer)), p.isIn(p.balance(p.buyer), [1, 2]), p.isIn(p.text("a"), ["a", "b"]), p.over(p.list("bytes", ["0x01"]), "all", "b", (b) => p.eq(b, "0x01"))),
  "no elements": p.or(p.allow([]), p.isIn(p.buyer, []), p.isIn(p.int(1), [])),
  "given beside each type": p.and(p.eq(p.given("code"), "1234"), p.ne(p.given("n"), 5), p.eq(p.given("b"), true), p.le(p.given("amount"), 1n << 64n), p.eq(p.given("a"), p.address(A)), p.eq(p.buyer, p.given("a")),
    p.gt(p.int(3), p.given("n")), p.lt(p.balance(p.buyer), p.given("n")), p.eq(p.text("a"), p.given("code")), p.eq(p.given("a"), p.buyer)),
  "conversions of JSON": p.and(p.eq(p.string(p.given("a")), "x"), p.gt(p.int(p.given("a")), 3), p.bool(p.given("a")), p.gt(p.uint256(p.given("a")), 3), p.eq(p.address(p.given("a")), B), p.eq(p.bytes(p.given("a")), "0xAB"),
    p.ge(p.given("a").units(18), p.units("1.5", 18)), p.gt(p.given("a").json("$.b").units(p.size(p.text("a"))), 3)),
  "conversions of others": p.and(p.eq(p.string(p.buyer), "0x"), p.eq(p.string(p.int(-1)), "-1"), p.eq(p.string(p.balance(p.buyer)), "5"), p.eq(p.int(p.balance(p.buyer)), 5), p.eq(p.uint256(p.int(5)), 5), p.eq(p.uint256(5), p.uint256(p.text("5")))),
  "JSON of a text": p.and(p.eq(p.json('{"list": [1, 2]}').json("$.list[1]"), 2), p.over(p.json(p.call(A, "s() view returns (string)", [])).list("$[*].name"), "exists", "x", (x) => p.eq(x.json("$"), "a"))),
  "paths of JSON": p.and(...["$", "$.a.b_1", "$['a b'][0]", "$[-1]", "$[1:5:2]", "$[:2]", "$[::-1]", '$["x\\"y"]', "$.*", "$ [ 'a' ]", "$.é"].map((path) => p.eq(p.given("x").json(path), 1))),
  "strings": p.and(p.eq(p.lowerAscii(p.concat("A", p.string(p.buyer), "b")), "x"), p.has(p.upperAscii(p.text("a")), "contains", "A"), p.eq(p.substring(p.text("abc"), 1, p.size(p.text("é"))), ""), p.has(p.text("a"), "endsWith", p.concat("a", "b"))),
  "signed by a wallet": p.or(p.signed("x", p.given("signature"), p.buyer), p.signed(p.concat("reader: ", p.string(p.buyer)), p.given("s"), A)),
  "signed by every kind of key": p.atLeast(2, ...([`es256k:0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798`, `es256:0x025ecbe4d1a6330a44c8f7ef951d4bf165e6c6b721efada985fb41661bc6e7fd6c`,
    `ed25519:0x7422b9887598068e32c4448a949adb290d0f4e35b9e01b0ee5f1a1e600fe2674`, `ed25519:8pM1DN3RiT8vbom5u1sNryaNT1nyL8CTTW3b5PwWXRBH`] as const)
    .map((key) => p.signed(p.concat("reader: ", p.string(p.buyer)), p.given("s"), key)),
    p.signed(p.concat(p.string(p.buyer), " reads"), p.given("s"), p.concat("ed25519:", p.string(p.given("solana"))))),
  "signed over a hash, by what is in bytes and texts": p.or(p.signed(p.keccak256(p.concat("reader: ", p.string(p.buyer))), p.bytes("0x01"), A), p.signed(p.string(p.buyer), "0x01", p.erc721(A).owner(1))),
  jwt: p.bind("t", p.jwt(p.given("token"), "https://issuer.example", "https://issuer.example/jwks.json", "latchkey"), (t) => p.and(p.eq(t.json("$.wallet"), p.buyer), p.eq(t.json("$.role"), "reader"))),
  "jwt without an audience, by keys that are written out": p.or(p.eq(p.jwt(p.given("token"), "i", jwk).json("$.wallet"), p.string(p.buyer)), p.over(p.jwt(p.string(p.given("token")), "i", `{"keys": [${jwk}]}`).list("$.wallets[*]"), "exists", "w", (w) => p.eq(w, p.buyer))),
  web: p.ge(p.web("https://cosmos.example/cosmos/bank?x=1").path("cosmos1xyz").path(p.string(p.buyer)).query("denom", "uatom").query("a", p.string(p.buyer)).json("$.balance.amount"), p.units("1", 6)),
  "web, a list": p.over(p.web("https://api.example").list("$.members[*]"), "exists", "m", (m) => p.and(p.eq(m.json("$.wallet"), p.buyer), p.gt(m.json("$.level"), 3))),
  "web with a token": p.bind("me", p.web("https://api.example/me").bearer(p.given("bearer")), (me) => p.and(p.eq(me.json("$.tier"), "gold"), p.eq(me.json("$.wallet"), p.buyer))),
  "web with a text for a token": p.eq(p.web("https://api.example/me").bearer("abc").json("$.wallet"), p.buyer),
  rpc: p.ge(p.rpc("https://solana.example/", "getBalance", ["8pM1", p.given("solana"), p.json('{"commitment": "finalized"}'), p.buyer, 3, -1n, true, [1, [p.string(p.buyer)], []]]).json("$.value"), p.units("10", 9)),
  "call with arrays and tuples": p.call(A, "f(uint8[2] x, (address who, (bool, string)[])[] y, bytes[] memory, tuple(int8)) external view returns (bool)",
    [[1, 255], [[p.buyer, [[true, "a"], [false, p.string(p.buyer)]]], [B, []]], ["0xAB", p.keccak256("a")], [-128]]),
  "call with lists and tuples that are values": p.bind("r", p.call(A, "g() view returns (uint256[], (address, bool[2]))", []), (r) => p.call(A, "f(uint256[], (address, bool[2])) pure returns (bool)", [p.item(r, 0), p.item(r, 1)])),
  "call with JSON": p.call(A, "f(uint256, string, address[], (bool, bytes4)) view returns (bool)", [p.given("n"), p.web("https://a.example").json("$.x"), p.given("list"), p.json('[true, "0x01020304"]').json("$")]),
  "call of several results": p.gt(p.item(p.call(A, "latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)", []), 1), 200000000000),
  "call of structs": p.eq(p.item(p.item(p.call(A, "record() view returns ((uint256 id, (address owner, string name)))", []), 1), 0), p.buyer),
  "call of arrays": p.or(p.isIn(p.buyer, p.call(A, "members() view returns (address[])", [])), p.over(p.call(A, "m() view returns ((address who, uint8 level)[] memory)", []), "exists", "m", (m) => p.and(p.eq(p.item(m, 0), p.buyer), p.gt(p.item(m, 1), 3))),
    p.eq(p.item(p.item(p.call(A, "m() view returns (bytes4[][2])", []), 1), 40), "0x01020304"), p.gt(p.size(p.call(A, "m() view returns (uint[])", [])), 3), p.allow(p.call(A, "members() view returns (address[3])", []))),
  "spans of time": p.gt(p.since(p.now, t), p.arithmetic(p.duration("-1.5h"), "+", p.duration(0.5))),
};

describe("the builders write what Go's formatter writes", () => {
  it.each(Object.entries(known))("%s", (_, expr) => {
    const input = p.policyText(expr);
    expect(execFileSync(program(), ["policy", "format", "-"], { input, encoding: "utf8" }).trimEnd()).toBe(input);
    expect(execFileSync(program(), ["policy", "check", "-"], { input, encoding: "utf8" })).toMatch(/^asks that /);
  });
  it("and a plain sale by its bytes", () => {
    expect(known["sale"]?.text).toBe(`sale("${A.toLowerCase()}", "${asset.toLowerCase()}")`);
  });
});

it("an order's highest age is a number of seconds", () => {
  expect(p.ordered(A, B, 3600).text).toBe(`ordered("${A.toLowerCase()}", "${B.toLowerCase()}", 3600)`);
  for (const age of [0, -1, 1.5, NaN]) expect(() => p.ordered(A, B, age)).toThrow();
});

const refusedABIs: [string, string, p.AbiArg[]][] = [
  ["a value for an array", "f(uint256[]) view returns (bool)", [1]],
  ["too many values", "f(uint8[2]) view returns (bool)", [[1, 2, 3]]],
  ["too few parts", "f((bool, bool)) view returns (bool)", [[true]]],
  ["a number that does not fit", "f(uint8) view returns (bool)", [256]],
  ["an int that does not fit", "f(int8) view returns (bool)", [128]],
  ["bytes of another length", "f(bytes4) view returns (bool)", ["0x01"]],
  ["another type in an array", "f(uint8[]) view returns (bool)", [[p.buyer]]],
  ["a list of another type", "f(uint8[]) view returns (bool)", [p.list("address", [A])]],
  ["a function that writes", "f() returns (bool)", []],
  ["no result", "f() view returns ()", []],
  ["no result's type", "f() view", []],
  ["a type that is none", "f(uint7) view returns (bool)", [1]],
  ["a tuple of nothing", "f(()) view returns (bool)", [[]]],
  ["an array of nothing", "f(uint8[0]) view returns (bool)", [[]]],
  ["five levels", "f(uint8[][][][][]) view returns (bool)", [[]]],
  ["17 results", `f() view returns (${Array(17).fill("bool").join()})`, []],
  ["too many words", "f(uint8[100][2]) view returns (bool)", [[]]],
  ["more after the end", "f() view returns (bool) x", []],
  ["no name", "(bool) view returns (bool)", [true]],
];
const refusedEvents: [string, string, (p.AbiArg | null)[], number][] = [
  ["an array that is indexed", "E(uint8[] indexed)", [null], 1],
  ["four that are indexed", "E(bool indexed, bool indexed, bool indexed, bool indexed)", [null, null, null, null], 1],
  ["no blocks", "E(bool)", [null], 0],
  ["too many blocks", "E(bool)", [null], 10001],
  ["a given value in an event", "E(uint256)", [p.given("x")], 1],
  ["a result of an event", "E(bool) returns (bool)", [null], 1],
];

describe("refuses", () => {
  it.each<[string, () => unknown]>([
    ["a wrong checksum", () => p.allow(["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"])],
    ["a short address", () => p.balance("0x12")],
    ["a short asset", () => p.sale(A, "0x12")],
    ["decimals that do not fit", () => p.units("1.5", 0)],
    ["an amount over 2^256", () => p.units("2", 77)],
    ["a negative number of a token", () => p.erc721(A).owner(-1)],
    ["an int over 64 bits", () => p.int(1n << 63n)],
    ["a fraction", () => p.int(1.5)],
    ["a missing argument", () => p.call(A, "f(uint256) view returns (bool)", [])],
    ...refusedABIs.map(([what, abi, args]): [string, () => unknown] => [what, () => p.call(A, abi, args)]),
    ...refusedEvents.map(([what, abi, args, blocks]): [string, () => unknown] => [what, () => p.event(A, abi, args, blocks)]),
    ["a chain of no id", () => p.onChain(0)],
    ["a chain over 64 bits", () => p.onChain(1n << 63n)],
    ["k of fewer", () => p.atLeast(3, rich, rich)],
    ["none of two", () => p.atLeast(0, rich, rich)],
    ["more than 32 parts", () => p.atLeast(1, ...Array<p.Expr<"bool">>(33).fill(rich))],
    ["a name that is a word of CEL", () => p.bind("in", p.int(1), (x) => p.eq(x, 1))],
    ["a name that has a meaning", () => p.bind("given", p.int(1), (x) => p.eq(x, 1))],
    ["a name that hides another", () => p.bind("x", p.int(1), (x) => p.bind("x", p.int(2), (y) => p.eq(x, y)))],
    ["a given name that is none", () => p.given("a-b")],
    ["a given name that is a word", () => p.given("true")],
    ["an empty list", () => p.list("int", [])],
    ["a path with a filter", () => p.given("x").json("$[?@.a]")],
    ["a path of descendants", () => p.given("x").json("$..a")],
    ["a path with two at once", () => p.given("x").list("$[0, 1]")],
    ["a path without the root", () => p.given("x").list("a.b")],
    ["a host in capitals", () => p.web("https://API.example")],
    ["a user in an address", () => p.web("https://me@api.example")],
    ["another scheme", () => p.web("ftp://api.example")],
    ["a fragment", () => p.web("https://api.example/#x")],
    ["two points in a path", () => p.web("https://api.example").path("..")],
    ["an address of RPC that is none", () => p.rpc("api.example", "m", [])],
    ["a key of another kind", () => p.signed("m", p.given("s"), "rsa:0x02" as p.Key)],
    ["a key of another length", () => p.signed("m", p.given("s"), "es256:0x02")],
    ["an issuer that is none", () => p.jwt(p.given("t"), "", "https://a.example")],
    ["keys that are none", () => p.jwt(p.given("t"), "i", "abc")],
    ["a secret key", () => p.jwt(p.given("t"), "i", jwk.replace("}", ', "d": "x"}'))],
    ["JSON that is none", () => p.json("{")],
    ["a day that is none", () => p.timestamp("2026-02-30T00:00:00Z")],
    ["a date without a time", () => p.timestamp("2026-02-03")],
    ["a span that is none", () => p.duration("1 day")],
    ["a place before the first", () => p.item(p.list("int", [1]), -1)],
    ["a part that is not there", () => p.item(p.call(A, "f() view returns (bool, bool)", []), 2)],
    ["a part that is not written out", () => p.item(p.call(A, "f() view returns (bool, bool)", []), p.int(1))],
    // From programs without types.
    ["another type", () => p.balance(p.now as unknown as p.Expr<"address">)],
    ["another type beside", () => p.eq(p.buyer, p.now as unknown as p.Expr<"address">)],
    ["JSON beside JSON", () => p.eq(p.given("a"), p.given("b") as unknown as string)],
    ["JSON beside a moment", () => p.lt(p.now, p.given("b") as unknown as p.Expr<"timestamp">)],
    ["an order of addresses", () => p.lt(p.buyer as unknown as p.Expr<"int">, 1)],
    ["an int that is no bool", () => p.and(1 as unknown as boolean)],
    ["two arms of two types", () => p.when(true, p.buyer, p.now as unknown as p.Expr<"address">)],
    ["a policy that is no bool", () => p.policyText(p.int(1) as unknown as p.Expr<"bool">)],
    ["odd hex", () => p.call(A, "f(bytes) view returns (bool)", ["0x1"])],
    ["half of a surrogate pair", () => p.text("\ud800")],
    ["a long policy", () => p.policyText(p.eq(p.text("x".repeat(8200)), "y"))],
  ])("%s", (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "badPolicy" }));
  });
  it.each([...refusedABIs.map(([what, abi]) => [what, `call("${B}", ${JSON.stringify(abi)}, `] as const), ...refusedEvents.map(([what, abi]) => [what, `event("${B}", ${JSON.stringify(abi)}, `] as const)])("as Go does: %s", (what, begin) => {
    const args = [...refusedABIs, ...refusedEvents].find((r) => r[0] === what) as [string, string, p.AbiArg[], number?];
    const written = (a: p.AbiArg | null): string => (a === null ? "null" : Array.isArray(a) ? `[${(a as p.AbiArg[]).map(written).join()}]` : typeof a === "object" ? (a as p.Expr).text : JSON.stringify(a));
    const input = `${begin}${written(args[2])}${args[3] === undefined ? "" : `, ${args[3]}`})`;
    expect(spawnSync(program(), ["policy", "check", "-"], { input, encoding: "utf8" }).stderr).toMatch(/policy:1:/);
  });
});

it("types follow from the ABI", () => {
  expectTypeOf(p.call(A, "f() view returns (uint8)", [])).toEqualTypeOf<p.Expr<"uint256">>();
  expectTypeOf(p.call(A, "f() view returns ( address who )", [])).toEqualTypeOf<p.Expr<"address">>();
  expectTypeOf(p.call(A, "f((bool, uint8)) view returns (uint80 a, (address, string[2][] x) memory, int)", [[true, 1]])).toEqualTypeOf<p.Expr<"tuple(uint256, tuple(address, list(list(string))), int)">>();
  const f = p.call(A, "f() view returns (tuple(address who, bytes4[] x)[3])", []);
  expectTypeOf(p.item(p.item(f, 0), 1)).toEqualTypeOf<p.Expr<"list(bytes)">>();
  expect(p.item(p.item(f, 0), 1).type).toBe("list(bytes)");
  expectTypeOf(p.item(p.web("https://a.example").list("$.x"), 0)).toEqualTypeOf<p.Json>();
  // @ts-expect-error two types are not compared
  expect(() => p.eq(p.buyer, p.now)).toThrow();
  // @ts-expect-error a number is no policy
  expect(() => p.policyText(p.int(1))).toThrow();
});

describe("questions", () => {
  let server: Server;
  let url = "";
  let asked: unknown[] = [];
  beforeAll(async () => {
    server = createServer((req, res) => {
      let body = "";
      req.on("data", (d: Buffer) => (body += d.toString()));
      req.on("end", () => {
        asked.push(JSON.parse(body));
        if (req.url?.startsWith("/busy")) {
          res.writeHead(503, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ type: "urn:latchkey:problem:busy", title: "x", status: 503 }));
        } else res.end(JSON.stringify({ ok: true, canonical: "true", words: "always\u001b[2J", warnings: [] }));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it("go to the next where one does not answer", async () => {
    asked = [];
    const answer = await p.explain({ urls: ["http://127.0.0.1:1", `${url}/busy`, url], chainId: 5n, confirmations: 2 }, p.eq(p.buyer, B), A);
    expect(answer).toEqual({ ok: true, canonical: "true", words: "always\ufffd[2J", warnings: [], by: url });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual({ policy: `buyer == "${B.toLowerCase()}"`, chainId: "5", confirmations: "2", buyer: A.toLowerCase(), given: {} });
  });
  it("say when none answers", async () => {
    await expect(p.check({ urls: ["http://127.0.0.1:1", `${url}/busy`] }, "true")).rejects.toMatchObject({ code: "noAnswer", message: expect.stringMatching(/127.0.0.1:1 did not answer.*busy/) as string });
    await expect(p.check({ urls: [] }, "true")).rejects.toMatchObject({ code: "noAnswer" });
  });
  it("end with their signal", async () => {
    const reason = new Error("enough");
    await expect(p.check({ urls: [url], signal: AbortSignal.abort(reason) }, "true")).rejects.toBe(reason);
  });
});

it("the values that a policy asks for are found by name, wherever they stand, and not in texts", () => {
  const names = (text: string): string[] => p.givenNames(text);
  expect(names(`sale("0x1", "0x2") && given.word == "given.other" && signed("m", given.signature, 'given.x') // given.late`)).toEqual(["word", "signature"]);
  expect(names(`jwt(given . token, "a\\" && given.no") || given.token == r"\\" && not.given.a && forgiven.b`)).toEqual(["token"]);
  expect(names(`"""a " given.x """ == given.y || r'''\\''' == given.z`)).toEqual(["y", "z"]);
  expect(names(`sale("0x1", "0x2")`)).toEqual([]);
});

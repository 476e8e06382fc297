import { execFileSync } from "node:child_process";
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

// What every version of the nodes knows: Go's formatter has the last word.
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
};

describe("the builders write what Go's formatter writes", () => {
  it.each(Object.entries(known))("%s", (_, expr) => {
    const formatted = execFileSync(program(), ["policy", "format", "-"], { input: expr.text, encoding: "utf8" });
    expect(p.policyText(expr)).toBe(formatted.trimEnd());
  });
  it("and a plain sale by its bytes", () => {
    expect(known["sale"]?.text).toBe(`sale("${A.toLowerCase()}", "${asset.toLowerCase()}")`);
  });
});

describe("functions that not every node knows", () => {
  it.each<[string, p.Expr<"bool">]>([
    [`erc1155("${B.toLowerCase()}").balance(buyer, 7) >= units("1", 0)`, p.ge(p.erc1155(B).balance(p.buyer, 7), 1)],
    [`ordered("${A.toLowerCase()}", "${B.toLowerCase()}")`, p.ordered(A, B)],
    [`ordered("${A.toLowerCase()}", "${B.toLowerCase()}", 3600)`, p.ordered(A, B, 3600)],
    [`event("${B.toLowerCase()}", "E(address indexed,uint256)", [buyer, null], 100)`, p.event(B, "E(address indexed,uint256)", [p.buyer, null], 100)],
    [`signed("m", given.signature, "0x02")`, p.signed("m", p.given("signature"), "0x02")],
    [`jwt(given.token, "https://issuer.example", "https://issuer.example/jwks")`, p.jwt(p.given("token"), "https://issuer.example", "https://issuer.example/jwks")],
    [`web("https://api.example/x").json("$.ok", )`.replace(", )", ")") + ` == "yes"`, p.eq(p.web("https://api.example/x").json("$.ok"), "yes")],
    [`atLeast(2, buyer == "${B.toLowerCase()}", chain(137).sale("${B.toLowerCase()}", "${asset.toLowerCase()}"), chain(10).erc20("${B.toLowerCase()}").balance(buyer) > units("0", 0))`,
      p.atLeast(2, p.eq(p.buyer, B), p.onChain(137).sale(B, asset), p.gt(p.onChain(10).erc20(B).balance(p.buyer), 0))],
    [`cel.bind(n, balance(buyer), n > units("1", 18) && n < units("2", 18))`, p.bind("n", p.balance(p.buyer), (n) => p.and(p.gt(n, p.units("1", 18)), p.lt(n, p.units("2", 18))))],
    [`[1, 2].exists_one(x, x == 1)`, p.over(p.list("int", [1, 2]), "exists_one", "x", (x) => p.eq(x, 1))],
  ])("%s", (text, expr) => {
    expect(expr.text).toBe(text);
  });
});

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
    ["an array in an ABI", () => p.call(A, "f(uint256[]) view returns (bool)", [1])],
    ["odd hex", () => p.call(A, "f(bytes) view returns (bool)", ["0x1"])],
    ["half of a surrogate pair", () => p.text("\ud800")],
    ["a long policy", () => p.policyText(p.eq(p.text("x".repeat(8200)), "y"))],
  ])("%s", (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "badPolicy" }));
  });
});

it("types follow from the ABI", () => {
  expectTypeOf(p.call(A, "f() view returns (uint8)", [])).toEqualTypeOf<p.Expr<"uint256">>();
  expectTypeOf(p.call(A, "f() view returns ( address who )", [])).toEqualTypeOf<p.Expr<"address">>();
  // @ts-expect-error two types are not compared
  p.eq(p.buyer, p.now);
  // @ts-expect-error a number is no policy
  expect(() => p.policyText(p.int(1))).not.toThrow();
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

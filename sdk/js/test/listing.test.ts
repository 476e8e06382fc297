import { describe, expect, it } from "vitest";
import { readFileSync, readdirSync } from "node:fs";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { isError } from "../lib/errors.ts";
import { decodeDocument, encodeDocument, Link, parseLink, sealDocument, type Metadata } from "../lib/listing.ts";

interface Vector {
  format: string;
  name: string;
  expect: string;
  input: Record<string, string>;
  output: Record<string, unknown>;
}

const folder = process.env["LATCHKEY_VECTORS"] ?? new URL("../../../vectors", import.meta.url).pathname;
const vectors = readdirSync(`${folder}/listing`).map((name) => JSON.parse(readFileSync(`${folder}/listing/${name}`, "utf8")) as Vector);

const codes: Record<string, string> = { malformed: "badDocument", unlisted: "unlisted", "other-key": "otherKey" };

function run(v: Vector): void {
  switch (v.format) {
    case "listing/document":
      expect(decodeDocument(hexToBytes(v.input["stored"] ?? ""), parseLink(v.input["link"] ?? ""))).toEqual(v.output["document"]);
      return;
    case "listing/seal": {
      const { document = "", key = "", asset = "", salt = "" } = v.input;
      expect(bytesToHex(sealDocument(hexToBytes(document), hexToBytes(key), `0x${asset}`, hexToBytes(salt)))).toBe(v.output["stored"]);
      return;
    }
    case "listing/link": {
      const link = parseLink(v.input["link"] ?? "");
      expect({
        chainId: String(link.chainId), market: link.market, asset: link.asset, key: link.key ? bytesToHex(link.key) : "", link: link.full(), page: link.page("https://market.example/"),
        ...("referrer" in v.output && { referrer: link.referrer ?? "" }),
      }).toEqual(v.output);
      return;
    }
  }
  throw new Error(`unknown format ${v.format}`);
}

describe("listing vectors", () => {
  it("are there", () => {
    expect(vectors.length).toBeGreaterThan(50);
  });
  it.each(vectors.map((v) => [v.name, v] as const))("%s", (_, v) => {
    if (v.expect === "ok") {
      run(v);
      return;
    }
    let error: unknown;
    try {
      run(v);
    } catch (e) {
      error = e;
    }
    const code = v.format === "listing/link" ? "badLink" : codes[v.expect];
    expect(isError(error) ? error.code : String(error)).toBe(code);
  });
});

const document: Metadata = {
  format: 1, kind: "file", title: "A <b>map</b>", name: "map.png", type: "image/png", size: 5,
  sealed: { sha256: "ab".repeat(32), size: 500, locations: ["https://files.example/1"] },
};

describe("document", () => {
  it("comes back as it was written", () => {
    const m: Metadata = { ...document, kind: "archive", files: 1, contents: [{ name: "a/b.png", size: 0 }], tags: ["x", "Große"], preview: { type: "text/plain", text: "one\n\ttwo" } };
    expect(decodeDocument(encodeDocument(m))).toEqual(m);
  });
  it.each<[string, Partial<Metadata>]>([
    ["a name of a path", { name: "../x" }],
    ["a backslash", { name: "..\\x" }],
    ["a title of lines", { title: "a\nb" }],
    ["a hidden extension", { name: "gpj.\u202eexe" }],
    ["half a surrogate pair", { title: "\ud800" }],
    ["no title", { title: "" }],
    ["contents of a file", { files: 1 }],
    ["no files", { kind: "archive" }],
    ["a secret that is large", { kind: "secret", size: 65537 }],
    ["a script", { links: [{ title: "x", url: "javascript:alert(1)" }] }],
    ["a password", { sealed: { ...document.sealed, locations: ["https://me:pw@files.example/1"] } }],
    ["a space", { sealed: { ...document.sealed, locations: ["https://files.example/1 2"] } }],
    ["a relative place", { sealed: { ...document.sealed, locations: ["/srv/1"] } }],
    ["a tag twice", { tags: ["a", "a"] }],
    ["a page as a picture", { preview: { type: "image/png", data: btoa("<html>") } }],
  ])("with %s is not written", (_, change) => {
    expect(() => encodeDocument({ ...document, ...change })).toThrow(expect.objectContaining({ code: "badOffer" }));
  });
});

describe("link", () => {
  const key = new Uint8Array(32).fill(7);
  const link = new Link({ chainId: 31337n, market: `0x${"9e".repeat(20)}`, asset: `0x${"7c".repeat(32)}`, key });
  it("shows its key to whoever asks for the whole alone", () => {
    const secret = link.full().split("#")[1] ?? "";
    expect(secret).toHaveLength(43);
    expect(`${link.toString()} ${JSON.stringify({ link })} ${String(Object.values(link))}`).not.toContain(secret.slice(0, 12));
  });
  it("says nothing of a key when it does not parse", () => {
    for (const text of [link.full() + "x", link.full().replace("#", "/"), `https://x.example/#${link.full().slice(11).replace("#", "/")}x`]) {
      let error: unknown;
      try {
        parseLink(text);
      } catch (e) {
        error = e;
      }
      expect(isError(error, "badLink") && error.message).not.toMatch(/BwcH/);
    }
  });
});

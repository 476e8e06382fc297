import { bytesToHex } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem";
import { expect, test } from "vitest";
import { checkTerms, decodePolicy, digest, label, separator, structHash, typedData, type Address, type Message } from "../lib/terms.ts";
import { bytes, each } from "./vectors.ts";

interface TermsIn { chainId: string; committees: Address; committee: string; confirmations: string; policy: string }

each<TermsIn, { label: string }>("terms/label", (v) => {
  const in_ = v.input;
  const terms = () => {
    const t = { chainId: BigInt(in_.chainId), committees: in_.committees, committee: BigInt(in_.committee),
      confirmations: BigInt(in_.confirmations), policy: decodePolicy(bytes(in_.policy)) };
    checkTerms(t);
    return t;
  };
  if (v.expect !== "ok") {
    expect(v.expect).toBe("malformed");
    expect(terms).toThrow();
    return;
  }
  expect(bytesToHex(label(terms()))).toBe(v.output.label);
});

interface Typed {
  chainId: string; committees: Address; committee: string; capsule: string; readerKey: string; buyer: Address; consumer: Address;
  deadline: string; nonce: string; origin: string; order: string; service: string; fileIndex: string; request: string; share: string;
}

function typed(format: string, message: (in_: Typed) => Message): void {
  each<Typed, { domainSeparator: string; structHash: string; digest: string }>(format, (v) => {
    const d = { chainId: BigInt(v.input.chainId), committees: v.input.committees };
    const m = message(v.input);
    expect(bytesToHex(separator(d))).toBe(v.output.domainSeparator);
    expect(bytesToHex(structHash(m))).toBe(v.output.structHash);
    expect(bytesToHex(digest(d, m))).toBe(v.output.digest);
    // What a wallet is shown must be what is verified.
    expect(hashTypedData(typedData(d, m) as Parameters<typeof hashTypedData>[0])).toBe(`0x${v.output.digest}`);
  });
}

typed("request/access", (i) => ({ type: "AccessRequest", capsule: bytes(i.capsule), readerKey: bytes(i.readerKey), buyer: i.buyer, deadline: BigInt(i.deadline) }));
typed("request/session", (i) => ({ type: "Session", committee: BigInt(i.committee), readerKey: bytes(i.readerKey), buyer: i.buyer,
  nonce: BigInt(i.nonce), deadline: BigInt(i.deadline), origin: i.origin }));
typed("request/ocean", (i) => ({ type: "OceanRequest", capsule: bytes(i.capsule), readerKey: bytes(i.readerKey), consumer: i.consumer,
  nonce: BigInt(i.nonce), order: bytes(i.order), service: i.service, fileIndex: BigInt(i.fileIndex) }));
typed("request/share", (i) => ({ type: "Share", committee: BigInt(i.committee), request: bytes(i.request), capsule: bytes(i.capsule), share: bytes(i.share) }));

const domain = { chainId: 7n, committees: "0x0100000000000000000000000000000000000000" as Address };

test("what a wallet signs of an upload's token is its digest", () => {
  const m: Message = { type: "Upload", account: "0x0200000000000000000000000000000000000000", gateway: "https://gw.example.org", deadline: 1_800_000_000n };
  expect(hashTypedData(typedData(domain, m) as Parameters<typeof hashTypedData>[0])).toBe(`0x${bytesToHex(digest(domain, m))}`);
});

test("values outside their types are refused", () => {
  const upload = (u: object) => () => digest(domain, { type: "Upload", account: domain.committees, gateway: "", deadline: 0n, ...u });
  for (const u of [{ deadline: -1n }, { deadline: 1n << 64n }, { account: "0x01" }, { account: `${domain.committees}00` },
    { account: domain.committees.replace("0x", "0X") }, { gateway: "\ud800" }]) expect(upload(u)).toThrow();
  expect(upload({ deadline: (1n << 64n) - 1n })).not.toThrow();
  const share = (capsule: Uint8Array) => () => digest(domain, { type: "Share", committee: 1n, request: capsule, capsule, share: capsule });
  for (const n of [0, 31, 33]) expect(share(new Uint8Array(n))).toThrow("bytes32");
});

test("an address is hashed the same in any case", () => {
  const a = "0x9e8ef61bf67d0eade51f2af56baf7388465f7b2e";
  const of = (committees: Address) => bytesToHex(separator({ chainId: 1n, committees }));
  expect(of(`0x${a.slice(2).toUpperCase()}`)).toBe(of(a));
});

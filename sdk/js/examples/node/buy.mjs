// Buys what a link leads to, if it is not bought yet, and opens it to a file.
//
//   RPC=http://127.0.0.1:8545 KEY=0x.. GATEWAY=http://127.0.0.1:8080 node buy.mjs LINK OUT
//
// KEY is an account's private key: of a devnet, or one that holds little. FINAL=0 is for a devnet.
import { createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { rename, rm } from "node:fs/promises";
import { buy, check, checkMarket, connect, formatAmount, LatchkeyError, open, parseLink, show } from "@latchkey/sdk";
import { createClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { RPC, KEY, GATEWAY, FINAL } = process.env;
const [text, out] = process.argv.slice(2);
if (!RPC || !KEY || !text || !out) {
  console.error("usage: RPC=URL KEY=0x.. [GATEWAY=URL] node buy.mjs LINK OUT");
  process.exit(2);
}

// Ctrl-C ends whatever is under way.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("interrupted")));
const options = { signal: stop.signal, onProgress: ({ phase, done, total }) => process.stderr.write(`\r\x1b[K${phase} ${total ? Math.floor((100 * done) / total) + " %" : ""}`) };

try {
  const client = await connect({
    chain: createClient({ transport: http(RPC), pollingInterval: 1000 }),
    wallet: createWalletClient({ account: privateKeyToAccount(KEY), transport: http(RPC) }),
    gateways: GATEWAY ? [GATEWAY] : [], ...(FINAL && { final: Number(FINAL) }),
  });
  const link = parseLink(text);
  await checkMarket(client, link, options);
  const item = await show(client, link, options);
  if (!item.metadata) throw item.error;
  if (!item.licensed) {
    const { risks } = await check(client, item, {}, options);
    if (risks.length > 0) throw new Error(risks.map((r) => r.message).join("; "));
    console.log(`buying ${JSON.stringify(item.metadata.title)} for ${formatAmount(item.currency, item.listing.price)}`);
    await buy(client, item, {}, options);
  }
  // The file appears only when it is whole.
  const part = `${out}.part`;
  try {
    await open(client, item, Writable.toWeb(createWriteStream(part)), options);
    await rename(part, out);
  } finally {
    await rm(part, { force: true });
  }
  console.log(`opened ${out}, ${item.metadata.size} bytes`);
} catch (error) {
  console.error(`\n${error.message}${error instanceof LatchkeyError ? `\n${error.next}` : ""}`);
  process.exitCode = 1;
}

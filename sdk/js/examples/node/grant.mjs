// Lets a reader open a file that was sealed for grants of this account, for 30 days; with --revoke, takes that back.
//
//   KEY=0x.. node grant.mjs FILE.age age1latchkeyreader1.. [--revoke]
//
// KEY is the owner's private key. PRIVATE=1 is for a devnet, whose nodes are on this machine.
import { openAsBlob } from "node:fs";
import { encodeTicket } from "@latchkey/sdk/grant";
import { grant, granter, revoke } from "@latchkey/sdk/granter";
import { LatchkeyError } from "@latchkey/sdk";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { KEY, PRIVATE } = process.env;
const [file, reader, back] = process.argv.slice(2);
if (!KEY || !file || !reader || (back !== undefined && back !== "--revoke")) {
  console.error("usage: KEY=0x.. node grant.mjs FILE.age READER [--revoke]");
  process.exit(2);
}

try {
  // Grants are of no chain: the wallet only signs.
  const wallet = createWalletClient({ account: privateKeyToAccount(KEY), transport: custom({ request: () => Promise.reject(new Error("no chain is needed")) }) });
  const owner = await granter({ wallet, private: Boolean(PRIVATE) });
  const src = (await openAsBlob(file)).stream(); // only its head is read
  if (back) {
    await revoke(owner, src, reader);
    console.log("it is taken back: no node has its fragment any more");
  } else {
    const made = await grant(owner, src, { to: reader, expires: Math.floor(Date.now() / 1000) + 30 * 86400 });
    for (const { node, error } of made.answers) if (error) console.error(`${node} ${error.message}`);
    console.log(`${made.grant.reader} can open it: ${made.grant.threshold} of ${made.grant.fragments} nodes let them in`);
    if (!made.named) console.log(`give the reader this: ${encodeTicket(made.ticket)}`);
  }
} catch (error) {
  console.error(`${error.message}${error instanceof LatchkeyError ? `\n${error.next}` : ""}`);
  process.exitCode = 1;
}

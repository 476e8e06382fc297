// One page without a framework: shows the listing of the address (#CHAIN/MARKET/ASSET), buys it with the browser's wallet, and downloads it.
// RPC and gateway are in the query: ?rpc=http://127.0.0.1:8545&gateway=http://127.0.0.1:8080
import { buy, check, checkMarket, connect, formatAmount, isError, open, openBytes, parseLink, show, type Item } from "@latchkey/sdk";
import { createClient, createWalletClient, custom, http, type EIP1193Provider } from "viem";

declare global {
  interface Window {
    ethereum?: EIP1193Provider;
    showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{ createWritable: () => Promise<WritableStream<Uint8Array>> }>;
  }
}

const at = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
// Text is a seller's: it is never HTML.
const say = (text: string): void => {
  at("said").textContent = text;
};
const told = (error: unknown): void => {
  say(isError(error) ? `${error.message}. ${error.next}` : String(error));
};

const query = new URLSearchParams(location.search);
const chain = createClient({ transport: http(query.get("rpc") ?? "http://127.0.0.1:8545") });
const gateways = query.getAll("gateway");
const link = parseLink(location.href);

async function buyAndSave(item: Item): Promise<void> {
  const provider = window.ethereum;
  if (!provider || !item.metadata) {
    say("This needs a wallet in the browser.");
    return;
  }
  const [account] = await createWalletClient({ transport: custom(provider) }).requestAddresses();
  if (!account) return;
  const client = await connect({ chain, gateways, wallet: createWalletClient({ account, transport: custom(provider) }) });
  const options = { onProgress: ({ phase, done, total }: { phase: string; done: number; total: number | null }): void => { say(total ? `${phase}: ${Math.floor((100 * done) / total)} %` : phase); } };
  // The picker wants a click that is not long ago.
  const file = await window.showSaveFilePicker?.({ suggestedName: item.metadata.name });
  await checkMarket(client, link, options);
  const mine = await show(client, link, options);
  if (!mine.licensed) {
    const { risks } = await check(client, mine, {}, options);
    if (risks.length > 0 && !confirm(`${risks.map((r) => r.message).join("\n")}\n\nBuy all the same?`)) return;
    await buy(client, mine, {}, options);
  }
  if (file) await open(client, mine, await file.createWritable(), options);
  else {
    const bytes = await openBytes(client, mine, { ...options, limit: 256 << 20 });
    const a = document.createElement("a");
    a.href = URL.createObjectURL(new Blob([bytes as BlobPart]));
    a.download = item.metadata.name;
    a.click();
  }
  say("Opened and verified.");
}

try {
  const item = await show(await connect({ chain }), link);
  if (!item.metadata) throw item.error ?? new Error("no document");
  at("title").textContent = item.metadata.title;
  at("price").textContent = formatAmount(item.currency, item.listing.price);
  const button = at("buy");
  button.removeAttribute("disabled");
  button.onclick = () => {
    buyAndSave(item).catch(told);
  };
} catch (error) {
  told(error);
}

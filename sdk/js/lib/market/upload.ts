/**
 * Where sealed files go: to several stores at once, and to a gateway.
 *
 * @module
 */
import type { Address } from "viem";
import { sign } from "../chain.ts";
import { LatchkeyError } from "../errors.ts";
import { ask, printable } from "../http.ts";
import { tusStore, type Store } from "../storage.ts";
import { typedData } from "../terms.ts";
import { asking, senderOf, tell, type Client, type Options } from "./client.ts";

/** Gives what is iterated over to all takers, each chunk to all before the next is made. If one fails, all do. */
export async function toAll<R>(source: AsyncIterable<Uint8Array>, takers: readonly ((data: AsyncIterable<Uint8Array>) => Promise<R>)[]): Promise<R[]> {
  const iterator = source[Symbol.asyncIterator]();
  const failures: unknown[] = [];
  let current: Promise<IteratorResult<Uint8Array>> | null = null;
  let taken = 0;
  let waiting: (() => void)[] = [];
  const turn = (): void => {
    const wake = waiting;
    waiting = [];
    wake.forEach((f) => {
      f();
    });
  };
  const iterable = (): AsyncIterable<Uint8Array> => ({
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (failures.length > 0) throw failures[0];
        current ??= iterator.next();
        const result = await current;
        if (++taken === takers.length) {
          taken = 0;
          current = null;
          turn();
        } else await new Promise<void>((resolve) => waiting.push(resolve));
        if (failures.length > 0) throw failures[0];
        return result;
      },
    }),
  });
  try {
    return await Promise.all(takers.map(async (take) => {
      try {
        return await take(iterable());
      } catch (error) {
        failures.push(error);
        turn();
        throw error;
      }
    }));
  } finally {
    await iterator.return?.();
  }
}

/** A store at a gateway that takes uploads. The wallet signs once if the gateway wants to know whose uploads they are; the signature names the gateway, and goes nowhere else. Throws `badOffer` if it takes none. */
export async function gatewayStore(client: Client, gateway: string, options: Options = {}): Promise<Store> {
  const base = gateway.replace(/\/+$/, "");
  const { fetch } = client.config;
  let info: { uploads?: { open?: unknown; domain?: unknown }; worlds?: { chainId?: unknown; committees?: unknown }[] } | null;
  try {
    info = (await ask(base, "/v1/info", undefined, { ...asking(client, options), max: 1 << 20 })) as typeof info;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new LatchkeyError("noAnswer", `the gateway ${base} does not say what it takes: ${error instanceof Error ? error.message : ""}`, { cause: error });
  }
  if (!info?.uploads) throw new LatchkeyError("badOffer", `the gateway ${base} takes no uploads`, { next: "Choose another gateway, or a store of your own." });
  if (info.uploads.open === true) return tusStore(`${base}/v1/blobs`, { fetch });
  const domain = String(info.uploads.domain);
  // A token for another gateway is that one's business.
  if (domain.replace(/\/+$/, "") !== base) throw new LatchkeyError("badOffer", `the gateway ${base} calls itself ${JSON.stringify(printable(domain))}`, { next: "Upload to it by that name." });
  const committees = String(info.worlds?.find((w) => w.chainId === String(client.chainId))?.committees);
  if (!/^0x[0-9a-fA-F]{40}$/.test(committees)) throw new LatchkeyError("wrongNetwork", `the gateway ${base} does not serve chain ${client.chainId}`);
  const { wallet } = senderOf(client);
  const account = wallet.account.address;
  const deadline = BigInt(Math.floor(Date.now() / 1000) + 24 * 3600);
  const terms = { chainId: client.chainId, committees: committees.toLowerCase() as Address };
  tell(options, "signing");
  const signature = await sign({ chainId: client.chainId, wallet }, typedData(terms, { type: "Upload", account, gateway: domain, deadline }), "signing for the upload", options.signal);
  const token = JSON.stringify({ chainId: String(client.chainId), committees: terms.committees, account: account.toLowerCase(), gateway: domain, deadline: String(deadline), signature });
  return tusStore(`${base}/v1/blobs`, { fetch, authorization: `Latchkey ${btoa(token).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}` });
}

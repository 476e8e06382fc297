/** A wallet as a browser's extension is one: announced by EIP-6963, answering EIP-1193, its keys outside of the page. */
import type { BrowserContext } from "playwright-core";
import { createWalletClient, defineChain, http, type TypedDataDefinition } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Account, World } from "./world.ts";

/** What the person behind the wallet does. */
export interface Person {
  /** Rejects the next request of this method, once. */
  rejectNext: string | null;
  /** The chain that the wallet is on; another than the devnet's until somebody switches. */
  chainId: number;
  /** Every method that a page asked for. */
  readonly asked: string[];
}

/** Gives every page of the context a wallet named "Test wallet" with the account. */
export async function giveWallet(context: BrowserContext, world: World, account: Account): Promise<Person> {
  const local = privateKeyToAccount(account.key);
  const chain = defineChain({
    id: world.chainId, name: "devnet", nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 }, rpcUrls: { default: { http: [world.rpc] } },
  });
  const client = createWalletClient({ account: local, chain, transport: http() });
  const person: Person = { rejectNext: null, chainId: world.chainId, asked: [] };
  let allowed = false;
  const answer = async (method: string, params: unknown[]): Promise<unknown> => {
    person.asked.push(method);
    if (person.rejectNext === method) {
      person.rejectNext = null;
      throw Object.assign(new Error("User rejected the request."), { code: 4001 });
    }
    switch (method) {
      case "eth_requestAccounts":
        allowed = true;
        return [local.address];
      case "eth_accounts":
        return allowed ? [local.address] : [];
      case "eth_chainId":
        return `0x${person.chainId.toString(16)}`;
      case "wallet_switchEthereumChain":
        person.chainId = Number((params[0] as { chainId: string }).chainId);
        return null;
      case "wallet_addEthereumChain":
        return null;
      case "eth_signTypedData_v4":
        return local.signTypedData(JSON.parse(String(params[1])) as TypedDataDefinition);
      case "personal_sign":
        return local.signMessage({ message: { raw: params[0] as `0x${string}` } });
      case "eth_sendTransaction": {
        const t = params[0] as { to?: `0x${string}`; data?: `0x${string}`; value?: `0x${string}`; gas?: `0x${string}` };
        return client.sendTransaction({
          to: t.to ?? null,
          ...(t.data && { data: t.data }),
          ...(t.value && { value: BigInt(t.value) }),
          ...(t.gas && { gas: BigInt(t.gas) }),
        });
      }
      default:
        return client.request({ method, params } as never);
    }
  };
  await context.exposeFunction("testWalletRequest", async (method: string, params: unknown[]) => {
    try {
      return { result: await answer(method, params) };
    } catch (e) {
      const { code, message } = e as { code?: number; message?: string };
      return { error: { code: code ?? -32603, message: message ?? String(e) } };
    }
  });
  await context.addInitScript(() => {
    type Answer = { result?: unknown; error?: { code: number; message: string } };
    const listeners = new Map<string, Set<(value: unknown) => void>>();
    const ask = (window as unknown as { testWalletRequest: (m: string, p: unknown[]) => Promise<Answer> }).testWalletRequest;
    const provider = {
      async request({ method, params }: { method: string; params?: unknown[] }) {
        const { result, error } = await ask(method, params ?? []);
        if (error) throw Object.assign(new Error(error.message), { code: error.code });
        if (method === "wallet_switchEthereumChain") {
          const { chainId } = (params as [{ chainId: string }])[0];
          for (const tell of listeners.get("chainChanged") ?? []) tell(chainId);
        }
        return result;
      },
      on(event: string, tell: (value: unknown) => void) {
        if (!listeners.has(event)) listeners.set(event, new Set());
        listeners.get(event)?.add(tell);
      },
      removeListener(event: string, tell: (value: unknown) => void) {
        listeners.get(event)?.delete(tell);
      },
    };
    const icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'%3E%3Cpath d='M0 0h1v1H0z'/%3E%3C/svg%3E";
    const detail = Object.freeze({ info: { uuid: "5d1f4c4e-7d60-4b0a-9d53-000000000001", name: "Test wallet", icon, rdns: "example.test.wallet" }, provider });
    const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
  });
  return person;
}

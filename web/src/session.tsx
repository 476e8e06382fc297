import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, use, type ReactNode } from "react";
import { createConfig, createStorage, injected, WagmiProvider, type Config, type CreateConnectorFn } from "wagmi";
import { custom, defineChain, http, webSocket, type Chain, type EIP1193Provider } from "viem";
import { strings } from "./strings.ts";
import { site, type Site, type World } from "./world.ts";

/** What every page works with. */
export interface SessionValue {
  site: Site;
  config: Config;
}

const Context = createContext<SessionValue | undefined>(undefined);

/** The session that a page runs in. */
export function useSession(): SessionValue {
  const session = use(Context);
  if (!session) throw new Error("there is no session");
  return session;
}

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, gcTime: 10 * 60_000, retry: false, refetchOnWindowFocus: false } },
});

/** What chains are called here. No list is built in: a gateway names them by number. */
export function chainName(session: SessionValue, chainId: number): string {
  return session.site.devnet.length > 0 && session.site.worlds.some((w) => w.chainId === chainId)
    ? strings.wallet.devnetChain
    : strings.wallet.chain(String(chainId));
}

function chainOf(world: World, devnet: boolean): Chain {
  return defineChain({
    id: world.chainId,
    name: devnet ? strings.wallet.devnetChain : strings.wallet.chain(String(world.chainId)),
    nativeCurrency: { name: strings.amounts.coin, symbol: strings.amounts.coin, decimals: 18 },
    rpcUrls: { default: { http: world.rpc === undefined ? [] : [world.rpc] } },
    testnet: devnet,
  });
}

/** A transport by the wallet in the page, for chains of which the site knows no endpoint. */
function byWallet() {
  return custom({
    request: async (asked: { method: string; params?: unknown }) => {
      const provider = (globalThis as { ethereum?: EIP1193Provider }).ethereum;
      if (!provider) throw new Error(strings.world.noChain.what);
      return provider.request(asked as never);
    },
  });
}

function transportOf(url: string | undefined) {
  if (url === undefined) return byWallet();
  return /^wss?:/.test(url) ? webSocket(url) : http(url, { batch: { wait: 5 }, retryCount: 2, timeout: 15_000 });
}

async function start(): Promise<SessionValue> {
  const found = await site();
  const devnet = found.devnet.length > 0;
  const connectors: CreateConnectorFn[] = [injected({ shimDisconnect: true })];
  if (devnet) {
    const { devnetWallet } = await import("./devnet-wallet.ts");
    connectors.push(...found.devnet.map(devnetWallet));
  }
  if (found.walletConnect !== "") {
    const { walletConnect } = await import("./wallet-connect.ts");
    connectors.push(walletConnect(found.walletConnect));
  }
  // Markets of one chain share its endpoint.
  const chains = [...new Map([...found.worlds, ...found.worlds.filter((w) => w.rpc !== undefined)].map((w) => [w.chainId, w])).values()];
  const [first = found.worlds[0], ...rest] = chains;
  const config = createConfig({
    chains: [chainOf(first, devnet), ...rest.map((w) => chainOf(w, devnet))],
    transports: Object.fromEntries(chains.map((w) => [w.chainId, transportOf(w.rpc)])),
    connectors,
    multiInjectedProviderDiscovery: true, // EIP-6963
    storage: createStorage({ key: "latchkey", storage: keptStorage() }),
    pollingInterval: devnet ? 500 : 4_000,
  });
  return { site: found, config };
}

/** localStorage, or nothing where it is blocked: the wallet has to be chosen again then. */
function keptStorage() {
  try {
    localStorage.getItem("latchkey");
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

let starting: Promise<SessionValue> | undefined;

function session(): Promise<SessionValue> {
  starting ??= start().catch((error: unknown) => {
    // The next one who asks tries again; this render shows what happened.
    setTimeout(() => { starting = undefined; }, 1000);
    throw error;
  });
  return starting;
}

/** Gives its children the gateway's facts, the wallet and the queries. It suspends until the gateway has answered. */
export function Session({ children }: { children: ReactNode }) {
  const value = use(session());
  return (
    <WagmiProvider config={value.config}>
      <QueryClientProvider client={queries}>
        <Context value={value}>{children}</Context>
      </QueryClientProvider>
    </WagmiProvider>
  );
}

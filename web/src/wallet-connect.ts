// Wallets on other devices, by WalletConnect. Nothing of it is loaded before somebody chooses it: its relay is a third party, which
// a site's Content-Security-Policy has to allow (wss://relay.walletconnect.org). Nobody else of theirs is asked.
import type { UniversalProvider } from "@walletconnect/universal-provider";
import { getAddress, numberToHex, SwitchChainError, UserRejectedRequestError, type Address, type EIP1193RequestFn } from "viem";
import { createConnector } from "wagmi";
import { PageError } from "./problem.ts";
import { strings } from "./strings.ts";

type Provider = Awaited<ReturnType<typeof UniversalProvider.init>>;

/** Where a pairing's address is shown, as a QR code; undefined: it is over. */
type Shown = (uri: string | undefined) => void;

let shown: Shown = () => undefined;

/** Sets who shows the address by which a wallet finds this page. */
export function onPairing(show: Shown): () => void {
  shown = show;
  return () => { if (shown === show) shown = () => undefined; };
}

/** How long the relay may take until there is something to scan: milliseconds. */
const patience = 20_000;

let cancel: () => void = () => undefined;

/** Ends a pairing that is under way: the relay is left. */
export function cancelPairing(): void {
  cancel();
}

const methods = ["eth_sendTransaction", "eth_signTypedData_v4", "personal_sign", "wallet_switchEthereumChain"];

/** A connector for wallets that the relay reaches. projectId is the site's, at WalletConnect. */
export function walletConnect(projectId: string) {
  return createConnector<{ request: EIP1193RequestFn }>((config) => {
    let loading: Promise<Provider> | undefined;
    const [chain] = config.chains;
    let chainId = chain.id;
    const provider = (): Promise<Provider> => {
      loading ??= (async () => {
        const { UniversalProvider } = await import("@walletconnect/universal-provider");
        const made = await UniversalProvider.init({
          projectId, metadata: { name: strings.name, description: strings.footer, url: location.origin, icons: [] }, telemetryEnabled: false,
        });
        // Would load a page of theirs in a frame, to attest where wallets are asked from; the Content-Security-Policy has no frames.
        made.client.core.verify.register = () => Promise.resolve("");
        made.on("display_uri", (uri: string) => { shown(uri); });
        made.on("session_delete", () => { config.emitter.emit("disconnect"); });
        made.on("accountsChanged", (accounts: string[]) => { config.emitter.emit("change", { accounts: accounts.map((a) => getAddress(a)) }); });
        return made;
      })();
      return loading;
    };
    /** The session's accounts: "eip155:1:0x..". */
    const accountsOf = (p: Provider): Address[] => [
      ...new Set((p.session?.namespaces["eip155"]?.accounts ?? []).map((a) => getAddress(a.split(":")[2] ?? ""))),
    ];
    /** Shows where a wallet finds this page, until one has. Throws a PageError if the relay is not reached, or nobody came. */
    const pair = async (p: Provider): Promise<void> => {
      let paired = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const given = new Promise<never>((_, reject) => {
        timer = setTimeout(() => { reject(new PageError(strings.wallet.relayNone)); }, patience);
        cancel = () => { reject(new PageError(strings.wallet.pairingOver)); };
      });
      const found = (): void => { clearTimeout(timer); };
      p.once("display_uri", found);
      const connecting = p.connect({
        optionalNamespaces: {
          eip155: {
            chains: config.chains.map((c) => `eip155:${c.id}`), methods, events: ["accountsChanged", "chainChanged"],
            rpcMap: Object.fromEntries(config.chains.map((c) => [c.id, c.rpcUrls.default.http[0] ?? ""])),
          },
        },
      });
      try {
        await Promise.race([connecting, given]);
        paired = true;
      } catch (error) {
        if (error instanceof PageError) throw error;
        const { code, message } = error as { code?: unknown; message?: unknown };
        // What wallets say who do not want (CAIP-25): 5000 to 5003.
        if (typeof code === "number" && code >= 5000 && code <= 5003) throw new UserRejectedRequestError(error instanceof Error ? error : new Error(String(message)));
        throw new PageError(/socket|relay|connection/i.test(String(message)) ? strings.wallet.relayNone : strings.wallet.pairingOver, { cause: error });
      } finally {
        clearTimeout(timer);
        p.removeListener("display_uri", found);
        cancel = () => undefined;
        shown(undefined);
        if (!paired) {
          connecting.catch(() => undefined);
          p.abortPairingAttempt();
          await p.client.core.relayer.transportClose().catch(() => undefined); // or it would go on trying
        }
      }
    };
    return {
      id: "walletConnect",
      name: strings.wallet.walletConnect,
      type: "walletConnect",
      async connect() {
        const p = await provider();
        if (!p.session) await pair(p);
        return { accounts: accountsOf(p) as never, chainId };
      },
      async disconnect() {
        await (await provider()).disconnect().catch(() => undefined);
      },
      getAccounts: async () => accountsOf(await provider()),
      getChainId: () => Promise.resolve(chainId),
      // Every connector is asked for it when the page starts: it is loaded with the first request.
      getProvider() {
        const request = async (asked: { method: string; params?: unknown }): Promise<unknown> =>
          asked.method === "eth_chainId" ? numberToHex(chainId) : (await provider()).request(asked as never, `eip155:${chainId}`);
        return Promise.resolve({ request: request as EIP1193RequestFn });
      },
      async isAuthorized() {
        // Only who connected before has it loaded again.
        return (await config.storage?.getItem("recentConnectorId")) === "walletConnect" && accountsOf(await provider()).length > 0;
      },
      switchChain({ chainId: wanted }) {
        const other = config.chains.find((c) => c.id === wanted);
        if (!other) return Promise.reject(new SwitchChainError(new Error("the site does not serve that chain")));
        chainId = other.id;
        config.emitter.emit("change", { chainId });
        return Promise.resolve(other);
      },
      onAccountsChanged(accounts) {
        config.emitter.emit("change", { accounts: accounts.map((a) => getAddress(a)) });
      },
      onChainChanged(id) {
        config.emitter.emit("change", { chainId: Number(id) });
      },
      onDisconnect() {
        config.emitter.emit("disconnect");
      },
    };
  });
}

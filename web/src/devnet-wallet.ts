import { createConnector } from "wagmi";
import {
  createWalletClient, getAddress, http, numberToHex, SwitchChainError, UserRejectedRequestError,
  type Address, type EIP1193RequestFn, type Hex, type TypedDataDefinition,
} from "viem";
import { strings } from "./strings.ts";
import type { DevnetAccount } from "./world.ts";

interface Asked {
  method: string;
  params?: readonly unknown[];
}

interface Transaction {
  to?: Address;
  data?: Hex;
  value?: Hex;
  gas?: Hex;
}

/** A wallet for one of a devnet's accounts, whose keys everybody knows. It signs without asking. */
export function devnetWallet(account: DevnetAccount) {
  const slot = "devnetWallet.connected";
  return createConnector<{ request: EIP1193RequestFn }>((config) => {
    const [chain] = config.chains;
    const address = getAddress(account.address);
    // The curve is loaded when something is signed: most visits sign nothing, and no page waits for it.
    let opened: ReturnType<typeof open> | undefined;
    const open = async () => {
      const { privateKeyToAccount } = await import("viem/accounts");
      const local = privateKeyToAccount(account.key);
      return { local, wallet: createWalletClient({ account: local, chain, transport: http(chain.rpcUrls.default.http[0]) }) };
    };
    const signer = () => (opened ??= open());
    const request = async ({ method, params = [] }: Asked): Promise<unknown> => {
      switch (method) {
        case "eth_chainId":
          return numberToHex(chain.id);
        case "eth_accounts":
        case "eth_requestAccounts":
          return [address];
        case "eth_sendTransaction": {
          const t = params[0] as Transaction;
          return (await signer()).wallet.sendTransaction({
            to: t.to ?? null, ...(t.data && { data: t.data }), ...(t.value && { value: BigInt(t.value) }), ...(t.gas && { gas: BigInt(t.gas) }),
          });
        }
        case "eth_signTypedData_v4":
          return (await signer()).local.signTypedData(JSON.parse(String(params[1])) as TypedDataDefinition);
        case "personal_sign":
          return (await signer()).local.signMessage({ message: { raw: params[0] as Hex } });
        case "wallet_switchEthereumChain":
          return null;
        default:
          return (await signer()).wallet.request({ method, params } as never);
      }
    };
    return {
      id: `devnet:${account.address.toLowerCase()}`,
      name: strings.wallet.devnetAccount(account.name),
      type: "devnet",
      async connect() {
        await config.storage?.setItem(slot, account.address);
        return { accounts: [address] as never, chainId: chain.id };
      },
      async disconnect() {
        await config.storage?.removeItem(slot);
      },
      getAccounts: () => Promise.resolve([address]),
      getChainId: () => Promise.resolve(chain.id),
      getProvider: () => Promise.resolve({ request: request as EIP1193RequestFn }),
      async isAuthorized() {
        return (await config.storage?.getItem(slot)) === account.address;
      },
      switchChain({ chainId }) {
        const other = config.chains.find((c) => c.id === chainId);
        if (other?.id !== chain.id) return Promise.reject(new SwitchChainError(new UserRejectedRequestError(new Error("a devnet has one chain"))));
        return Promise.resolve(other);
      },
      onAccountsChanged() {
        // Each account is a wallet of its own.
      },
      onChainChanged() {
        // A devnet has one chain.
      },
      onDisconnect() {
        config.emitter.emit("disconnect");
      },
    };
  });
}

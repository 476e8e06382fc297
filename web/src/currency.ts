import type { Currency } from "@latchkey/sdk/market";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { readContract } from "wagmi/actions";
import { erc20Abi } from "viem";
import { strings } from "./strings.ts";
import { useSession, type SessionValue } from "./session.tsx";

/** The address that stands for the chain's own coin. */
export const coinAddress: Address = "0x0000000000000000000000000000000000000000";

/** The chain's own coin. */
export const coin: Currency = { token: null, symbol: strings.amounts.coin, decimals: 18 };

/** Reads how a token calls and counts itself; a contract that is no token has no name. */
export async function readCurrency({ config }: SessionValue, chainId: number, token: Address): Promise<Currency> {
  if (token === coinAddress) return coin;
  const at = { address: token, abi: erc20Abi, chainId } as const;
  try {
    const [symbol, decimals] = await Promise.all([
      readContract(config, { ...at, functionName: "symbol" }).catch(() => ""),
      readContract(config, { ...at, functionName: "decimals" }),
    ]);
    return { token, symbol, decimals };
  } catch {
    return { token, symbol: "", decimals: 0 };
  }
}

/** The currency of a price; undefined while it is read. */
export function useCurrency(chainId: number, token: Address): Currency | undefined {
  const session = useSession();
  const { data } = useQuery({
    queryKey: ["currency", chainId, token],
    queryFn: () => readCurrency(session, chainId, token),
    staleTime: Infinity,
    ...(token === coinAddress && { initialData: coin }),
  });
  return data;
}

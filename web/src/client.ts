import type { Client } from "@latchkey/sdk/market";
import type { Link } from "@latchkey/sdk/listing";
import { useQuery } from "@tanstack/react-query";
import { getClient, getConnectorClient, switchChain } from "wagmi/actions";
import { useConnection } from "wagmi";
import { strings } from "./strings.ts";
import { PageError } from "./problem.ts";
import type { AssetPlace } from "./router.ts";
import type { SessionValue } from "./session.tsx";
import { useSession } from "./session.tsx";

/** The SDK's verbs; loaded when the first page needs them. */
export const loadMarket = () => import("@latchkey/sdk/market");
/** The SDK's listings and links. */
export const loadListing = () => import("@latchkey/sdk/listing");

/** The SDK's files for grants. */
export const loadGrant = () => import("@latchkey/sdk/grant");
/** The SDK's verbs of owners and readers of such files. */
export const loadGranter = () => import("@latchkey/sdk/granter");

/** A link from a page's address. */
export async function linkOf(place: AssetPlace, referrer?: `0x${string}`): Promise<Link> {
  const { parseLink } = await loadListing();
  const link = parseLink(`latchkey://${place.chainId}/${place.market}/${place.asset}${place.key === undefined ? "" : `#${place.key}`}`);
  return referrer === undefined ? link : link.thanks(referrer);
}

/** Connects the SDK to a chain, as the wallet's account if there is one on that chain and signing is wanted. */
export async function clientOf({ site, config }: SessionValue, chainId: number, account: `0x${string}` | undefined, signs: boolean): Promise<Client> {
  const chain = getClient(config, { chainId });
  if (!chain) throw new PageError(strings.world.noChain);
  const { connect } = await loadMarket();
  const wallet = signs ? await getConnectorClient(config, { chainId }) : undefined;
  return connect({
    chain, wallet, account, gateways: [site.gateway],
    // A devnet's only block maker is itself.
    final: site.devnet.length > 0 ? 0 : "finalized",
  });
}

/** A client that reads, as the account that is connected. */
export function useReader(chainId: number) {
  const session = useSession();
  const { address } = useConnection();
  return useQuery({
    queryKey: ["reader", chainId, address],
    queryFn: () => clientOf(session, chainId, address, false),
    staleTime: Infinity,
  });
}

/** Makes the wallet be on a chain, and returns a client that signs and pays. Throws as wallets do. */
export async function signer(session: SessionValue, chainId: number): Promise<Client> {
  const { config } = session;
  const current = config.state.current;
  const connection = current === null ? undefined : config.state.connections.get(current);
  if (!connection) throw new PageError(strings.problems.noWallet);
  if (connection.chainId !== chainId) await switchChain(config, { chainId });
  return clientOf(session, chainId, connection.accounts[0], true);
}

/** How the account that is connected reads what is granted to it, on whatever chain the wallet is. */
export async function grantee({ site, config }: SessionValue) {
  if (config.state.current === null) throw new PageError(strings.problems.noWallet);
  // A devnet's nodes are on this machine.
  return { wallet: await getConnectorClient(config), private: site.devnet.length > 0 };
}

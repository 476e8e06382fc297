import type { Address } from "viem";
import { PageError } from "./problem.ts";
import { strings } from "./strings.ts";

/** What whoever hosts the page writes into config.json beside it. */
interface SiteConfig {
  /** URL of the gateway, relative to the page: "." is the one that serves it. */
  gateway: string;
  /** Endpoints of chains, by their decimal number; they come before the gateway's own. */
  rpc: Record<string, string>;
  /** The project's id at WalletConnect; empty: it is not offered, and nothing of it is loaded. */
  walletConnect: string;
}

/** A chain with a market, as a gateway tells it. Nothing but its place is believed. */
export interface World {
  chainId: number;
  market: Address;
  committees: Address;
  /** An endpoint of the chain; undefined: only wallets know one. */
  rpc: string | undefined;
}

/** An account of a devnet, whose key everybody knows. */
export interface DevnetAccount {
  name: string;
  address: Address;
  key: `0x${string}`;
}

/** What uploads the gateway takes. */
export interface Uploads {
  open: boolean;
  /** In bytes. */
  maxBlob: number;
}

/** The world of a market; undefined: the gateway does not serve it. */
export function worldOf(site: Site, chainId: number, market: Address): World | undefined {
  return site.worlds.find((w) => w.chainId === chainId && w.market.toLowerCase() === market.toLowerCase());
}

/** What the page knows of where it is. */
export interface Site {
  /** The gateway's URL, without a slash at its end. */
  gateway: string;
  worlds: [World, ...World[]];
  uploads: Uploads | undefined;
  /** Unix milliseconds; undefined: it does not say. */
  servesUntil: number | undefined;
  /** Other gateways' URLs. */
  others: string[];
  /** Empty where this is no devnet. */
  devnet: DevnetAccount[];
  walletConnect: string;
}

const isAddress = (x: unknown): x is Address => typeof x === "string" && /^0x[0-9a-f]{40}$/i.test(x);
const record = (x: unknown): Record<string, unknown> => (typeof x === "object" && x !== null ? (x as Record<string, unknown>) : {});
const text = (x: unknown): string => (typeof x === "string" ? x : "");

async function json(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "omit" });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.json();
}

async function siteConfig(): Promise<SiteConfig> {
  let read: Record<string, unknown> = {};
  try {
    read = record(await json(new URL("config.json", document.baseURI).href));
  } catch {
    // A page without the file is served by its gateway.
  }
  const rpc = Object.entries(record(read["rpc"])).filter((e): e is [string, string] => typeof e[1] === "string");
  return { gateway: text(read["gateway"]) || ".", rpc: Object.fromEntries(rpc), walletConnect: text(read["walletConnect"]) };
}

let configuring: Promise<SiteConfig> | undefined;

/** The host's configuration, with the gateway's whole URL without a slash at its end. It is read once for the life of the page. */
function configuration(): Promise<SiteConfig> {
  configuring ??= siteConfig().then((config) => ({ ...config, gateway: new URL(config.gateway, document.baseURI).href.replace(/[#?].*$/, "").replace(/\/(index\.html)?$/, "") }));
  return configuring;
}

/** The gateway's URL, without a slash at its end. */
export async function gatewayUrl(): Promise<string> {
  return (await configuration()).gateway;
}

async function load(): Promise<Site> {
  const config = await configuration();
  const { gateway } = config;
  let info: Record<string, unknown>;
  try {
    info = record(await json(`${gateway}/v1/info`));
  } catch (cause) {
    throw new PageError(strings.world.none, { cause });
  }
  const worlds: World[] = [];
  for (const w of Array.isArray(info["worlds"]) ? info["worlds"].map(record) : []) {
    const { market, committees } = w;
    const chainId = Number(w["chainId"]);
    if (!Number.isSafeInteger(chainId) || chainId <= 0 || !isAddress(market) || !isAddress(committees)) continue;
    worlds.push({ chainId, market, committees, rpc: config.rpc[String(chainId)] ?? (text(w["rpc"]) || undefined) });
  }
  const [first, ...rest] = worlds;
  if (!first) throw new PageError(strings.world.noMarket);
  const uploads = info["uploads"] === undefined || info["uploads"] === null ? undefined : record(info["uploads"]);
  const until = Date.parse(text(info["servesUntil"]));
  return {
    gateway, worlds: [first, ...rest], walletConnect: config.walletConnect,
    uploads: uploads && { open: uploads["open"] === true, maxBlob: Number(uploads["maxBlob"]) || 0 },
    servesUntil: Number.isNaN(until) ? undefined : until,
    others: Array.isArray(info["gateways"]) ? info["gateways"].filter((g) => typeof g === "string") : [],
    devnet: info["devnet"] ? await devnetAccounts(text(record(info["devnet"])["accounts"]), gateway) : [],
  };
}

/** The accounts that a devnet gives everybody; none, if its list cannot be had. */
async function devnetAccounts(at: string, gateway: string): Promise<DevnetAccount[]> {
  try {
    const list = record(await json(new URL(at, `${gateway}/`).href))["accounts"];
    if (!Array.isArray(list)) return [];
    return list.map(record).flatMap(({ name, address, key }) =>
      isAddress(address) && typeof key === "string" && /^0x[0-9a-f]{64}$/i.test(key)
        ? [{ name: text(name), address, key: key as `0x${string}` }]
        : []);
  } catch {
    return [];
  }
}

let loading: Promise<Site> | undefined;

/** Asks the gateway, once for the life of the page, or again after it failed. Throws a PageError. */
export function site(): Promise<Site> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

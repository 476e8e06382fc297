import { useSyncExternalStore } from "react";

/** Pages without parameters. */
export const plainPages = ["sell", "library", "sales", "network", "about"] as const;
export type PlainPage = (typeof plainPages)[number];

/** Where a listing is, from a page's address (spec/listing.md, Link). Hex is in lower case. */
export interface AssetPlace {
  chainId: string;
  market: `0x${string}`;
  asset: `0x${string}`;
  /** Of an unlisted listing: 43 characters. It stays in this browser: a fragment is sent to no server. */
  key: string | undefined;
}

/** What a fragment asks for. */
export type Route =
  | { page: "home" }
  | { page: PlainPage }
  | { page: "browse"; query: URLSearchParams }
  | ({ page: "asset" } & AssetPlace)
  | { page: "missing" };

const place = /(?:^|\/)(0|[1-9][0-9]{0,19})\/(0x[0-9a-f]{40})\/(0x[0-9a-f]{64})(?:\/([A-Za-z0-9_-]{43}))?$/i;

/** Reads a fragment, with or without its `#`. What is no page is `missing`. */
export function parseRoute(fragment: string): Route {
  const text = fragment.replace(/^#/, "").replace(/^\/+|\/+$/g, "");
  if (text === "") return { page: "home" };
  const found = place.exec(text);
  if (found) {
    const [, chainId = "", market = "", asset = "", key] = found;
    return {
      page: "asset", chainId, key,
      market: market.toLowerCase() as `0x${string}`, asset: asset.toLowerCase() as `0x${string}`,
    };
  }
  const [path = "", query = ""] = text.split("?", 2);
  if (path === "browse") return { page: "browse", query: new URLSearchParams(query) };
  const plain = plainPages.find((p) => p === path);
  return plain ? { page: plain } : { page: "missing" };
}

/** The fragment of a route, with its `#`: the inverse of parseRoute. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case "home":
      return "#/";
    case "missing":
      return "#/";
    case "browse": {
      const query = route.query.toString();
      return query === "" ? "#/browse" : `#/browse?${query}`;
    }
    case "asset":
      return `#${route.chainId}/${route.market}/${route.asset}${route.key === undefined ? "" : `/${route.key}`}`;
    default:
      return `#/${route.page}`;
  }
}

/** The account that a link names as its referrer (`?ref=0x..`), or undefined. */
export function referrer(search: string): `0x${string}` | undefined {
  const all = new URLSearchParams(search).getAll("ref");
  const [ref = ""] = all;
  if (all.length !== 1 || !/^0x[0-9a-fA-F]{40}$/.test(ref) || /^0x0{40}$/.test(ref)) return undefined;
  return ref.toLowerCase() as `0x${string}`;
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => { removeEventListener("hashchange", changed); };
}

/** The fragment as it is now; the component is drawn again when it changes. */
export function useFragment(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}

/** Goes to a route; replace leaves no entry in the history. */
export function go(route: Route, replace = false): void {
  if (!replace) {
    location.hash = hrefOf(route);
    return;
  }
  history.replaceState(history.state, "", hrefOf(route));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

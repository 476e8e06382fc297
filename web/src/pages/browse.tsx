import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { SearchField } from "react-aria-components/SearchField";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { searchListings, type FoundListing } from "../gateway.ts";
import { duration, money, printable, size } from "../format.ts";
import { useCurrency } from "../currency.ts";
import { Button, ButtonLink, Choice, Empty, Failure, PageHead, Waiting } from "../parts.tsx";
import { go, hrefOf } from "../router.ts";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { Thumbnail } from "../preview.tsx";

const s = strings.browse;

/** The catalogue, searched. What is asked for is in the address. */
export function BrowsePage({ query }: { query: URLSearchParams }) {
  const { site } = useSession();
  const q = query.get("q") ?? "";
  const [typed, setTyped] = useState(q);
  const [before, setBefore] = useState(q);
  if (before !== q) { // somebody went back
    setBefore(q);
    setTyped(q);
  }
  const ask = (name: string, value: string, replace = true) => {
    const next = new URLSearchParams(query);
    if (value === "") next.delete(name);
    else next.set(name, value);
    go({ page: "browse", query: next }, replace);
  };
  useEffect(() => {
    if (typed.trim() === q) return;
    const timer = setTimeout(() => { ask("q", typed.trim()); }, 250);
    return () => { clearTimeout(timer); };
  });
  const asked = {
    q, type: query.get("type") ?? "", sort: query.get("sort") ?? "newest", forSale: query.get("all") === "1" ? "" : "true", limit: "24",
  };
  const found = useInfiniteQuery({
    queryKey: ["search", site.gateway, asked],
    queryFn: ({ pageParam, signal }) => searchListings(site.gateway, { ...asked, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: (old) => old,
  });
  const all = found.data?.pages.flatMap((p) => p.found) ?? [];
  const filtered = q !== "" || asked.type !== "";
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.browse} lede={s.lede} />
      <form role="search" className="search" onSubmit={(e) => { e.preventDefault(); ask("q", typed.trim(), false); }}>
        <SearchField className="field search-words" value={typed} onChange={setTyped} onClear={() => { ask("q", ""); }}>
          <Label>{s.search}</Label>
          <Input className="input" enterKeyHint="search" />
          <Text slot="description" className="help">{s.searchHelp}</Text>
        </SearchField>
        <Choice label={s.type} value={asked.type} onChange={(v) => { ask("type", v); }} options={Object.entries(s.types)} />
        <Choice label={s.sort} value={asked.sort} onChange={(v) => { ask("sort", v === "newest" ? "" : v); }} options={Object.entries(s.sorts)} />
        <label className="check search-check">
          <input type="checkbox" checked={asked.forSale !== ""} onChange={(e) => { ask("all", e.target.checked ? "" : "1"); }} />
          <span>{s.forSale}</span>
        </label>
      </form>
      <p className="unseen" role="status">{found.isSuccess && !found.isFetching ? s.results(all.length) : ""}</p>
      {found.isPending && <Waiting rows={4} />}
      {found.isError && <Failure error={found.error} retry={() => { void found.refetch(); }} />}
      {found.isSuccess && all.length === 0 && (
        <Empty text={filtered ? s.noneFound : s.none}>
          {filtered
            ? <Button onPress={() => { go({ page: "browse", query: new URLSearchParams() }); }}>{s.clear}</Button>
            : <ButtonLink look="main" href={hrefOf({ page: "sell" })}>{s.beFirst}</ButtonLink>}
        </Empty>
      )}
      {all.length > 0 && (
        <ul className="cards listings" aria-label={strings.pageTitles.browse} aria-busy={found.isPlaceholderData}>
          {all.map((a) => <li key={`${a.chainId}${a.market}${a.asset}`}><ListingCard found={a} /></li>)}
        </ul>
      )}
      {found.hasNextPage && (
        <p className="actions centre"><Button isDisabled={found.isFetchingNextPage} onPress={() => { void found.fetchNextPage(); }}>{s.more}</Button></p>
      )}
    </div>
  );
}

const word = (x: unknown): string => (typeof x === "string" ? printable(x) : "");

function ListingCard({ found }: { found: FoundListing }) {
  const { listing, metadata } = found;
  const currency = useCurrency(Number(found.chainId), listing.token);
  const title = word(metadata?.["title"]) || s.noDocument;
  const kind = metadata?.["kind"];
  const bytes = metadata?.["size"];
  const now = Date.now() / 1000;
  const over = listing.stopped || listing.stock === 0 || (listing.endsAt !== 0 && listing.endsAt < now);
  return (
    <article className="card listing-card">
      <Thumbnail preview={metadata?.["preview"]} kind={kind} />
      <div className="listing-words">
        <h2><a href={hrefOf({ page: "asset", chainId: found.chainId, market: found.market, asset: found.asset, key: undefined })}>{title}</a></h2>
        <p className="soft small listing-description">{word(metadata?.["description"]).slice(0, 240)}</p>
      </div>
      <p className="listing-end">
        <strong className="numeric">{currency ? money(BigInt(listing.price), currency) : "…"}</strong>
        <span className="soft small">
          {[
            typeof bytes === "number" ? size(bytes) : "",
            listing.duration > 0 ? duration(listing.duration) : "",
            over ? s.stopped : "",
          ].filter(Boolean).join(" · ")}
        </span>
      </p>
    </article>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useConnection } from "wagmi";
import { listSales, type Sale } from "../gateway.ts";
import { useCurrency } from "../currency.ts";
import { day, money, moment, printable } from "../format.ts";
import { OpenGranted } from "../granted.tsx";
import { keptKey } from "../kept.ts";
import { Button, ButtonLink, Empty, Failure, PageHead, Waiting } from "../parts.tsx";
import { hrefOf } from "../router.ts";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { NeedsWallet } from "../wallet-button.tsx";

const s = strings.library;

/** What the account has bought, or was given. */
export function LibraryPage() {
  const { address } = useConnection();
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.library} lede={s.lede} />
      {address === undefined ? <NeedsWallet text={s.connect} /> : <Bought account={address} />}
      <OpenGranted />
    </div>
  );
}

function Bought({ account }: { account: `0x${string}` }) {
  const { site } = useSession();
  const bought = useInfiniteQuery({
    queryKey: ["purchases", site.gateway, account],
    queryFn: ({ pageParam, signal }) => listSales(site.gateway, { buyer: account, cursor: pageParam, limit: "50" }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
  if (bought.isPending) return <Waiting text={s.reading} />;
  if (bought.isError) return <Failure error={bought.error} retry={() => { void bought.refetch(); }} />;
  // One licence of an asset is enough to be shown: the latest, which is the first.
  const seen = new Set<string>();
  const mine = bought.data.pages.flatMap((p) => p.sales).filter((sale) => {
    const place = `${sale.chainId}/${sale.market}/${sale.asset}`;
    if (sale.holder.toLowerCase() !== account.toLowerCase() || seen.has(place)) return false;
    seen.add(place);
    return true;
  });
  if (mine.length === 0) {
    return <Empty text={s.empty}><ButtonLink look="main" href={hrefOf({ page: "browse", query: new URLSearchParams() })}>{s.browse}</ButtonLink></Empty>;
  }
  return (
    <div className="flow">
      <p className="soft">{s.count(mine.length)}</p>
      <ul className="cards listings" aria-label={strings.pageTitles.library}>
        {mine.map((sale) => <li key={`${sale.chainId}/${sale.market}/${sale.asset}`}><BoughtCard sale={sale} account={account} /></li>)}
      </ul>
      {bought.hasNextPage && <p className="actions centre"><Button onPress={() => { void bought.fetchNextPage(); }}>{strings.browse.more}</Button></p>}
      <p className="small soft">{s.here}</p>
    </div>
  );
}

/** A contract's "for ever" in seconds. */
const perpetual = 2n ** 64n - 1n;

function BoughtCard({ sale, account }: { sale: Sale; account: string }) {
  const currency = useCurrency(Number(sale.chainId), sale.token);
  const { data: key } = useQuery({ queryKey: ["key", sale.asset], queryFn: async () => (await keptKey(sale)) ?? null, staleTime: 30_000 });
  const until = BigInt(sale.until) === perpetual ? Infinity : Number(sale.until);
  const over = until < Date.now() / 1000;
  const title = sale.title === undefined || sale.title === "" ? s.unlisted : printable(sale.title);
  const href = hrefOf({ page: "asset", chainId: sale.chainId, market: sale.market, asset: sale.asset, key: key ?? undefined });
  return (
    <article className="card listing-card library-card">
      <div className="listing-words">
        <h2><a href={href}>{title}</a></h2>
        <p className="soft small">
          {[
            s.bought(moment(sale.time)),
            sale.payer.toLowerCase() === account.toLowerCase() ? (currency ? money(BigInt(sale.price), currency) : "") : s.gift,
    sale.state === "disputed" || sale.state === "failed" ? strings.payments.disputed : sale.state === "refunded" ? strings.payments.refundedState : "",
          sale.state === "escrow" && sale.releaseAt !== undefined ? s.escrow(moment(sale.releaseAt)) : "",
          ].filter(Boolean).join(" · ")}
        </p>
        {(sale.title === undefined || sale.title === "") && key === null && <p className="small">{s.unlistedHelp}</p>}
      </div>
      <p className="listing-end">
        <span className={`badge ${over ? "badge-warn" : "badge-good"}`}>{until === Infinity ? s.forever : over ? s.over(day(until)) : s.until(day(until))}</span>
      </p>
    </article>
  );
}

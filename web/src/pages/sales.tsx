import type { Currency, Item } from "@latchkey/sdk/market";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Address } from "viem";
import { useConnection } from "wagmi";
import { readContract } from "wagmi/actions";
import { BarChart } from "../chart.tsx";
import { linkOf, loadMarket, signer, useReader } from "../client.ts";
import { coinAddress, readCurrency, useCurrency } from "../currency.ts";
import { Dialog } from "../dialog.tsx";
import { listSales, saleTotals, type DayTotal, type Sale } from "../gateway.ts";
import { decimal, money, moment, plainMoney, printable, shortDay } from "../format.ts";
import { keptKey } from "../kept.ts";
import { Account, Button, ButtonLink, Choice, Empty, Failure, Notice, PageHead, Waiting } from "../parts.tsx";
import { hrefOf } from "../router.ts";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { NeedsWallet } from "../wallet-button.tsx";

const s = strings.sales;
/** How many days the chart shows. */
const chartDays = 30;

/** What the account sold, is owed, and still sells. */
export function SalesPage() {
  const { address } = useConnection();
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.sales} lede={s.lede} />
      {address === undefined ? <NeedsWallet text={s.connect} /> : <Sold key={address} account={address} />}
    </div>
  );
}

function Sold({ account }: { account: Address }) {
  const { site } = useSession();
  const [world] = site.worlds;
  const totals = useQuery({
    queryKey: ["totals", site.gateway, account],
    queryFn: ({ signal }) => saleTotals(site.gateway, account, chartDays, signal),
    refetchInterval: 15_000,
  });
  const listings = useListings(account);
  if (totals.isPending || listings.isPending) return <Waiting text={s.reading} />;
  if (totals.isError) return <Failure error={totals.error} retry={() => { void totals.refetch(); }} />;
  const tokens = [...new Set([coinAddress, ...totals.data.tokens.map((t) => t.token), ...(listings.data ?? []).map((i) => i.listing.token ?? coinAddress)])];
  const days = totals.data.days.filter((d) => Number(d.chainId) === world.chainId);
  return (
    <div className="flow flow-wide">
      <Owed account={account} tokens={tokens} />
      {listings.isError
        ? <Failure error={listings.error} retry={() => { void listings.refetch(); }} />
        : listings.data.length === 0
          ? <Empty text={s.empty}><ButtonLink look="main" href={hrefOf({ page: "sell" })}>{strings.nav.sell}</ButtonLink></Empty>
          : <Listings items={listings.data} />}
      {(listings.data ?? []).length > 0 && <Chart days={days} />}
      <EachSale account={account} />
    </div>
  );
}

/** The account's listings, from the chain; of unlisted ones, this browser may have the key. */
function useListings(account: Address) {
  const { site } = useSession();
  const [world] = site.worlds;
  const reader = useReader(world.chainId);
  return useQuery({
    queryKey: ["listings", world.chainId, world.market, account],
    enabled: !reader.isPending,
    queryFn: async ({ signal }) => {
      if (!reader.data) throw reader.error ?? new Error("the chain cannot be read");
      const client = reader.data;
      const { list, show } = await loadMarket();
      const items = await list(client, world.market, { seller: account, signal });
      return Promise.all(items.reverse().map(async (item) => {
        if (item.metadata) return item;
        const place = { chainId: String(item.link.chainId), market: item.link.market, asset: item.link.asset, key: undefined };
        const key = await keptKey(place);
        return key === undefined ? item : show(client, await linkOf({ ...place, key }), { signal }).catch(() => item);
      }));
    },
  });
}

const marketAbi = [
  { type: "function", name: "owed", stateMutability: "view", inputs: [{ name: "token", type: "address" }, { name: "account", type: "address" }], outputs: [{ name: "", type: "uint256" }] },
] as const;

function Owed({ account, tokens }: { account: Address; tokens: Address[] }) {
  const session = useSession();
  const queries = useQueryClient();
  const [world] = session.site.worlds;
  const [busy, setBusy] = useState<Address>();
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState("");
  const owed = useQueries({
    queries: tokens.map((token) => ({
      queryKey: ["owed", world.chainId, world.market, account, token],
      queryFn: async () => {
        const [amount, currency] = await Promise.all([
          readContract(session.config, { chainId: world.chainId, address: world.market, abi: marketAbi, functionName: "owed", args: [token, account] }),
          readCurrency(session, world.chainId, token),
        ]);
        return { token, amount, currency };
      },
      refetchInterval: 10_000,
    })),
  });
  const all = owed.flatMap((o) => (o.data && o.data.amount > 0n ? [o.data] : []));
  const take = async (token: Address, currency: Currency) => {
    setBusy(token);
    setError(undefined);
    try {
      const { withdraw } = await loadMarket();
      const paid = await withdraw(await signer(session, world.chainId), world.market, currency.token);
      if (paid) setDone(s.withdrawn(plainMoney(paid.amount, currency)));
    } catch (e) {
      setError(e);
    } finally {
      setBusy(undefined);
      void queries.invalidateQueries({ queryKey: ["owed"] });
    }
  };
  return (
    <section className="card" aria-labelledby="owed">
      <h2 id="owed">{s.owed}</h2>
      {all.length === 0 && <p className="soft">{owed.some((o) => o.isPending) ? strings.loading : s.owedNone}</p>}
      <ul className="owed">
        {all.map(({ token, amount, currency }) => (
          <li key={token}>
            <div>
              <strong className="price numeric">{plainMoney(amount, currency)}</strong>
              {currency.token !== null && <span className="small soft mono">{strings.amounts.token(currency.token)}</span>}
            </div>
            <Button look="main" isDisabled={busy !== undefined} aria-label={s.withdrawOf(plainMoney(amount, currency))} onPress={() => { void take(token, currency); }}>
              {busy === token ? strings.wallet.approve : s.withdraw}
            </Button>
          </li>
        ))}
      </ul>
      <Waits account={account} />
      <div role="status">{done !== "" && <Notice kind="good"><p>{done}</p></Notice>}</div>
      {error !== undefined && <Failure error={error} />}
    </section>
  );
}

/** What waits in escrow, and what of it can be ended. */
function Waits({ account }: { account: Address }) {
  const session = useSession();
  const queries = useQueryClient();
  const [world] = session.site.worlds;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { data } = useQuery({
    queryKey: ["sold", session.site.gateway, account],
    queryFn: ({ signal }) => listSales(session.site.gateway, { seller: account, limit: "100" }, signal),
  });
  const now = Date.now() / 1000;
  const waiting = (data?.sales ?? []).filter((x) => x.state === "escrow" && x.releaseAt !== undefined);
  const due = waiting.filter((x) => (x.releaseAt ?? 0) < now);
  if (waiting.length === 0) return null;
  const release = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const market = await loadMarket();
      const client = await signer(session, world.chainId);
      const { purchases } = await market.sales(client, world.market);
      await market.release(client, purchases.filter((p) => p.status === "due"));
    } catch (e) {
      setError(e);
    } finally {
      setBusy(false);
      void queries.invalidateQueries();
    }
  };
  return (
    <div className="flow">
      <ul className="plain-list soft">{waiting.filter((x) => (x.releaseAt ?? 0) >= now).slice(0, 5).map((x) => <li key={`${x.asset}${x.number}`}><WaitsText sale={x} /></li>)}</ul>
      {due.length > 0 && <p><Button small isDisabled={busy} onPress={() => { void release(); }}>{s.release}</Button></p>}
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}

function WaitsText({ sale }: { sale: Sale }) {
  const currency = useCurrency(Number(sale.chainId), sale.token);
  return <>{currency ? s.waits(plainMoney(BigInt(sale.price), currency), moment(sale.releaseAt ?? 0)) : strings.loading}</>;
}

function stateOf({ listing }: Item): string {
  if (listing.stopped) return s.stoppedState;
  if (listing.endsAt > 0 && listing.endsAt < Date.now() / 1000) return s.ended;
  return listing.stock === 0 ? s.soldOut : s.selling;
}

function Listings({ items }: { items: Item[] }) {
  const session = useSession();
  const queries = useQueryClient();
  const [stopping, setStopping] = useState<Item>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState("");
  const titleOf = (item: Item) => (item.metadata ? printable(item.metadata.title) : strings.library.unlisted);
  const stop = async (item: Item) => {
    setBusy(true);
    setError(undefined);
    try {
      const market = await loadMarket();
      await market.stop(await signer(session, Number(item.link.chainId)), item.link);
      setDone(s.stopped(titleOf(item)));
      setStopping(undefined);
    } catch (e) {
      setError(e);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ["listings"] });
    }
  };
  return (
    <section className="flow" aria-labelledby="listings">
      <h2 id="listings">{s.listings}</h2>
      <div role="status">{done !== "" && <Notice kind="good"><p>{done}</p></Notice>}</div>
      <div className="table-room" role="group" aria-labelledby="listings" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{s.title}</th><th scope="col" className="end">{s.price}</th><th scope="col" className="end">{s.soldCount}</th>
              <th scope="col">{s.state}</th><th scope="col"><span className="unseen">{s.actions}</span></th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => {
              const key = item.link.full().split("#")[1];
              const state = stateOf(item);
              return (
                <tr key={item.link.asset}>
                  <th scope="row">
                    <a href={hrefOf({ page: "asset", chainId: String(item.link.chainId), market: item.link.market, asset: item.link.asset, key })}>{titleOf(item)}</a>
                    {(key !== undefined || item.error?.code === "unlisted") && <>{" "}<span className="badge">{s.unlisted}</span></>}
                  </th>
                  <td className="end">{money(item.listing.price, item.currency)}</td>
                  <td className="end">{item.listing.sold}</td>
                  <td><span className={`badge ${state === s.selling ? "badge-good" : ""}`}>{state}</span></td>
                  <td className="end">{!item.listing.stopped && <Button small look="plain" aria-label={s.stopOf(titleOf(item))} onPress={() => { setStopping(item); setError(undefined); }}>{s.stop}</Button>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Dialog title={s.stopTitle} open={stopping !== undefined} onClose={() => { setStopping(undefined); }}>
        <p>{stopping && <strong>{titleOf(stopping)}</strong>}</p>
        <p>{s.stopText}</p>
        {error !== undefined && <Failure error={error} />}
        <div className="actions">
          <Button look="bad" isDisabled={busy} onPress={() => { if (stopping) void stop(stopping); }}>{busy ? strings.wallet.approve : s.stop}</Button>
          <Button onPress={() => { setStopping(undefined); }}>{strings.cancel}</Button>
        </div>
      </Dialog>
    </section>
  );
}

function Chart({ days }: { days: DayTotal[] }) {
  const { site } = useSession();
  const [world] = site.worlds;
  const tokens = [...new Set(days.map((d) => d.token))];
  const [chosen, choose] = useState<Address>();
  const token = chosen ?? tokens[0] ?? coinAddress;
  const currency = useCurrency(world.chainId, token);
  const rows = useMemo(() => {
    const byDay = new Map(days.filter((d) => d.token === token).map((d) => [d.day, d]));
    const today = Date.now();
    return Array.from({ length: chartDays }, (_, i) => {
      const at = today - (chartDays - 1 - i) * 86_400_000;
      const found = byDay.get(new Date(at).toISOString().slice(0, 10));
      return { label: shortDay(at / 1000), sales: found?.sales ?? 0, amount: BigInt(found?.amount ?? "0") };
    });
  }, [days, token]);
  const count = rows.reduce((n, r) => n + r.sales, 0);
  if (!currency) return null;
  return (
    <section className="card" aria-labelledby="chart">
      <h2 id="chart">{s.chart}</h2>
      {tokens.length > 1 && <div className="narrow"><Choice label={s.currency} value={token} onChange={choose} options={tokens.map((t) => [t, t === coinAddress ? strings.amounts.coin : t] as const)} /></div>}
      <p className="soft">{count === 0 ? s.chartEmpty : `${s.chartSummary(count, chartDays)} · ${s.chartOf(printable(currency.symbol))}`}</p>
      {count > 0 && (
        <>
          <BarChart
            summary={s.chartSummary(count, chartDays)}
            bars={rows.map((r) => ({ label: r.label, value: Number(decimal(r.amount, currency.decimals)), text: plainMoney(r.amount, currency) }))}
          />
          <details>
            <summary>{s.asTable}</summary>
            <table>
              <thead><tr><th scope="col">{s.day}</th><th scope="col" className="end">{s.count}</th><th scope="col" className="end">{s.amount}</th></tr></thead>
              <tbody>
                {rows.filter((r) => r.sales > 0).map((r) => (
                  <tr key={r.label}><th scope="row">{r.label}</th><td className="end">{r.sales}</td><td className="end">{plainMoney(r.amount, currency)}</td></tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </section>
  );
}

function EachSale({ account }: { account: Address }) {
  const { site } = useSession();
  const [all, setAll] = useState(false);
  const sold = useQuery({
    queryKey: ["sold", site.gateway, account],
    queryFn: ({ signal }) => listSales(site.gateway, { seller: account, limit: "100" }, signal),
    refetchInterval: 15_000,
  });
  if (!sold.data || sold.data.sales.length === 0) return null;
  const shown = all ? sold.data.sales : sold.data.sales.slice(0, 10);
  return (
    <section className="flow" aria-labelledby="each">
      <h2 id="each">{s.recent}</h2>
      <div className="table-room" role="group" aria-labelledby="each" tabIndex={0}>
        <table>
          <thead>
            <tr><th scope="col">{s.when}</th><th scope="col">{s.what}</th><th scope="col">{s.buyer}</th><th scope="col" className="end">{s.paid}</th><th scope="col">{s.state}</th></tr>
          </thead>
          <tbody>{shown.map((x) => <SaleRow key={`${x.asset}${x.number}`} sale={x} />)}</tbody>
        </table>
      </div>
      {sold.data.sales.length > shown.length && <p><Button small onPress={() => { setAll(true); }}>{strings.browse.more}</Button></p>}
    </section>
  );
}

function SaleRow({ sale }: { sale: Sale }) {
  const currency = useCurrency(Number(sale.chainId), sale.token);
  const states: Record<Sale["state"], string> = {
    paid: s.paidState.paid, released: s.paidState.paid, escrow: s.paidState.escrow(moment(sale.releaseAt ?? 0)), disputed: s.paidState.disputed,
    failed: s.paidState.disputed, refunded: s.paidState.refunded,
  };
  return (
    <tr>
      <td className="numeric">{moment(sale.time)}</td>
      <th scope="row">{sale.title === undefined || sale.title === "" ? strings.library.unlisted : printable(sale.title)}</th>
      <td><Account address={sale.holder} /></td>
      <td className="end">{currency ? money(BigInt(sale.price), currency) : "…"}</td>
      <td><span className="badge">{states[sale.state]}</span></td>
    </tr>
  );
}

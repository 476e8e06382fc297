import type { Currency, Item } from "@latchkey/sdk/market";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Address } from "viem";
import { useConnection } from "wagmi";
import { marketOwed } from "@latchkey/sdk/abi";
import { readContract } from "wagmi/actions";
import { BarChart } from "../chart.tsx";
import { linkOf, loadMarket, signer, useReader } from "../client.ts";
import { coinAddress, readCurrency, useCurrency } from "../currency.ts";
import { Dialog } from "../dialog.tsx";
import { listSales, saleTotals, type DayTotal, type Sale } from "../gateway.ts";
import { decimal, money, moment, parseDecimal, plainMoney, printable, shortDay } from "../format.ts";
import { keptKey } from "../kept.ts";
import { Account, Button, ButtonLink, Choice, Empty, Failure, Field, Notice, PageHead, Waiting } from "../parts.tsx";
import { hrefOf } from "../router.ts";
import { useWorld, WorldChoice } from "../network-choice.tsx";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { NeedsWallet } from "../wallet-button.tsx";

const s = strings.sales;
/** How many days the chart shows. */
const chartDays = 30;

const NewVersion = lazy(async () => ({ default: (await import("./sell.tsx")).NewVersion }));

/** What the account sold, is owed, and still sells. */
export function SalesPage() {
  const { address } = useConnection();
  const world = useWorld();
  const queries = useQueryClient();
  const [version, setVersion] = useState<Item>();
  if (version && address !== undefined) {
    const leave = () => {
      setVersion(undefined);
      void queries.invalidateQueries({ queryKey: ["listings"] });
    };
    return <Suspense fallback={<Waiting />}><NewVersion item={version} leave={leave} /></Suspense>;
  }
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.sales} lede={s.lede} />
      {address !== undefined && <WorldChoice />}
      {address === undefined ? <NeedsWallet text={s.connect} /> : <Sold key={`${address} ${world.chainId} ${world.market}`} account={address} offerVersion={setVersion} />}
    </div>
  );
}

function Sold({ account, offerVersion }: { account: Address; offerVersion: (item: Item) => void }) {
  const { site } = useSession();
  const world = useWorld();
  const totals = useQuery({
    queryKey: ["totals", site.gateway, account],
    queryFn: ({ signal }) => saleTotals(site.gateway, account, chartDays, signal),
    refetchInterval: 15_000,
  });
  const listings = useListings(account);
  if (totals.isPending || listings.isPending) return <Waiting text={s.reading} />;
  if (totals.isError) return <Failure error={totals.error} retry={() => { void totals.refetch(); }} />;
  const here = totals.data.tokens.filter((t) => Number(t.chainId) === world.chainId && t.market.toLowerCase() === world.market.toLowerCase());
  const tokens = [...new Set([coinAddress, ...here.map((t) => t.token), ...(listings.data ?? []).map((i) => i.listing.token ?? coinAddress)])];
  const days = totals.data.days.filter((d) => Number(d.chainId) === world.chainId && d.market.toLowerCase() === world.market.toLowerCase());
  return (
    <div className="flow flow-wide">
      <Owed account={account} tokens={tokens} />
      {listings.isError
        ? <Failure error={listings.error} retry={() => { void listings.refetch(); }} />
        : listings.data.length === 0
          ? <Empty text={s.empty}><ButtonLink look="main" href={hrefOf({ page: "sell" })}>{strings.nav.sell}</ButtonLink></Empty>
          : <Listings items={listings.data} offerVersion={offerVersion} />}
      {(listings.data ?? []).length > 0 && <Chart days={days} />}
      <EachSale account={account} />
    </div>
  );
}

/** The account's listings, from the chain; of unlisted ones, this browser may have the key. */
function useListings(account: Address) {
  const world = useWorld();
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

/** The latest that the account sold in this market. */
function useSold(account: Address) {
  const { site } = useSession();
  const { chainId, market } = useWorld();
  return useQuery({
    queryKey: ["sold", site.gateway, account, chainId, market],
    queryFn: ({ signal }) => listSales(site.gateway, { seller: account, chain: String(chainId), market, limit: "100" }, signal),
    refetchInterval: 15_000,
  });
}

function Owed({ account, tokens }: { account: Address; tokens: Address[] }) {
  const session = useSession();
  const queries = useQueryClient();
  const world = useWorld();
  const [busy, setBusy] = useState<Address>();
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState("");
  const owed = useQueries({
    queries: tokens.map((token) => ({
      queryKey: ["owed", world.chainId, world.market, account, token],
      queryFn: async () => {
        const [amount, currency] = await Promise.all([
          readContract(session.config, { chainId: world.chainId, address: world.market, abi: [marketOwed], functionName: "owed", args: [token, account] }),
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
  const world = useWorld();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { data } = useSold(account);
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

function Listings({ items, offerVersion }: { items: Item[]; offerVersion: (item: Item) => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const [stopping, setStopping] = useState<Item>();
  const [changing, setChanging] = useState<Item>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState("");
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
                  <td className="end">
                    {!item.listing.stopped && (
                      <div className="actions actions-end">
                        <Button small look="plain" aria-label={s.changeOf(titleOf(item))} onPress={() => { setChanging(item); setDone(""); }}>{s.change}</Button>
                        <Button small look="plain" aria-label={s.stopOf(titleOf(item))} onPress={() => { setStopping(item); setError(undefined); }}>{s.stop}</Button>
                      </div>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Dialog title={changing ? s.changeOf(titleOf(changing)) : ""} open={changing !== undefined} onClose={() => { setChanging(undefined); }}>
        {changing && (
          <Change
            item={changing} offerVersion={() => { offerVersion(changing); }}
            changed={(told) => {
              setDone(told);
              setChanging(undefined);
              void queries.invalidateQueries({ queryKey: ["listings"] });
            }}
          />
        )}
      </Dialog>
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

const titleOf = (item: Item) => (item.metadata ? printable(item.metadata.title) : strings.library.unlisted);

/** Unix seconds as the value of a date's field, in the reader's own time. */
function dateOf(unix: number): string {
  if (unix === 0) return "";
  const d = new Date(unix * 1000);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
}

/** Another price, stock, end or file of a listing. */
function Change({ item, changed, offerVersion }: { item: Item; changed: (told: string) => void; offerVersion: () => void }) {
  const session = useSession();
  const { listing, currency } = item;
  const [price, setPrice] = useState(decimal(listing.price, currency.decimals));
  const [stock, setStock] = useState(listing.stock === Infinity ? "" : String(listing.stock));
  const [ends, setEnds] = useState(dateOf(listing.endsAt));
  const [tried, setTried] = useState<"price" | "stock">();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const amount = parseDecimal(price === "" ? "0" : price, currency.decimals);
  const left = stock.trim() === "" ? Infinity : /^\d{1,9}$/.test(stock.trim()) ? Number(stock) : undefined;
  const priceFault = amount !== null ? undefined : parseDecimal(price, 100) === null ? strings.sell.amountBad(printable(currency.symbol)) : strings.sell.amountDecimals(currency.decimals);
  const symbol = currency.symbol === "" ? strings.amounts.unknownToken("") : printable(currency.symbol);
  const send = async (what: "price" | "stock") => {
    setTried(what);
    if (what === "price" ? amount === null : left === undefined) return;
    setWorking(true);
    setError(undefined);
    try {
      const market = await loadMarket();
      const client = await signer(session, Number(item.link.chainId));
      if (what === "price" && amount !== null) {
        await market.reprice(client, item.link, amount);
        changed(s.priceSet(titleOf(item), money(amount, currency)));
      } else if (left !== undefined) {
        // The date as it was is the second as it was.
        const endsAt = ends === dateOf(listing.endsAt) ? listing.endsAt : ends === "" ? 0 : Math.floor(new Date(`${ends}T23:59:59`).getTime() / 1000);
        await market.restock(client, item.link, left, endsAt);
        changed(s.stockSet(titleOf(item)));
      }
    } catch (e) {
      setError(e);
    } finally {
      setWorking(false);
    }
  };
  return (
    <div className="flow">
      <p className="soft">{s.changeLicences}</p>
      <form className="flow" noValidate onSubmit={(e) => { e.preventDefault(); void send("price"); }}>
        <Field label={s.priceNew(symbol)} help={strings.sell.amountHelp} fault={tried === "price" ? priceFault : undefined}>
          {(props) => <input {...props} inputMode="decimal" autoComplete="off" value={price} onChange={(e) => { setPrice(e.target.value); }} />}
        </Field>
        <div className="actions"><Button type="submit" small isDisabled={working}>{s.setPrice}</Button></div>
      </form>
      <form className="flow" noValidate onSubmit={(e) => { e.preventDefault(); void send("stock"); }}>
        <div className="pair">
          <Field label={s.stockLeft} help={strings.sell.stockHelp} fault={tried === "stock" && left === undefined ? s.stockBad : undefined}>
            {(props) => <input {...props} inputMode="numeric" autoComplete="off" value={stock} onChange={(e) => { setStock(e.target.value); }} />}
          </Field>
          <Field label={strings.sell.ends} optional>
            {(props) => <input {...props} type="date" value={ends} onChange={(e) => { setEnds(e.target.value); }} />}
          </Field>
        </div>
        <div className="actions"><Button type="submit" small isDisabled={working}>{s.setStock}</Button></div>
      </form>
      {item.metadata && (
        <div className="flow">
          <p className="small soft">{s.newVersionText}</p>
          <div className="actions"><Button small isDisabled={working} onPress={offerVersion}>{s.newVersion}</Button></div>
        </div>
      )}
      {working && <p role="status">{strings.wallet.approve}</p>}
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}

function Chart({ days }: { days: DayTotal[] }) {
  const world = useWorld();
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
  const [all, setAll] = useState(false);
  const sold = useSold(account);
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

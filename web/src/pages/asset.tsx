import type { Item, Progress as MarketProgress, Purchase, Readiness } from "@latchkey/sdk/market";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useConnection } from "wagmi";
import { checkSteps, failedAt, partsOf, type Checking } from "../checks.ts";
import { linkOf, loadMarket, signer, useReader } from "../client.ts";
import { exactJson, kindOf, type GivenKind } from "../given.ts";
import { fetchedOf, keepFetched, worthKeeping, type Keeper } from "../fetched.ts";
import { day, decimal, duration, moment, money, percent, plainMoney, printable, size } from "../format.ts";
import { keepKey, keptKey } from "../kept.ts";
import { Payments } from "../payments.tsx";
import { Account, Button, ButtonLink, Choice, Copy, Failure, Field, Notice, ProblemNotice, Progress, Steps } from "../parts.tsx";
import { KindSign, Picture, pictureOf } from "../preview.tsx";
import { isCancelled, PageError } from "../problem.ts";
import { referrer, type AssetPlace } from "../router.ts";
import { canChooseFile, chosenFile, download, heldText, inMemory, type Target } from "../save.ts";
import { chainName, useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { threads } from "../threads.ts";
import { AssetWaiting } from "../told.tsx";
import { chooseWallet } from "../wallet-button.tsx";

const s = strings.asset;

/** One listing: what it is, and the way to have it. */
export function AssetPage({ route }: { route: AssetPlace }) {
  const { site } = useSession();
  const chainId = Number(route.chainId);
  const here = site.worlds.filter((w) => w.chainId === chainId);
  if (here.length === 0) return <div className="page"><h1>{strings.pageTitles.asset}</h1><ProblemNotice problem={strings.world.noChain} /></div>;
  return <Listed route={route} chainId={chainId} known={here.some((w) => w.market.toLowerCase() === route.market)} />;
}

function Listed({ route, chainId, known }: { route: AssetPlace; chainId: number; known: boolean }) {
  const { address } = useConnection();
  const reader = useReader(chainId);
  const shown = useQuery({
    queryKey: ["item", chainId, route.market, route.asset, route.key, address],
    enabled: reader.isSuccess,
    queryFn: async ({ signal }) => {
      const key = route.key ?? await keptKey(route);
      const link = await linkOf({ ...route, key }, referrer(location.search));
      const { show } = await loadMarket();
      if (!reader.data) throw new PageError(strings.world.noChain);
      return show(reader.data, link, { signal });
    },
    placeholderData: (old) => old,
  });
  const item = shown.data;
  useEffect(() => {
    if (item?.metadata) document.title = strings.titleOf(printable(item.metadata.title));
  }, [item]);
  const error = reader.error ?? shown.error;
  if (error) {
    return <div className="page"><h1>{strings.pageTitles.asset}</h1><Failure error={error} retry={() => { void (reader.error ? reader : shown).refetch(); }} /></div>;
  }
  if (!item) return <AssetWaiting place={route} />;
  return <Loaded item={item} chainId={chainId} known={known} route={route} refresh={() => shown.refetch()} />;
}

interface LoadedProps {
  item: Item;
  chainId: number;
  known: boolean;
  route: AssetPlace;
  refresh: () => Promise<unknown>;
}

function Loaded({ item, chainId, known, route, refresh }: LoadedProps) {
  const { address } = useConnection();
  const m = item.metadata;
  const { listing } = item;
  const unlisted = item.link.key !== null;
  if (!m) {
    const code = item.error?.code;
    return (
      <div className="page">
        <h1>{strings.pageTitles.asset}</h1>
        {code === "unlisted" ? <ProblemNotice problem={s.needsKey} /> : <Failure error={item.error ?? new PageError(strings.problems.notFound)} retry={() => { void refresh(); }} />}
        <Technical item={item} chainId={chainId} />
      </div>
    );
  }
  const picture = pictureOf(m.preview);
  const sold = [
    s.sold(listing.sold),
    listing.stock === Infinity ? "" : s.left(listing.stock),
    listing.endsAt > 0 ? s.ends(day(listing.endsAt)) : "",
  ].filter(Boolean).join(" · ");
  return (
    <article className="page asset">
      <header className="page-head">
        <h1>{printable(m.title)}</h1>
        <ul className="badges">
          <li className="badge"><KindSign kind={m.kind} />{s.kind[m.kind]}</li>
          <li className="badge">{size(m.size)}</li>
          {m.files !== undefined && <li className="badge">{s.files(m.files)}</li>}
          {listing.version > 1 && <li className="badge">{s.version(listing.version)}</li>}
          {unlisted && <li className="badge badge-warn">{s.unlistedBadge}</li>}
        </ul>
        <p className="soft">{`${s.from} `}<Account address={listing.seller} />{` · ${sold}`}</p>
      </header>
      {!known && <Notice kind="warn"><p>{strings.world.otherMarket}</p></Notice>}
      <div className="asset-columns">
        <div className="flow flow-wide asset-words">
          {picture !== undefined && (
            <figure className="preview"><Picture source={picture} alt={s.previewAlt(printable(m.title))} /></figure>
          )}
          {m.description !== undefined && m.description !== "" && <p className="lines">{m.description}</p>}
          {m.preview?.text !== undefined && (
            <section aria-labelledby="preview">
              <h2 id="preview" className="label">{s.preview}</h2>
              <pre className="code preview-text" tabIndex={0}>{m.preview.text}</pre>
            </section>
          )}
          {m.contents !== undefined && m.contents.length > 0 && (
            <section className="flow" aria-labelledby="contents">
              <h2 id="contents">{s.contents}</h2>
              <ul className="contents">
                {m.contents.slice(0, 50).map((e) => <li key={e.name}><span>{e.name}</span><span className="soft numeric">{size(e.size)}</span></li>)}
              </ul>
              {(m.files ?? 0) > Math.min(50, m.contents.length) && <p className="soft">{s.contentsMore((m.files ?? 0) - Math.min(50, m.contents.length))}</p>}
              <p className="small soft">{s.contentsWord}</p>
            </section>
          )}
          <section className="flow" aria-labelledby="licence">
            <h2 id="licence">{s.licence}</h2>
            <p className="lines">{m.licence === undefined || m.licence === "" ? s.noLicence : m.licence}</p>
            {m.tags !== undefined && m.tags.length > 0 && (
              <ul className="badges" aria-label={s.tags}>{m.tags.map((t) => <li key={t} className="badge">{printable(t)}</li>)}</ul>
            )}
          </section>
          {m.links !== undefined && m.links.length > 0 && (
            <section className="flow" aria-labelledby="links">
              <h2 id="links">{s.links}</h2>
              <ul>{m.links.map((l) => <li key={l.url}><a href={l.url} rel="noopener noreferrer nofollow" target="_blank">{printable(l.title)}</a> <span className="small soft mono">{hostOf(l.url)}</span></li>)}</ul>
              <p className="small soft">{s.linksNote}</p>
            </section>
          )}
        </div>
        <aside className="asset-deal" aria-label={s.price}>
          {/* What one account was shown is not for the next. */}
          <Deal key={address ?? ""} item={item} chainId={chainId} known={known} route={route} refresh={refresh} />
        </aside>
        <div className="flow flow-wide asset-words">
          <Terms item={item} />
          <Technical item={item} chainId={chainId} />
        </div>
      </div>
    </article>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}

type Doing =
  | { now: "nothing" }
  | { now: "buying"; text: string }
  | { now: "opening"; text: string; done: number; total: number | null; keeps: boolean; stop: AbortController }
  | { now: "failed"; error: unknown; again: (() => void) | undefined };

function Deal({ item, chainId, known, refresh }: LoadedProps) {
  const session = useSession();
  const queries = useQueryClient();
  const { address, chainId: walletChain } = useConnection();
  const [checks, setChecking] = useState<Checking>({ state: "idle" });
  const [checked, setChecked] = useState("");
  const [accepted, setAccepted] = useState(false);
  const [doing, setDoing] = useState<Doing>({ now: "nothing" });
  const [secret, setSecret] = useState<string>();
  const [saved, setSaved] = useState<string>();
  const [owned, setOwned] = useState(false);
  const [asked, setAsked] = useState<ValuesProps>();
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const { listing, currency } = item;
  // Another price or file, of which the page has read meanwhile, is to be looked at again.
  const offered = `${listing.price} ${listing.version} ${item.pin.metadataHash}`;
  const checking: Checking = checked === offered ? checks : { state: "idle" };
  const name = item.metadata?.name ?? "";
  const mine = item.licensed || owned;
  const sealed = item.metadata?.sealed;
  const come = useQuery({
    queryKey: ["fetched", sealed?.sha256],
    enabled: mine && sealed !== undefined && worthKeeping(sealed.size),
    queryFn: () => fetchedOf(sealed?.sha256 ?? ""),
    staleTime: 0,
  });
  const nowSeconds = Date.now() / 1000;
  const closed = listing.stopped ? s.stopped
    : listing.endsAt > 0 && listing.endsAt < nowSeconds ? s.ended
      : listing.stock === 0 ? s.soldOut : undefined;

  const fail = (error: unknown, again: (() => void) | undefined) => {
    if (isCancelled(error)) setDoing({ now: "nothing" });
    else setDoing({ now: "failed", error, again });
  };

  const check = async () => {
    setChecking({ state: "running", at: "contract" });
    setChecked(offered);
    setAccepted(false);
    setDoing({ now: "nothing" });
    const controller = new AbortController();
    stop.current = controller;
    try {
      const market = await loadMarket();
      const client = await signer(session, chainId);
      const options = { signal: controller.signal };
      await market.checkMarket(client, item.link, options);
      setChecking({ state: "running", at: "listing" });
      const readiness = await market.check(client, item, {}, {
        ...options,
        onProgress: (p) => {
          if (p.phase !== "checking") return;
          setChecking({ state: "running", at: p.total !== null && p.done >= p.total ? "capsule" : "sealed" });
        },
      });
      setChecking({ state: "done", readiness });
    } catch (error) {
      if (isCancelled(error)) setChecking({ state: "idle" });
      else setChecking({ state: "failed", at: failedAt(error), error });
    }
  };

  const buyingText = (p: MarketProgress): string => {
    switch (p.phase) {
      case "signing":
        return s.buying.approve;
      case "waiting":
        return p.total === null ? s.buying.wait : s.seen(Math.max(0, p.total - p.done));
      default:
        return s.buying.pay;
    }
  };

  const buy = async () => {
    setDoing({ now: "buying", text: s.buying.approve });
    try {
      const market = await loadMarket();
      const client = await signer(session, chainId);
      await market.buy(client, item, {}, { onProgress: (p) => { setDoing({ now: "buying", text: buyingText(p) }); } });
      await rememberKey();
      setOwned(true);
      setDoing({ now: "nothing" });
      for (const key of ["purchases", "payments"]) void queries.invalidateQueries({ queryKey: [key] });
      void refresh();
    } catch (error) {
      fail(error, () => { void check(); });
    }
  };

  const rememberKey = async () => {
    if (item.link.key === null) return;
    const key = item.link.full().split("#")[1];
    if (key !== undefined) await keepKey(item.link, key);
  };

  const openingText = (p: MarketProgress): string => {
    switch (p.phase) {
      case "signing":
        return s.buying.sign;
      case "asking":
        return s.buying.ask;
      case "waiting":
        return p.total === null ? s.buying.wait : s.seen(Math.max(0, p.total - p.done));
      default:
        return s.saving;
    }
  };

  const disputingText = (p: MarketProgress): string => {
    switch (p.phase) {
      case "signing":
        return strings.wallet.approve;
      case "sending":
        return strings.payments.sending;
      case "asking":
        return p.total === null ? s.buying.ask : strings.payments.answers(p.done, p.total);
      default:
        return s.saving;
    }
  };

  /** Runs one opening, or the request for one on the chain. target is made at once after the click, as browsers want it. */
  const opening = async (target: () => Promise<Target>, again: (() => void) | undefined, purchase?: Purchase) => {
    const controller = new AbortController();
    stop.current = controller;
    setSaved(undefined);
    let keeps = true;
    const report = (p: MarketProgress) => {
      const text = purchase ? disputingText(p) : openingText(p);
      setDoing({ now: "opening", text, done: p.phase === "opening" ? p.done : 0, total: p.phase === "opening" ? p.total : null, keeps, stop: controller });
    };
    setDoing({ now: "opening", text: s.buying.ask, done: 0, total: null, keeps, stop: controller });
    let to: Target | undefined;
    let keeper: Keeper | undefined;
    let pool: Awaited<ReturnType<typeof threads>> | undefined;
    try {
      to = await target();
      const market = await loadMarket();
      const client = await signer(session, chainId);
      // What a dispute opens may be an older version, of which another file is sealed.
      if (sealed && worthKeeping(sealed.size) && (purchase === undefined || purchase.version === listing.version)) {
        keeper = await keepFetched(sealed.sha256, sealed.size).catch(() => undefined);
        keeps = keeper !== undefined;
        pool = await threads();
      }
      const options = { signal: controller.signal, onProgress: report, workers: pool?.workers, fetched: keeper, given: (names: readonly string[], policy: string) => askFor(names, policy, controller.signal) };
      if (purchase) await market.dispute(client, item, purchase, to.stream, options);
      else await market.open(client, item, to.stream, options);
      to.finish();
      if (to.read) setSecret(to.read());
      else setSaved(name);
      await rememberKey();
      setDoing({ now: "nothing" });
    } catch (error) {
      await to?.stream.abort(error).catch(() => undefined); // nothing more comes
      fail(error, again);
    } finally {
      pool?.end();
      await keeper?.end();
    }
    setAsked(undefined);
    void come.refetch();
    if (purchase) void queries.invalidateQueries({ queryKey: ["payments"] });
  };
  /** Resolves to what the reader types for a policy's values; nothing of it is kept. */
  const askFor = (names: readonly string[], policy: string, signal: AbortSignal) => new Promise<Record<string, unknown>>((resolve, reject) => {
    signal.addEventListener("abort", () => { reject(new DOMException("", "AbortError")); });
    setAsked({ names, policy, give: (values) => { setAsked(undefined); resolve(values); } });
  });
  const bytes = item.metadata?.size ?? 0;
  const downloadNow = () => { void opening(() => download(name, bytes), downloadNow); };
  const saveAs = () => { void opening(() => chosenFile(name), saveAs); };
  const dispute = (purchase: Purchase) => { void opening(() => (item.metadata?.kind === "secret" ? Promise.resolve(heldText()) : download(name, bytes)), undefined, purchase); };
  const showText = () => { void opening(() => Promise.resolve(heldText()), showText); };
  const busy = doing.now === "buying" || doing.now === "opening" || checking.state === "running";

  return (
    <div className="card deal">
      <div>
        <p className="price numeric">{money(listing.price, currency)}</p>
        {currency.token !== null && <p className="small soft mono">{strings.amounts.token(currency.token)}</p>}
        <p className="soft">{s.opens(listing.duration === 0 ? "" : duration(listing.duration))}</p>
        {listing.price > 0n && <p className="small soft">{listing.escrow > 0 ? s.inEscrow(duration(listing.escrow)) : s.noEscrow}</p>}
      </div>
      {mine ? (
        <div className="flow">
          <Notice kind="good" title={ownedTitle(item, address)}><p>{address?.toLowerCase() === listing.seller.toLowerCase() ? s.yoursSeller : s.opensFree}</p></Notice>
          {doing.now !== "opening" && (
            <div className="flow">
              {item.metadata?.kind === "secret"
                ? secret === undefined && <Button look="main" onPress={showText}>{s.open}</Button>
                : <Button look="main" onPress={downloadNow}>{s.download}</Button>}
              {sealed && come.data !== undefined && come.data > 0 && <p className="small soft">{s.come(size(come.data), size(sealed.size))}</p>}
              {item.metadata?.kind !== "secret" && bytes > inMemory && canChooseFile() && <Button onPress={saveAs}>{`${s.download} …`}</Button>}
            </div>
          )}
        </div>
      ) : closed !== undefined ? (
        <Notice kind="plain"><p>{closed}</p></Notice>
      ) : (
        <div className="flow">
          {listing.price > 0n && <Shares item={item} />}
          {checking.state === "idle" ? (
            <>
              <p className="small soft">{s.checksIdle}</p>
              {address === undefined
                ? <Button look="main" onPress={chooseWallet}>{s.connectToBuy}</Button>
                : <Button look="main" onPress={() => { void check(); }}>{s.checkNow}</Button>}
            </>
          ) : (
            <>
              <h2 className="label">{s.checks}</h2>
              <Steps label={s.checks} steps={checkSteps(checking)} stateNames={s.checkStates} />
              {checking.state === "running" && <Button small onPress={() => stop.current?.abort()}>{strings.cancel}</Button>}
              {checking.state === "failed" && <Failure error={checking.error} retry={() => { void check(); }} />}
              {checking.state === "done" && <Decide readiness={checking.readiness} accepted={accepted} setAccepted={setAccepted} />}
              {checking.state === "done" && doing.now !== "failed" && (
                <Button look="main" isDisabled={busy || (checking.readiness.risks.length > 0 && !accepted) || !known} onPress={() => { void buy(); }}>
                  {listing.price === 0n ? s.get : s.buy(plainMoney(listing.price, currency))}
                </Button>
              )}
            </>
          )}
          {address !== undefined && walletChain !== chainId && <p className="small soft">{strings.wallet.wrongNetwork(chainName(session, chainId))}</p>}
          <p className="small soft">{listing.price > 0n ? s.fee : ""}</p>
        </div>
      )}
      {doing.now === "buying" && <p role="status">{doing.text}</p>}
      {doing.now === "opening" && (
        <div className="flow">
          {asked && <Values {...asked} />}
          <p role="status">{asked ? "" : doing.text}</p>
          {!asked && (
            <Progress
              label={s.saving} done={doing.done} total={doing.total}
              text={doing.total === null ? "" : s.progress(size(doing.done), size(doing.total))}
            />
          )}
          {!doing.keeps && <p className="small soft">{s.keepsNone}</p>}
          <Button small onPress={() => { doing.stop.abort(); }}>{strings.cancel}</Button>
        </div>
      )}
      {doing.now === "failed" && <Failure error={doing.error} retry={doing.again} />}
      {address !== undefined && listing.escrow > 0 && <Payments item={item} chainId={chainId} account={address} busy={busy} dispute={dispute} refunded={() => { setOwned(false); }} />}
      <div role="status">{saved !== undefined && <Notice kind="good"><p>{s.saved(saved)}</p></Notice>}</div>
      {secret !== undefined && (
        <section className="flow" aria-labelledby="secret">
          <h2 id="secret" className="label">{s.secretTitle}</h2>
          <pre className="code" tabIndex={0}>{secret}</pre>
          <div className="actions">
            <Button small onPress={() => { void navigator.clipboard.writeText(secret); }}>{strings.copy}</Button>
            <Button small onPress={() => { setSecret(undefined); }}>{s.hide}</Button>
          </div>
        </section>
      )}
    </div>
  );
}

interface ValuesProps {
  names: readonly string[];
  policy: string;
  give: (values: Record<string, unknown>) => void;
}

/** Asks for what a policy reads as given.NAME. The values are in the fields alone, until they are sent. */
function Values({ names, policy, give }: ValuesProps) {
  const form = useRef<HTMLFormElement>(null);
  const [kinds, setKinds] = useState(() => Object.fromEntries(names.map((name) => [name, kindOf(policy, name)])));
  const [faults, setFaults] = useState<Record<string, string>>({});
  useEffect(() => { form.current?.querySelector("input")?.focus(); }, []);
  return (
    <form
      className="notice flow" ref={form} aria-labelledby="values" autoComplete="off"
      onSubmit={(e) => {
        e.preventDefault();
        const typed = new FormData(e.currentTarget);
        const values: Record<string, unknown> = {};
        const wrong: Record<string, string> = {};
        for (const name of names) {
          const value = typed.get(name);
          const text = typeof value === "string" ? value : "";
          try {
            values[name] = kinds[name] === "json" ? exactJson(text) : text;
          } catch {
            wrong[name] = s.valueBad;
          }
        }
        setFaults(wrong);
        const [first] = Object.keys(wrong);
        if (first === undefined) give(values);
        else e.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      }}
    >
      <h3 id="values">{s.values}</h3>
      <p className="small">{s.valuesHelp}</p>
      {names.map((name) => (
        <div key={name} className="flow">
          <Field label={name} help={kinds[name] === "json" ? s.valueJson : undefined} fault={faults[name]}>
            {(props) => <input {...props} name={name} type="password" autoComplete="off" spellCheck={false} required />}
          </Field>
          <Choice label={s.valueKind(name)} value={kinds[name] ?? "text"} onChange={(kind) => { setKinds((k) => ({ ...k, [name]: kind })); }} options={Object.entries(s.valueKinds) as [GivenKind, string][]} />
        </div>
      ))}
      <div className="actions"><Button type="submit" small look="main">{s.valuesGive}</Button></div>
    </form>
  );
}

function ownedTitle(item: Item, address: string | undefined): string {
  const seller = address?.toLowerCase() === item.listing.seller.toLowerCase();
  return seller || item.licence === Infinity || item.licence === 0 ? s.yours : s.yoursUntil(moment(item.licence));
}

function Decide({ readiness, accepted, setAccepted }: { readiness: Readiness; accepted: boolean; setAccepted: (yes: boolean) => void }) {
  const names = useQuery({
    queryKey: ["given-names", readiness.policy],
    queryFn: async () => (await import("@latchkey/sdk/policy")).givenNames(readiness.policy),
    staleTime: Infinity,
  });
  const needed = names.data ?? [];
  if (readiness.risks.length === 0) return null;
  return (
    <div className="notice notice-warn" role="alert">
      <h3>{s.risks}</h3>
      {needed.length > 0 && <p>{s.valuesNeeded(needed.join(", "))}</p>}
      <ul>{readiness.risks.map((r) => <li key={r.code}>{`${s.riskTexts[r.code]} `}<span className="small soft">{printable(r.message)}</span></li>)}</ul>
      <label className="check">
        <input type="checkbox" checked={accepted} onChange={(e) => { setAccepted(e.target.checked); }} />
        <span>{s.accept}</span>
      </label>
    </div>
  );
}

function Shares({ item }: { item: Item }) {
  const parts = partsOf(item.listing, item.link.referrer !== null);
  return (
    <div>
      <h2 className="label">{s.whoGets}</h2>
      <dl className="facts facts-end small">
        {parts.map((p) => [
          <dt key={`${p.who}-name`}>{s.shares[p.who]}</dt>,
          <dd key={p.who} className="numeric">{s.shares.of(`${decimal(p.amount, item.currency.decimals)} ${printable(item.currency.symbol)}`, percent(p.bps))}</dd>,
        ])}
      </dl>
    </div>
  );
}

function Terms({ item }: { item: Item }) {
  const { site } = useSession();
  const policy = `sale("${item.link.market}", "${item.link.asset}")`;
  const words = useQuery({
    queryKey: ["policy", policy, item.link.chainId.toString()],
    queryFn: async () => {
      const { check } = await import("@latchkey/sdk/policy");
      const answer = await check({ urls: [site.gateway], chainId: item.link.chainId }, policy);
      return answer.words ?? "";
    },
    staleTime: Infinity,
  });
  return (
    <section className="flow" aria-labelledby="terms">
      <h2 id="terms">{s.terms}</h2>
      <p>{s.sale}</p>
      {item.listing.committee > 0n && <p className="soft">{s.termsCommittee(item.listing.committee.toString())} <a href="#/network">{strings.nav.network}</a></p>}
      <details>
        <summary>{s.termsText}</summary>
        <div className="flow">
          <pre className="code">{policy}</pre>
          {words.data !== undefined && words.data !== "" && <p className="small"><span className="soft">{`${s.termsWords}: `}</span>{printable(words.data)}</p>}
          {words.isError && <p className="small soft">{s.termsNone}</p>}
        </div>
      </details>
    </section>
  );
}

function Technical({ item, chainId }: { item: Item; chainId: number }) {
  const session = useSession();
  const sealed = item.metadata?.sealed;
  return (
    <details>
      <summary>{s.technical}</summary>
      <div className="flow">
        <dl className="facts small">
          <dt>{s.asset}</dt><dd className="mono">{item.link.asset}</dd>
          <dt>{s.market}</dt><dd className="mono">{`${item.link.market} · ${chainName(session, chainId)}`}</dd>
          <dt>{s.from}</dt><dd className="mono">{item.listing.seller}</dd>
          {sealed && <><dt>{s.sha256}</dt><dd className="mono">{sealed.sha256}</dd></>}
          {sealed && <><dt>{s.locations}</dt><dd className="mono">{sealed.locations.map((l) => <div key={l}>{printable(l)}</div>)}</dd></>}
        </dl>
        <p className="small soft">{s.otherSeller}</p>
        <Copy label={strings.sell.commandLink} value={item.link.full()} />
        <p><ButtonLink small href={`#/browse?q=${item.listing.seller}`}>{s.bySeller}</ButtonLink></p>
      </div>
    </details>
  );
}


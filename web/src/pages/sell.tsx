import type { Preview } from "@latchkey/sdk/listing";
import type { Item } from "@latchkey/sdk/market";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { DropZone } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { useConnection } from "wagmi";
import { coin, readCurrency } from "../currency.ts";
import { allReadyCommittees } from "../committees.ts";
import { parseDecimal, printable, roughly, size } from "../format.ts";
import { fromDrop, fromFiles, nameOf, plainText, previewOf, titleOf, typeOf } from "../goods.ts";
import { allKept, keepKey } from "../kept.ts";
import { Button, ButtonLink, Choice, Copy, Failure, Field, Notice, Options, PageHead, ProblemNotice, Progress, Steps, type Step } from "../parts.tsx";
import { pictureOf } from "../preview.tsx";
import { isCancelled, PageError } from "../problem.ts";
import { QrCode } from "../qr.tsx";
import { discardSale, goodsOf, linksOf, newSale, newVersion, runSale, saleSteps, type Draft, type Goods, type Sale, type SaleProgress } from "../sale.ts";
import { useWorld, WorldChoice } from "../network-choice.tsx";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { NeedsWallet } from "../wallet-button.tsx";
import { worldOf } from "../world.ts";

const s = strings.sell;

/** Selling: what, how, and then its way to the link. */
export function SellPage() {
  const [sale, setSale] = useState<Sale>();
  const [goods, setGoods] = useState<Goods>();
  const unfinished = useQuery({ queryKey: ["sales-kept"], queryFn: async () => (await allKept<Sale>("sales")).filter((x) => x.step !== "done"), staleTime: 0 });
  if (sale) {
    return <Selling key={sale.id} begun={sale} goods={goods} leave={() => { setSale(undefined); setGoods(undefined); void unfinished.refetch(); }} />;
  }
  return (
    <div className="page narrow">
      <PageHead title={strings.pageTitles.sell} lede={s.lede} />
      {!goods && <WorldChoice />}
      {unfinished.data?.map((u) => (
        <Notice key={u.id} kind="warn" title={s.unfinished}>
          <p>{s.unfinishedText(printable(u.draft.title), s.steps[u.step])}</p>
          <div className="actions">
            <Button small look="main" onPress={() => { setSale(u); }}>{s.resume}</Button>
            <Discard sale={u} done={() => { void unfinished.refetch(); }} />
          </div>
        </Notice>
      ))}
      <SellForm goods={goods} setGoods={setGoods} begin={setSale} />
    </div>
  );
}

/** The way from a listing of the account's to a new version of it. */
export function NewVersion({ item, leave }: { item: Item; leave: () => void }) {
  const session = useSession();
  const [sale, setSale] = useState<Sale>();
  const [goods, setGoods] = useState<Goods>();
  const [error, setError] = useState<unknown>();
  const [starting, setStarting] = useState(false);
  if (sale) return <Selling begun={sale} goods={goods} leave={leave} />;
  const title = printable(item.metadata?.title ?? strings.library.unlisted);
  const begin = async (chosen: Goods) => {
    setStarting(true);
    setError(undefined);
    try {
      const world = worldOf(session.site, Number(item.link.chainId), item.link.market);
      if (!world) throw new PageError(strings.world.noChain);
      setSale(await newVersion(session, world, item, chosen));
    } catch (e) {
      setError(e);
    } finally {
      setStarting(false);
    }
  };
  return (
    <div className="page narrow">
      <PageHead title={s.versionTitle(title)} lede={s.versionLede} />
      {!goods ? <Chooser onGoods={setGoods} secret={() => { setGoods({ kind: "secret", text: "" }); }} /> : goods.kind === "secret" ? (
        <Field label={s.secret} help={s.secretHelp}>
          {(props) => <textarea {...props} className="input mono" autoComplete="off" spellCheck={false} value={goods.text} onChange={(e) => { setGoods({ kind: "secret", text: e.target.value }); }} />}
        </Field>
      ) : (
        <div className="chosen">
          <div><strong>{nameOf(goods)}</strong><span className="soft">{size(goodsOf(goods).size)}</span></div>
          <Button small onPress={() => { setGoods(undefined); }}>{s.change}</Button>
        </div>
      )}
      {error !== undefined && <Failure error={error} />}
      <div className="actions">
        {goods && <Button look="main" isDisabled={starting || (goods.kind === "secret" && goods.text === "")} onPress={() => { void begin(goods); }}>{s.versionSubmit}</Button>}
        <Button onPress={leave}>{strings.back}</Button>
      </div>
    </div>
  );
}

function Discard({ sale, done }: { sale: Sale; done: () => void }) {
  const [sure, setSure] = useState(false);
  if (!sure) return <Button small onPress={() => { setSure(true); }}>{s.discard}</Button>;
  return (
    <div className="actions" role="group" aria-label={s.discardSure}>
      <span>{s.discardSure}</span>
      <Button small look="bad" onPress={() => { void discardSale(sale).then(done); }}>{s.discard}</Button>
      <Button small onPress={() => { setSure(false); }}>{s.keep}</Button>
    </div>
  );
}

/** A way to choose files or a folder, by dropping or by a dialog. */
function Chooser({ onGoods, secret }: { onGoods: (goods: Goods) => void; secret?: () => void }) {
  const [error, setError] = useState<unknown>();
  const take = async (read: () => Promise<Goods> | Goods) => {
    try {
      onGoods(await read());
      setError(undefined);
    } catch (e) {
      setError(e);
    }
  };
  return (
    <div className="flow">
      <DropZone className="drop" aria-label={s.drop} onDrop={(e) => { void take(() => fromDrop(e.items)); }}>
        {({ isDropTarget }) => (
          <>
            <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              <path d="M12 15V4M7.5 8.5L12 4l4.5 4.5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4" />
            </svg>
            <p className="drop-text">{isDropTarget ? s.dropNow : s.drop}</p>
            <div className="actions centre">
              <FileTrigger allowsMultiple onSelect={(list) => { if (list) void take(() => fromFiles([...list])); }}>
                <Button look="main">{s.chooseFile}</Button>
              </FileTrigger>
              <FileTrigger acceptDirectory onSelect={(list) => { if (list) void take(() => fromFiles([...list])); }}>
                <Button>{s.chooseFolder}</Button>
              </FileTrigger>
            </div>
            {secret && <Button look="plain" small onPress={secret}>{s.secretInstead}</Button>}
          </>
        )}
      </DropZone>
      {error !== undefined && <Failure error={error} />}
    </div>
  );
}

interface Form {
  title: string;
  description: string;
  tags: string;
  preview: Preview | undefined;
  previewText: string;
  amount: string;
  currency: "coin" | "token";
  token: string;
  licence: keyof typeof s.licences;
  licenceOwn: string;
  duration: keyof typeof s.durations;
  escrow: keyof typeof s.escrows;
  visible: "listed" | "unlisted";
  stock: string;
  ends: string;
  members: string;
  referral: string;
}

const blank: Form = {
  title: "", description: "", tags: "", preview: undefined, previewText: "", amount: "", currency: "coin", token: "", licence: "none", licenceOwn: "",
  duration: "0", escrow: "0", visible: "listed", stock: "", ends: "", members: "2", referral: "0",
};

function SellForm({ goods, setGoods, begin }: { goods: Goods | undefined; setGoods: (goods: Goods | undefined) => void; begin: (sale: Sale) => void }) {
  const session = useSession();
  const { site } = session;
  const world = useWorld();
  const { address } = useConnection();
  const [form, setForm] = useState(blank);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>();
  const [starting, setStarting] = useState(false);
  const [committee, setCommittee] = useState<string>();
  const committees = useQuery({ queryKey: ["ready-committees", site.gateway, world.chainId, world.committees], queryFn: ({ signal }) => allReadyCommittees(site.gateway, world, signal) });
  const set = <K extends keyof Form>(name: K, value: Form[K]) => { setForm((f) => ({ ...f, [name]: value })); };
  const choose = (g: Goods | undefined) => {
    setGoods(g);
    if (g && form.title === "") set("title", titleOf(g));
  };
  const tokenAddress = /^0x[0-9a-fA-F]{40}$/.test(form.token.trim()) ? (form.token.trim() as `0x${string}`) : undefined;
  const token = useQuery({
    queryKey: ["currency", world.chainId, tokenAddress],
    enabled: form.currency === "token" && tokenAddress !== undefined,
    queryFn: () => readCurrency(session, world.chainId, tokenAddress ?? "0x"),
    staleTime: Infinity,
  });
  const currency = form.currency === "coin" ? coin : token.data;
  const price = currency ? parseDecimal(form.amount === "" ? "0" : form.amount, currency.decimals) : null;
  const part = (text: string): number | undefined => {
    const n = Number(text.replace(",", ".") || "0");
    return Number.isFinite(n) && n >= 0 && n <= 50 ? Math.round(n * 100) : undefined;
  };
  const members = part(form.members);
  const referral = part(form.referral);
  const stock = form.stock.trim() === "" ? 0 : /^[1-9]\d{0,8}$/.test(form.stock.trim()) ? Number(form.stock) : undefined;
  const chosen = (committees.data?.find((c) => c.committee === committee) ?? committees.data?.[0])?.committee;
  const faults = {
    title: plainText(form.title).trim() === "" ? s.titleNeeded : undefined,
    amount: price !== null || !currency ? undefined : parseDecimal(form.amount, 100) === null ? s.amountBad(printable(currency.symbol)) : s.amountDecimals(currency.decimals),
    token: form.currency === "coin" || (tokenAddress !== undefined && (token.isPending || token.data?.symbol !== "" || token.data.decimals > 0)) ? undefined : s.tokenBad,
    stock: stock === undefined ? s.stockBad : undefined,
    members: members === undefined ? s.percentBad : undefined,
    referral: referral === undefined ? s.percentBad : undefined,
  };
  const shown = <K extends keyof typeof faults>(name: K) => (tried ? faults[name] : undefined);
  const formElement = useRef<HTMLFormElement>(null);

  const submit = async (e: SubmitEvent<HTMLFormElement>) => {
    e.preventDefault();
    setTried(true);
    if (!goods || Object.values(faults).some((f) => f !== undefined) || price === null) {
      // The first field with a fault is where the reader goes on.
      setTimeout(() => formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), 0);
      return;
    }
    setStarting(true);
    setError(undefined);
    try {
      if (chosen === undefined) throw new PageError({ what: strings.network.none, next: strings.failures.unknown.next });
      const draft: Draft = {
        kind: goods.kind, name: nameOf(goods), type: typeOf(goods), title: plainText(form.title).trim(), description: plainText(form.description).trim(),
        preview: form.preview ?? (form.previewText.trim() === "" ? undefined : { type: "text/plain", text: plainText(form.previewText) }),
        licence: form.licence === "none" ? "" : form.licence === "own" ? plainText(form.licenceOwn) : form.licence,
        tags: [...new Set(plainText(form.tags).split(",").map((t) => t.trim().slice(0, 40)).filter(Boolean))].slice(0, 16),
        unlisted: form.visible === "unlisted", token: currency?.token ?? null, price: price.toString(), duration: Number(form.duration),
        escrow: price === 0n ? 0 : Number(form.escrow), stock: stock ?? 0,
        endsAt: form.ends === "" ? 0 : Math.floor(new Date(`${form.ends}T23:59:59`).getTime() / 1000),
        memberBps: price === 0n ? 0 : members ?? 0, referralBps: price === 0n ? 0 : referral ?? 0, committee: chosen,
      };
      begin(await newSale(session, world, draft, goods));
    } catch (e) {
      setError(e);
    } finally {
      setStarting(false);
    }
  };

  if (!site.uploads) return <ProblemNotice problem={s.store.none} />;
  if (!goods) return <Chooser onGoods={choose} secret={() => { choose({ kind: "secret", text: "" }); }} />;
  const picture = pictureOf(form.preview);
  const about = goodsOf(goods);
  return (
    <form className="flow flow-wide" ref={formElement} noValidate onSubmit={(e) => { void submit(e); }}>
      <section className="flow" aria-labelledby="what">
        <h2 id="what">{s.what}</h2>
        {goods.kind === "secret" ? (
          <>
            <Field label={s.secret} help={s.secretHelp} fault={tried && goods.text === "" ? s.empty.what : undefined}>
              {(props) => <textarea {...props} className="input mono" autoComplete="off" spellCheck={false} value={goods.text} onChange={(e) => { choose({ kind: "secret", text: e.target.value }); }} />}
            </Field>
            <p><Button look="plain" small onPress={() => { choose(undefined); }}>{s.filesInstead}</Button></p>
          </>
        ) : (
          <div className="chosen">
            <div>
              <strong>{nameOf(goods)}</strong>
              <span className="soft">{goods.kind === "file" ? s.chosenOne(size(about.size)) : s.chosenMany(goods.files.length, size(about.size))}</span>
            </div>
            <Button small onPress={() => { choose(undefined); }}>{s.change}</Button>
          </div>
        )}
      </section>
      <section className="card" aria-labelledby="visible">
        <h2 id="visible">{s.visible}</h2>
        <Options
          legend={s.visibleLegend} name="visible" value={form.visible} onChange={(v) => { set("visible", v); }}
          options={[{ value: "listed", label: s.listed, help: s.listedHelp }, { value: "unlisted", label: s.unlisted, help: s.unlistedHelp }]}
        />
      </section>
      <section className="card" aria-labelledby="see">
        <h2 id="see">{s.buyersSee}</h2>
        <Field label={s.title} help={s.titleHelp} fault={shown("title")}>
          {(props) => <input {...props} maxLength={100} required value={form.title} onChange={(e) => { set("title", e.target.value); }} />}
        </Field>
        <Field label={s.description} help={s.descriptionHelp} optional>
          {(props) => <textarea {...props} maxLength={4000} value={form.description} onChange={(e) => { set("description", e.target.value); }} />}
        </Field>
        <div className="field">
          <span className="label">{s.preview}<span className="soft small">{` (${strings.optional})`}</span></span>
          {picture === undefined ? (
            <div className="actions">
              <FileTrigger
                acceptedFileTypes={["image/png", "image/jpeg", "image/webp"]}
                onSelect={(list) => {
                  const file = list?.[0];
                  if (file) void previewOf(file).then((p) => { set("preview", p); setError(undefined); }, setError);
                }}
              ><Button small>{s.previewPicture}</Button></FileTrigger>
            </div>
          ) : (
            <div className="chosen">
              <div><img className="chosen-picture" src={picture} alt={s.previewAlt} /></div>
              <Button small onPress={() => { set("preview", undefined); }}>{s.previewRemove}</Button>
            </div>
          )}
          <p className="help">{s.previewHelp}</p>
        </div>
        {picture === undefined && (
          <Field label={s.previewText} optional>
            {(props) => <textarea {...props} maxLength={16000} value={form.previewText} onChange={(e) => { set("previewText", e.target.value); }} />}
          </Field>
        )}
        <Field label={s.tags} help={s.tagsHelp} optional>
          {(props) => <input {...props} maxLength={600} value={form.tags} onChange={(e) => { set("tags", e.target.value); }} />}
        </Field>
      </section>
      <section className="card" aria-labelledby="price">
        <h2 id="price">{s.price}</h2>
        <div className="pair">
          <Field label={s.amount} help={s.amountHelp} fault={shown("amount")}>
            {(props) => <input {...props} inputMode="decimal" autoComplete="off" placeholder="0.01" value={form.amount} onChange={(e) => { set("amount", e.target.value); }} />}
          </Field>
          <Choice label={s.currency} value={form.currency} onChange={(v) => { set("currency", v); }} options={[["coin", s.coin], ["token", s.otherToken]]} />
        </div>
        {form.currency === "token" && (
          <Field label={s.tokenAddress} help={token.data && token.data.symbol !== "" ? s.tokenIs(printable(token.data.symbol)) : s.tokenHelp} fault={shown("token")}>
            {(props) => <input {...props} className="input mono" autoComplete="off" spellCheck={false} value={form.token} onChange={(e) => { set("token", e.target.value); }} />}
          </Field>
        )}
        <div className="pair">
          <Choice label={s.duration} value={form.duration} onChange={(v) => { set("duration", v); }} options={Object.entries(s.durations) as [Form["duration"], string][]} />
          <Choice label={s.escrow} help={s.escrowHelp} value={form.escrow} onChange={(v) => { set("escrow", v); }} options={Object.entries(s.escrows) as [Form["escrow"], string][]} />
        </div>
        <Choice label={s.licence} value={form.licence} onChange={(v) => { set("licence", v); }} options={Object.entries(s.licences) as [Form["licence"], string][]} />
        {form.licence === "own" && (
          <Field label={s.licenceOwn}>
            {(props) => <textarea {...props} maxLength={16000} value={form.licenceOwn} onChange={(e) => { set("licenceOwn", e.target.value); }} />}
          </Field>
        )}
        <details>
          <summary>{s.more}</summary>
          <div className="flow">
            <div className="pair">
              <Field label={s.stock} help={s.stockHelp} fault={shown("stock")} optional>
                {(props) => <input {...props} inputMode="numeric" value={form.stock} onChange={(e) => { set("stock", e.target.value); }} />}
              </Field>
              <Field label={s.ends} optional>
                {(props) => <input {...props} type="date" value={form.ends} onChange={(e) => { set("ends", e.target.value); }} />}
              </Field>
            </div>
            <div className="pair">
              <Field label={s.members} help={s.membersHelp} fault={shown("members")}>
                {(props) => <input {...props} inputMode="decimal" value={form.members} onChange={(e) => { set("members", e.target.value); }} />}
              </Field>
              <Field label={s.referral} fault={shown("referral")}>
                {(props) => <input {...props} inputMode="decimal" value={form.referral} onChange={(e) => { set("referral", e.target.value); }} />}
              </Field>
            </div>
            {committees.data && committees.data.length > 1 && chosen !== undefined && (
              <Choice label={strings.network.which} value={chosen} onChange={setCommittee} options={committees.data.map((c) => [c.committee, `${strings.network.committee(c.committee)}: ${s.committee(c.t, c.n)}`] as const)} />
            )}
          </div>
        </details>
      </section>
      {error !== undefined && <Failure error={error} />}
      {address === undefined ? <NeedsWallet text={strings.wallet.needed} /> : (
        <div className="flow">
          <div className="actions"><Button type="submit" look="main" isDisabled={starting || committees.isPending}>{s.submit}</Button></div>
          <p className="small soft">{s.submitNote}{committees.data?.[0] ? ` ${s.committee(committees.data[0].t, committees.data[0].n)}` : ""}</p>
        </div>
      )}
    </form>
  );
}

type Running = { state: "running"; progress: SaleProgress | undefined; since: number } | { state: "paused" } | { state: "failed"; error: unknown } | { state: "done" };

function Selling({ begun, goods: given, leave }: { begun: Sale; goods: Goods | undefined; leave: () => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const { address } = useConnection();
  const [sale, setSale] = useState(begun);
  const [goods, setGoods] = useState(given);
  const [running, setRunning] = useState<Running>({ state: "running", progress: undefined, since: Date.now() });
  const stop = useRef<AbortController>(null);
  const now = useRef(begun);

  const start = async (with_: Goods | undefined = goods) => {
    const controller = new AbortController();
    stop.current?.abort();
    stop.current = controller;
    let step = "";
    let since = Date.now();
    setRunning({ state: "running", progress: undefined, since });
    try {
      const done = await runSale(now.current, {
        session, goods: with_, signal: controller.signal,
        onProgress: (progress) => {
          if (progress.step !== step) {
            step = progress.step;
            since = Date.now();
          }
          if (!controller.signal.aborted) setRunning({ state: "running", progress, since });
        },
        onSale: (next) => { now.current = next; setSale(next); },
      });
      const { key } = await linksOf(done);
      if (key !== undefined) await keepKey({ chainId: String(done.chainId), market: done.market, asset: done.asset }, key);
      setRunning({ state: "done" });
      void queries.invalidateQueries();
    } catch (error) {
      if (stop.current !== controller) return; // another run has begun
      setRunning(isCancelled(error) ? { state: "paused" } : { state: "failed", error });
    }
  };
  useEffect(() => {
    // A sale that waits for its file again, or for a wallet, is begun by its seller.
    if (address !== undefined && (begun.step !== "seal" || given)) void start();
    else setRunning({ state: "paused" });
    return () => stop.current?.abort();
    // The page of one sale: it runs once.
  }, []);
  useEffect(() => {
    if (running.state !== "running" || sale.step !== "seal") return;
    const warn = (e: BeforeUnloadEvent) => { e.preventDefault(); };
    addEventListener("beforeunload", warn);
    return () => { removeEventListener("beforeunload", warn); };
  }, [running.state, sale.step]);

  if (running.state === "done") return <Sold sale={sale} another={leave} />;
  const progress = running.state === "running" ? running.progress : undefined;
  const at = saleSteps.findIndex((step) => step === sale.step);
  const steps: Step[] = saleSteps.map((step, i) => ({
    id: step, name: s.steps[step],
    state: i < at ? "good" : i > at ? "wait" : running.state === "running" ? "now" : running.state === "failed" ? "bad" : "wait",
    ...(i === at && progress && {
      note: progress.total !== null && progress.total > 0 ? `${Math.floor((100 * progress.done) / progress.total)} %` : undefined,
      more: progress.signing
        ? <p className="small">{step === "list" ? strings.wallet.approve : s.signUpload}</p>
        : progress.total !== null && step !== "document" && (
          <Progress
            label={s.steps[step]} done={progress.done} total={progress.total} text={s.progress(size(progress.done), size(progress.total))}
            note={left(progress, running.state === "running" ? running.since : 0)}
          />
        ),
    }),
  }));
  const needsGoods = sale.step === "seal" && !goods && running.state !== "running";
  return (
    <div className="page narrow">
      <PageHead title={s.progressTitle(printable(sale.draft.title))} lede={sale.step === "seal" ? s.staysNot : s.stays} />
      <div className="card">
        <Steps label={strings.pageTitles.sell} steps={steps} stateNames={{ wait: s.stepsNote.wait, now: s.stepsNote.now, good: s.stepsNote.done, risk: s.stepsNote.failed, bad: s.stepsNote.failed }} />
      </div>
      {running.state === "paused" && <Notice kind="plain"><p role="status">{needsGoods ? s.waitingFile(sale.draft.name) : s.paused}</p></Notice>}
      {running.state === "failed" && <Failure error={running.error} />}
      {needsGoods && (sale.draft.kind === "secret"
        ? <Secret onText={(text) => { const g: Goods = { kind: "secret", text }; setGoods(g); void start(g); }} />
        : <Chooser onGoods={(g) => { setGoods(g); void start(g); }} />)}
      {address === undefined && <NeedsWallet text={strings.wallet.needed} />}
      <div className="actions">
        {running.state === "running"
          ? <Button onPress={() => { stop.current?.abort(); }}>{s.pause}</Button>
          : !needsGoods && address !== undefined && <Button look="main" onPress={() => { void start(); }}>{s.resume}</Button>}
        {running.state !== "running" && <Discard sale={sale} done={leave} />}
      </div>
    </div>
  );
}

/** About how long a step takes yet, once that can be told. */
function left(progress: SaleProgress, since: number): string | undefined {
  const spent = (Date.now() - since) / 1000;
  if (progress.total === null || progress.done === 0 || spent < 3) return undefined;
  return strings.time.left(roughly((spent * (progress.total - progress.done)) / progress.done));
}

function Secret({ onText }: { onText: (text: string) => void }) {
  const [text, setText] = useState("");
  return (
    <form className="flow" onSubmit={(e) => { e.preventDefault(); onText(text); }}>
      <Field label={s.secret} help={s.secretHelp}>
        {(props) => <textarea {...props} className="input mono" autoComplete="off" value={text} onChange={(e) => { setText(e.target.value); }} />}
      </Field>
      <div className="actions"><Button type="submit" look="main" isDisabled={text === ""}>{s.resume}</Button></div>
    </form>
  );
}

function Sold({ sale, another }: { sale: Sale; another: () => void }) {
  const links = useQuery({ queryKey: ["links", sale.id], queryFn: () => linksOf(sale), staleTime: Infinity });
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => { heading.current?.focus(); }, []);
  if (!links.data) return null;
  const { page, command } = links.data;
  const share = typeof navigator.share === "function";
  return (
    <div className="page narrow sold">
      <div ref={heading} tabIndex={-1} role="status"><PageHead title={sale.follows ? s.versionDoneTitle : s.doneTitle} lede={sale.follows ? s.versionDoneText : s.doneText} /></div>
      <div className="card sold-card">
        <QrCode value={page} label={s.qr} />
        <div className="flow">
          <h2>{printable(sale.draft.title)}</h2>
          <Copy label={s.link} value={page} />
          {sale.draft.unlisted && <Notice kind="warn"><p>{s.doneUnlisted}</p></Notice>}
          <div className="actions">
            <ButtonLink look="main" href={page.slice(page.indexOf("#"))}>{s.see}</ButtonLink>
            {share && <Button onPress={() => { void navigator.share({ title: sale.draft.title, url: page }).catch(() => undefined); }}>{s.share}</Button>}
            <Button onPress={another}>{sale.follows ? strings.back : s.another}</Button>
          </div>
          <details>
            <summary>{s.commandLink}</summary>
            <Copy label={s.commandLink} value={command} />
          </details>
        </div>
      </div>
    </div>
  );
}

// The place for a sealed file that somebody granted to the reader's account: it is chosen, opened here and saved.
import type { GrantStanza, Ticket } from "@latchkey/sdk/grant";
import { useEffect, useRef, useState } from "react";
import { DropZone } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { useConnection } from "wagmi";
import { grantee, loadGrant, loadGranter } from "./client.ts";
import { printable, size } from "./format.ts";
import { plainName } from "./goods.ts";
import { Button, Copy, Failure, Field, Notice, Progress } from "./parts.tsx";
import { isCancelled, PageError } from "./problem.ts";
import { canChooseFile, chosenFile, download, inMemory, type Target } from "./save.ts";
import { useSession } from "./session.tsx";
import { strings } from "./strings.ts";
import { chooseWallet } from "./wallet-button.tsx";

const s = strings.granted;

/** A sealed file of which the head was read. */
interface Chosen {
  file: File;
  stanzas: GrantStanza[];
  /** Bytes of what is in it; null: an armoured file does not tell. */
  plain: number | null;
}

async function chosenFrom(file: File): Promise<Chosen> {
  const [{ readGrantStanzas }, { plainSize }] = await Promise.all([loadGrant(), import("@latchkey/sdk/stream")]);
  let chosen: Chosen;
  try {
    const { stanzas, headerSize } = await readGrantStanzas(file.stream());
    chosen = { file, stanzas, plain: headerSize === 0 ? null : plainSize(file.size - headerSize) };
  } catch (cause) {
    throw new PageError(s.notSealed, { cause });
  }
  if (chosen.stanzas.length === 0) throw new PageError(s.notForGrants);
  return chosen;
}

/** What the file is called when it is open. */
function nameOf({ file }: Chosen): string {
  return plainName(file.name.replace(/\.age$/i, ""));
}

/** Where it is saved. An armoured file may be about as long as what is in it. */
function targetOf(chosen: Chosen): Promise<Target> {
  if (chosen.plain !== null || chosen.file.size <= inMemory) return download(nameOf(chosen), chosen.plain ?? chosen.file.size);
  if (canChooseFile()) return chosenFile(nameOf(chosen));
  throw new PageError(strings.asset.limit(size(inMemory)));
}

/** Puts the SDK's errors into the words of this place. */
function told(error: unknown, owner: string): unknown {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  const problem = code === "notEntitled" ? s.notGranted(owner) : code === "tooFewNodes" ? s.tooFew : code === "notFound" ? s.noNodes : code === "sealedWrong" ? s.sealedWrong
    : code === "otherSale" ? s.notForGrants : code === "badFile" ? s.notSealed : code === "badRequest" ? s.noKeys : undefined;
  return problem ? new PageError(problem, { cause: error }) : error;
}

type Doing =
  | { now: "nothing" }
  | { now: "opening"; done: number; stop: AbortController }
  | { now: "failed"; error: unknown };

/** Opens a file that was granted to the account that is connected. */
export function OpenGranted() {
  const session = useSession();
  const { address } = useConnection();
  const [chosen, setChosen] = useState<Chosen>();
  const [ticket, setTicket] = useState("");
  const [fault, setFault] = useState<string>();
  const [doing, setDoing] = useState<Doing>({ now: "nothing" });
  const [saved, setSaved] = useState<string>();
  const [wrong, setWrong] = useState<string[]>([]);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  // What was wrong with one account is not for the next.
  useEffect(() => { setDoing((d) => (d.now === "failed" ? { now: "nothing" } : d)); }, [address]);

  const choose = async (read: () => Promise<File> | File) => {
    setSaved(undefined);
    setWrong([]);
    setFault(undefined);
    setTicket("");
    setDoing({ now: "nothing" });
    try {
      setChosen(await chosenFrom(await read()));
    } catch (error) {
      setChosen(undefined);
      setDoing({ now: "failed", error });
    }
  };

  /** The ticket that was put in; undefined if it is none of this file's, which is said. */
  const ticketsOf = async ({ stanzas }: Chosen): Promise<Ticket[] | undefined> => {
    if (ticket.trim() === "") return [];
    const { parseTicket } = await loadGrant();
    try {
      const t = parseTicket(ticket.trim());
      if (stanzas.some((x) => x.delegating.join() === t.delegating.join())) return [t];
      setFault(s.ticketOther);
    } catch {
      setFault(s.ticketBad);
    }
    return undefined;
  };

  const open = async (what: Chosen) => {
    setFault(undefined);
    setSaved(undefined);
    setWrong([]);
    const controller = new AbortController();
    stop.current = controller;
    const report = (done: number) => {
      if (!controller.signal.aborted) setDoing({ now: "opening", done, stop: controller });
    };
    try {
      const tickets = await ticketsOf(what);
      if (!tickets) return;
      report(0);
      const [{ openGranted }, as] = await Promise.all([loadGranter(), grantee(session)]);
      const made: { target?: Target } = {};
      const to = async () => (made.target = await targetOf(what)).stream;
      await openGranted(as, what.file.stream(), to, {
        tickets, signal: controller.signal, progress: report, wrong: (node) => { setWrong((those) => [...those, node]); },
      });
      made.target?.finish();
      setSaved(nameOf(what));
      setDoing({ now: "nothing" });
    } catch (error) {
      if (isCancelled(error)) setDoing({ now: "nothing" });
      else setDoing({ now: "failed", error: told(error, what.stanzas[0]?.owner ?? "") });
    }
  };

  return (
    <section className="flow" aria-labelledby="granted">
      <h2 id="granted">{s.title}</h2>
      <p className="soft">{s.lede}</p>
      {chosen === undefined ? (
        <DropZone
          className="drop" aria-label={s.drop}
          onDrop={(e) => {
            for (const item of e.items) if (item.kind === "file") { void choose(() => item.getFile()); break; }
          }}
        >
          {({ isDropTarget }) => (
            <>
              <p className="drop-text">{isDropTarget ? s.dropNow : s.drop}</p>
              <FileTrigger onSelect={(list) => { const file = list?.[0]; if (file) void choose(() => file); }}>
                <Button look="main">{s.choose}</Button>
              </FileTrigger>
            </>
          )}
        </DropZone>
      ) : (
        <div className="flow">
          <div className="chosen">
            <div><strong>{printable(chosen.file.name)}</strong><span className="soft">{size(chosen.plain ?? chosen.file.size)}</span></div>
            {doing.now !== "opening" && <Button small onPress={() => { setChosen(undefined); setDoing({ now: "nothing" }); setSaved(undefined); setWrong([]); }}>{s.change}</Button>}
          </div>
          {chosen.stanzas.map((x) => (
            <p key={x.delegating.join()} className="small soft">{s.owner} <span className="mono">{x.owner}</span>{` · ${s.nodes(x.nodes.length)}`}</p>
          ))}
          {doing.now !== "opening" && (
            <>
              <Field label={s.ticket} optional help={s.ticketHelp} fault={fault}>
                {(props) => <input {...props} autoComplete="off" spellCheck={false} value={ticket} onChange={(e) => { setTicket(e.target.value); }} />}
              </Field>
              <p className="small soft">{s.signNote}</p>
              <div className="actions">
                {address === undefined
                  ? <Button look="main" onPress={chooseWallet}>{s.connect}</Button>
                  : <Button look="main" onPress={() => { void open(chosen); }}>{s.open}</Button>}
              </div>
            </>
          )}
        </div>
      )}
      {doing.now === "opening" && chosen && (
        <div className="flow">
          <p role="status">{doing.done === 0 ? s.asking : ""}</p>
          <Progress label={s.saving} done={doing.done} total={doing.done === 0 ? null : chosen.file.size} text={doing.done === 0 ? "" : strings.asset.progress(size(doing.done), size(chosen.file.size))} />
          <Button small onPress={() => { doing.stop.abort(); }}>{strings.cancel}</Button>
        </div>
      )}
      {doing.now === "failed" && <Failure error={doing.error} />}
      <div role="status">
        {saved !== undefined && <Notice kind="good"><p>{s.saved(saved)}</p></Notice>}
        {wrong.map((node) => <Notice key={node} kind="warn"><p>{s.wrongNode(printable(node))}</p></Notice>)}
      </div>
      {address !== undefined && <ReaderKey key={address} />}
    </section>
  );
}

/** The key that others grant files to. */
function ReaderKey() {
  const session = useSession();
  const [key, setKey] = useState<string>();
  const [doing, setDoing] = useState<Doing | { now: "making" }>({ now: "nothing" });
  const make = async () => {
    setDoing({ now: "making" });
    try {
      const [{ granter, readerOf }, { encodeReader }, as] = await Promise.all([loadGranter(), loadGrant(), grantee(session)]);
      setKey(encodeReader(await readerOf(await granter(as))));
      setDoing({ now: "nothing" });
    } catch (error) {
      setDoing({ now: "failed", error: told(error, "") });
    }
  };
  return (
    <div className="flow">
      <h3>{s.key}</h3>
      <p className="soft small">{s.keyHelp}</p>
      {key === undefined
        ? <div className="actions"><Button isDisabled={doing.now === "making"} onPress={() => { void make(); }}>{s.keyShow}</Button></div>
        : <Copy label={s.keyLabel} value={key} />}
      <p role="status" className="small">{doing.now === "making" ? s.keyMaking : ""}</p>
      {doing.now === "failed" && <Failure error={doing.error} />}
    </div>
  );
}

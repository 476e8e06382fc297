import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { day } from "../format.ts";
import { allKept, forgetAll } from "../kept.ts";
import { Button, PageHead } from "../parts.tsx";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";

const s = strings.about;

/** The honest list of who sees what. */
export function AboutPage() {
  const { site } = useSession();
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.about} lede={s.lede} />
      <div className="cards two">
        <Listing title={s.can} list={s.canList} />
        <Listing title={s.cannot} list={s.cannotList} />
        <Listing title={s.nodes} list={s.nodesList} />
        <Listing title={s.others} list={s.othersList} />
        <Listing title={s.nothing} list={s.nothingList} />
        <section className="card" aria-labelledby="here">
          <h2 id="here">{s.here}</h2>
          <dl className="facts">
            <dt>{s.gateway}</dt>
            <dd className="mono">{site.gateway}</dd>
            {[...new Map(site.worlds.map((w) => [w.chainId, w])).values()].map((w) => [
              <dt key={`${w.chainId}-name`}>{`${s.endpoint} (${strings.wallet.chain(String(w.chainId))})`}</dt>,
              <dd key={w.chainId} className="mono">{w.rpc === undefined ? s.endpointWallet : originOf(w.rpc)}</dd>,
            ])}
            <Kept />
          </dl>
          {site.servesUntil !== undefined && <p>{s.until(day(site.servesUntil / 1000))}</p>}
          <p className="soft">{s.without}</p>
        </section>
      </div>
    </div>
  );
}

/** An endpoint without what may be a key in its path. */
function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return url;
  }
}

function Listing({ title, list }: { title: string; list: string[] }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <ul className="plain-list">{list.map((text) => <li key={text}>{text}</li>)}</ul>
    </section>
  );
}

function Kept() {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const [gone, setGone] = useState(false);
  const kept = useQuery({
    queryKey: ["kept"],
    queryFn: async () => [(await allKept("sales")).length, (await allKept("links")).length] as const,
  });
  const [sales, links] = kept.data ?? [0, 0];
  const forget = async () => {
    await forgetAll();
    setSure(false);
    setGone(true);
    await queries.invalidateQueries({ queryKey: ["kept"] });
  };
  return (
    <>
      <dt>{s.kept}</dt>
      <dd>
        {s.keptCount(sales, links)}
        <div role="status">{gone ? s.forgotten : ""}</div>
        {sales + links > 0 && !sure && <p><Button small onPress={() => { setSure(true); }}>{s.forget}</Button></p>}
        {sure && (
          <div className="flow">
            <p>{s.forgetSure}</p>
            <div className="actions">
              <Button small look="bad" onPress={() => { void forget(); }}>{s.forget}</Button>
              <Button small onPress={() => { setSure(false); }}>{strings.cancel}</Button>
            </div>
          </div>
        )}
      </dd>
    </>
  );
}

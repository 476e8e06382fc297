// What a gateway's catalogue says of a listing, to be read while the browser loads what it needs to read the chain itself. Nothing is decided by it.
import { useEffect, useState } from "react";
import { printable } from "./format.ts";
import { hrefOf, type AssetPlace } from "./router.ts";
import { strings } from "./strings.ts";
import { gatewayUrl } from "./world.ts";

interface Told {
  title: string;
  description: string;
}

const all = new Map<string, { asked: Promise<Told | null>; told?: Told | null }>();

async function ask(place: AssetPlace): Promise<Told | null> {
  if (place.key !== undefined) return null; // the gateway cannot read it either
  const answer = await fetch(`${await gatewayUrl()}/v1/assets/${place.chainId}/${place.market}/${place.asset}`, { headers: { Accept: "application/json" }, credentials: "omit" });
  if (!answer.ok) return null;
  const { metadata } = (await answer.json()) as { metadata?: { title?: unknown; description?: unknown } };
  const text = (of: unknown, most: number): string => (typeof of === "string" ? of.slice(0, most) : "");
  const title = printable(text(metadata?.title, 100));
  return title === "" ? null : { title, description: text(metadata?.description, 4000) };
}

/** Asks the gateway's catalogue for a listing, once. null: it says nothing. */
export function told(place: AssetPlace): Promise<Told | null> {
  const key = hrefOf({ page: "asset", ...place });
  const found = all.get(key);
  if (found) return found.asked;
  const entry: { asked: Promise<Told | null>; told?: Told | null } = { asked: ask(place).catch(() => null) };
  all.set(key, entry);
  void entry.asked.then((answer) => { entry.told = answer; });
  return entry.asked;
}

/** A listing's page before the chain is read. */
export function AssetWaiting({ place }: { place: AssetPlace }) {
  const [now, setNow] = useState(() => all.get(hrefOf({ page: "asset", ...place }))?.told ?? null);
  useEffect(() => {
    let gone = false;
    void told(place).then((answer) => { if (!gone) setNow(answer); });
    return () => { gone = true; };
  }, [place]);
  return (
    <div className="page" aria-busy="true">
      {now ? (
        <>
          <div className="page-head">
            <h1>{now.title}</h1>
            <p className="soft" role="status">{strings.asset.told}</p>
          </div>
          {now.description !== "" && <p className="lines">{now.description}</p>}
        </>
      ) : (
        <>
          <div className="bone bone-title" />
          <p className="unseen" role="status">{strings.loading}</p>
          <div className="bone bone-line" />
        </>
      )}
      <div className="bone bone-block" />
    </div>
  );
}

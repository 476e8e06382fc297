import { useSyncExternalStore } from "react";
import { short } from "./format.ts";
import { Choice } from "./parts.tsx";
import { chainName, useSession } from "./session.tsx";
import { strings } from "./strings.ts";
import type { World } from "./world.ts";

// Which of a gateway's markets one sells in and looks at, where it serves more than one: of this visit, on every page alike.
let chosen = 0;
const listeners = new Set<() => void>();

/** The market that was chosen; the first, unless somebody has. */
export function useWorld(): World {
  const { worlds } = useSession().site;
  const now = useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, () => chosen);
  return worlds[now] ?? worlds[0];
}

/** The choice of a market; nothing where there is one. */
export function WorldChoice() {
  const session = useSession();
  const { worlds } = session.site;
  const now = useWorld();
  if (worlds.length < 2) return null;
  return (
    <div className="narrow">
      <Choice
        label={strings.world.which} value={String(worlds.indexOf(now))}
        onChange={(value) => {
          chosen = Number(value);
          for (const changed of listeners) changed();
        }}
        options={worlds.map((w, i) => [String(i), strings.world.marketOn(short(w.market), chainName(session, w.chainId))] as const)}
      />
    </div>
  );
}

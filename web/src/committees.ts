import { committeeOf, listCommittees, type Committee } from "./gateway.ts";
import type { World } from "./world.ts";

/** A world's committees to which a file can be sealed: those whose members answer come first, then the larger ones. */
export async function allReadyCommittees(gateway: string, world: World, signal?: AbortSignal): Promise<Committee[]> {
  const numbers = await listCommittees(gateway, world.chainId, world.committees, signal);
  const all = await Promise.all(numbers.slice(0, 20).map((n) => committeeOf(gateway, world.chainId, world.committees, n, signal)));
  const ready = (c: Committee) => (c.members.filter((m) => m.ready).length >= c.t ? 1 : 0);
  return all.sort((a, b) => ready(b) - ready(a) || b.n - a.n || Number(a.committee) - Number(b.committee));
}

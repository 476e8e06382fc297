// What is looked at before money moves, in its order (docs/market.md), and what became of it.
import type { Code } from "@latchkey/sdk/errors";
import type { Item, Readiness, Risk } from "@latchkey/sdk/market";
import { day } from "./format.ts";
import type { Step, StepState } from "./parts.tsx";
import { strings } from "./strings.ts";

/** The checks, the cheapest first. */
export const checkIds = ["contract", "listing", "licence", "funds", "sealed", "capsule", "committee", "nodes", "promise"] as const;
export type CheckId = (typeof checkIds)[number];

/** Which check an error of the SDK is about. */
const about: Partial<Record<Code, CheckId>> = {
  unknownContract: "contract", notListed: "listing", otherOffer: "listing", stopped: "listing", ended: "listing", soldOut: "listing", limit: "listing",
  hasLicence: "licence", tooLittleMoney: "funds", badToken: "funds", wrongHash: "sealed", notFound: "sealed", noAnswer: "sealed", badPlace: "sealed",
  storageFailed: "sealed", badFile: "sealed", badDocument: "sealed", otherSale: "capsule", badKeys: "committee", tooFewNodes: "nodes",
};

const riskAbout: Record<Risk["code"], CheckId> = {
  otherCommittee: "capsule", policyAsksMore: "capsule", capsuleUnchecked: "committee", tooFewReady: "nodes", promisesOver: "promise",
};

/** How far the checks are: at names the one that is looked at. */
export type Checking =
  | { state: "idle" }
  | { state: "running"; at: CheckId }
  | { state: "failed"; at: CheckId | undefined; error: unknown }
  | { state: "done"; readiness: Readiness };

/** Which check failed with an error; undefined if it is none of them, such as a connection that broke. */
export function failedAt(error: unknown): CheckId | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code in about ? about[code as Code] : undefined;
}

/** The checks as steps to be shown. */
export function checkSteps(checking: Checking): Step[] {
  const s = strings.asset;
  const reached = checking.state === "running" || checking.state === "failed" ? checkIds.indexOf(checking.at ?? "contract") : -1;
  return checkIds.map((id, i) => {
    let state: StepState = "wait";
    let note: string | undefined;
    if (checking.state === "running") state = i < reached ? "good" : i === reached ? "now" : "wait";
    if (checking.state === "failed" && checking.at !== undefined) state = i < reached ? "good" : i === reached ? "bad" : "wait";
    if (checking.state === "done") {
      const { readiness: r } = checking;
      state = r.risks.some((risk) => riskAbout[risk.code] === id) ? "risk" : "good";
      if (id === "nodes") note = s.checkNodes(r.ready, r.n, r.t);
      if (id === "sealed") note = r.verified ? s.verified : s.headerOnly;
      if (id === "promise" && r.promised > 0) note = day(r.promised);
    }
    return { id, name: s.checkNames[id], state, note };
  });
}

/** Who gets how much of a price, in its smallest unit: as the contract shares it, rounded down but for the seller. */
export function partsOf(listing: Item["listing"], referred: boolean): { who: "seller" | "royalty" | "referral" | "members"; amount: bigint; bps: number }[] {
  const part = (bps: number) => (listing.price * BigInt(bps)) / 10_000n;
  const referralBps = referred ? listing.referralBps : 0;
  const others = [
    { who: "royalty" as const, bps: listing.royaltyBps, amount: part(listing.royaltyBps) },
    { who: "referral" as const, bps: referralBps, amount: part(referralBps) },
    { who: "members" as const, bps: listing.memberBps, amount: part(listing.memberBps) },
  ].filter((p) => p.bps > 0);
  const given = others.reduce((sum, p) => sum + p.amount, 0n);
  const bps = others.reduce((rest, p) => rest - p.bps, 10_000);
  return [{ who: "seller", amount: listing.price - given, bps }, ...others];
}

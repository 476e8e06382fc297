import { committeesAnswerWindow, marketOwed } from "@latchkey/sdk/abi";
import type { Item, Purchase } from "@latchkey/sdk/market";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Address } from "viem";
import { useBlockNumber } from "wagmi";
import { readContract } from "wagmi/actions";
import { loadMarket, signer, useReader } from "./client.ts";
import { coinAddress } from "./currency.ts";
import { Dialog } from "./dialog.tsx";
import { moment, plainMoney, roughly } from "./format.ts";
import { Button, Failure, Notice } from "./parts.tsx";
import { useSession } from "./session.tsx";
import { strings } from "./strings.ts";
import { worldOf } from "./world.ts";

const s = strings.payments;

interface PaymentsProps {
  item: Item;
  chainId: number;
  account: Address;
  /** Something else is under way. */
  busy: boolean;
  /** Asks for the file on the chain. */
  dispute: (purchase: Purchase) => void;
  /** The price was given back, and the licence is over. */
  refunded: () => void;
}

/** What the account paid for a listing, or was given, as long as it is in escrow, and what can be done about it. */
export function Payments({ item, chainId, account, busy, dispute, refunded }: PaymentsProps) {
  const reader = useReader(chainId);
  const [told, tell] = useState("");
  const paid = useQuery({
    queryKey: ["payments", chainId, item.link.market, item.link.asset, account],
    enabled: reader.isSuccess,
    queryFn: async ({ signal }) => {
      if (!reader.data) return [];
      const { purchases } = await loadMarket();
      return (await purchases(reader.data, item.link.market, { asset: item.link.asset, signal })).filter((p) => p.status !== "settled");
    },
    refetchInterval: (query) => ((query.state.data ?? []).some((p) => p.status !== "refunded") ? 5_000 : false),
  });
  if (paid.isError) return <Failure error={paid.error} retry={() => { void paid.refetch(); }} />;
  if (!paid.data || (paid.data.length === 0 && told === "")) return null;
  return (
    <section className="flow" aria-labelledby="payments">
      <h2 id="payments" className="label">{s.title}</h2>
      {paid.data.map((p) => <Payment key={p.number} purchase={p} chainId={chainId} account={account} busy={busy} committee={item.listing.committee} dispute={dispute} refunded={refunded} tell={tell} />)}
      <div role="status">{told !== "" && <Notice kind="good"><p>{told}</p></Notice>}</div>
    </section>
  );
}

const same = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();

function Payment({ purchase: p, chainId, account, busy, committee, dispute, refunded, tell }: Omit<PaymentsProps, "item"> & { purchase: Purchase; committee: bigint; tell: (done: string) => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"accept" | "dispute">();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const amount = plainMoney(p.price, p.currency);
  const holds = same(p.holder, account);
  const payer = same(p.payer, account);
  const world = worldOf(session.site, chainId, p.link.market);
  const answerWindow = useQuery({
    queryKey: ["answer-window", chainId, world?.committees, committee.toString()],
    enabled: asking === "dispute" && world !== undefined,
    queryFn: async () => Number(await readContract(session.config, { chainId, address: world?.committees ?? coinAddress, abi: [committeesAnswerWindow], functionName: "answerWindow", args: [committee] })),
    staleTime: Infinity,
  });
  const owed = useQuery({
    queryKey: ["owed", chainId, p.link.market, account, p.currency.token ?? coinAddress],
    enabled: p.status === "refunded" && payer,
    queryFn: () => readContract(session.config, { chainId, address: p.link.market, abi: [marketOwed], functionName: "owed", args: [p.currency.token ?? coinAddress, account] }),
  });
  const { data: block } = useBlockNumber({ chainId, watch: p.status === "failed", query: { enabled: p.status === "failed" } });

  const work = async (what: () => Promise<string>) => {
    setWorking(true);
    setError(undefined);
    tell("");
    try {
      tell(await what());
      setAsking(undefined);
    } catch (e) {
      // That it is too early, the payment says by itself, once it is read again.
      if (e instanceof Error && "code" in e && e.code === "notYet") setAsking(undefined);
      else setError(e);
    } finally {
      setWorking(false);
      for (const key of ["payments", "owed", "purchases", "item"]) void queries.invalidateQueries({ queryKey: [key] });
    }
  };
  const accept = () => work(async () => {
    const market = await loadMarket();
    await market.accept(await signer(session, chainId), p);
    return s.accepted(amount);
  });
  const refund = () => work(async () => {
    const market = await loadMarket();
    await market.refund(await signer(session, chainId), p);
    refunded();
    return s.refunded(amount);
  });
  const takeOut = () => work(async () => {
    const market = await loadMarket();
    const taken = await market.withdraw(await signer(session, chainId), p.link.market, p.currency.token);
    return taken ? strings.sales.withdrawn(plainMoney(taken.amount, p.currency)) : "";
  });
  const left = block === undefined || p.refundAt <= block ? 0 : Number(p.refundAt - block);
  const texts: Record<Purchase["status"], string> = {
    settled: "", held: s.held(amount, moment(p.releaseAt)), due: s.due(amount), asked: s.asked(moment(p.answersUntil)),
    served: s.served(p.standing, p.needed, moment(p.releaseAt)), unserved: s.unserved(p.standing, p.needed), failed: s.failed(left), refundable: s.refundable(amount),
    refunded: payer ? s.givenBack(amount) : s.givenBackPayer(amount),
  };
  const off = busy || working;
  return (
    <div className="notice">
      <p role="status">{texts[p.status]}</p>
      {p.status === "held" && !holds && <p className="small soft">{s.onlyHolder}</p>}
      <div className="actions">
        {p.status === "held" && <Button small isDisabled={off} onPress={() => { setError(undefined); setAsking("accept"); }}>{s.accept}</Button>}
        {p.status === "held" && holds && <Button small isDisabled={off} onPress={() => { setError(undefined); setAsking("dispute"); }}>{s.dispute}</Button>}
        {(p.status === "unserved" || p.status === "refundable") && <Button small look="main" isDisabled={off} onPress={() => { void refund(); }}>{working ? strings.wallet.approve : s.refund}</Button>}
        {p.status === "refunded" && owed.data !== undefined && owed.data > 0n && (
          <Button small look="main" isDisabled={off} onPress={() => { void takeOut(); }}>{working ? strings.wallet.approve : strings.sales.withdrawOf(plainMoney(owed.data, p.currency))}</Button>
        )}
      </div>
      {error !== undefined && asking === undefined && <Failure error={error} />}
      <Dialog title={s.acceptTitle} open={asking === "accept"} onClose={() => { setAsking(undefined); }}>
        <p>{s.acceptText(amount)}</p>
        {error !== undefined && <Failure error={error} />}
        <div className="actions">
          <Button look="main" isDisabled={working} onPress={() => { void accept(); }}>{working ? strings.wallet.approve : s.acceptNow}</Button>
          <Button onPress={() => { setAsking(undefined); }}>{strings.cancel}</Button>
        </div>
      </Dialog>
      <Dialog title={s.disputeTitle} open={asking === "dispute"} onClose={() => { setAsking(undefined); }}>
        <div className="flow">
          <p>{s.disputeText}</p>
          <p>{answerWindow.data === undefined ? s.disputeWaits : s.disputeWait(roughly(answerWindow.data))}</p>
          <p>{s.disputeBond}</p>
          <p>{s.disputeStay}</p>
        </div>
        <div className="actions">
          <Button look="main" onPress={() => { setAsking(undefined); dispute(p); }}>{s.disputeNow}</Button>
          <Button onPress={() => { setAsking(undefined); }}>{strings.cancel}</Button>
        </div>
      </Dialog>
    </div>
  );
}

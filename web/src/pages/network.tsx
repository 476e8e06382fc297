import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { committeeOf, listCommittees, type Committee, type Member } from "../gateway.ts";
import { day, decimal, roughly, time } from "../format.ts";
import { Account, Button, Choice, Empty, Failure, Notice, PageHead, Waiting } from "../parts.tsx";
import { useWorld, WorldChoice } from "../network-choice.tsx";
import { useSession } from "../session.tsx";
import { strings } from "../strings.ts";
import { seatsOf, type Health } from "../seats.ts";

const s = strings.network;

/** The nodes that let buyers in: whether they answer, and what holds them. */
export function NetworkPage() {
  const world = useWorld();
  return (
    <div className="page">
      <PageHead title={strings.pageTitles.network} lede={s.lede} />
      <WorldChoice />
      <Committees key={`${world.chainId} ${world.committees}`} />
    </div>
  );
}

function Committees() {
  const { site } = useSession();
  const world = useWorld();
  const [chosen, choose] = useState<string>();
  const committees = useQuery({
    queryKey: ["committees", world.chainId, world.committees],
    queryFn: ({ signal }) => listCommittees(site.gateway, world.chainId, world.committees, signal),
  });
  const number = chosen ?? committees.data?.[0];
  return (
    <>
      {committees.isPending && <Waiting rows={3} />}
      {committees.isError && <Failure error={committees.error} retry={() => { void committees.refetch(); }} />}
      {committees.isSuccess && number === undefined && <Empty text={s.none} />}
      {committees.isSuccess && committees.data.length > 1 && number !== undefined && (
        <div className="narrow"><Choice label={s.which} value={number} onChange={choose} options={committees.data.map((c) => [c, s.committee(c)] as const)} /></div>
      )}
      {number !== undefined && <OneCommittee key={number} number={number} />}
    </>
  );
}

function OneCommittee({ number }: { number: string }) {
  const { site } = useSession();
  const world = useWorld();
  const committee = useQuery({
    queryKey: ["committee", world.chainId, world.committees, number],
    queryFn: ({ signal }) => committeeOf(site.gateway, world.chainId, world.committees, number, signal),
    staleTime: 10_000,
  });
  if (committee.isPending) return <Waiting rows={3} />;
  if (committee.isError) return <Failure error={committee.error} retry={() => { void committee.refetch(); }} />;
  return <Drawn committee={committee.data} asked={committee.dataUpdatedAt} again={() => { void committee.refetch(); }} />;
}

/** Asks a node itself whether it would answer: nobody else's word. */
async function askNode(url: string, signal: AbortSignal): Promise<Health> {
  try {
    const answer = await fetch(`${url.replace(/\/+$/, "")}/v1/info`, {
      credentials: "omit", referrerPolicy: "no-referrer", redirect: "error", signal: AbortSignal.any([signal, AbortSignal.timeout(6_000)]),
    });
    const info = (await answer.json()) as { ready?: unknown };
    return answer.ok && info.ready === true ? "up" : "slow";
  } catch {
    return "down";
  }
}

function Drawn({ committee, asked, again }: { committee: Committee; asked: number; again: () => void }) {
  const nodes = useQueries({
    queries: committee.members.map((m) => ({
      queryKey: ["node", m.url, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => askNode(m.url, signal),
      staleTime: Infinity,
      enabled: m.confirmed,
    })),
  });
  const healthOf = (m: Member, i: number): Health => {
    if (!m.confirmed) return "absent";
    const own = nodes[i]?.data;
    if (own === "down" && m.ready) return "up"; // the gateway reaches it, this browser's network may not
    return own ?? (m.ready ? "up" : "asking");
  };
  const health = committee.members.map(healthOf);
  const up = health.filter((h) => h === "up").length;
  const confirmed = committee.members.filter((m) => m.confirmed).length;
  const pending = nodes.some((n) => n.isFetching);
  const { t, n } = committee;
  const age = Math.max(0, Date.now() / 1000 - committee.activatedAt);
  return (
    <>
      <section className="card network" aria-label={s.committee(committee.committee)}>
        <Picture health={health} t={t} />
        <div className="flow" aria-live="polite">
          <h2>{s.committee(committee.committee)}</h2>
          {!pending && (
            <Notice kind={up >= t + 1 || (up === n && up >= t) ? "good" : "warn"}>
              <p>{up < t ? s.health.bad(up, t) : up === t && n > t ? s.health.thin(up, t) : s.health.good(up, t)}</p>
            </Notice>
          )}
          {pending && <p className="soft">{`${s.asking} …`}</p>}
          <ul className="legend" aria-hidden="true">
            {(["up", "slow", "down", "absent"] as const).filter((h) => health.includes(h)).map((h) => (
              <li key={h}><svg viewBox="-16 -16 32 32"><Seat health={h} /></svg>{s[h]}</li>
            ))}
          </ul>
          <p className="actions"><Button small onPress={again} isDisabled={pending}>{s.refresh}</Button><span className="small soft">{s.asked(time(asked))}</span></p>
        </div>
      </section>
      <section className="flow" aria-labelledby="figures">
        <h2 id="figures">{s.figures}</h2>
        <dl className="figures">
          <Figure name={s.threshold} value={s.thresholdValue(t, n)} help={s.thresholdHelp} />
          <Figure name={s.epoch} value={committee.epoch} help={s.epochHelp} />
          <Figure name={s.age} value={committee.activatedAt > 0 ? roughly(age) : "–"} help={s.ageHelp} />
          <Figure name={s.confirmed} value={s.confirmedValue(confirmed, n)} help={s.confirmedHelp} />
          <Figure name={s.promised} value={committee.promisedUntil > 0 ? day(committee.promisedUntil) : s.promisedNone} help={s.promisedHelp} />
        </dl>
      </section>
      <section className="flow" aria-labelledby="nodes">
        <h2 id="nodes">{s.nodes}</h2>
        <div className="table-room" role="group" aria-labelledby="nodes" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{s.list.node}</th><th scope="col">{s.list.state}</th><th scope="col" className="end">{s.list.stake}</th>
                <th scope="col">{s.list.until}</th><th scope="col">{s.list.operator}</th>
              </tr>
            </thead>
            <tbody>
              {committee.members.map((m, i) => {
                const h = health[i] ?? "asking";
                return (
                  <tr key={m.index}>
                    <th scope="row">{s.node(m.index)}</th>
                    <td><span className={`badge badge-${h === "up" ? "good" : h === "down" ? "bad" : h === "asking" ? "" : "warn"}`}>{s[h]}</span>{m.wrongShare === true && <span className="badge badge-bad">{s.wrong}</span>}</td>
                    <td className="end">{`${decimal(BigInt(m.stake), 18)} ${strings.amounts.coin}`}</td>
                    <td className="numeric">{m.servesUntil > 0 ? day(m.servesUntil) : "–"}</td>
                    <td><Account address={m.account} /></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <p className="small soft">{s.stakeHelp}</p>
      </section>
    </>
  );
}

function Figure({ name, value, help }: { name: string; value: string; help: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd className="figure-value numeric">{value}</dd>
      <dd className="small soft">{help}</dd>
    </div>
  );
}

/** The members around what they guard: those that answer are joined to it. */
function Picture({ health, t }: { health: Health[]; t: number }) {
  const n = health.length;
  const up = health.filter((h) => h === "up").length;
  const seats = seatsOf(n, 118);
  const radius = n <= 12 ? 16 : n <= 40 ? 9 : 5;
  return (
    <svg className="committee" viewBox="-150 -150 300 300" role="img" aria-label={s.picture(up, n, t)}>
      {seats.map(([x, y], i) => <line key={i} className={`spoke spoke-${health[i] ?? "down"}`} x1={x} y1={y} x2="0" y2="0" />)}
      <circle className={`core ${up >= t ? "core-good" : "core-bad"}`} r="52" />
      <text className="core-figure" y="-2" textAnchor="middle">{`${up}/${n}`}</text>
      <text className="core-words" y="20" textAnchor="middle">{`${t} ${s.needed}`}</text>
      {seats.map(([x, y], i) => (
        <g key={i} transform={`translate(${x} ${y}) scale(${radius / 16})`}>
          <Seat health={health[i] ?? "down"} />
        </g>
      ))}
    </svg>
  );
}

/** A member's sign: its form says what its colour does. */
function Seat({ health }: { health: Health }) {
  return (
    <g className={`seat seat-${health}`}>
      <circle r="14" />
      {health === "up" && <path d="M-6 0.5l4 4.2L6-4.5" />}
      {health === "down" && <path d="M-5-5L5 5M5-5L-5 5" />}
      {health === "slow" && <path d="M0-7V1M0 6v.5" />}
    </g>
  );
}

import { hrefOf } from "../router.ts";
import { strings } from "../strings.ts";

/** What this is, and the two ways in. It needs no network. */
export function HomePage() {
  const s = strings.home;
  return (
    <div className="page home">
      <div className="page-head hero">
        <h1>{s.title}</h1>
        <p className="lede">{s.lede}</p>
        <div className="actions">
          <a className="button button-main" href={hrefOf({ page: "sell" })}>{s.sell}</a>
          <a className="button" href={hrefOf({ page: "browse", query: new URLSearchParams() })}>{s.browse}</a>
        </div>
      </div>
      <section aria-labelledby="how">
        <h2 id="how" className="unseen">{s.how}</h2>
        <ol className="cards three numbered">
          {s.steps.map((step) => (
            <li key={step.title} className="card">
              <h3>{step.title}</h3>
              <p>{step.text}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className="split" aria-labelledby="trust">
        <h2 id="trust">{s.trust}</h2>
        <div className="flow">
          {s.trustText.map((text) => <p key={text}>{text}</p>)}
          <p><a href={hrefOf({ page: "about" })}>{strings.nav.about}</a></p>
        </div>
      </section>
    </div>
  );
}

import { lazy, Suspense, useEffect, useMemo, useRef, type ComponentType, type ReactNode } from "react";
import { Boundary } from "./boundary.tsx";
import { HomePage } from "./pages/home.tsx";
import { hrefOf, parseRoute, useFragment, type Route } from "./router.ts";
import { strings } from "./strings.ts";
import { useTheme, type Theme } from "./theme.ts";
import { AssetWaiting, told } from "./told.tsx";
import { site } from "./world.ts";

type Named<K extends string, P> = Promise<Record<K, ComponentType<P>>>;

/** A component that is loaded when it is first drawn, or said to be needed. */
function later<K extends string, P extends object>(load: () => Named<K, P>, name: K) {
  return Object.assign(lazy(async () => ({ default: (await load())[name] })), { load });
}

const Session = later<"Session", { children: ReactNode }>(() => import("./session.tsx"), "Session");
const WalletButton = later<"WalletButton", object>(() => import("./wallet-button.tsx"), "WalletButton");
const SellPage = later<"SellPage", object>(() => import("./pages/sell.tsx"), "SellPage");
const AssetPage = later<"AssetPage", { route: Route & { page: "asset" } }>(() => import("./pages/asset.tsx"), "AssetPage");
const BrowsePage = later<"BrowsePage", { query: URLSearchParams }>(() => import("./pages/browse.tsx"), "BrowsePage");
const LibraryPage = later<"LibraryPage", object>(() => import("./pages/library.tsx"), "LibraryPage");
const SalesPage = later<"SalesPage", object>(() => import("./pages/sales.tsx"), "SalesPage");
const NetworkPage = later<"NetworkPage", object>(() => import("./pages/network.tsx"), "NetworkPage");
const AboutPage = later<"AboutPage", object>(() => import("./pages/about.tsx"), "AboutPage");

const pages = { sell: SellPage, asset: AssetPage, browse: BrowsePage, library: LibraryPage, sales: SalesPage, network: NetworkPage, about: AboutPage };

/** Asks for all that the first page needs at once, and not part after part as they are drawn. What fails is told where it is used. */
export function hurry(): void {
  const route = parseRoute(location.hash);
  const { page } = route;
  if (!(page in pages)) return;
  if (route.page === "asset") void told(route);
  const wanted: Promise<unknown>[] = [pages[page as keyof typeof pages].load(), Session.load(), site()];
  if (page === "asset") wanted.push(import("@latchkey/sdk/market"), import("@latchkey/sdk/listing"));
  for (const one of wanted) one.catch(() => undefined);
}

/** The whole page. */
export function App() {
  const fragment = useFragment();
  const route = useMemo(() => parseRoute(fragment), [fragment]);
  const key = route.page === "asset" ? hrefOf(route) : route.page;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (route.page !== "asset") document.title = strings.titleOf(strings.pageTitles[route.page]);
  }, [route]);
  useEffect(() => {
    // Who reads with the keyboard or a screen reader goes on at the new page, not where the link was.
    if (first.current) first.current = false;
    else {
      main.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
  }, [key]);
  return (
    <>
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>{strings.skip}</a>
      <header className="top">
        <div className="wide">
          <a className="brand" href={hrefOf({ page: "home" })}><Mark />{strings.name}</a>
          <Navigation now={route} />
          <div className="top-end">
            <Boundary fallback={() => null}>
              <Suspense fallback={<span className="button button-small waiting-button" aria-hidden="true">{strings.wallet.connect}</span>}>
                <Session><WalletButton /></Session>
              </Suspense>
            </Boundary>
          </div>
        </div>
      </header>
      <main id="main" className="wide" ref={main} tabIndex={-1}>
        <Boundary key={key}>
          <Suspense fallback={<PageWaiting route={route} />}>
            <Page route={route} />
          </Suspense>
        </Boundary>
      </main>
      <footer className="bottom">
        <div className="wide">
          <p>{strings.footer} <a href={hrefOf({ page: "about" })}>{strings.nav.about}</a></p>
          <ThemeChoice />
        </div>
      </footer>
    </>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "home":
      return <HomePage />;
    case "missing":
      return <MissingPage />;
    case "about":
      return <Session><AboutPage /></Session>;
    case "sell":
      return <Session><SellPage /></Session>;
    case "asset":
      return <Session><AssetPage key={route.asset} route={route} /></Session>;
    case "browse":
      return <Session><BrowsePage query={route.query} /></Session>;
    case "library":
      return <Session><LibraryPage /></Session>;
    case "sales":
      return <Session><SalesPage /></Session>;
    case "network":
      return <Session><NetworkPage /></Session>;
  }
}

/** What pages begin with is there before they are: it is what is read first. */
const ledes = { sell: strings.sell, browse: strings.browse, library: strings.library, sales: strings.sales, network: strings.network, about: strings.about };

function PageWaiting({ route }: { route: Route }) {
  if (route.page === "asset") return <AssetWaiting place={route} />;
  return (
    <div className={route.page === "sell" ? "page narrow" : "page"} aria-busy="true">
      <div className="page-head">
        <h1>{strings.pageTitles[route.page]}</h1>
        {route.page in ledes && <p className="lede">{ledes[route.page as keyof typeof ledes].lede}</p>}
      </div>
      <p className="unseen" role="status">{strings.loading}</p>
      <div className="bone bone-line" />
      <div className="bone bone-block" />
    </div>
  );
}

function MissingPage() {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{strings.pageTitles.missing}</h1>
        <p className="lede">{strings.missing.what}</p>
      </div>
      <p><a className="button button-main" href={hrefOf({ page: "browse", query: new URLSearchParams() })}>{strings.nav.browse}</a></p>
    </div>
  );
}

const navigation = ["sell", "browse", "library", "sales", "network"] as const;

function Navigation({ now }: { now: Route }) {
  return (
    <nav className="nav" aria-label={strings.navLabel}>
      <ul>
        {navigation.map((page) => (
          <li key={page}>
            <a
              href={hrefOf(page === "browse" ? { page, query: new URLSearchParams() } : { page })}
              aria-current={now.page === page ? "page" : undefined}
            >{strings.nav[page]}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const themes: Theme[] = ["system", "light", "dark"];

function ThemeChoice() {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="theme">
      <legend className="unseen">{strings.theme.legend}</legend>
      {themes.map((t) => (
        <label key={t}>
          <input type="radio" name="theme" value={t} checked={theme === t} onChange={() => { choose(t); }} />
          <span>{strings.theme[t]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1d5c4a" />
      <circle cx="16" cy="12" r="5" fill="none" stroke="#f4e3b2" strokeWidth="3" />
      <path d="M16 17v9M16 22h5" fill="none" stroke="#f4e3b2" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}

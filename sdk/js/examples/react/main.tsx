// A listing as a React component. What is read ends when it is no longer shown.
import { connect, formatAmount, isError, parseLink, show, type Client, type Item } from "@latchkey/sdk";
import { StrictMode, useEffect, useState, type ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { createClient, http } from "viem";

/** Shows what a link leads to, or why it cannot. */
export function Listing({ client, link }: { client: Client; link: string }): ReactElement {
  const [item, setItem] = useState<Item | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    const load = async (): Promise<void> => {
      try {
        setItem(await show(client, parseLink(link), { signal: stop.signal }));
      } catch (error) {
        if (!stop.signal.aborted) setProblem(isError(error) ? `${error.message}. ${error.next}` : String(error));
      }
    };
    void load();
    return () => {
      stop.abort();
    };
  }, [client, link]);
  if (problem) return <p role="alert">{problem}</p>;
  if (!item) return <p>…</p>;
  if (!item.metadata) return <p role="alert">{item.error?.message}</p>;
  return (
    <article>
      <h1>{item.metadata.title}</h1>
      <p>{item.metadata.description}</p>
      <p>
        {formatAmount(item.currency, item.listing.price)}, by {item.listing.seller}
      </p>
    </article>
  );
}

const query = new URLSearchParams(location.search);
const client = await connect({ chain: createClient({ transport: http(query.get("rpc") ?? "http://127.0.0.1:8545") }) });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Listing client={client} link={location.href} />
    </StrictMode>,
  );
}

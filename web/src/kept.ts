// What this browser keeps, in IndexedDB: links of unlisted listings, and sales that are not finished. Neither keys of
// files nor anything that is not sealed.

/** A listing whose key is in the link alone. */
export interface KeptLink {
  /** CHAIN/MARKET/ASSET. */
  place: string;
  /** 43 characters. */
  key: string;
  /** Milliseconds. */
  at: number;
}

const stores = ["links", "sales"] as const;
type StoreName = (typeof stores)[number];

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("latchkey", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("links", { keyPath: "place" });
      request.result.createObjectStore("sales", { keyPath: "id" });
    };
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error("IndexedDB is blocked")); };
  });
}

async function run<T>(store: StoreName, mode: IDBTransactionMode, ask: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(store));
      transaction.oncomplete = () => { resolve(request.result); };
      transaction.onabort = () => { reject(transaction.error ?? new Error("IndexedDB refused")); };
    });
  } finally {
    db.close();
  }
}

/** Keeps a record, in place of one of the same key. Throws where the browser keeps nothing. */
export async function keep(store: StoreName, value: object): Promise<void> {
  await run(store, "readwrite", (s) => s.put(value));
}

/** A record by its key, or undefined; also where the browser keeps nothing. */
export async function kept<T>(store: StoreName, key: string): Promise<T | undefined> {
  return run(store, "readonly", (s) => s.get(key) as IDBRequest<T | undefined>).catch(() => undefined);
}

/** All records; none where the browser keeps nothing. */
export async function allKept<T>(store: StoreName): Promise<T[]> {
  return run(store, "readonly", (s) => s.getAll() as IDBRequest<T[]>).catch(() => []);
}

/** Forgets a record. */
export async function forget(store: StoreName, key: string): Promise<void> {
  await run(store, "readwrite", (s) => s.delete(key)).catch(() => undefined);
}

/** Forgets all that this browser keeps of this site, sealed copies and pieces too. */
export async function forgetAll(): Promise<void> {
  for (const store of stores) await run(store, "readwrite", (s) => s.clear()).catch(() => undefined);
  for (const folder of ["sales", "fetched"]) {
    try {
      const root = await navigator.storage.getDirectory();
      await root.removeEntry(folder, { recursive: true });
    } catch {
      // There was none.
    }
  }
}

const placeOf = (p: { chainId: string | bigint; market: string; asset: string }): string => `${p.chainId}/${p.market}/${p.asset}`.toLowerCase();

/** Keeps the key of an unlisted listing, so that what was sold or bought is found again. */
export async function keepKey(place: { chainId: string | bigint; market: string; asset: string }, key: string): Promise<void> {
  await keep("links", { place: placeOf(place), key, at: Date.now() } satisfies KeptLink).catch(() => undefined);
}

/** The key of an unlisted listing, if this browser has it. */
export async function keptKey(place: { chainId: string | bigint; market: string; asset: string }): Promise<string | undefined> {
  return (await kept<KeptLink>("links", placeOf(place)))?.key;
}

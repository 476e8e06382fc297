// Subresource Integrity for the parts of the page that are loaded later. The page's own tags name the hashes of what is loaded at once; this, which is a
// part of that, has those of the rest. A part is imported (vite.config.ts writes the call) once it, and all that it imports, is there with its hash: then the
// browser has these modules, and asks for none of them again. It must not be imported before: what was refused would be asked for once more, without a hash.

/** Of each part, by its file's name under assets: the hash, and the parts that it imports itself. Written when the page is built. */
const parts: Readonly<Record<string, readonly [hash: string, ...imports: string[]]>> = import.meta.env.DEV ? {} : (JSON.parse("@parts@") as typeof parts);

const asked = new Map<string, Promise<void>>();

/** Asks for a part and all that it imports, each once. */
function ask(name: string, all = new Map<string, Promise<void>>()): Map<string, Promise<void>> {
  const part = parts[name];
  if (!part || all.has(name)) return all;
  const [hash, ...imports] = part;
  const there = asked.get(name) ?? new Promise<void>((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.integrity = hash;
    link.href = `./assets/${name}`;
    link.onload = () => { resolve(); };
    link.onerror = () => { reject(new TypeError(`Failed to fetch dynamically imported module: ${name}`)); };
    document.head.append(link);
  });
  asked.set(name, there);
  all.set(name, there);
  for (const one of imports) ask(one, all);
  return all;
}

async function load<T>(name: string, part: () => Promise<T>): Promise<T> {
  await Promise.all(ask(name).values());
  return part();
}

(globalThis as { latchkeyPart?: typeof load }).latchkeyPart = load;

// Subresource Integrity for the parts of the page that are loaded later. The page's own tags name the hashes of what is loaded at once; this, which is a
// part of that, has those of the rest. Each import of a part is preceded by the request for it with its hash (vite.config.ts writes the call): what comes with
// another hash is no module, and the import fails.

/** Of each part, by its file's name under assets: the hash, and the parts that it imports itself. Written when the page is built. */
const parts: Readonly<Record<string, readonly [hash: string, ...imports: string[]]>> = import.meta.env.DEV ? {} : (JSON.parse("@parts@") as typeof parts);

const asked = new Set<string>();

function ask(name: string): void {
  const part = parts[name];
  if (!part || asked.has(name)) return;
  asked.add(name);
  const [hash, ...imports] = part;
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.integrity = hash;
  link.href = `./assets/${name}`;
  document.head.append(link);
  imports.forEach(ask);
}

(globalThis as { latchkeyPart?: typeof ask }).latchkeyPart = ask;

import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

const sri = (bytes: string | Uint8Array): string => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

/**
 * Has each file of the built page loaded with its SHA-384: those that are loaded at once by the tag's attribute, the parts that are loaded later by
 * src/integrity.ts, into which their hashes are written. Workers have none: browsers have no way to ask for them with a hash.
 */
function integrity(): Plugin {
  return {
    name: "latchkey:integrity",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const atOnce = new Set<string>();
        const reach = (name: string): void => {
          const file = bundle[name];
          if (file?.type !== "chunk" || atOnce.has(name)) return;
          atOnce.add(name);
          file.imports.forEach(reach);
        };
        for (const chunk of chunks) if (chunk.isEntry) reach(chunk.fileName);
        for (const chunk of chunks) {
          chunk.code = chunk.code.replace(/\bimport\((["'`])\.\/([\w.-]+\.js)\1\)/g, (call, _quote, name: string) => (atOnce.has(`assets/${name}`) ? call : `globalThis.latchkeyPart("${name}",()=>${call})`));
        }
        const later = chunks.filter((chunk) => !atOnce.has(chunk.fileName));
        const nameOf = (file: string): string => file.replace(/^assets\//, "");
        const parts = Object.fromEntries(later.map((chunk) => [nameOf(chunk.fileName), [sri(chunk.code), ...chunk.imports.filter((name) => !atOnce.has(name)).map(nameOf)]]));
        const keeper = chunks.find((chunk) => atOnce.has(chunk.fileName) && /JSON\.parse\(["'`]@parts@["'`]\)/.test(chunk.code));
        if (!keeper) throw new Error("the page has no place for the hashes of its parts");
        keeper.code = keeper.code.replace(/JSON\.parse\(["'`]@parts@["'`]\)/, `JSON.parse(${JSON.stringify(JSON.stringify(parts))})`);

        const page = bundle["index.html"];
        if (page?.type !== "asset") throw new Error("there is no index.html");
        const html = typeof page.source === "string" ? page.source : new TextDecoder().decode(page.source);
        page.source = html.replace(/<(script|link)\b([^>]*?)\b(src|href)="\.\/(assets\/[^"]+)"([^>]*)>/g, (tag, ...found: string[]) => {
          const file = bundle[found[3] ?? ""];
          if (file === undefined) throw new Error(`${tag} names no file of the page`);
          return tag.replace(/>$/, ` integrity="${sri(file.type === "chunk" ? file.code : file.source)}">`);
        });
      },
    },
  };
}

// Relative paths, so that the page can lie in any folder of any host.
export default defineConfig({
  base: "./",
  plugins: [react(), integrity()],
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: {
    target: "es2022",
    // Parts that are loaded later are asked for by src/integrity.ts.
    modulePreload: { polyfill: false, resolveDependencies: (_file, imports, { hostType }) => (hostType === "html" ? imports : []) },
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: scripts or styles
    reportCompressedSize: true,
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
});

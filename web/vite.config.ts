import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** Writes into each tag of the built page that loads a file the SHA-384 of that file. */
function integrity(): Plugin {
  return {
    name: "latchkey:integrity",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const page = bundle["index.html"];
        if (page?.type !== "asset") throw new Error("there is no index.html");
        const html = typeof page.source === "string" ? page.source : new TextDecoder().decode(page.source);
        page.source = html.replace(/<(script|link)\b([^>]*?)\b(src|href)="\.\/(assets\/[^"]+)"([^>]*)>/g, (tag, ...found: string[]) => {
          const file = bundle[found[3] ?? ""];
          if (file === undefined) throw new Error(`${tag} names no file of the page`);
          const hash = createHash("sha384").update(file.type === "chunk" ? file.code : file.source).digest("base64");
          return tag.replace(/>$/, ` integrity="sha384-${hash}">`);
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
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: scripts or styles
    reportCompressedSize: true,
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
});

import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// The laws; stories in a browser, under test/browser, have a configuration of their own.
export default defineConfig({
  resolve: { conditions: ["source", ...defaultClientConditions] },
  ssr: { resolve: { conditions: ["source", ...defaultServerConditions], externalConditions: ["source"] } },
  test: { include: ["test/*.test.{ts,tsx}"], environment: "node", server: { deps: { inline: [/@latchkey/] } } },
});

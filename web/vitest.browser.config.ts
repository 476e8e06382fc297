import { defineConfig } from "vitest/config";

// Stories in a real browser, against a real devnet: `npm run test:browser -w web`, after `make build`.
export default defineConfig({
  test: {
    include: ["test/browser/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    // Each file has a devnet and a browser of its own, and waits for blocks most of the time.
    maxWorkers: 2,
  },
});

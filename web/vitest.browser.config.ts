import { defineConfig } from "vitest/config";

// Stories in a real browser, against a real devnet: `npm run test:browser -w web`, after `make build`.
export default defineConfig({
  test: {
    include: ["test/browser/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // One machine, one browser, one chain at a time.
    fileParallelism: false,
  },
});

import { defineConfig } from "vitest/config";

// Tests do not assert on time; the limit is for machines that do many things at once.
export default defineConfig({ test: { include: ["test/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 } });

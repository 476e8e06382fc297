import { defineConfig } from "vitest/config";

// Tests do not assert on time; the limit is for machines that do many things at once. Two files at a time: the long ones wait for blocks.
export default defineConfig({ test: { include: ["test/*.test.ts"], testTimeout: 240_000, hookTimeout: 240_000, maxWorkers: 2 } });

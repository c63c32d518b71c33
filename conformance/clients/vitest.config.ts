import { defineConfig } from "vitest/config";

// Behaviours mostly wait, so they and one other file go together even where there are two cores.
export default defineConfig({ test: { include: ["*.test.ts"], testTimeout: 120_000, maxWorkers: 2 } });

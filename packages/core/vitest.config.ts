import { defineConfig } from "vitest/config";

// For `pnpm mutants`: counting which test runs which line makes the long properties several times slower.
export default defineConfig({ test: { include: ["src/**/*.test.ts"], testTimeout: 120_000 } });

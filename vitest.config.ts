import { defineConfig } from "vitest/config";

// unit: pure, beside the file. integration: real PostgreSQL, Redis and sockets on loopback, under test/.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/*/src/**/*.test.{ts,tsx}",
            "tools/fuzz/*.test.ts",
            "bench/{chaos,simulation}/*.test.ts",
          ],
          // Nothing here waits: what other work on the machine does to a test decides nothing.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [
            "packages/*/test/**/*.test.ts",
            "apps/*/test/**/*.test.ts",
            "tools/test/**/*.test.ts",
            "bench/simulation/test/*.test.ts",
          ],
          globalSetup: ["packages/testkit/src/postgres-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 30_000,
          maxWorkers: 3,
          maxConcurrency: 4,
        },
      },
    ],
  },
});

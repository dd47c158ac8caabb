import { defineConfig } from "@playwright/test";

// The real product: tools/start.ts with its own database, on free ports, in a folder of its own.
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/product-setup.ts",
  // The product runs on the same machine; what takes longest waits for nothing, and the rest goes on beside it.
  workers: 2,
  timeout: 150_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: process.env.CI === undefined ? "list" : [["list"], ["html", { open: "never" }]],
  outputDir: "node_modules/.cache/playwright",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", chromiumSandbox: false },
    viewport: { width: 1_280, height: 800 },
    // What fails shows its page in words. Recording all takes the stories a quarter longer; `playwright test --trace on` records what is named.
    trace: "off",
  },
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FullConfig, chromium } from "@playwright/test";
import { startProduct } from "./product.ts";
import { signUp } from "./sign-up.ts";

/** Starts the product once for all stories and signs up the person who owns it; returns what ends it. */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  const product = await startProduct();
  const folder = mkdtempSync(join(tmpdir(), "vedette-e2e-owner-"));
  const stop = async () => {
    await product[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const browser = await chromium.launch(config.projects[0]?.use.launchOptions);
    const owner = await signUp(browser, product.webUrl, { email: "owner@example.com" });
    process.env.E2E_OWNER = join(folder, "owner.json");
    writeFileSync(process.env.E2E_OWNER, JSON.stringify(await owner.storageState()));
    await browser.close();
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.E2E_WEB_URL = product.webUrl;
  process.env.E2E_EDGE_URL = product.edgeUrl;
  process.env.E2E_DATA_DIR = product.dataDir;
  process.env.E2E_DATABASE_URL = product.databaseUrl;
  return stop;
}

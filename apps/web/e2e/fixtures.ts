import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type BrowserContext, type Page, test as base } from "@playwright/test";
import type { Role } from "@vedette/core/access";
import type { TeamSummary } from "@vedette/core/team-record";
import { bucketStartMs, latencySummary, noCounts, rollupOf } from "@vedette/core/rollup";
import { openDb } from "@vedette/db/db";
import { insertManyMonitors } from "@vedette/testkit/fixtures";
import pg from "pg";
import { type Api, type SignedIn, apiOf } from "./api.ts";
import { signUp } from "./sign-up.ts";

const bucketMs = 300_000;

type Owner = { api: Api; signedIn: SignedIn };
type Fixtures = {
  webUrl: string;
  edgeUrl: string;
  /** Where the product keeps its files: those of its database, its logs, its pages. */
  dataDir: string;
  /** Who owns the instance and every team of the stories. */
  owner: Owner;
  /** A team of this story's own. */
  team: TeamSummary;
  /** So many monitors in the story's team, as `insertManyMonitors` makes them: sooner than by as many requests. */
  seedMonitors: (count: number) => Promise<void>;
  /** How long a monitor's answers took in the five-minute buckets that ended 10 minutes ago, oldest first. */
  seedLatency: (monitorNo: number, totalsMs: readonly number[]) => Promise<void>;
  /** Somebody of that role in the story's team, in a browser of their own that has just signed up. */
  openAs: (role: Role) => Promise<{ page: Page; api: Api }>;
};

export const test = base.extend<Fixtures>({
  webUrl: ({}, use) => use(environment("E2E_WEB_URL")),
  edgeUrl: ({}, use) => use(environment("E2E_EDGE_URL")),
  dataDir: ({}, use) => use(environment("E2E_DATA_DIR")),
  baseURL: ({ webUrl }, use) => use(webUrl),
  owner: ({ webUrl }, use) => {
    const signedIn = JSON.parse(readFileSync(environment("E2E_OWNER"), "utf8")) as SignedIn; // safe because the setup wrote it
    return use({ api: apiOf(webUrl, signedIn), signedIn });
  },
  team: async ({ owner }, use) => use(await owner.api.team.create.mutate({ name: `Team ${randomUUID().slice(0, 8)}` })),
  seedMonitors: async ({ team }, use) => {
    const pool = new pg.Pool({ connectionString: environment("E2E_DATABASE_URL"), max: 1 });
    await use(async (count) => void (await insertManyMonitors(pool, team, count)));
    await pool.end();
  },
  seedLatency: async ({}, use) => {
    const db = openDb({ connectionString: environment("E2E_DATABASE_URL"), maxConnections: 1 });
    await use(async (monitorNo, totalsMs) => {
      const firstMs = bucketStartMs(Date.now() - 600_000, 300) - totalsMs.length * bucketMs;
      const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
      const rows = totalsMs.map((totalMs, i) => {
        const atMs = firstMs + i * bucketMs;
        const latency = latencySummary(Array(10).fill(totalMs * 1_000));
        return rollupOf({ monitorNo, atMs, untilMs: atMs + bucketMs, counts: { ...noCounts, upN: 10 }, latency, history });
      });
      await db.rollups.save(300, rows);
    });
    await db.close();
  },
  openAs: async ({ browser, webUrl, owner, team }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role) => {
      const context = role === "owner" ? await browser.newContext({ baseURL: webUrl, storageState: owner.signedIn }) : await join(role);
      contexts.push(context);
      return { page: await context.newPage(), api: apiOf(webUrl, await context.storageState()) };
    });
    await Promise.all(contexts.map((context) => context.close()));

    async function join(role: Role): Promise<BrowserContext> {
      const email = `${role}-${randomUUID().slice(0, 8)}@example.com`;
      const invitation = await owner.api.members.invite.mutate({ team: team.slug, email, role });
      return signUp(browser, webUrl, { email, invitationId: invitation.id });
    }
  },
});
export { expect } from "@playwright/test";

export function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by product-setup.ts`);
  return value;
}

import type { OutboundMessage, Receipt } from "@vedette/core/alert";
import type { SendContext } from "@vedette/core/send-context";
import type { Snapshot } from "@vedette/core/snapshot";
import type { VerdictKind } from "@vedette/core/verdict";
import { openDb } from "@vedette/db/db";
import type { TestMonitor, TestTeam } from "@vedette/testkit/fixtures";
import { insertChannel, insertTeam } from "@vedette/testkit/fixtures";
import { freshDatabase } from "@vedette/testkit/database";
import { randomUUID } from "node:crypto";
import type { DeliverDeps } from "../src/deliver.ts";
import type { Step } from "../src/deps.ts";
import type { ObservedResult } from "../src/observe.ts";
import { publish } from "../src/publish.ts";
import type { ErrandDeps } from "../src/run-errand.ts";
import { channelContext, createSealer } from "../src/seal.ts";

export const sealer = createSealer([{ id: 1, key: new Uint8Array(32).fill(7) }]);
export const hook = { kind: "webhook", url: "https://hook.example/", secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}` } as const;

export type Rig = AsyncDisposable & {
  deps: DeliverDeps & Pick<ErrandDeps, "answerPress"> & { steps: Step[]; crashAt: (step: Step | null) => void };
  team: TestTeam;
  channelId: string;
  sent: OutboundMessage[];
  /** What went along with each of them. */
  contexts: SendContext[];
  answer: (receipt: Receipt) => void;
  rows: <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;
  pool: Awaited<ReturnType<typeof freshDatabase>>["pool"];
};

export class Crash extends Error {}

/** A team with one webhook channel on a fresh database, verbs with a recording `send`, and steps that can crash. */
export async function startRig(): Promise<Rig> {
  const database = await freshDatabase();
  const db = openDb({ connectionString: database.url, maxConnections: 6 });
  const team = await insertTeam(database.pool);
  const channelId = await insertChannel(database.pool, team, (channel) => sealer.seal(JSON.stringify(hook), channelContext(channel)));
  const sent: OutboundMessage[] = [];
  const contexts: SendContext[] = [];
  const steps: Step[] = [];
  let receipt: Receipt = { ok: true, code: 204, detail: "" };
  let crashAt: Step | null = null;
  return {
    team,
    channelId,
    sent,
    contexts,
    pool: database.pool,
    answer: (next) => (receipt = next),
    rows: async <Row extends object>(sql: string, values: unknown[] = []) => (await database.pool.query<Row>(sql, values)).rows,
    deps: {
      db,
      sealer,
      steps,
      newId: randomUUID,
      publicUrl: "https://vedette.example",
      now: Date.now,
      random: () => 0.5,
      sendsMail: true,
      crashAt: (step) => (crashAt = step),
      step: async (name) => {
        steps.push(name);
        if (name === crashAt) throw new Crash(name);
      },
      answerPress: () => Promise.reject(new Error("nobody pressed a button")),
      send: async (_destination, message, _signal, context) => {
        sent.push(message);
        contexts.push(context);
        return receipt;
      },
    },
    [Symbol.asyncDispose]: async () => {
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A result of a check that was due `dueMs`, belonging to no batch. */
export function resultAt(monitor: TestMonitor, dueMs: number, verdict: VerdictKind): ObservedResult {
  const isUp = verdict === "up";
  return {
    batchId: null,
    intervalMs: monitor.intervalMs,
    monitorNo: monitor.no,
    locationNo: 1,
    dueMs,
    lateMs: 3,
    verdict,
    code: isUp ? null : verdict === "degraded" ? "too_slow" : verdict === "down" ? "status_unexpected" : "prober_stalled",
    reason: isUp ? "" : "Answered with status 500; expected 2xx.",
    status: isUp ? 200 : 500,
    totalUs: 1_234,
    phases: { dnsUs: 0, connectUs: 200, tlsUs: 0, firstByteUs: 900, transferUs: 100 },
    certificateExpiresAtMs: null,
    look: null,
    evidence: isUp ? null : { request: { method: "GET", url: "http://x.example/" } },
  };
}

/** A published page with a component for each list of monitors. */
export async function insertPage(rig: Rig, components: Record<string, TestMonitor[]>): Promise<string> {
  const id = randomUUID();
  await rig.rows("INSERT INTO pages (id, team_id, slug, name, published, updated_at) VALUES ($1, $2, 'acme', 'Acme', true, now())", [
    id,
    rig.team.id,
  ]);
  for (const [name, monitors] of Object.entries(components))
    await rig.rows(
      `WITH c AS (INSERT INTO components (id, team_id, page_id, name, position, updated_at) VALUES (gen_random_uuid(), $1, $2, $3, 0, now()) RETURNING id)
       INSERT INTO component_monitors (team_id, component_id, monitor_id) SELECT $1, c.id, m FROM c, unnest($4::uuid[]) AS m`,
      [rig.team.id, id, name, monitors.map((monitor) => monitor.id)],
    );
  return id;
}

/** What a publication of the page shows; null when nothing was published. */
export async function publishedOf(rig: Rig, pageId: string): Promise<Snapshot | null> {
  let seen: Snapshot | null = null;
  const render = (snapshot: Snapshot) => ((seen = snapshot), Buffer.from("bundle"));
  const saved = await publish({ ...rig.deps, edgeUrl: "http://edge.example", render }, pageId);
  return saved ? seen : null;
}

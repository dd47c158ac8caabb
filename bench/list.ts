import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDb } from "@vedette/db/db";
import { migrate } from "@vedette/db/migrate";
import { changeTags } from "@vedette/engine/change-tags";
import { deleteMonitors } from "@vedette/engine/delete-monitors";
import { pauseMonitors } from "@vedette/engine/pause-monitors";
import { readMonitors } from "@vedette/engine/read-monitors";
import { restoreMonitors } from "@vedette/engine/restore-monitors";
import { resumeMonitors } from "@vedette/engine/resume-monitors";
import { setIntervals } from "@vedette/engine/set-intervals";
import { startPostgres } from "@vedette/postgres/start-postgres";
import { insertManyMonitors, insertManyResults, insertTeam } from "@vedette/testkit/fixtures";
import { freePort } from "@vedette/testkit/free-port";

export async function benchList({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    maxConnections: 50,
    durable: true,
  });
  const db = openDb({ connectionString: server.url("postgres") });
  try {
    await migrate(server.url("postgres"));
    await db.results.ensurePartitions(3);
    const team = await insertTeam(db.pool, "Bench");
    const t = async <T>(name: string, f: () => Promise<T>): Promise<T> => {
      const a = performance.now();
      const r = await f();
      console.log(name, Math.round(performance.now() - a));
      return r;
    };
    const ids = await t("seed", () => insertManyMonitors(db.pool, team, 10_000));
    if (!quick)
      await t("others", async () => {
        for (let i = 0; i < 10; i++) await insertManyMonitors(db.pool, await insertTeam(db.pool, `Other ${i}`.replace(" ", "")), 10_000);
      });
    await t("results", () => insertManyResults(db.pool, team, 110));
    await t("analyze", () => db.pool.query("ANALYZE"));
    const actor = { userId: randomUUID(), teamId: team.id, role: "owner", ip: null } as const;
    const deps = { db, now: Date.now, newId: randomUUID, sealer: null as never, publicUrl: "", sendsMail: false, ring: async () => {} };
    for (let i = 0; i < 2; i++) {
      const rows = await t("readMonitors", () => readMonitors(deps, actor));
      console.log("bytes", await t("stringify", async () => JSON.stringify(rows).length));
      const untilMs = Date.now();
      const nos = rows.map((r) => r.compatNumber);
      await t(" list", () => db.config.monitors.list(team.id));
      await t(" facts", () => db.liveFacts.ofTeam(team.id));
      await t(" latest", () => db.checks.latest(nos, untilMs - 26 * 3_600_000));
      await t(" latency", () => db.checks.latency(nos, untilMs - 24 * 3_600_000, 100));
      await t(" inc", () => db.publishing.incidentsSince(nos, untilMs - 86_400_000));
      await t(" gaps", () => db.publishing.gapsSince(nos, untilMs - 86_400_000));
      await t(" maint", () => db.publishing.maintenancesSince(nos, untilMs - 86_400_000));
    }
    const tagged = await t("tags", () => changeTags(deps, actor, { changes: [{ monitorIds: ids, add: ["new"], remove: ["odd"] }] }));
    await t("untag", () => changeTags(deps, actor, { changes: tagged.undo }));
    const set = await t("intervals", () => setIntervals(deps, actor, { changes: [{ monitorIds: ids, intervalMs: 30_000 }] }));
    await t("back", () => setIntervals(deps, actor, { changes: set.undo }));
    const paused = await t("pause", () => pauseMonitors(deps, actor, { monitorIds: ids }));
    await t("resume", () => resumeMonitors(deps, actor, { monitorIds: paused }));
    await t("delete", () => deleteMonitors(deps, actor, { monitorIds: ids }));
    await t("restore", () => restoreMonitors(deps, actor, { monitorIds: ids }));
    if (process.env.HOLD) {
      console.log(server.url("postgres"), team.id);
      await new Promise((r) => setTimeout(r, 1e9));
    }
    return {};
  } finally {
    await db.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

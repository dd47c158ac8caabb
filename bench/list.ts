import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openDb } from "@vedette/db/db";
import { migrate } from "@vedette/db/migrate";
import { changeTags } from "@vedette/engine/change-tags";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { deleteMonitors } from "@vedette/engine/delete-monitors";
import { pauseMonitors } from "@vedette/engine/pause-monitors";
import { readListLatency, readMonitors } from "@vedette/engine/read-monitors";
import { restoreMonitors } from "@vedette/engine/restore-monitors";
import { resumeMonitors } from "@vedette/engine/resume-monitors";
import { createSealer } from "@vedette/engine/seal";
import { setIntervals } from "@vedette/engine/set-intervals";
import { startPostgres } from "@vedette/postgres/start-postgres";
import { insertManyMonitors, insertManyResults, insertTeam } from "@vedette/testkit/fixtures";
import { freePort } from "@vedette/testkit/free-port";
import { typingInList } from "./lib/typing-in-list.ts";
import { median, printTable, round } from "./lib/figures.ts";

const count = 10_000;

/**
 * A team of 10,000 monitors beside 100,000 of ten other teams: what its list costs the server in time and bytes, what each change of
 * all of them at once takes, and how long a browser takes from a letter typed into the filter to the list that is painted. Medians.
 */
export async function benchList({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const runs = quick ? 3 : 7;
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    maxConnections: 100,
    durable: true,
  });
  const db = openDb({ connectionString: server.url("postgres") });
  try {
    await migrate(server.url("postgres"));
    await db.results.ensurePartitions(3);
    for (let other = 0; other < 10; other++) await insertManyMonitors(db.pool, await insertTeam(db.pool, `Other-${other}`), count);
    const team = await insertTeam(db.pool, "Bench");
    const monitorIds = await insertManyMonitors(db.pool, team, count);
    await insertManyResults(db.pool, team, 110);
    await db.pool.query("VACUUM ANALYZE");

    const deps: ConfigDeps = {
      db,
      now: Date.now,
      newId: randomUUID,
      sealer: createSealer([{ id: 1, key: randomBytes(32) }]),
      publicUrl: "http://localhost:3000",
      sendsMail: false,
      ring: async () => {},
    };
    const actor = { userId: randomUUID(), teamId: team.id, role: "owner", ip: null } as const;
    const list = await timed(runs, () => readMonitors(deps, actor));
    const json = JSON.stringify(list.answer);
    const latency = await timed(runs, () => readListLatency(deps, actor));

    const changes: Record<string, number[]> = {};
    const change = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const { ms, answer } = await timed(1, work);
      (changes[name] ??= []).push(ms);
      return answer;
    };
    for (let run = 0; run < runs; run++) {
      const paused = await change("pause", () => pauseMonitors(deps, actor, { monitorIds }));
      await change("resume", () => resumeMonitors(deps, actor, { monitorIds: paused }));
      const tagged = await change("change_tags", () =>
        changeTags(deps, actor, { changes: [{ monitorIds, add: ["new"], remove: ["odd"] }] }),
      );
      await changeTags(deps, actor, { changes: tagged.undo });
      const set = await change("set_intervals", () => setIntervals(deps, actor, { changes: [{ monitorIds, intervalMs: 30_000 }] }));
      await setIntervals(deps, actor, { changes: set.undo });
      await change("delete", () => deleteMonitors(deps, actor, { monitorIds }));
      await change("restore", () => restoreMonitors(deps, actor, { monitorIds }));
    }
    const browser = await typingInList({ quick });

    const figures = {
      list_ms: round(list.ms, 0),
      list_kb: round(json.length / 1_000, 0),
      list_gzip_kb: round(gzipSync(json).length / 1_000, 0),
      latency_ms: round(latency.ms, 0),
      latency_gzip_kb: round(gzipSync(JSON.stringify(latency.answer)).length / 1_000, 0),
      ...Object.fromEntries(Object.entries(changes).map(([name, ms]) => [`${name}_ms`, round(median(ms), 0)])),
      ...browser,
    };
    printTable([[`${count} monitors of ${count * 11}`, "median"], ...Object.entries(figures)]);
    return figures;
  } finally {
    await db.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed<T>(runs: number, work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const times: number[] = [];
  for (;;) {
    const startedMs = performance.now();
    const answer = await work();
    times.push(performance.now() - startedMs);
    if (times.length === runs) return { ms: median(times), answer };
  }
}

import { randomUUID } from "node:crypto";
import pg from "pg";
import { openDb } from "@vedette/db/db";
import { Plan } from "@vedette/core/policy";
import { observe } from "@vedette/engine/observe";
import { insertTeam, insertChannel } from "@vedette/testkit/fixtures";
import { startDurableDatabase } from "./lib/durable-database.ts";

const times: [number, string][] = [];
const original = pg.Client.prototype.query as any;
(pg.Client.prototype as any).query = function (this: any, ...args: any[]) {
  const started = performance.now();
  const answer = original.apply(this, args);
  const text = typeof args[0] === "string" ? args[0] : args[0]?.text;
  if (answer?.then)
    return answer.then((value: any) => {
      times.push([performance.now() - started, String(text).replaceAll(/\s+/g, " ").slice(0, 110)]);
      return value;
    });
  return answer;
};
await using database = await startDurableDatabase();
const pool = new pg.Pool({ connectionString: database.url, max: 2 });
pool.on("error", () => {});
const db = openDb({ connectionString: database.url, maxConnections: 6 });
await db.results.ensurePartitions(3);
const others = Number(process.argv[2] ?? 0);
const vacuum = process.argv.includes("vacuum");
const sameHost = process.argv.includes("same");
async function team(name: string, count: number, hasPolicy: boolean) {
  const team = await insertTeam(pool, name);
  await insertChannel(pool, team, () => Buffer.from("x"));
  const { rows } = await pool.query<{ no: number }>(
    `WITH made AS (INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, created_at)
       SELECT gen_random_uuid(), $1, 'Shop ' || i, 'shop-' || i, 'http', jsonb_build_object('kind', 'http', 'url', 'https://shop.example/', 'method', 'GET', 'timeoutMs', 1000, 'expectedStatus', '2xx', 'maxRedirects', 5),
              'https://shop' || CASE WHEN $3 THEN 0 ELSE i END || '.example/', 60000, 1, 1, now() - interval '1 day' FROM generate_series(1, $2::int) i RETURNING id, compat_number),
     states AS (INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, $1 FROM made)
     SELECT compat_number AS no FROM made ORDER BY 1`,
    [team.id, count, sameHost],
  );
  if (hasPolicy)
    await pool.query("INSERT INTO policies (id, team_id, name, position, is_default, plan) VALUES ($1, $2, 'All', 0, true, $3)", [
      randomUUID(),
      team.id,
      Plan.parse({ steps: [{ tell: [{ kind: "monitor" }] }] }),
    ]);
  return rows.map((r) => r.no);
}
const t0 = Math.floor(Date.now() / 1000) * 1000 - 3_000_000;
const result = (no: number, dueMs: number, up: boolean): any => ({
  batchId: null,
  intervalMs: 60000,
  monitorNo: no,
  locationNo: 1,
  dueMs,
  lateMs: 3,
  verdict: up ? "up" : "down",
  code: up ? null : "status_unexpected",
  reason: up ? "" : "Answered with status 500; expected 2xx.",
  status: up ? 200 : 500,
  totalUs: 1234,
  phases: { dnsUs: 0, connectUs: 200, tlsUs: 0, firstByteUs: 900, transferUs: 100 },
  certificateExpiresAtMs: null,
  look: null,
  evidence: up ? null : { request: { method: "GET", url: "http://x.example/" } },
});
const deps: any = { db, newId: randomUUID, publicUrl: "https://v.example", step: async () => {} };
if (others > 0) await team("Others", others, false);
for (const [name, policy] of [
  ["Plain", false],
  ["Policy", true],
] as const) {
  const nos = await team(name, 1000, policy);
  if (vacuum) await pool.query("VACUUM ANALYZE");
  for (const [what, up, at] of [
    ["up", true, 0],
    ["down", false, 60_000],
    ["up again", true, 120_000],
    ["down 2", false, 180_000],
    ["up 2", true, 240_000],
  ] as const) {
    times.length = 0;
    const started = performance.now();
    await observe(deps, { batches: [], results: nos.map((no) => result(no, t0 + at, up)) });
    console.log(
      `== ${name} ${what}: ${Math.round(performance.now() - started)} ms, in statements ${Math.round(times.reduce((s, [t]) => s + t, 0))}`,
    );
    for (const [t, text] of times.toSorted((a, b) => b[0] - a[0]).slice(0, 9))
      if (t > 10) console.log(`  ${t.toFixed(0).padStart(6)}  ${text}`);
  }
}
await db.close();
await pool.end();

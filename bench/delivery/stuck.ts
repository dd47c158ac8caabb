import { execFileSync } from "node:child_process";
import { type Outcome } from "./outcome.ts";
import { type World, startWorld } from "./world.ts";

/** After so long without a heartbeat its receiver calls. */
const graceMs = 60_000;

/** Promise 14: each process in turn is frozen; how long after that a receiver of heartbeats on another machine would call the operator. */
export async function stuck(): Promise<Outcome> {
  await using world = await startWorld();
  const { database, heartbeat, until } = world;
  const worker = await world.worker({ HEARTBEAT_URL: heartbeat.url });
  const edge = await world.edge();
  const outcome: Outcome = { rows: [], figures: {}, broken: [] };
  const cases: [name: string, freeze: () => void, thaw: () => void][] = [
    ["worker", worker.freeze, worker.thaw],
    ["edge", edge.freeze, edge.thaw],
    ["database", () => signalAll(database.pid, "STOP"), () => signalAll(database.pid, "CONT")],
  ];
  await until("an edge is heard of", 60_000, async () => (await world.rows("SELECT FROM edges")).length > 0);
  for (const [name, freeze, thaw] of cases) {
    await until(`a heartbeat comes (${name})`, 180_000, nextBeat(world));
    const frozenMs = Date.now();
    freeze();
    try {
      await until(`heartbeats end (${name})`, 200_000, () => Date.now() - (heartbeat.heardAtMs.at(-1) ?? 0) > graceMs).catch(() => {});
    } finally {
      thaw();
    }
    const calledMs = (heartbeat.heardAtMs.at(-1) ?? 0) + graceMs - frozenMs;
    outcome.rows.push([`the operator is called after the ${name} froze, after s`, Math.round(calledMs / 1_000)]);
    outcome.figures[`stuck_${name}_s`] = Math.round(calledMs / 1_000);
    if (calledMs > 120_000) outcome.broken.push(`the operator hears within 120 s that the ${name} stands still`);
  }
  return outcome;
}

function nextBeat({ heartbeat }: World): () => boolean {
  const before = heartbeat.heardAtMs.length;
  return () => heartbeat.heardAtMs.length > before;
}

/** A server of PostgreSQL and its backends. */
function signalAll(pid: number, signal: "STOP" | "CONT"): void {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" });
  for (const each of [pid, ...children.trim().split(/\s+/).map(Number)]) process.kill(each, `SIG${signal}`);
}

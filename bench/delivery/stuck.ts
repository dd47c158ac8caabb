import { execFileSync } from "node:child_process";
import { type Outcome } from "./outcome.ts";
import { freePort } from "@vedette/testkit/free-port";
import { type World, startWorld } from "./world.ts";

/** After so long without a heartbeat its receiver calls. */
const graceMs = 60_000;

/** Promise 14: each process in turn is frozen, and then no mail is taken; how long after that a receiver of heartbeats on another machine would call the operator. */
export async function stuck(): Promise<Outcome> {
  await using world = await startWorld();
  const { database, heartbeat, until } = world;
  const smtpPort = await freePort();
  const worker = await world.worker({
    HEARTBEAT_URL: heartbeat.url,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    MAIL_FROM: "vedette@acme.example",
  });
  const edge = await world.edge();
  const outcome: Outcome = { rows: [], figures: {}, broken: [] };
  const cases: [name: string, freeze: () => void, thaw: () => void][] = [
    ["worker", worker.freeze, worker.thaw],
    ["edge", edge.freeze, edge.thaw],
    ["database", () => signalAll(database.pid, "STOP"), () => signalAll(database.pid, "CONT")],
    // Nobody ever listens where mail would be taken, which shows with the first one: so it comes last.
    ["mail server", () => world.setUp(["mailed"], false), () => {}],
  ];
  await world.monitors(["mailed"], [await world.channel({ name: "Mail", target: { kind: "email", to: ["ada@acme.example"] } })]);
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
    outcome.rows.push([`the operator is called after the ${name} froze or went, after s`, Math.round(calledMs / 1_000)]);
    outcome.figures[`stuck_${name.replace(" ", "_")}_s`] = Math.round(calledMs / 1_000);
    if (calledMs > 120_000) outcome.broken.push(`the operator hears within 120 s that the ${name} does nothing`);
  }
  return outcome;
}

function nextBeat({ heartbeat }: World): () => boolean {
  const before = heartbeat.heardAtMs.length;
  return () => heartbeat.heardAtMs.length > before;
}

/** A server of PostgreSQL and those of its backends that are still there. */
function signalAll(pid: number, signal: "STOP" | "CONT"): void {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" });
  for (const each of [pid, ...children.trim().split(/\s+/).map(Number)])
    try {
      process.kill(each, `SIG${signal}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // safe because process.kill throws system errors
    }
}

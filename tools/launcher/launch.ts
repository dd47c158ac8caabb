import { join } from "node:path";
import { migrate } from "@vedette/db/migrate";
import { assertRestored } from "@vedette/db/restoring";
import { assertRedisIsSafe } from "@vedette/queue/redis-safety";
import { prepareDataDir } from "./data-dir.ts";
import { type Database, assertDatabaseIsSafe, startDatabase } from "./database.ts";
import { type Settings, childEnvironment } from "./env.ts";
import { untilHealthy } from "./health.ts";
import { lockInstance } from "./instance-lock.ts";
import { assertPortsFree } from "./ports.ts";
import { loadSecrets } from "./secrets.ts";
import { startWatchdog } from "./start-watchdog.ts";
import { type ChildSpec, supervise } from "./supervise.ts";

export type Plan = {
  settings: Settings;
  print: (line: string) => void;
  /** Brings the products that the children run up to date. */
  build: (signal: AbortSignal) => Promise<void>;
  children: (env: Record<string, string>) => readonly ChildSpec[];
  /** How long children may take to end before they are killed. */
  patienceMs: number;
  firstBackoffMs: number;
};

/**
 * Starts everything, keeps it running until `stop` is aborted, and ends everything, the database last. Rejects when something
 * cannot start or was given up; by then all of it has been ended too.
 */
export async function launch(plan: Plan, stop: AbortSignal): Promise<void> {
  const { settings, print } = plan;
  prepareDataDir(settings.dataDir);
  const lock = await lockInstance(settings.dataDir, settings.publicUrl);
  const watchdog = startWatchdog();
  const ending: (() => Promise<void>)[] = [];
  let groups: number[] = [];
  let postgresPid: number | null = null;
  const note = () => {
    watchdog.watch(groups, postgresPid);
    lock.noteChildren(groups);
  };
  try {
    const secrets = loadSecrets(settings.dataDir, settings);
    if (settings.redisUrl !== null) await assertRedisIsSafe(settings.redisUrl);
    await assertPortsFree({ WEB_PORT: settings.webPort, EDGE_PORT: settings.edgePort, WORKER_PORT: settings.workerPort });
    await plan.build(stop);

    const database = await openDatabase(settings, secrets.postgresPassword, print, (pid) => {
      postgresPid = pid;
      note();
    });
    ending.unshift(database.stop);
    stop.throwIfAborted();
    await assertRestored(database.url);
    const applied = await migrate(database.url);
    if (applied.length > 0) print(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"}.`);
    stop.throwIfAborted();

    const specs = plan.children(childEnvironment(settings, secrets, database.url));
    const supervisor = supervise(specs, {
      dataDir: settings.dataDir,
      print,
      firstBackoffMs: plan.firstBackoffMs,
      onChange: (pids) => {
        groups = pids;
        note();
      },
    });
    ending.unshift(() => supervisor.stop(plan.patienceMs));

    const trouble = [supervisor.givenUp, database.givenUp, untilAborted(stop)];
    await Promise.race([untilHealthy(specs, stop), ...trouble]);
    print(addresses(settings));
    await Promise.race(trouble);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    lock.noteStopping();
    for (const end of ending) await end();
    watchdog.dismiss();
    lock.release();
  }
}

async function openDatabase(settings: Settings, password: string, print: Plan["print"], onPid: (pid: number) => void): Promise<Database> {
  if (settings.databaseUrl === null) return startDatabase({ dataDir: settings.dataDir, password, print, onPid });
  await assertDatabaseIsSafe(settings.databaseUrl);
  return { url: settings.databaseUrl, stop: async () => undefined, givenUp: Promise.withResolvers<never>().promise };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error); // safe because nobody gives a reason, so it is the platform's AbortError
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }); // safe likewise
  });
}

function addresses({ publicUrl, edgeUrl, dataDir }: Settings): string {
  return [
    "",
    "Vedette is running.",
    `  Admin UI      ${publicUrl}`,
    `  Status pages  ${edgeUrl}`,
    `  Data          ${dataDir}`,
    `  Logs          ${join(dataDir, "logs")}`,
    "Stop it with Ctrl-C.",
    "",
  ].join("\n");
}

import { logOptions } from "@vedette/core/log-options";
import { portProblem } from "@vedette/core/port-problem";
import { assertRestored } from "@vedette/db/restoring";
import { openIntake } from "@vedette/db/intake";
import { openPublicationReader } from "@vedette/db/publication-reader";
import { join } from "node:path";
import { pino } from "pino";
import { readEnv } from "./env.ts";
import { createMetrics } from "./metrics.ts";
import { openPageStore } from "./page-store.ts";
import { startPingIntake } from "./ping-intake.ts";
import { pingDoor } from "./serve-ping.ts";
import { startServer } from "./server.ts";
import { startSync } from "./sync.ts";

const env = await readEnvOrExit();
const log = pino({ ...logOptions, level: env.LOG_LEVEL, name: "edge" });
const now = Date.now;
process.on("uncaughtException", (error) => {
  const problem = portProblem(error, "EDGE_PORT");
  // Not left to Node, which prints whatever hangs on an error.
  if (problem === null) log.fatal({ err: error }, "edge ends because of a bug");
  else process.stderr.write(`${problem}\n`);
  process.exit(1);
});

const store = await openPageStore(join(env.DATA_DIR, "edge", "pages"), log);
const database = openPublicationReader(env.DATABASE_URL);
const intake = openIntake(env.DATABASE_URL);
const pings = startPingIntake({ intake, log });
const sync = startSync({ source: database, store, log, now });
const metrics = createMetrics({ store, syncErrors: sync.errors, pingsWaiting: pings.waiting, now, log });
const server = await startServer({
  store,
  pings: pingDoor(pings, () => performance.now()),
  metrics,
  isDatabaseReachable: sync.isReachable,
  now,
  port: env.EDGE_PORT,
  host: env.EDGE_HOST,
  metricsToken: env.METRICS_TOKEN,
  isSecure: env.EDGE_URL?.startsWith("https://") ?? false,
});
log.info({ port: server.port, pages: store.pages().size }, "edge started");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    log.info({ signal }, "stopping: running answers may end, nothing new begins");
    // A query to a database that hangs may not hold up the stop.
    setTimeout(() => process.exit(0), 5_000).unref();
    Promise.all([server.close(), sync.stop().then(database.close), pings.close().then(intake.close)]).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "edge could not stop cleanly");
        process.exit(1);
      },
    );
  });
}

async function readEnvOrExit() {
  try {
    const read = readEnv();
    await assertRestored(read.DATABASE_URL);
    return read;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

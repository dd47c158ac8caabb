import { logOptions } from "@vedette/core/log-options";
import { portProblem } from "@vedette/core/port-problem";
import { assertRestored } from "@vedette/db/restoring";
import { pino } from "pino";
import { readEnv } from "./env.ts";
import { failpoint } from "./failpoint.ts";
import { ownEndpoints } from "./own-endpoints.ts";
import { smtpSettings } from "./smtp-settings.ts";
import { startWorker } from "./worker.ts";

const env = await readEnvOrExit();
const log = pino({ ...logOptions, level: env.LOG_LEVEL, name: "worker" });

process.on("uncaughtException", (error) => {
  const problem = portProblem(error, "WORKER_PORT");
  // Not left to Node, which prints whatever hangs on an error.
  if (problem === null) log.fatal({ err: error }, "the worker ends because of a bug");
  else process.stderr.write(`${problem}\n`);
  process.exit(1);
});

const worker = await startWorker({
  databaseUrl: env.DATABASE_URL,
  queue: env.REDIS_URL === undefined ? { kind: "postgres", connectionString: env.DATABASE_URL } : { kind: "redis", url: env.REDIS_URL },
  masterKey: { id: 1, key: Buffer.from(env.MASTER_KEY, "base64") },
  publicUrl: env.PUBLIC_URL,
  edgeUrl: env.EDGE_URL,
  location: { no: env.LOCATION, name: env.LOCATION_NAME ?? null, canaries: env.CANARIES },
  port: env.WORKER_PORT,
  metricsToken: env.METRICS_TOKEN,
  keepChecksDays: env.KEEP_CHECKS_DAYS,
  heartbeat: env.HEARTBEAT_URL === undefined ? null : { url: env.HEARTBEAT_URL, everyMs: 30_000 },
  outbound: {
    policy: {
      // Open sign-up lets strangers choose addresses; then what only this machine can reach is nobody's to watch.
      privateAllowed: env.PRIVATE_TARGETS === undefined ? env.SIGN_UP !== "open" : env.PRIVATE_TARGETS === "allowed",
      ownEndpoints: [...ownEndpoints([env.DATABASE_URL, env.REDIS_URL]), { host: "localhost", port: env.WORKER_PORT }],
    },
    smtp: smtpSettings(env),
    ...(env.RDAP_BOOTSTRAP_URL !== undefined && { rdapBootstrapUrl: env.RDAP_BOOTSTRAP_URL }),
    now: Date.now,
  },
  step: failpoint(env.FAILPOINT),
  log,
});
log.info({ port: worker.port, queue: env.REDIS_URL === undefined ? "postgres" : "redis" }, "worker started");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    log.info({ signal }, "stopping: running checks may end, nothing new begins");
    worker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the worker could not stop cleanly");
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

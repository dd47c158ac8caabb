import { openDb } from "@vedette/db/db";
import type { Bell, ConfigDeps } from "@vedette/engine/config-deps";
import { readDelay } from "@vedette/engine/read-platform";
import { createSealer } from "@vedette/engine/seal";
import { type Queue, openQueue } from "@vedette/queue/queue";
import { randomUUID } from "node:crypto";
import { type WebEnv, readEnv } from "../env.ts";
import { type Auth, createAuth } from "./auth.ts";
import { keptFor } from "./kept-for.ts";
import { type Limits, createLimits } from "./limits.ts";
import { type LiveHub, createLiveHub } from "./live-hub.ts";
import { type Log, createLog } from "./log.ts";

/** Everything that the web process holds open or was told at its start. */
export type Deps = ConfigDeps & {
  env: WebEnv;
  log: Log;
  auth: Auth;
  limits: Limits;
  live: LiveHub;
  /** Of all screens that ask, one in five seconds goes to the database. */
  delay: () => ReturnType<typeof readDelay>;
  edgeUrl: string;
  close: () => Promise<void>;
};

export type DepsSettings = { env: WebEnv; now?: () => number; ring?: (bell: Bell) => Promise<void>; log?: Log };

/** Opens nothing yet: the first query and the first bell do. Tests hand in their own clock, bell and log. */
export function createDeps({ env, now = Date.now, ring, log = createLog(env.LOG_LEVEL) }: DepsSettings): Deps {
  const db = openDb({ connectionString: env.DATABASE_URL, maxConnections: 10, applicationName: "vedette-web" });
  const bell = ring === undefined ? doorbell(env, log) : { ring, close: async () => {} };
  const config: ConfigDeps = {
    db,
    now,
    newId: randomUUID,
    sealer: createSealer([{ id: 1, key: Buffer.from(env.MASTER_KEY, "base64") }]),
    publicUrl: env.PUBLIC_URL,
    sendsMail: env.sendsMail,
    ring: bell.ring,
  };
  const live = createLiveHub(db);
  const limits = createLimits(db.pool);
  return {
    ...config,
    env,
    log,
    edgeUrl: env.EDGE_URL,
    auth: createAuth(config, env, log),
    limits,
    live,
    delay: keptFor(5_000, () => readDelay(db)),
    close: async () => {
      await live.close();
      await bell.close();
      await db.close();
    },
  };
}

/** Rings the queue, which is opened on the first ring. A bell that is lost costs seconds: sweepers find the same rows. */
function doorbell(env: WebEnv, log: Log): { ring: ConfigDeps["ring"]; close: () => Promise<void> } {
  let queue: Promise<Queue> | null = null;
  const open = () => {
    const settings =
      env.REDIS_URL === undefined
        ? { kind: "postgres" as const, connectionString: env.DATABASE_URL }
        : { kind: "redis" as const, url: env.REDIS_URL };
    queue ??= openQueue(settings, (error, what) => log.warn({ what, err: error }, "queue"));
    return queue;
  };
  return {
    ring: async (bell) => {
      try {
        const { ring } = await open();
        if (bell.job === "errand") await ring("errand", { errandId: bell.errandId });
        else if (bell.job === "deliver") await ring("deliver", { outboxId: bell.outboxId });
        else await ring("publish", { pageId: bell.pageId }, { key: bell.pageId });
      } catch (error) {
        queue = null;
        log.warn({ err: error }, "the queue cannot be reached; sweepers will find the work");
      }
    },
    close: async () => await (await queue?.catch(() => null))?.close(),
  };
}

const key = Symbol.for("vedette.web.deps");
type Holder = { [key]?: Deps };

/** The process's own dependencies, made on first use. Next loads modules once per layer, so they live on `globalThis`. */
export function deps(): Deps {
  const holder = globalThis as Holder; // safe because only this function uses the key
  holder[key] ??= createDeps({ env: readEnv() });
  return holder[key];
}

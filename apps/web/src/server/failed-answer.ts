import { isDatabaseAway } from "@vedette/db/is-database-away";
import { randomBytes } from "node:crypto";
import { appErrorOf } from "./app-error-of.ts";
import type { Log } from "./log.ts";
import { databaseAway } from "./session.ts";

/** What whoever asked is told of a failure of ours: that the database is away, or a trace id under which it was logged, and nothing else. */
export function failedAnswer(log: Log, error: unknown, where: Record<string, string>): Response {
  const traceId = randomBytes(6).toString("hex");
  log.error({ traceId, ...where, err: error }, "a request failed");
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  if (isDatabaseAway(error) || appErrorOf(error)?.code === "unavailable")
    return new Response(`${databaseAway}\n`, { status: 503, headers });
  return new Response(`Something went wrong on our side. Trace id ${traceId}.\n`, { status: 500, headers });
}

import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { Severity } from "@vedette/core/health";
import { type Foresight, whoWouldBeTold as foresee } from "@vedette/core/telling";
import type { ConfigDeps } from "./config-deps.ts";

/**
 * Who would be told, when and why, if the monitor broke so badly at each of these moments, as policies, schedules and channels stand now.
 * Milliseconds since the epoch; answers in the order asked.
 */
export async function whoWouldBeTold(
  deps: Pick<ConfigDeps, "db">,
  actor: Actor,
  input: { monitorId: string; severity: Severity; atMs: readonly number[] },
): Promise<Foresight[]> {
  authorize(actor, "policy:read");
  const [[routing], monitor] = await Promise.all([
    deps.db.routing.all([actor.teamId]),
    deps.db.routing.monitor(actor.teamId, input.monitorId),
  ]);
  if (routing === undefined || monitor === null) throw notFound("monitor");
  return input.atMs.map((atMs) => foresee(routing, { ...monitor, severity: input.severity }, atMs));
}

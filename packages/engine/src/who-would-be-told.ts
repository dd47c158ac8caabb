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
  const [[routing], [monitor]] = await Promise.all([
    deps.db.routing.all([actor.teamId]),
    deps.db.routing.monitors(actor.teamId, [input.monitorId]),
  ]);
  if (routing === undefined || monitor === undefined) throw notFound("monitor");
  return input.atMs.map((atMs) => foresee(routing, { ...monitor, severity: input.severity }, atMs));
}

type ToldChannel = { id: string; name: string };

/** Of each of these monitors the channels that would be told, sooner or later, of an incident that opens at a moment and that nobody takes on. */
export async function toldBy(
  { db }: Pick<ConfigDeps, "db">,
  teamId: string,
  monitorIds: readonly string[],
  severity: Severity,
  atMs: number,
): Promise<Map<string, ToldChannel[]>> {
  const [[routing], monitors] = await Promise.all([db.routing.all([teamId]), db.routing.monitors(teamId, monitorIds)]);
  if (routing === undefined) return new Map();
  return new Map(
    monitors.map((monitor) => {
      const { turns } = foresee(routing, { ...monitor, severity }, atMs);
      return [monitor.id, [...new Map(turns.flatMap(({ channels }) => channels.map((channel) => [channel.id, channel]))).values()]];
    }),
  );
}

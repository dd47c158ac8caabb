import type { Actor } from "@vedette/core/access";
import type { MonitorInput } from "@vedette/core/monitor";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import type { ConfigNouns } from "@vedette/db/config";
import { type ConfigDeps, record } from "./config-deps.ts";

/** The fields of a monitor that people edit: what its audit rows compare. */
export function monitorContent(monitor: MonitorRecord | MonitorInput): Record<string, unknown> {
  const { spec, name, intervalMs, policy, channels, alertPolicyId, tags, locationNos, quorum, parents } = monitor;
  const settings = spec.kind === "unreadable" ? spec.stored : spec;
  return { name, spec: settings, intervalMs, policy, channels, alertPolicyId, tags, locationNos, quorum, parents };
}

/** What was done to one of the monitors of a change; `before` and `after` are the fields that it changed. */
type Touched = { id: string; name: string; before?: Record<string, unknown>; after?: Record<string, unknown> };

const namesKept = 10;

/**
 * The audit row of a change of monitors: one, however many they are, and none where nothing changed. That of several says what was
 * `asked`, and in `each`, which lists leave out, what every one was before.
 */
export async function recordMonitors(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  actor: Actor,
  entry: { verb: string; asked?: Record<string, unknown>; monitors: readonly Touched[]; topics: readonly string[] },
): Promise<void> {
  const { verb, asked = {}, monitors, topics } = entry;
  const [first] = monitors;
  if (first === undefined) return;
  const { id, ...change } = first;
  const named = monitors.slice(0, namesKept).map((monitor) => monitor.name);
  const several = { ...asked, count: monitors.length, names: monitors.length > namesKept ? [...named, "…"] : named, each: monitors };
  await record(
    tx,
    deps,
    actor,
    monitors.length === 1
      ? { action: `monitor.${verb}`, subjectId: id, change, topics }
      : { action: `monitors.${verb}`, subjectId: actor.teamId, change: several, topics },
  );
}

import type { Actor } from "@vedette/core/access";
import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorEdit, MonitorHead } from "@vedette/db/monitor-changes";
import type { ConfigDeps } from "./config-deps.ts";
import { recordMonitors } from "./monitor-audit.ts";
import { startWatching } from "./start-watching.ts";

type Edit = { head: MonitorHead; to: Partial<Omit<MonitorEdit, "id">> };

/** Writes new intervals or tags of monitors, lets their schedules follow, and records what each was before. */
export async function editMonitors(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  actor: Actor,
  edits: readonly Edit[],
  asked: Record<string, unknown>,
): Promise<void> {
  const { teamId } = actor;
  const written = await tx.monitors.edit(
    teamId,
    edits.map(({ head: { id, intervalMs, tags }, to }) => ({ id, intervalMs, tags, ...to })),
    deps.now(),
  );
  await startWatching(tx, deps.now(), teamId, written, "edited");
  const monitors = edits.map(({ head, to }) => ({
    id: head.id,
    name: head.name,
    before: Object.fromEntries(Object.keys(to).map((key) => [key, head[key as keyof typeof to]])), // safe because `to` has no other keys
    after: to,
  }));
  await recordMonitors(tx, deps, actor, { verb: "updated", asked, monitors, topics: ["monitors"] });
}

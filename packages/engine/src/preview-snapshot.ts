import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { Snapshot } from "@vedette/core/snapshot";
import type { Db } from "@vedette/db/db";
import { historyDays, snapshotOf } from "./snapshot-of.ts";

const dayMs = 86_400_000;

/** The page as visitors would see it if it were published now. Nothing is stored or marked. */
export async function previewSnapshot(
  deps: { db: Pick<Db, "publishing">; now: () => number; edgeUrl: string },
  actor: Actor,
  input: { pageId: string },
): Promise<Snapshot> {
  authorize(actor, "page:read");
  const { publishing } = deps.db;
  const page = await publishing.peekPage({ teamId: actor.teamId, id: input.pageId });
  if (page === null) throw notFound("page");
  const nowMs = deps.now();
  const fromMs = nowMs - (historyDays + 1) * dayMs;
  const nos = [...new Set(page.components.flatMap((component) => component.monitors.map((monitor) => monitor.monitorNo)))];
  const [incidents, gaps, maintenances] = await Promise.all([
    publishing.incidentsSince(nos, fromMs),
    publishing.gapsSince(nos, fromMs),
    publishing.maintenancesSince(nos, fromMs),
  ]);
  return snapshotOf({ page, incidents, gaps, maintenances, nowMs, url: `${deps.edgeUrl}/s/${page.slug}` });
}

import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { Snapshot } from "@vedette/core/snapshot";
import type { Db } from "@vedette/db/db";
import { readSnapshot } from "./read-snapshot.ts";

/** The page as visitors would see it if it were published now. Nothing is stored or marked. */
export async function previewSnapshot(
  deps: { db: Pick<Db, "publishing" | "uptime" | "pageUpdates">; now: () => number; edgeUrl: string },
  actor: Actor,
  input: { pageId: string },
): Promise<Snapshot> {
  authorize(actor, "page:read");
  const page = await deps.db.publishing.peekPage({ teamId: actor.teamId, id: input.pageId });
  if (page === null) throw notFound("page");
  return await readSnapshot(deps, page, deps.now());
}

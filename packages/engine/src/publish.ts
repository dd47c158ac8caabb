import type { Snapshot } from "@vedette/core/snapshot";
import { createHash } from "node:crypto";
import type { RoadDeps } from "./deps.ts";
import { readSnapshot } from "./read-snapshot.ts";

export type PublishDeps = Pick<RoadDeps, "db" | "step"> & {
  /** Where visitors find pages, without a trailing slash. */
  edgeUrl: string;
  /** Renders a snapshot into the one file that edge serves from. */
  render: (snapshot: Snapshot) => Buffer;
};

/**
 * Folds components, incidents, maintenance and 90 days of history into one versioned snapshot and publishes it. Repeating it only
 * makes a newer version of the same truth; of two publishers at once the one with the older version loses. False: the page is gone,
 * not published, or somebody else was faster.
 */
export async function publish(deps: PublishDeps, pageId: string): Promise<boolean> {
  const page = await deps.db.publishing.takePage(pageId);
  if (page === null) return false;
  try {
    const nowMs = await deps.db.publishing.nowMs();
    const snapshot = await readSnapshot(deps, page, nowMs);
    await deps.step("snapshot-built");
    const bundle = deps.render(snapshot);
    const saved = await deps.db.publishing.save({
      pageId: page.id,
      teamId: page.teamId,
      slug: page.slug,
      version: snapshot.version,
      publishedAtMs: nowMs,
      checksum: createHash("sha256").update(bundle).digest("hex"),
      bundle,
    });
    await deps.step("published");
    return saved;
  } catch (error) {
    // Taking the page marked it clean. Should even this fail, its next confirmation is due within a minute.
    await deps.db.publishing.markDirty(pageId).catch(() => {});
    throw error;
  }
}

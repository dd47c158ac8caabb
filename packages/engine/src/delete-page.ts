import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PageRecord } from "@vedette/core/page-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Takes a page from the public and out of sight. Its address must be typed; `restorePage` brings it back, unpublished. */
export async function deletePage(deps: ConfigDeps, actor: Actor, input: { pageId: string; typedSlug: string }): Promise<void> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: input.pageId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const page = await tx.pages.find(key);
    if (page === null) throw notFound("page");
    if (input.typedSlug !== page.slug) throw new AppError("bad_request", `Type ${page.slug} to delete this page.`, "typedSlug");
    await tx.pages.remove(key, deps.now());
    await record(tx, deps, actor, {
      action: "page.deleted",
      subjectId: key.id,
      change: { name: page.name, slug: page.slug },
      topics: ["pages"],
    });
  });
}

/** Undoes `deletePage`; restoring one that is there answers with it. */
export async function restorePage(deps: ConfigDeps, actor: Actor, input: { pageId: string }): Promise<PageRecord> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: input.pageId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const wasDeleted = await tx.pages.restore(key);
    if (wasDeleted) requireRoom("pages", (await tx.pages.total(actor.teamId)) - 1);
    const page = await tx.pages.find(key);
    if (page === null) throw notFound("page");
    if (wasDeleted) await record(tx, deps, actor, { action: "page.restored", subjectId: key.id, topics: ["pages"] });
    return page;
  });
}

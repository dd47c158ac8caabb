import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PageInput, PageRecord } from "@vedette/core/page-record";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { addressTaken, withFreeAddress } from "./create-page.ts";

/** Replaces what a page says about itself. An edit that was made from an older version is a `conflict`. */
export async function updatePage(
  deps: ConfigDeps,
  actor: Actor,
  input: { pageId: string; version: number; page: PageInput },
): Promise<PageRecord> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: input.pageId };
  const page = await withFreeAddress(() =>
    changeTeam(deps, actor.teamId, async (tx) => {
      const before = await tx.pages.find(key);
      if (before === null) throw notFound("page");
      if (await tx.pages.isSlugTaken(input.page.slug, key.id)) throw addressTaken();
      if (!(await tx.pages.update(key, input.version, input.page, deps.now()))) throw pageChanged();
      const after = await tx.pages.find(key);
      if (after === null) throw notFound("page");
      const { name, slug, description, timeZone, uptime } = before;
      const change = difference({ name, slug, description, timeZone, uptime }, input.page);
      await record(tx, deps, actor, { action: "page.updated", subjectId: key.id, change, topics: ["pages"] });
      return after;
    }),
  );
  if (page.published) await deps.ring({ job: "publish", pageId: page.id });
  return page;
}

export function pageChanged(): AppError {
  return new AppError("conflict", "Somebody else changed this page meanwhile. Reload it and make your change again.");
}

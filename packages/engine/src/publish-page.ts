import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PageRecord } from "@vedette/core/page-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Makes a page public: the publisher writes it within seconds and again whenever something on it changes. */
export async function publishPage(deps: ConfigDeps, actor: Actor, input: { pageId: string }): Promise<PageRecord> {
  const page = await setPublished(deps, actor, input.pageId, true);
  await deps.ring({ job: "publish", pageId: page.id });
  return page;
}

/** Takes a page from the public; its configuration stays. */
export async function unpublishPage(deps: ConfigDeps, actor: Actor, input: { pageId: string }): Promise<PageRecord> {
  return await setPublished(deps, actor, input.pageId, false);
}

async function setPublished(deps: ConfigDeps, actor: Actor, pageId: string, published: boolean): Promise<PageRecord> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: pageId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    if ((await tx.pages.find(key)) === null) throw notFound("page");
    await tx.pages.setPublished(key, published, deps.now());
    await record(tx, deps, actor, { action: published ? "page.published" : "page.unpublished", subjectId: key.id, topics: ["pages"] });
    const page = await tx.pages.find(key);
    if (page === null) throw notFound("page");
    return page;
  });
}

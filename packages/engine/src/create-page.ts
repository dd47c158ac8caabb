import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PageInput, PageRecord } from "@vedette/core/page-record";
import { isUniqueViolation } from "@vedette/db/unique-violation";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Creates an empty page that nobody sees yet. Its address is unique over all teams: one that is taken is a `conflict`. */
export async function createPage(deps: ConfigDeps, actor: Actor, input: { page: PageInput }): Promise<PageRecord> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: deps.newId() };
  return await withFreeAddress(() =>
    changeTeam(deps, actor.teamId, async (tx) => {
      requireRoom("pages", await tx.pages.total(actor.teamId));
      if (await tx.pages.isSlugTaken(input.page.slug, null)) throw addressTaken();
      const page = await tx.pages.create(key, input.page, deps.now());
      await record(tx, deps, actor, { action: "page.created", subjectId: key.id, change: { after: input.page }, topics: ["pages"] });
      return page;
    }),
  );
}

export function addressTaken(): AppError {
  return new AppError("conflict", "This address is taken. Choose another one.", "page.slug");
}

/** Two teams may ask for one address in the same moment: the database lets one of them have it. */
export async function withFreeAddress<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw addressTaken();
    throw error;
  }
}

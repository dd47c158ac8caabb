import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PageComponentsInput, PageDetail } from "@vedette/core/page-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { pageChanged } from "./update-page.ts";

/**
 * Makes the groups and components of a page exactly the given ones, in their order. An id that the page knows keeps its line
 * and its history; any other makes a new line under an id of ours, so an id from another page is never taken over.
 */
export async function savePageComponents(
  deps: ConfigDeps,
  actor: Actor,
  input: { pageId: string; version: number } & PageComponentsInput,
): Promise<PageDetail> {
  authorize(actor, "page:write");
  const key = { teamId: actor.teamId, id: input.pageId };
  const saved = await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.pages.detail(key);
    if (before === null) throw notFound("page");
    const monitorIds = new Set(input.components.flatMap((component) => component.monitorIds));
    if ((await tx.monitors.count(actor.teamId, [...monitorIds])) !== monitorIds.size) throw notFound("monitor");
    if (!(await tx.pages.update(key, input.version, null, deps.now()))) throw pageChanged();
    await tx.pages.saveLines(key, withOwnIds(input, before, deps.newId));
    const after = await tx.pages.detail(key);
    if (after === null) throw notFound("page");
    const change = { components: after.components.length, groups: after.groups.length };
    await record(tx, deps, actor, { action: "page.components-saved", subjectId: key.id, change, topics: ["pages"] });
    return after;
  });
  if (saved.published) await deps.ring({ job: "publish", pageId: saved.id });
  return saved;
}

function withOwnIds(input: PageComponentsInput, known: PageDetail, newId: () => string): PageComponentsInput {
  const knownGroups = new Set(known.groups.map((group) => group.id));
  const knownComponents = new Set(known.components.map((component) => component.id));
  const groupIds = new Map(input.groups.map((group) => [group.id, knownGroups.has(group.id) ? group.id : newId()]));
  if (groupIds.size !== input.groups.length) throw new AppError("bad_request", "A group is listed twice.", "groups");
  if (new Set(input.components.map((component) => component.id)).size !== input.components.length) {
    throw new AppError("bad_request", "A component is listed twice.", "components");
  }
  return {
    groups: input.groups.map((group) => ({ ...group, id: groupIds.get(group.id) ?? newId() })),
    components: input.components.map((component, position) => {
      const groupId = component.groupId === null ? null : groupIds.get(component.groupId);
      if (groupId === undefined)
        throw new AppError("bad_request", "The group of this component is not in the list.", `components.${position}.groupId`);
      return { ...component, id: knownComponents.has(component.id) ? component.id : newId(), groupId };
    }),
  };
}

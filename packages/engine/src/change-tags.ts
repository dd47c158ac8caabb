import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { LeftOut, TagChanges } from "@vedette/core/monitor-selection";
import { mostTags } from "@vedette/core/tags";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { editMonitors } from "./edit-monitors.ts";
import { requireMonitors } from "./require-monitors.ts";

/**
 * Adds and removes tags of monitors. Those that would have more than 20 keep theirs and are named. `undo`: takes away what each gained
 * and gives back what it lost, and leaves alone whatever else happened to it meanwhile. An unknown monitor among them is `not_found`,
 * and nothing changes.
 */
export async function changeTags(
  deps: ConfigDeps,
  actor: Actor,
  input: { changes: TagChanges },
): Promise<{ undo: TagChanges; leftOut: LeftOut[] }> {
  authorize(actor, "monitor:write");
  const wanted = new Map(input.changes.flatMap((change) => change.monitorIds.map((id) => [id, change] as const)));
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const heads = await requireMonitors(tx, actor.teamId, [...wanted.keys()]);
    const asked = heads.map((head) => {
      const { add = [], remove = [] } = wanted.get(head.id) ?? {};
      const gained = add.filter((tag) => !head.tags.includes(tag) && !remove.includes(tag));
      const lost = remove.filter((tag) => head.tags.includes(tag));
      return { head, gained, lost, to: { tags: [...head.tags.filter((tag) => !lost.includes(tag)), ...gained].toSorted() } };
    });
    const changing = asked.filter(({ gained, lost }) => gained.length + lost.length > 0);
    const fitting = changing.filter(({ to }) => to.tags.length <= mostTags);
    await editMonitors(tx, deps, actor, fitting, { changes: input.changes.map(({ add, remove }) => ({ add, remove })) });
    const byChange = Map.groupBy(fitting, ({ gained, lost }) => JSON.stringify([gained, lost]));
    return {
      undo: [...byChange.values()].map((group) => ({
        monitorIds: group.map(({ head }) => head.id),
        add: group[0]?.lost ?? [],
        remove: group[0]?.gained ?? [],
      })),
      leftOut: changing.filter(({ to }) => to.tags.length > mostTags).map(({ head }) => ({ id: head.id, name: head.name })),
    };
  });
}

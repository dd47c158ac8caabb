import type { TeamSummary } from "@vedette/core/team-record";
import { type ConfigDeps, type Person, record } from "./config-deps.ts";
import { freeSlug } from "./free-slug.ts";

/** Creates a team whose owner is the person who asks. Its slug is made from the name and never changes. */
export async function createTeam(
  deps: Pick<ConfigDeps, "db" | "now" | "newId">,
  person: Person,
  input: { name: string },
): Promise<TeamSummary> {
  const id = deps.newId();
  return await deps.db.configTransaction(async (tx) => {
    const slug = await freeSlug(input.name, "team", deps.newId, (candidate) => tx.teams.isSlugTaken(candidate));
    await tx.teams.create({ id, name: input.name, slug, pingKey: deps.newId() }, deps.now());
    await tx.members.add({ id: deps.newId(), teamId: id, userId: person.userId, role: "owner" }, deps.now());
    await record(tx, deps, { ...person, teamId: id }, { action: "team.created", subjectId: id, change: { name: input.name }, topics: [] });
    return { id, slug, name: input.name, isSample: false, role: "owner" };
  });
}

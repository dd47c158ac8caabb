import type { TeamSummary } from "@vedette/core/team-record";
import { type ConfigDeps, type Person, record } from "./config-deps.ts";
import { freeSlug } from "./free-slug.ts";
import { requireRoom } from "./team-limits.ts";

/** Creates a team whose owner is the person who asks. Its slug is made from the name and never changes. A person owns at most 50. */
export async function createTeam(
  deps: Pick<ConfigDeps, "db" | "now" | "newId">,
  person: Person,
  input: { name: string },
): Promise<TeamSummary> {
  const id = deps.newId();
  return await deps.db.configTransaction(async (tx) => {
    // One change of a person after the other, so that what is counted stays true.
    await tx.teams.serialise(person.userId);
    requireRoom("teams", await tx.members.countOwned(person.userId));
    const slug = await freeSlug(input.name, "team", deps.newId, (candidate) => tx.teams.isSlugTaken(candidate));
    await tx.teams.create({ id, name: input.name, slug, pingKey: deps.newId() }, deps.now());
    await tx.members.add({ id: deps.newId(), teamId: id, userId: person.userId, role: "owner" }, deps.now());
    await record(tx, deps, { ...person, teamId: id }, { action: "team.created", subjectId: id, change: { name: input.name }, topics: [] });
    return { id, slug, name: input.name, isSample: false, role: "owner" };
  });
}

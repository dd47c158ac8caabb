import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ErrandRecord } from "@vedette/core/errand";
import type { ConfigDeps } from "./config-deps.ts";

/** The errand with its answer once there is one. Only who asked for it can read it. */
export async function readErrand(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { errandId: string }): Promise<ErrandRecord> {
  authorize(actor, "team:read");
  const errand = await deps.db.config.errands.find({ id: input.errandId, teamId: actor.teamId, userId: actor.userId });
  if (errand === null) throw notFound("errand");
  return errand;
}

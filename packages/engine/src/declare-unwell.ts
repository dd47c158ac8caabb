import { type UnwellReason, unwellWords } from "@vedette/core/location-health";
import type { SystemMail } from "@vedette/core/alert";
import type { RoadDeps } from "./deps.ts";
import { type Sealer, systemMailContext } from "./seal.ts";

/**
 * Writes down that a location does not trust what it sees, and tells those who run the instance once per episode: one ends when it was not
 * said for five minutes. Returns the ids of the outbox rows to announce.
 */
export async function declareUnwell(
  deps: Pick<RoadDeps, "db" | "newId"> & { sealer: Sealer; sendsMail: boolean },
  locationNo: number,
  reason: UnwellReason,
): Promise<string[]> {
  return await deps.db.transaction(async (tx) => {
    const { isNew, name, owners } = await tx.unwell.declare(locationNo, reason);
    if (!isNew || !deps.sendsMail) return [];
    const ids: string[] = [];
    for (const to of owners) {
      const id = deps.newId();
      const key = `mail_${id}`;
      const mail: SystemMail = {
        id: key,
        type: "system.mail",
        to,
        subject: `Location ${name} does not trust itself`,
        text: textOf(name, reason),
      };
      await tx.outbox.appendSystemMail({ id, key, sealed: deps.sealer.seal(JSON.stringify(mail), systemMailContext(key)) });
      ids.push(id);
    }
    return ids;
  });
}

function textOf(name: string, reason: UnwellReason): string {
  return `The location ${name} does not trust what it sees: ${unwellWords[reason]}.

Until that is over, its failing checks count as "cannot tell": monitors keep the state they had, and nobody is alerted because of this location. Look at the machine and its network. You get no further mail about this unless it was well for five minutes.
`;
}

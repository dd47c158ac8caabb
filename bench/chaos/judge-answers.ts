import type { AnswerLine } from "./logs.ts";
import type { Audit, Edited, StoredPing } from "./record.ts";

type Answered = { answers: AnswerLine[]; edited: Edited[]; audits: Audit[]; pings: StoredPing[] };

/** What web and edge have said to have done is so, and was done once: of changes the last one holds, and each has one line in the audit log. */
export function answers(seen: Answered): { violations: string[]; figures: { changes: number; pings: number } } {
  const changes = seen.answers.filter(({ did }) => did !== "pinged");
  const pings = seen.answers.filter(({ did }) => did === "pinged");
  const violations: string[] = [];
  const changesOf = Map.groupBy(changes, ({ monitorId }) => monitorId);
  for (const { id, name } of seen.edited)
    if (!changesOf.has(id)) violations.push(`${name}: was created beside one that was asked for once`);
  for (const [id, done] of changesOf) {
    const stored = seen.edited.find((monitor) => monitor.id === id);
    const last = done.at(-1);
    if (stored === undefined) violations.push(`${last?.name}: is acknowledged and not there`);
    else if (stored.name !== last?.name) violations.push(`${stored.name}: was renamed to ${last?.name}, which was acknowledged`);
    else if (stored.is_deleted !== (last.did === "deleted")) violations.push(`${stored.name}: ${last.did} was acknowledged and is not so`);
    for (const did of ["created", "updated", "deleted", "restored"]) {
      const asked = done.filter((line) => line.did === did).length;
      const audited = seen.audits.find((audit) => audit.monitor_id === id && audit.action === `monitor.${did}`)?.n ?? 0;
      if (audited !== asked) violations.push(`${stored?.name}: was ${did} ${asked} times, and ${audited} times by the audit log`);
    }
  }
  const storedOf = new Map(seen.pings.map(({ body, n }) => [body, n]));
  for (const { name } of pings) {
    const n = storedOf.get(name) ?? 0;
    if (n !== 1) violations.push(`ping ${name}: was acknowledged and is stored ${n} times`);
  }
  for (const [body, n] of storedOf)
    if (n > 1 && !pings.some(({ name }) => name === body)) violations.push(`ping ${body}: is stored ${n} times`);
  return { violations, figures: { changes: changes.length, pings: pings.length } };
}

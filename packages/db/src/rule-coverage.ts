import { ruleKindNames, ruleKinds } from "@vedette/core/rule-kinds";

const kindsThat = (watches: string) =>
  ruleKindNames
    .filter((kind) => ruleKinds[kind].watches === watches)
    .map((kind) => `'${kind}'`)
    .join(", ");

/** Whether the kind of rule `r` can say anything of the kind of monitor `m`. Names come from code alone. */
const fits = `(r.kind NOT IN (${kindsThat("probed")}) OR m.kind NOT IN ('heartbeat', 'group', 'manual'))
  AND (r.kind NOT IN (${kindsThat("heartbeat")}) OR m.kind = 'heartbeat') AND (r.kind NOT IN (${kindsThat("domain")}) OR m.kind = 'domain')`;

/** The monitors that the rules `r` of a FROM clause look at, as `m`: each scope by an index of its own. Paused and deleted ones are left out. */
export function coveredBy(columns: string, rules: string): string {
  const live = `m.deleted_at IS NULL AND m.paused_at IS NULL AND ${fits}`;
  return `SELECT ${columns} FROM ${rules} JOIN monitors m ON r.scope = 'monitor' AND m.team_id = r.team_id AND m.id = r.monitor_id AND ${live}
    UNION ALL SELECT ${columns} FROM ${rules} JOIN monitors m ON r.scope = 'tag' AND m.tags @> ARRAY[r.tag] AND m.team_id = r.team_id AND ${live}
    UNION ALL SELECT ${columns} FROM ${rules} JOIN monitors m ON r.scope = 'team' AND m.team_id = r.team_id AND ${live}`;
}

/** Whether rule `r` is about monitor `m`, be it paused. */
export const isAbout = `(m.team_id = r.team_id AND m.deleted_at IS NULL AND ${fits}
  AND (r.scope = 'team' OR r.scope = 'monitor' AND r.monitor_id = m.id OR r.scope = 'tag' AND r.tag = ANY(m.tags)))`;

/** Whether rule `r` looks at monitor `m` now. */
export const covers = `(${isAbout} AND m.paused_at IS NULL)`;

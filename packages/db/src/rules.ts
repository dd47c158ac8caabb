import { RuleInput, type RuleRecord, everyMsOf } from "@vedette/core/rule";
import { type ConfigClient, jsonOf } from "./config-client.ts";
import { closingSql } from "./closing-sql.ts";
import { Prisma, type Rule } from "./generated/client.ts";

type Key = { teamId: string; id: string };

export function rulesOn(prisma: ConfigClient) {
  return {
    async find(key: Key): Promise<RuleRecord | null> {
      const row = await prisma.rule.findFirst({ where: key });
      return row === null ? null : recordOf(row);
    },

    /** How many rules the team has for one monitor, or for several at once. */
    async count(teamId: string, { scope }: Pick<RuleInput, "scope">): Promise<number> {
      const where = scope.type === "monitor" ? { monitorId: scope.monitorId } : { scope: { not: "monitor" } };
      return await prisma.rule.count({ where: { teamId, ...where } });
    },

    async create(key: Key, input: RuleInput, atMs: number): Promise<RuleRecord> {
      return recordOf(await prisma.rule.create({ data: { ...key, ...contentOf(input), createdAt: new Date(atMs) } }));
    },

    /** A changed rule starts unknown: what held under the old limit says nothing about the new one. */
    async update(key: Key, input: RuleInput): Promise<RuleRecord | null> {
      const { count } = await prisma.rule.updateMany({ where: key, data: { ...contentOf(input), confirmed: "unknown", sinceAt: null } });
      await prisma.ruleState.deleteMany({ where: { teamId: key.teamId, ruleId: key.id } });
      return count === 1 ? await this.find(key) : null;
    },

    async remove(key: Key): Promise<boolean> {
      return (await prisma.rule.deleteMany({ where: key })).count === 1;
    },

    /** Closes the open incidents of a rule that ends or changes. Whoever was told that it began is told that it ended. */
    async closeIncidents(key: Key, why: string, actorId: string, atMs: number): Promise<void> {
      const which = Prisma.sql`team_id = ${key.teamId}::uuid AND rule_id = ${key.id}::uuid`;
      await prisma.$executeRaw(closingSql(which, why, actorId, atMs));
    },
  };
}

function contentOf(input: RuleInput) {
  const { scope, kind, name, params, settings, enabled } = input;
  return {
    scope: scope.type,
    monitorId: scope.type === "monitor" ? scope.monitorId : null,
    tag: scope.type === "tag" ? scope.tag : null,
    kind,
    name,
    params: jsonOf(params),
    settings: jsonOf(settings),
    everyMs: everyMsOf(input),
    enabled,
  };
}

/** The columns of a rule as a query reads them. */
export type RuleContent = Pick<Rule, "scope" | "monitorId" | "tag" | "kind" | "name" | "params" | "settings" | "enabled">;

/**
 * A rule as it was stored. One that this version cannot read does not hide the others: it says so by its name, counts as switched off, and
 * can be deleted, or mended by an edit.
 */
export function ruleOf(row: RuleContent): RuleInput {
  const { kind, name, params, settings, enabled } = row;
  const scope =
    row.scope === "tag"
      ? { type: "tag", tag: row.tag }
      : row.scope === "team"
        ? { type: "team" }
        : { type: "monitor", monitorId: row.monitorId };
  const read = RuleInput.safeParse({ kind, name, params, settings, enabled, scope });
  return (
    read.data ?? RuleInput.parse({ ...unreadable, name: `A rule of kind “${kind.slice(0, 30)}” that this version cannot read`, scope })
  );
}

const unreadable = { kind: "latency", params: { percentile: 95, windowMs: 300_000, thresholdMs: 60_000 }, enabled: false };

function recordOf(row: Rule): RuleRecord {
  return { ...ruleOf(row), id: row.id, createdAtMs: row.createdAt.getTime() };
}

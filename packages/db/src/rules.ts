import { LatencyRuleParams, type RuleInput, type RuleRecord } from "@vedette/core/rule";
import { type ConfigClient, jsonOf, msOf } from "./config-client.ts";
import { closingSql } from "./closing-sql.ts";
import { Prisma, type Rule } from "./generated/client.ts";

type Key = { teamId: string; id: string };

export function rulesOn(prisma: ConfigClient) {
  return {
    async ofMonitor(teamId: string, monitorId: string): Promise<RuleRecord[]> {
      return (await prisma.rule.findMany({ where: { teamId, monitorId }, orderBy: { createdAt: "asc" } })).map(recordOf);
    },

    async find(key: Key): Promise<RuleRecord | null> {
      const row = await prisma.rule.findFirst({ where: key });
      return row === null ? null : recordOf(row);
    },

    async create(key: Key, monitorId: string, input: RuleInput, atMs: number): Promise<RuleRecord> {
      const data = { ...key, monitorId, kind: input.kind, params: jsonOf(input.params), enabled: input.enabled, createdAt: new Date(atMs) };
      return recordOf(await prisma.rule.create({ data }));
    },

    /** A changed rule starts unknown: what held under the old limit says nothing about the new one. */
    async update(key: Key, input: RuleInput): Promise<RuleRecord | null> {
      const data = {
        kind: input.kind,
        params: jsonOf(input.params),
        enabled: input.enabled,
        confirmed: "unknown",
        sinceAt: null,
        evaluatedAt: null,
      };
      const { count } = await prisma.rule.updateMany({ where: key, data });
      return count === 1 ? await this.find(key) : null;
    },

    async remove(key: Key): Promise<boolean> {
      return (await prisma.rule.deleteMany({ where: key })).count === 1;
    },

    /** Closes the open incident of a rule that ends or changes. Whoever was told that it began is told that it ended. */
    async closeIncident(key: Key, why: string, actorId: string, atMs: number): Promise<void> {
      const which = Prisma.sql`team_id = ${key.teamId}::uuid AND rule_id = ${key.id}::uuid`;
      await prisma.$executeRaw(closingSql(which, why, actorId, atMs));
    },
  };
}

function recordOf(row: Rule): RuleRecord {
  return {
    kind: "latency",
    params: row.kind === "latency" ? (LatencyRuleParams.safeParse(row.params).data ?? null) : null,
    enabled: row.enabled,
    id: row.id,
    monitorId: row.monitorId,
    confirmed: row.confirmed as RuleRecord["confirmed"], // safe because only evaluation writes it, with this type
    sinceMs: msOf(row.sinceAt),
    evaluatedAtMs: msOf(row.evaluatedAt),
    createdAtMs: row.createdAt.getTime(),
  };
}

import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { RuleRecord, RuleRow } from "@vedette/core/rule";
import type { Db } from "@vedette/db/db";
import { findMonitor } from "./read-monitors.ts";

/** Every rule of the team, or those that look at one of its monitors, by themselves, a tag or the team. */
export async function readRules(deps: { db: Db }, actor: Actor, input: { monitorId: string | null }): Promise<RuleRow[]> {
  authorize(actor, "monitor:read");
  const monitorNo = input.monitorId === null ? null : (await findMonitor(deps, actor, input.monitorId)).compatNumber;
  return await deps.db.ruleRows.list(actor.teamId, monitorNo);
}

export async function readRule(deps: { db: Db }, actor: Actor, input: { ruleId: string }): Promise<RuleRecord> {
  authorize(actor, "monitor:read");
  const rule = await deps.db.config.rules.find({ teamId: actor.teamId, id: input.ruleId });
  if (rule === null) throw notFound("rule");
  return rule;
}

/** The names of the figures that were seen of one monitor, or of any of the team, for a rule to be about; at most 500. */
export async function readMetricNames(deps: { db: Db }, actor: Actor, input: { monitorId: string | null }): Promise<string[]> {
  authorize(actor, "monitor:read");
  const monitors =
    input.monitorId === null ? await deps.db.monitorRows.numbers(actor.teamId) : [await findMonitor(deps, actor, input.monitorId)];
  return await deps.db.metrics.names(monitors.map((monitor) => monitor.compatNumber));
}

import type { Actor } from "@vedette/core/access";
import type { ConfigNouns } from "@vedette/db/config";
import type { Db } from "@vedette/db/db";
import type { Sealer } from "./seal.ts";

/** A hint that something waits in Postgres. It may be lost: sweepers find the same rows a little later. */
export type Bell = { job: "errand"; errandId: string } | { job: "deliver"; outboxId: string } | { job: "publish"; pageId: string };

/** What the verbs of the configuration are handed. */
export type ConfigDeps = {
  db: Db;
  now: () => number;
  /** A fresh UUID. */
  newId: () => string;
  sealer: Sealer;
  /** Where people open the admin UI, without a trailing slash. */
  publicUrl: string;
  /** Whether the instance has a mail server. */
  sendsMail: boolean;
  ring: (bell: Bell) => Promise<void>;
};

/** A signed-in person outside any team: who creates one, or accepts an invitation. */
export type Person = { userId: string; ip: string | null };

export type Change = {
  /** Noun and verb in the past, such as `monitor.created`. */
  action: `${string}.${string}`;
  subjectId: string;
  /** Before and after, secrets left out. */
  change?: Record<string, unknown>;
  /** Lists that open screens read again. */
  topics: readonly string[];
};

/**
 * One configuration change of a team: all of it or nothing, its audit row included, and never two at once in a team, so what
 * `work` reads stays true until it commits.
 */
export async function changeTeam<T>(deps: Pick<ConfigDeps, "db">, teamId: string, work: (tx: ConfigNouns) => Promise<T>): Promise<T> {
  return await deps.db.configTransaction(async (tx) => {
    await tx.teams.serialise(teamId);
    return await work(tx);
  });
}

/** Writes the audit row of a change and tells the team's open screens, both with the transaction. */
export async function record(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  actor: Pick<Actor, "userId" | "teamId" | "ip">,
  entry: Change,
): Promise<void> {
  const [subjectKind = "team"] = entry.action.split(".");
  await tx.audit.append({
    teamId: actor.teamId,
    actorId: actor.userId,
    ip: actor.ip,
    action: entry.action,
    subjectKind,
    subjectId: entry.subjectId,
    change: entry.change ?? {},
    atMs: deps.now(),
  });
  await tx.teams.announce(actor.teamId, entry.topics);
}

/** Of two values the fields that differ: what an audit row keeps of an edit. */
export function difference(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return {
    before: Object.fromEntries(changed.map((key) => [key, before[key]])),
    after: Object.fromEntries(changed.map((key) => [key, after[key]])),
  };
}

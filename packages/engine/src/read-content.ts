import type { Actor } from "@vedette/core/access";
import { type ContentView, changeBetween } from "@vedette/core/content";
import type { ConfigDeps } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";

/** What is approved of a monitor that watches content, and what waits for approval; null before its first check, and of other kinds. */
export async function readContent(deps: ConfigDeps, actor: Actor, input: { monitorId: string }): Promise<ContentView | null> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const record = await deps.db.config.contentApprovals.find({ teamId: actor.teamId, monitorNo: monitor.compatNumber });
  if (record === null || monitor.spec.kind !== "content") return null;
  const { approved, changed } = record;
  if (changed === null) return { approvedAtMs: approved.atMs, changed };
  const { fingerprint, atMs } = changed;
  return { approvedAtMs: approved.atMs, changed: { fingerprint, atMs, ...changeBetween(approved.text, changed.text) } };
}

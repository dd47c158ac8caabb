import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { CorrectionInput, CorrectionRow } from "@vedette/core/correction";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";
import { requireRoom } from "./team-limits.ts";

/** All that people said of stretches of a monitor's time, the newest first; withdrawn ones stay in the list. */
export async function readCorrections(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { monitorId: string }): Promise<CorrectionRow[]> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  return await deps.db.uptime.corrections({ teamId: actor.teamId, id: monitor.id });
}

/**
 * Excludes a stretch of a monitor's time from its uptime, or only notes something about it. Applied on reading: every figure and bar
 * follows at once, public pages within seconds. Returns its id, by which it can be withdrawn.
 */
export async function correctUptime(
  deps: ConfigDeps,
  actor: Actor,
  input: { monitorId: string; correction: CorrectionInput },
): Promise<{ id: string }> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  const { monitorId, correction } = input;
  const id = deps.newId();
  await changeTeam(deps, teamId, async (tx) => {
    const monitor = await tx.monitors.find({ teamId, id: monitorId });
    if (monitor === null) throw notFound("monitor");
    requireLived(monitor, correction, deps.now());
    requireRoom("corrections of this monitor", await tx.uptime.standing({ teamId, id: monitorId }));
    await tx.uptime.correct({ id, teamId, monitorId }, correction, { id: actor.userId, atMs: deps.now() });
    await tx.monitors.touchPages(teamId, [monitorId], deps.now());
    const change = { correction: id, name: monitor.name, ...written(correction) };
    await record(tx, deps, actor, { action: `monitor.time-${correction.kind}`, subjectId: monitorId, change, topics: ["monitors"] });
  });
  return { id };
}

/** Undoes a correction; it stays in the list with who did. A second call is a `conflict`. */
export async function withdrawCorrection(deps: ConfigDeps, actor: Actor, input: { correctionId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  const key = { teamId, id: input.correctionId };
  await changeTeam(deps, teamId, async (tx) => {
    const correction = await tx.uptime.find(key);
    if (correction === null) throw notFound("correction");
    const { monitorId, isWithdrawn: _, ...before } = correction;
    if (!(await tx.uptime.withdraw(key, { id: actor.userId, atMs: deps.now() })))
      throw new AppError("conflict", "Somebody withdrew this correction already. Add a new one if it should hold.");
    await tx.monitors.touchPages(teamId, [monitorId], deps.now());
    const change = { correction: key.id, ...written(before) };
    await record(tx, deps, actor, { action: "monitor.correction-withdrawn", subjectId: monitorId, change, topics: ["monitors"] });
  });
}

/** Only time that the monitor has lived through can be corrected. */
function requireLived(monitor: MonitorRecord, { fromMs, untilMs }: CorrectionInput, nowMs: number): void {
  if (untilMs > nowMs) {
    throw new AppError(
      "bad_request",
      "The end is in the future. Choose one that has passed, and correct the rest later.",
      "correction.untilMs",
    );
  }
  if (fromMs < monitor.createdAtMs) {
    const since = iso(monitor.createdAtMs);
    throw new AppError("bad_request", `The monitor is watched since ${since}. Begin there or later.`, "correction.fromMs");
  }
}

const iso = (atMs: number) => new Date(atMs).toISOString();
/** As people read it in the audit log. */
const written = ({ fromMs, untilMs, reason }: CorrectionInput) => ({ from: iso(fromMs), until: iso(untilMs), reason });

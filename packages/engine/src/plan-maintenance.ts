import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type MaintenanceInput, type MaintenancePlan, type Window, windowsOf } from "@vedette/core/maintenance";
import type { ConfigNouns } from "@vedette/db/config";
import type { PlanRow } from "@vedette/db/maintenances";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

const dayMs = 86_400_000;
/** So far ahead windows are written down; of a rule that comes more rarely the next one always is. */
const aheadMs = 60 * dayMs;
const mostAhead = 100;
const shownWindows = 5;
const atOnce = 200;
const noId = "00000000-0000-0000-0000-000000000000";

/** The team's plans with their windows; those whose time comes next stand first, those that are over last. */
export async function readMaintenance(deps: Pick<ConfigDeps, "db">, actor: Actor): Promise<MaintenancePlan[]> {
  authorize(actor, "monitor:read");
  const { maintenances } = deps.db.config;
  const [plans, windows] = await Promise.all([maintenances.list(actor.teamId), maintenances.windows(actor.teamId, shownWindows)]);
  const windowsOfPlan = Map.groupBy(windows, (window) => window.planId);
  const shown = plans.map((plan) => ({
    ...contentOf(plan),
    id: plan.id,
    version: plan.version,
    createdAtMs: plan.createdAtMs,
    windows: (windowsOfPlan.get(plan.id) ?? []).map(({ id, startsMs, endsMs, phase }) => ({ id, startsMs, endsMs, phase })),
  }));
  const nextMs = (plan: MaintenancePlan) => plan.windows.find((window) => window.phase !== "over")?.startsMs ?? Infinity;
  return shown.toSorted((a, b) => nextMs(a) - nextMs(b) || b.createdAtMs - a.createdAtMs);
}

/** Plans work on some monitors. While a window is active nobody is told of an incident that begins in it, until it outlives the window. */
export async function planMaintenance(deps: ConfigDeps, actor: Actor, input: { plan: MaintenanceInput }): Promise<{ id: string }> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: deps.newId() };
  await changeTeam(deps, actor.teamId, async (tx) => {
    requireRoom("planned maintenances", await tx.maintenances.total(actor.teamId));
    await requireScope(tx, actor.teamId, input.plan);
    const nowMs = deps.now();
    const windows = upcoming({ ...input.plan, skippedMs: [] }, nowMs);
    if (windows.length === 0) throw isOver();
    await tx.maintenances.create(key, input.plan, nowMs);
    await tx.maintenances.schedule({ ...key, title: input.plan.title }, windows, deps.newId, nowMs);
    await record(tx, deps, actor, { action: "maintenance.planned", subjectId: key.id, change: { after: input.plan }, topics });
  });
  return { id: key.id };
}

/** Replaces a plan. Windows that are over stay as they were; the active one follows the new end. Made from an older version: `conflict`. */
export async function replanMaintenance(
  deps: ConfigDeps,
  actor: Actor,
  input: { planId: string; version: number; plan: MaintenanceInput },
): Promise<void> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.planId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.maintenances.find(key);
    if (before === null) throw notFound("maintenance");
    await requireScope(tx, actor.teamId, input.plan);
    const nowMs = deps.now();
    const windows = upcoming({ ...input.plan, skippedMs: [] }, nowMs);
    if (windows.length === 0) throw isOver();
    if (!(await tx.maintenances.update(key, input.version, input.plan)))
      throw new AppError("conflict", "Somebody else changed this maintenance meanwhile. Reload it and make your change again.");
    await tx.maintenances.schedule({ ...key, title: input.plan.title }, windows, deps.newId, nowMs);
    const change = difference(contentOf(before), input.plan);
    await record(tx, deps, actor, { action: "maintenance.changed", subjectId: key.id, change, topics });
  });
}

/** Takes a plan away: its windows to come are called off, an active one ends now. `restoreMaintenance` undoes it. */
export async function cancelMaintenance(deps: ConfigDeps, actor: Actor, input: { planId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.planId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const plan = await tx.maintenances.find(key);
    if (plan === null || !(await tx.maintenances.remove(key, deps.now()))) throw notFound("maintenance");
    await tx.maintenances.schedule(plan, [], deps.newId, deps.now());
    await record(tx, deps, actor, { action: "maintenance.cancelled", subjectId: key.id, change: { title: plan.title }, topics });
  });
}

/** Undoes `cancelMaintenance`, as far as it still lies ahead; restoring one that is there changes nothing. */
export async function restoreMaintenance(deps: ConfigDeps, actor: Actor, input: { planId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.planId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const wasDeleted = await tx.maintenances.restore(key);
    const plan = await tx.maintenances.find(key);
    if (plan === null) throw notFound("maintenance");
    if (!wasDeleted) return;
    requireRoom("planned maintenances", (await tx.maintenances.total(actor.teamId)) - 1);
    await tx.maintenances.schedule(plan, upcoming(plan, deps.now()), deps.newId, deps.now());
    await record(tx, deps, actor, { action: "maintenance.restored", subjectId: key.id, topics });
  });
}

/** Ends an active window now, or calls off one that has not begun; the plan's others stay. One that is over is a `conflict`. */
export async function endWindow(deps: ConfigDeps, actor: Actor, input: { windowId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  await changeTeam(deps, teamId, async (tx) => {
    const window = await tx.maintenances.window({ teamId, id: input.windowId });
    const plan = window === null ? null : await tx.maintenances.find({ teamId, id: window.planId });
    if (window === null || plan === null) throw notFound("maintenance window");
    if (window.phase === "over") throw new AppError("conflict", "This window is over already.");
    await tx.maintenances.skip({ teamId, id: plan.id }, window.occurrenceMs);
    const skippedMs = [...plan.skippedMs, window.occurrenceMs];
    await tx.maintenances.schedule(plan, upcoming({ ...plan, skippedMs }, deps.now()), deps.newId, deps.now());
    const change = { title: plan.title, from: new Date(window.startsMs).toISOString() };
    const action = window.phase === "active" ? "maintenance.ended" : "maintenance.skipped";
    await record(tx, deps, actor, { action, subjectId: plan.id, change, topics });
  });
}

/** Turns the windows whose moment has come, on all teams. Of two callers each turns some; turning again changes nothing. */
export async function turnMaintenance(deps: Pick<ConfigDeps, "db">): Promise<void> {
  while ((await deps.db.configTransaction((tx) => tx.maintenances.turn())) > 0);
}

/** Gathers monitors that came under a plan, and writes down the next windows of plans that go on. Repeating it changes nothing. */
export async function extendMaintenance(deps: Pick<ConfigDeps, "db" | "newId">, nowMs: number): Promise<void> {
  await deps.db.configTransaction((tx) => tx.maintenances.gather(null));
  for (let after = noId, found = atOnce; found === atOnce;) {
    const plans = await deps.db.config.maintenances.toExtend(nowMs + aheadMs / 2, after, atOnce);
    for (const { teamId, id } of plans) {
      await changeTeam(deps, teamId, async (tx) => {
        const plan = await tx.maintenances.find({ teamId, id });
        if (plan !== null) await tx.maintenances.schedule(plan, upcoming(plan, nowMs), deps.newId, nowMs);
      });
    }
    found = plans.length;
    after = plans.at(-1)?.id ?? noId;
  }
}

function contentOf({ title, note, timeZone, startsAt, endsAt, rule, scope }: PlanRow): MaintenanceInput {
  return { title, note, timeZone, startsAt, endsAt, rule, scope };
}

const topics = ["maintenance", "monitors"];

type Planned = Pick<PlanRow, "timeZone" | "startsAt" | "endsAt" | "rule" | "skippedMs">;

function upcoming(plan: Planned, nowMs: number): Window[] {
  const isKept = (window: Window) => !plan.skippedMs.includes(window.startsMs);
  const near = windowsOf(plan, { fromMs: nowMs, untilMs: nowMs + aheadMs }, mostAhead).filter(isKept);
  return near.length > 0
    ? near
    : windowsOf(plan, { fromMs: nowMs, untilMs: Infinity }, plan.skippedMs.length + 1)
        .filter(isKept)
        .slice(0, 1);
}

function isOver(): AppError {
  const remedy = "Choose times that lie ahead; to leave past time out of the uptime, correct it at the monitor.";
  return new AppError("bad_request", `This maintenance is over already. ${remedy}`, "plan.endsAt");
}

/** Refuses monitors that are not the team's; a foreign one answers like one that does not exist. */
async function requireScope(tx: ConfigNouns, teamId: string, { scope }: MaintenanceInput): Promise<void> {
  if (scope.type !== "monitors") return;
  const wanted = new Set(scope.monitorIds);
  if ((await tx.monitors.count(teamId, [...wanted])) !== wanted.size)
    throw new AppError("not_found", "This monitor does not exist, or you cannot see it.", "plan.scope.monitorIds");
}

import { AppError, notFound } from "@vedette/core/app-error";
import type { ContentView } from "@vedette/core/content";
import { Host, port } from "@vedette/core/fields";
import { CorrectionInput, type CorrectionRow } from "@vedette/core/correction";
import type { Blip } from "@vedette/core/health";
import type { FindingRow } from "@vedette/core/finding-row";
import type { HeartbeatView, PingRow } from "@vedette/core/heartbeat-record";
import { ManualMessage, ManualState } from "@vedette/core/manual-state";
import { MonitorInput } from "@vedette/core/monitor";
import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import type {
  CheckDetail,
  CheckPlace,
  ListLatency,
  ListedCheck,
  LocationRecord,
  LookRecord,
  MonitorDetail,
  MonitorName,
  MonitorRecord,
  MonitorRow,
} from "@vedette/core/monitor-record";
import { IntervalChanges, type LeftOut, MonitorIds, TagChanges } from "@vedette/core/monitor-selection";
import { type LatencySeries, type MonitorFigures, SeriesRange, rangeMs } from "@vedette/core/series";
import { type VerdictKind, verdictCodes } from "@vedette/core/verdict";
import { approveContent } from "@vedette/engine/approve-content";
import { changeTags } from "@vedette/engine/change-tags";
import { correctUptime, readCorrections, withdrawCorrection } from "@vedette/engine/correct-uptime";
import { createMonitor } from "@vedette/engine/create-monitor";
import { deleteMonitors } from "@vedette/engine/delete-monitors";
import { pauseMonitors } from "@vedette/engine/pause-monitors";
import { noStep } from "@vedette/engine/deps";
import { type DayFigures, readAnalysis } from "@vedette/engine/read-analysis";
import { readContent } from "@vedette/engine/read-content";
import { readHeartbeat } from "@vedette/engine/read-heartbeat";
import { readLatencySeries } from "@vedette/engine/read-latency-series";
import { readMonitorFigures } from "@vedette/engine/read-monitor-figures";
import { findMonitor, readListLatency, readMonitor, readMonitors } from "@vedette/engine/read-monitors";
import { requestErrand } from "@vedette/engine/request-errand";
import { restoreMonitors } from "@vedette/engine/restore-monitors";
import { resumeMonitors } from "@vedette/engine/resume-monitors";
import { setIntervals } from "@vedette/engine/set-intervals";
import { setManualState } from "@vedette/engine/set-manual-state";
import { updateMonitor } from "@vedette/engine/update-monitor";
import { z } from "zod";
import { can, direction, router } from "../trpc.ts";

const monitorId = z.uuid();
const verdicts = Object.keys(verdictCodes) as VerdictKind[]; // safe because the literal's keys are the type
const cursor = z.int().min(0).max(8_640_000_000_000);
const locationNo = z.int().min(1).max(32_767);

export const monitorsRouter = router({
  list: can("monitor:read", {}).query(async ({ ctx }): Promise<MonitorRow[]> => await readMonitors(ctx.deps, ctx.actor)),
  names: can("monitor:read", {}).query(async ({ ctx }): Promise<MonitorName[]> => await ctx.deps.db.monitorRows.names(ctx.actor.teamId)),
  /** From where this instance can look. */
  locations: can("monitor:read", {}).query(async ({ ctx }): Promise<LocationRecord[]> => await ctx.deps.db.config.locations.list()),
  /** By monitor id; apart from `list` because it reads a hundred checks of each. */
  latency: can("monitor:read", {}).query(async ({ ctx }): Promise<ListLatency> => await readListLatency(ctx.deps, ctx.actor)),
  /** Every tag that a monitor of the team carries, sorted. */
  tags: can("monitor:read", {}).query(async ({ ctx }): Promise<string[]> => await ctx.deps.db.config.monitors.tags(ctx.actor.teamId)),
  get: can("monitor:read", { monitorId }).query(
    async ({ ctx, input }): Promise<MonitorDetail> => await readMonitor(ctx.deps, ctx.actor, input),
  ),
  /** `creationKey` is made once by the form: a doubled submission answers with the same monitor. */
  create: can("monitor:write", { creationKey: z.uuid(), monitor: MonitorInput }).mutation(
    async ({ ctx, input }): Promise<MonitorRecord> => await createMonitor(ctx.deps, ctx.actor, input),
  ),
  /** `version` is the one the form was opened with; a newer one answers `conflict`. */
  update: can("monitor:write", { monitorId, version: z.int32().positive(), monitor: MonitorInput }).mutation(
    async ({ ctx, input }): Promise<MonitorRecord> => await updateMonitor(ctx.deps, ctx.actor, input),
  ),
  /** Answers with the ids of those that were not paused before: what undoing it names. */
  pause: can("monitor:write", { monitorIds: MonitorIds }).mutation(
    async ({ ctx, input }): Promise<string[]> => await pauseMonitors(ctx.deps, ctx.actor, input),
  ),
  resume: can("monitor:write", { monitorIds: MonitorIds }).mutation(
    async ({ ctx, input }): Promise<string[]> => await resumeMonitors(ctx.deps, ctx.actor, input),
  ),
  remove: can("monitor:write", { monitorIds: MonitorIds }).mutation(
    async ({ ctx, input }): Promise<void> => await deleteMonitors(ctx.deps, ctx.actor, input),
  ),
  /** Undoes `remove`. */
  restore: can("monitor:write", { monitorIds: MonitorIds }).mutation(
    async ({ ctx, input }): Promise<void> => await restoreMonitors(ctx.deps, ctx.actor, input),
  ),
  /** `undo` is the input that undoes it; empty where nothing changed. */
  setIntervals: can("monitor:write", { changes: IntervalChanges }).mutation(
    async ({ ctx, input }): Promise<{ undo: IntervalChanges; leftOut: LeftOut[] }> => await setIntervals(ctx.deps, ctx.actor, input),
  ),
  changeTags: can("monitor:write", { changes: TagChanges }).mutation(
    async ({ ctx, input }): Promise<{ undo: TagChanges; leftOut: LeftOut[] }> => await changeTags(ctx.deps, ctx.actor, input),
  ),
  /** Asks the worker for a real check of a spec that is not saved; poll `errands.get` for its answer. */
  preview: can("monitor:write", { spec: MonitorSpec, monitorId: monitorId.optional() }).mutation(
    async ({ ctx, input: { spec, monitorId: id } }): Promise<{ errandId: string }> => {
      if (!isActive(spec)) throw new AppError("bad_request", "A monitor of this kind has nothing to try.", "spec.kind");
      return await requestErrand(ctx.deps, ctx.actor, { kind: "preview", spec, monitorId: id });
    },
  ),
  /** Asks the worker under which scheme a host answers that was typed without one; poll `errands.get` for its answer. */
  recognize: can("monitor:write", { host: Host, port: port().nullable() }).mutation(
    async ({ ctx, input }): Promise<{ errandId: string }> =>
      await requestErrand(ctx.deps, ctx.actor, { kind: "recognize", host: input.host, port: input.port }),
  ),
  /** The last detailed look at the monitor while it was up, or null before the first. */
  look: can("monitor:read", { monitorId }).query(async ({ ctx, input }): Promise<LookRecord | null> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    return await ctx.deps.db.looks.find(monitor.compatNumber);
  }),
  /** What is approved of watched content, and what waits for approval; null where content is not watched, or was not yet. */
  content: can("monitor:read", { monitorId }).query(
    async ({ ctx, input }): Promise<ContentView | null> => await readContent(ctx.deps, ctx.actor, input),
  ),
  /** `fingerprint` is that of the content which the person saw; a newer one answers `conflict`. */
  approveContent: can("monitor:write", { monitorId, fingerprint: z.string().length(64) }).mutation(
    async ({ ctx, input }): Promise<void> => await approveContent(ctx.deps, ctx.actor, input),
  ),
  /** Where a heartbeat's pings go, for those who may change it, and what is expected of it. */
  heartbeat: can("monitor:read", { monitorId }).query(
    async ({ ctx, input }): Promise<HeartbeatView> => await readHeartbeat(ctx.deps, ctx.actor, input),
  ),
  /** Pings, newest first. `cursor` is the `nextCursor` of the page before. */
  pings: can("monitor:read", {
    monitorId,
    cursor: z.strictObject({ atMs: cursor, id: z.int().min(0) }).optional(),
    direction,
    limit: z.int().min(1).max(100).default(20),
  }).query(async ({ ctx, input }): Promise<{ items: PingRow[]; nextCursor: { atMs: number; id: number } | null }> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    const items = await ctx.deps.db.pings.page(monitor.compatNumber, input.cursor ?? null, input.limit);
    const last = items.length === input.limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : { atMs: last.atMs, id: last.id } };
  }),
  /** Says how a monitor stands that is set by hand. */
  setState: can("monitor:write", { monitorId, state: ManualState, message: ManualMessage.default("") }).mutation(
    async ({ ctx, input }): Promise<void> => {
      const outboxIds = await setManualState({ ...ctx.deps, step: noStep }, ctx.actor, input);
      await Promise.all(outboxIds.map((outboxId) => ctx.deps.ring({ job: "deliver", outboxId })));
    },
  ),
  checkNow: can("monitor:write", { monitorId }).mutation(
    async ({ ctx, input }): Promise<{ errandId: string }> =>
      await requestErrand(ctx.deps, ctx.actor, { kind: "check_now", monitorId: input.monitorId }),
  ),
  /**
   * Newest first, with the stretches in which nobody looked. `cursor` is the `nextCursor` of the page before. An absent `verdicts` means
   * all; an empty list means none.
   */
  results: can("monitor:read", {
    monitorId,
    cursor: z.strictObject({ dueAtMs: cursor, locationNo, isGap: z.boolean() }).optional(),
    direction,
    limit: z.int().min(1).max(200).default(50),
    verdicts: z.array(z.enum(verdicts)).max(5).optional(),
  }).query(async ({ ctx, input }): Promise<{ items: ListedCheck[]; nextCursor: CheckPlace | null }> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    const items = await ctx.deps.db.checks.page(monitor.compatNumber, input.cursor ?? null, input.verdicts ?? null, input.limit);
    const last = items.length === input.limit ? items.at(-1) : undefined;
    const { dueAtMs, locationNo: from, gap } = last ?? { dueAtMs: 0, locationNo: 0, gap: null };
    return { items, nextCursor: last === undefined ? null : { dueAtMs, locationNo: from, isGap: gap !== null } };
  }),
  result: can("monitor:read", { monitorId, locationNo, dueAtMs: cursor }).query(async ({ ctx, input }): Promise<CheckDetail> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    const check = await ctx.deps.db.checks.find({
      monitorNo: monitor.compatNumber,
      locationNo: input.locationNo,
      dueAtMs: input.dueAtMs,
    });
    if (check === null) throw notFound("check");
    return check;
  }),
  latencySeries: can("monitor:read", { monitorId, range: SeriesRange }).query(
    async ({ ctx, input }): Promise<LatencySeries> => await readLatencySeries(ctx.deps, ctx.actor, input),
  ),
  figures: can("monitor:read", { monitorId, range: SeriesRange }).query(
    async ({ ctx, input }): Promise<MonitorFigures> => await readMonitorFigures(ctx.deps, ctx.actor, input),
  ),
  /** Runs of bad checks in the range that ended before they were confirmed, newest first; at most 200. */
  blips: can("monitor:read", { monitorId, range: SeriesRange }).query(async ({ ctx, input }): Promise<Blip[]> => {
    const monitor = await findMonitor(ctx.deps, ctx.actor, input.monitorId);
    return await ctx.deps.db.blips.since(monitor.compatNumber, ctx.deps.now() - rangeMs[input.range], 200);
  }),
  /** What people said of stretches of its time, the newest first, withdrawn ones included. */
  corrections: can("monitor:read", { monitorId }).query(
    async ({ ctx, input }): Promise<CorrectionRow[]> => await readCorrections(ctx.deps, ctx.actor, input),
  ),
  /** Excludes a stretch of its time from the uptime, or notes something about it. */
  correct: can("monitor:write", { monitorId, correction: CorrectionInput }).mutation(
    async ({ ctx, input }): Promise<{ id: string }> => await correctUptime(ctx.deps, ctx.actor, input),
  ),
  withdrawCorrection: can("monitor:write", { correctionId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await withdrawCorrection(ctx.deps, ctx.actor, input),
  ),
  /** What the hourly analysis found, and the last 90 days by UTC day, oldest first. */
  analysis: can("monitor:read", { monitorId }).query(
    async ({ ctx, input }): Promise<{ findings: FindingRow[]; days: DayFigures[] }> => await readAnalysis(ctx.deps, ctx.actor, input),
  ),
});

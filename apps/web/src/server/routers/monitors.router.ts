import type { FindingRow } from "@vedette/core/finding-row";
import { MonitorInput, MonitorSpec } from "@vedette/core/monitor";
import type { CheckDetail, CheckRow, MonitorDetail, MonitorRecord, MonitorRow, StateMs } from "@vedette/core/monitor-record";
import { SeriesRange } from "@vedette/core/series";
import type { LatencySeries, MonitorFigures } from "@vedette/core/series";
import { verdictCodes } from "@vedette/core/verdict";
import type { VerdictKind } from "@vedette/core/verdict";
import { z } from "zod";
import { later } from "../later.ts";
import { can, router } from "../trpc.ts";

const monitorId = z.uuid();
const verdicts = Object.keys(verdictCodes) as VerdictKind[]; // safe because the literal's keys are the type

export const monitorsRouter = router({
  list: can("monitor:read", {}).query((): Promise<MonitorRow[]> => later()),
  get: can("monitor:read", { monitorId }).query((): Promise<MonitorDetail> => later()),
  /** `creationKey` is made once by the form: a doubled submission answers with the same monitor. */
  create: can("monitor:write", { creationKey: z.uuid(), monitor: MonitorInput }).mutation((): Promise<MonitorRecord> => later()),
  /** `version` is the one the form was opened with; a newer one answers `conflict`. */
  update: can("monitor:write", { monitorId, version: z.int().positive(), monitor: MonitorInput }).mutation((): Promise<MonitorRecord> => later()),
  pause: can("monitor:write", { monitorId }).mutation((): Promise<MonitorRecord> => later()),
  resume: can("monitor:write", { monitorId }).mutation((): Promise<MonitorRecord> => later()),
  remove: can("monitor:write", { monitorId }).mutation((): Promise<void> => later()),
  /** Undoes `remove`. */
  restore: can("monitor:write", { monitorId }).mutation((): Promise<MonitorRecord> => later()),
  /** Asks the worker for a real check of a spec that is not saved; poll `errands.get` for its answer. */
  preview: can("monitor:write", { spec: MonitorSpec }).mutation((): Promise<{ errandId: string }> => later()),
  checkNow: can("monitor:write", { monitorId }).mutation((): Promise<{ errandId: string }> => later()),
  /** Newest first. `cursor` is the `nextCursor` of the page before. An absent `verdicts` means all; an empty list means none. */
  results: can("monitor:read", {
    monitorId,
    cursor: z.int().nonnegative().optional(),
    limit: z.int().min(1).max(200).default(50),
    verdicts: z.array(z.enum(verdicts)).max(5).optional(),
  }).query((): Promise<{ items: CheckRow[]; nextCursor: number | null }> => later()),
  result: can("monitor:read", { monitorId, locationNo: z.int().min(1).max(32_767), dueAtMs: z.int().nonnegative() }).query((): Promise<CheckDetail> => later()),
  latencySeries: can("monitor:read", { monitorId, range: SeriesRange }).query((): Promise<LatencySeries> => later()),
  figures: can("monitor:read", { monitorId, range: SeriesRange }).query((): Promise<MonitorFigures> => later()),
  /** What the hourly analysis found, and the last 90 days by UTC day, oldest first. */
  analysis: can("monitor:read", { monitorId }).query((): Promise<{ findings: FindingRow[]; days: (StateMs & { atMs: number })[] }> => later()),
});

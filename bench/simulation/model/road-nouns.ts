import type { TakenBatch } from "@vedette/db/batches";
import type { Tx } from "@vedette/db/db";
import type { DueCheck } from "@vedette/db/schedules";
import type { ObservedResult } from "@vedette/engine/observe";
import { type BatchRow, type ScheduleRow, type Tables, checkOf, placeOf } from "./tables.ts";
import type { Run } from "./transaction.ts";

type RoadNouns = {
  schedules: Pick<Tx["schedules"], "claimDue">;
  batches: Pick<Tx["batches"], "take" | "ask" | "renew" | "stillHeld" | "settle" | "expired" | "definitions" | "staleVersions">;
  results: Pick<Tx["results"], "insertMissing" | "insertEvidence" | "conclusiveSince" | "newestFindings">;
  gaps: Pick<Tx["gaps"], "insertMissing">;
  publishing: Pick<Tx["publishing"], "nowMs">;
  /** Nothing is rolled up here. */
  rollups: Pick<Tx["rollups"], "hoursOf">;
};

const nothing = Promise.resolve();

/** What `packages/db` says of schedules, batches, results and gaps, over the model's tables. The same names, arguments and answers. */
export function roadNounsOn(run: Run, tables: Tables): RoadNouns {
  return {
    schedules: {
      claimDue: (locationNo, options) =>
        run("schedules.claimDue", [locationNo, options], (tx, nowMs) => {
          const { sinceMs, limit, lateLimit, leaseMs, maxUntaken } = options;
          let untaken = 0;
          for (const batch of tx.all(tables.batches)) if (batch.locationNo === locationNo && batch.fence === 0) untaken += 1;
          if (untaken >= maxUntaken) return null;
          const moved: { row: ScheduleRow; lateness: Lateness }[] = [];
          const count = { "on time": 0, late: 0, "too late": 0 };
          const most = { "on time": limit, late: lateLimit, "too late": Infinity };
          for (const row of tx.all(tables.schedules)) {
            if (row.locationNo !== locationNo || row.nextDueMs > nowMs) continue;
            const lateness = latenessOf(row, nowMs);
            if (sinceMs !== null && (lateness !== "on time" || !hasComeSince(row, sinceMs, nowMs))) continue;
            if (count[lateness] >= most[lateness]) continue;
            if (!tx.tryLock(tables.schedules, placeOf(row.monitorNo, locationNo))) continue;
            moved.push({ row, lateness });
            count[lateness] += 1;
          }
          moved.sort((a, b) => a.row.monitorNo - b.row.monitorNo);
          const claimed: DueCheck[] = [];
          let missed = 0;
          for (const { row, lateness } of moved) {
            const { monitorNo, intervalMs, nextDueMs: fromMs } = row;
            const dueMs = fromMs + Math.floor((nowMs - fromMs) / intervalMs) * intervalMs;
            const untilMs = lateness === "too late" ? dueMs + intervalMs : dueMs;
            tx.put(tables.schedules, placeOf(monitorNo, locationNo), { ...row, nextDueMs: dueMs + intervalMs });
            const gap = { monitorNo, locationNo, fromMs, untilMs, ticks: (untilMs - fromMs) / intervalMs, kind: "missed" as const };
            missed += gap.ticks;
            if (untilMs > fromMs) tx.insert(tables.gaps, checkOf(monitorNo, locationNo, fromMs), gap);
            if (lateness !== "too late") claimed.push({ monitorNo, dueMs });
          }
          const isFull = moved.length >= limit;
          if (claimed.length === 0) return { nowMs, batch: null, missed, isFull };
          const batch: BatchRow = {
            id: ++tables.lastBatchId,
            locationNo,
            monitorNos: claimed.map(({ monitorNo }) => monitorNo),
            dueMs: claimed.map(({ dueMs }) => dueMs),
            isVersioned: true,
            fence: 0,
            leaseUntilMs: nowMs + leaseMs,
            isExtra: false,
          };
          tx.put(tables.batches, String(batch.id), batch);
          return { nowMs, batch: { batchId: String(batch.id), size: claimed.length }, missed, isFull };
        }),
    },

    batches: {
      take: (batchId, leaseMs) =>
        run("batches.take", [batchId, leaseMs], (tx, nowMs): TakenBatch | null => {
          const isFree = (batch: BatchRow | undefined) => batch !== undefined && (batch.fence === 0 || batch.leaseUntilMs < nowMs);
          if (!isFree(tx.get(tables.batches, batchId))) return null;
          tx.lock(tables.batches, batchId);
          const batch = tx.get(tables.batches, batchId);
          if (batch === undefined) return null;
          const fence = batch.fence + 1;
          tx.put(tables.batches, batchId, { ...batch, fence, leaseUntilMs: nowMs + leaseMs });
          const { locationNo, isExtra } = batch;
          const checks = batch.monitorNos.map((monitorNo, i) => ({ monitorNo, dueMs: batch.dueMs[i] ?? Number.NaN }));
          const versions = batch.isVersioned ? batch.monitorNos.map(() => 1) : null;
          const taken = { batchId, locationNo, fence, checks, versions, nowMs, isExtra };
          if (fence === 1) return taken;
          const isNew = (monitorNo: number, dueMs: number) => tx.get(tables.results, checkOf(monitorNo, locationNo, dueMs)) === undefined;
          return { ...taken, checks: checks.filter(({ monitorNo, dueMs }) => isNew(monitorNo, dueMs)), versions: null };
        }),

      ask: (checks) =>
        checks.length === 0
          ? nothing
          : run("batches.ask", [checks], (tx) => {
              const asked = Map.groupBy(checks, ({ locationNo, dueMs }) => `${locationNo}@${dueMs}`);
              const groups = [...asked.values()].flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0], group }]));
              groups.sort((a, b) => a.locationNo - b.locationNo || a.dueMs - b.dueMs);
              for (const { locationNo, dueMs, group } of groups) {
                const monitorNos = [...new Set(group.map((check) => check.monitorNo))].toSorted((a, b) => a - b);
                const id = ++tables.lastBatchId;
                const times = monitorNos.map(() => dueMs);
                const batch = {
                  id,
                  locationNo,
                  monitorNos,
                  dueMs: times,
                  isVersioned: false,
                  fence: 1,
                  leaseUntilMs: dueMs,
                  isExtra: true,
                };
                tx.put(tables.batches, String(id), batch);
              }
            }),

      renew: (held, leaseMs) =>
        run("batches.renew", [held, leaseMs], (tx, nowMs) => {
          for (const { batchId, fence } of inOrder(held)) {
            if (tx.get(tables.batches, batchId)?.fence !== fence) continue;
            tx.lock(tables.batches, batchId);
            const batch = tx.get(tables.batches, batchId);
            if (batch?.fence === fence) tx.put(tables.batches, batchId, { ...batch, leaseUntilMs: nowMs + leaseMs });
          }
        }),

      stillHeld: (batches) =>
        run("batches.stillHeld", [batches], (tx) => {
          const held = new Set<string>();
          for (const { batchId, fence } of inOrder(batches)) {
            if (tx.get(tables.batches, batchId)?.fence !== fence) continue;
            tx.lock(tables.batches, batchId);
            if (tx.get(tables.batches, batchId)?.fence === fence) held.add(batchId);
          }
          return held;
        }),

      settle: (batchIds) =>
        run("batches.settle", [batchIds], (tx) => {
          for (const id of batchIds) if (tx.get(tables.batches, id) !== undefined) tx.put(tables.batches, id, null);
        }),

      expired: (locationNo, limit) =>
        run("batches.expired", [locationNo, limit], (tx, nowMs) => {
          const expired = [...tx.all(tables.batches)].filter((batch) => batch.locationNo === locationNo && batch.leaseUntilMs < nowMs);
          return expired
            .toSorted((a, b) => a.id - b.id)
            .slice(0, limit)
            .map((batch) => String(batch.id));
        }),

      definitions: (monitorNos) =>
        run("batches.definitions", [monitorNos], () =>
          monitorNos.flatMap((no) => {
            const monitor = tables.monitors.get(no);
            if (monitor === undefined) return [];
            const { id: monitorId, intervalMs, spec } = monitor;
            return [{ monitorNo: no, monitorId, teamId: tables.team.id, version: 1, intervalMs, spec, sealed: null }];
          }),
        ),

      staleVersions: (locationNo, known) =>
        run("batches.staleVersions", [locationNo, known], () =>
          known.flatMap(({ monitorNo, version }) => (version === 1 ? [] : [{ monitorNo, version: 1 }])),
        ),
    },

    results: {
      insertMissing: (batch) =>
        run("results.insertMissing", [batch], (tx) =>
          batch.filter((result) => {
            const { monitorNo, locationNo, dueMs, lateMs, verdict, code, evidence } = result;
            const { batchId } = result as ObservedResult; // safe because the road stores no other
            const row = {
              monitorNo,
              locationNo,
              dueMs,
              lateMs,
              verdict,
              code,
              reason: evidence === null ? "" : result.reason,
              evidence,
              batchId,
            };
            return tx.insert(tables.results, checkOf(monitorNo, locationNo, dueMs), row);
          }),
        ),

      insertEvidence: (batch) =>
        // The only part of it that anybody reads is in the result.
        batch.every((result) => result.evidence === null) ? nothing : run("results.insertEvidence", [batch], () => {}),

      newestFindings: (places) =>
        run("results.newestFindings", [places], (tx, nowMs) =>
          places
            .flatMap(({ monitorNo, locationNo }) => {
              const bad = [...tx.all(tables.results, placeOf(monitorNo, locationNo))].filter(
                ({ verdict, dueMs }) => (verdict === "down" || verdict === "degraded") && dueMs > nowMs - 86_400_000,
              );
              const newest = bad.toSorted((a, b) => b.dueMs - a.dueMs)[0];
              if (newest === undefined) return [];
              const { dueMs, code, reason, evidence } = newest;
              return [{ monitorNo, locationNo, dueMs, code, reason, evidence }];
            })
            .toSorted((a, b) => a.monitorNo - b.monitorNo || a.locationNo - b.locationNo),
        ),

      conclusiveSince: (of) =>
        run("results.conclusiveSince", [of], (tx) => {
          const from = new Map<string, number>();
          for (const { monitorNo, locationNo, fromMs } of of) {
            const place = placeOf(monitorNo, locationNo);
            from.set(place, Math.min(fromMs, from.get(place) ?? Infinity));
          }
          return [...from]
            .flatMap(([place, fromMs]) => [...tx.all(tables.results, place)].filter((row) => row.dueMs >= fromMs && isConclusive(row)))
            .map(({ monitorNo, locationNo, dueMs, verdict, reason }) => ({ monitorNo, locationNo, dueMs, verdict, reason }))
            .toSorted((a, b) => a.dueMs - b.dueMs);
        }),
    },

    gaps: {
      insertMissing: (gaps) =>
        gaps.length === 0
          ? nothing
          : run("gaps.insertMissing", [gaps], (tx) => {
              for (const gap of gaps) tx.insert(tables.gaps, checkOf(gap.monitorNo, gap.locationNo, gap.fromMs), gap);
            }),
    },

    rollups: { hoursOf: async () => await Promise.resolve(new Map()) },

    publishing: { nowMs: () => run("publishing.nowMs", [], (_, nowMs) => nowMs) },
  };
}

export function isConclusive({ verdict }: { verdict: string }): boolean {
  return verdict !== "inconclusive" && verdict !== "no_data";
}

type Lateness = "on time" | "late" | "too late";

/** Of the newest tick; where it is too late, the next one could come within half an interval of it. */
function latenessOf({ intervalMs, nextDueMs }: ScheduleRow, nowMs: number): Lateness {
  const lateMs = (nowMs - nextDueMs) % intervalMs;
  if (intervalMs <= 2_000 || lateMs <= 1_000) return "on time";
  return lateMs > Math.floor((intervalMs * 2) / 5) ? "too late" : "late";
}

/** By phase, as the index has it. */
function hasComeSince({ intervalMs, phaseMs }: ScheduleRow, sinceMs: number, nowMs: number): boolean {
  if (nowMs - sinceMs >= intervalMs) return true;
  const [first, last] = [sinceMs % intervalMs, nowMs % intervalMs];
  return first < last ? phaseMs > first && phaseMs <= last : phaseMs > first || phaseMs <= last;
}

function inOrder<Held extends { batchId: string }>(held: readonly Held[]): Held[] {
  return held.toSorted((a, b) => Number(a.batchId) - Number(b.batchId));
}

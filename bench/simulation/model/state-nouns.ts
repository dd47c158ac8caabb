import type { Tx } from "@vedette/db/db";
import type { LockedState } from "@vedette/db/states";
import { isConclusive } from "./road-nouns.ts";
import { type MonitorRow, type StateRow, type Tables, checkOf, placeOf } from "./tables.ts";
import type { Run, Transaction } from "./transaction.ts";

type StateNouns = {
  states: Pick<Tx["states"], "lockUnsteady" | "ofLocations" | "saveLocations" | "save" | "saveCertificates">;
  blips: Pick<Tx["blips"], "insertMissing" | "insertOutvoted">;
  dependencies: Pick<Tx["dependencies"], "unsuspected">;
  groups: Pick<Tx["groups"], "mark">;
  rollupMarks: Pick<Tx["rollupMarks"], "mark">;
  looks: Pick<Tx["looks"], "save">;
  contents: Pick<Tx["contents"], "save">;
  metrics: Pick<Tx["metrics"], "add">;
};

type Check = { monitorNo: number; locationNo: number; dueMs: number; isHealthy: boolean };

const nothing = Promise.resolve();

/** The same of states, blips and dependencies. Groups, rollups, looks, figures and contents have no part in the simulation. */
export function stateNounsOn(run: Run, tables: Tables): StateNouns {
  return {
    states: {
      lockUnsteady: (checks) =>
        run("states.lockUnsteady", [checks], (tx, nowMs) => {
          const byMonitor = [...Map.groupBy(checks, (check) => check.monitorNo)].toSorted(([a], [b]) => a - b);
          const isSteady = (row: StateRow | undefined, own: readonly Check[]) =>
            row !== undefined &&
            own.every((check) => check.isHealthy) &&
            row.state.confirmed === "up" &&
            row.state.run?.healthy === true &&
            row.unplayedFromMs === null;
          const unsteady = byMonitor.filter(([no, own]) => !isSteady(tx.get(tables.states, String(no)), own));
          for (const [no] of unsteady) tx.lock(tables.states, String(no));
          return unsteady.flatMap(([no, own]) => {
            const row = tx.get(tables.states, String(no));
            const monitor = tables.monitors.get(no);
            if (row === undefined || monitor === undefined || isSteady(row, own)) return [];
            const looked = lookedOf(tx, tables, monitor, own);
            return looked.length === 0 ? [] : [lockedStateOf(row, monitor, tables.team.id, looked, nowMs)];
          });
        }),

      ofLocations: (monitors) =>
        monitors.length === 0
          ? Promise.resolve([])
          : run("states.ofLocations", [monitors], (tx) =>
              monitors.flatMap(({ monitorNo, sinceMs }) =>
                (tables.monitors.get(monitorNo)?.locationNos ?? []).map((locationNo) => {
                  const place = placeOf(monitorNo, locationNo);
                  const row = tx.get(tables.locationStates, place);
                  const lookedMs = [...tx.all(tables.results, place)].flatMap((result) =>
                    result.dueMs > sinceMs && isConclusive(result) ? [result.dueMs] : [],
                  );
                  return {
                    monitorNo,
                    locationNo,
                    name: tables.locationNames.get(locationNo) ?? "",
                    state: row?.state ?? null,
                    lookedMs: lookedMs.toSorted((a, b) => a - b),
                    nextDueMs: tx.get(tables.schedules, place)?.nextDueMs ?? null,
                    unplayedFromMs: row?.unplayedFromMs ?? null,
                    isUnwell: false,
                  };
                }),
              ),
            ),

      saveLocations: (monitors) =>
        monitors.length === 0
          ? nothing
          : run("states.saveLocations", [monitors], (tx) => {
              for (const { monitorNo, isSteady, states } of monitors) {
                for (const { locationNo } of isSteady
                  ? [...tx.all(tables.locationStates)].filter((row) => row.monitorNo === monitorNo)
                  : [])
                  tx.put(tables.locationStates, placeOf(monitorNo, locationNo), null);
                for (const { locationNo, state, unplayedFromMs } of isSteady ? [] : states)
                  tx.put(tables.locationStates, placeOf(monitorNo, locationNo), { monitorNo, locationNo, state, unplayedFromMs });
              }
            }),

      save: (states) =>
        states.length === 0
          ? nothing
          : run("states.save", [states], (tx) => {
              for (const { monitorNo, state, unplayedFromMs } of states)
                tx.put(tables.states, String(monitorNo), { monitorNo, state, unplayedFromMs });
            }),

      saveCertificates: (seen) => (seen.length === 0 ? nothing : run("states.saveCertificates", [seen], () => {})),
    },

    blips: {
      insertMissing: (blips) =>
        blips.length === 0
          ? nothing
          : run("blips.insertMissing", [blips], (tx) => {
              for (const { monitorNo, startedAtMs: fromMs, endedAtMs: untilMs, failures } of blips)
                tx.insert(tables.blips, placeOf(monitorNo, fromMs), { monitorNo, fromMs, untilMs, failures });
            }),

      insertOutvoted: (spans) =>
        spans.length === 0
          ? nothing
          : run("blips.insertOutvoted", [spans], (tx) => {
              for (const { monitorNo, locationNo, startedAtMs: fromMs, endedAtMs: untilMs } of spans) {
                if (untilMs <= fromMs) continue;
                const failures = [...tx.all(tables.results, placeOf(monitorNo, locationNo))].filter(
                  (row) => row.dueMs >= fromMs && row.dueMs < untilMs && (row.verdict === "degraded" || row.verdict === "down"),
                ).length;
                tx.insert(tables.blips, placeOf(monitorNo, fromMs), { monitorNo, fromMs, untilMs, failures: Math.max(1, failures) });
              }
            }),
    },

    dependencies: {
      unsuspected: (childNos) =>
        childNos.length === 0
          ? Promise.resolve([])
          : run("dependencies.unsuspected", [childNos], (tx, nowMs) => {
              const parentNos = new Set(childNos.flatMap((no) => tables.monitors.get(no)?.parentNos ?? []));
              return [...parentNos].flatMap((monitorNo) => {
                const monitor = tables.monitors.get(monitorNo);
                const state = tx.get(tables.states, String(monitorNo))?.state;
                if (monitor === undefined || state?.confirmed !== "up" || state.run?.healthy !== true) return [];
                return monitor.locationNos.flatMap((locationNo) => {
                  const schedule = tx.get(tables.schedules, placeOf(monitorNo, locationNo));
                  const isAsked = [...tx.all(tables.batches)].some(
                    (batch) => batch.isExtra && batch.locationNo === locationNo && batch.monitorNos.includes(monitorNo),
                  );
                  if (schedule === undefined || isAsked) return [];
                  const { nextDueMs, intervalMs } = schedule;
                  return [{ monitorNo, locationNo, nextDueMs, intervalMs, timeoutMs: monitor.spec.timeoutMs, nowMs }];
                });
              });
            }),
    },

    groups: { mark: async () => {} },
    rollupMarks: { mark: async () => {} },
    looks: { save: async () => {} },
    contents: { save: async () => {} },
    metrics: { add: async () => {} },
  };
}

function lookedOf(tx: Transaction, tables: Tables, monitor: MonitorRow, checks: readonly Check[]): LockedState["looked"] {
  const places = [...Map.groupBy(checks, (check) => check.locationNo)].filter(([locationNo]) => monitor.locationNos.includes(locationNo));
  return places.map(([locationNo, own]) => {
    const place = placeOf(monitor.no, locationNo);
    const firstMs = Math.min(...own.map((check) => check.dueMs));
    const isOwn = (dueMs: number) => own.some((check) => check.dueMs === dueMs);
    let pendingMs: number | null = null;
    for (const batch of tx.all(tables.batches)) {
      if (batch.locationNo !== locationNo) continue;
      for (const [i, no] of batch.monitorNos.entries()) {
        const dueMs = batch.dueMs[i] ?? 0;
        const check = checkOf(no, locationNo, dueMs);
        if (no !== monitor.no || tx.get(tables.results, check) !== undefined || tx.get(tables.gaps, check)?.kind === "lost") continue;
        pendingMs = Math.min(pendingMs ?? Infinity, dueMs);
      }
    }
    const row = monitor.locationNos.length === 1 ? tx.get(tables.states, String(monitor.no)) : tx.get(tables.locationStates, place);
    const isUnsteady = row !== undefined && row.state.run !== null && !(row.state.confirmed === "up" && row.state.run.healthy);
    const sinceMs = Math.min(firstMs, isUnsteady ? row.state.seenAtMs : Infinity);
    const isAlone = monitor.locationNos.length === 1 || [...tx.all(tables.locationStates)].every((each) => each.monitorNo !== monitor.no);
    let playFromMs = (isAlone ? tx.get(tables.states, String(monitor.no)) : tx.get(tables.locationStates, place))?.unplayedFromMs ?? null;
    for (const { dueMs, verdict } of tx.all(tables.results, place))
      if (dueMs > sinceMs && isConclusive({ verdict }) && !isOwn(dueMs)) playFromMs = Math.min(playFromMs ?? Infinity, dueMs);
    return { locationNo, nextDueMs: tx.get(tables.schedules, place)?.nextDueMs ?? null, pendingMs, playFromMs };
  });
}

function lockedStateOf(row: StateRow, monitor: MonitorRow, teamId: string, looked: LockedState["looked"], nowMs: number): LockedState {
  const { no: monitorNo, id: monitorId, policy, locationNos, quorum, intervalMs, spec } = monitor;
  const { state, unplayedFromMs } = row;
  const { timeoutMs } = spec;
  return {
    monitorNo,
    monitorId,
    teamId,
    state,
    policy,
    locationNos,
    quorum,
    intervalMs,
    timeoutMs,
    nowMs,
    unplayedFromMs,
    isWaiting: false,
    looked,
  };
}

import type { HealthState } from "@vedette/core/health";
import { flapWindowMs } from "@vedette/core/hold";
import type { Tx } from "@vedette/db/db";
import type { IncidentChange } from "@vedette/db/incidents";
import { isConclusive } from "./road-nouns.ts";
import { type IncidentEventRow, type IncidentRow, type MonitorRow, type Tables, placeOf } from "./tables.ts";
import type { Run, Transaction } from "./transaction.ts";

type IncidentNouns = {
  incidents: Pick<
    Tx["incidents"],
    "open" | "raise" | "resolve" | "circumstances" | "held" | "release" | "refine" | "contexts" | "announceMonitors"
  >;
  routing: Pick<Tx["routing"], "of">;
};

/** The same of incidents of monitors; those of rules have no part in the simulation. */
export function incidentNounsOn(run: Run, tables: Tables): IncidentNouns {
  const openOf = (tx: Transaction, monitorNo: number): IncidentRow | undefined => {
    const open = tx.get(tables.openIncidents, String(monitorNo));
    if (open === undefined) return undefined;
    tx.lock(tables.incidents, open.id);
    return tx.get(tables.incidents, open.id);
  };
  const append = (tx: Transaction, { id, lastSeq }: IncidentRow, kind: IncidentEventRow["kind"], atMs: number) => {
    tx.put(tables.incidentEvents, `${id}/${lastSeq}`, { incidentId: id, seq: lastSeq, kind, atMs });
    return { incident_id: id, seq: lastSeq };
  };

  return {
    incidents: {
      open: async (changes, newId) => {
        const ids = changes.map(() => newId());
        return await run("incidents.open", [changes, { ids }], (tx) => {
          if (changes.length === 0) return [];
          tx.lock(tables.teams, tables.team.id);
          const base = tx.get(tables.teams, tables.team.id)?.lastNumber ?? 0;
          tx.put(tables.teams, tables.team.id, { lastNumber: base + changes.length });
          const wanted = changes
            .map((change, i) => ({ change, id: ids[i] ?? "" }))
            .toSorted((a, b) => a.change.monitorNo - b.change.monitorNo);
          return wanted.flatMap(({ change, id }, nth) => {
            const { monitorNo, severity, summary, atMs: startedMs, confirmedAtMs: confirmedMs, hold } = change;
            if (!tx.insert(tables.openIncidents, String(monitorNo), { id })) return [];
            const said = { monitorNo, severity, summary, startedMs, confirmedMs };
            const incident = {
              id,
              number: base + nth + 1,
              ...said,
              endedMs: null,
              closedMs: null,
              heldFor: hold?.reason ?? null,
              lastSeq: 1,
            };
            tx.put(tables.incidents, id, incident);
            return [append(tx, incident, "opened", confirmedMs)];
          });
        });
      },

      raise: async (changes, newId) => {
        const ids = changes.map(() => newId());
        return await run("incidents.raise", [changes, { ids }], (tx) =>
          changes.flatMap(({ monitorNo, severity, summary, atMs }) => {
            const open = openOf(tx, monitorNo);
            if (open === undefined || open.severity === severity) return [];
            const raised = { ...open, severity, summary, lastSeq: open.lastSeq + 1 };
            tx.put(tables.incidents, open.id, raised);
            return [append(tx, raised, "raised", atMs)];
          }),
        );
      },

      resolve: async (changes, newId) => {
        const ids = changes.map(() => newId());
        return await run("incidents.resolve", [changes, { ids }], (tx) =>
          changes.flatMap(({ monitorNo, atMs, confirmedAtMs: closedMs }) => {
            const open = openOf(tx, monitorNo);
            if (open === undefined) return [];
            const closed = { ...open, endedMs: Math.max(open.startedMs, atMs), closedMs, lastSeq: open.lastSeq + 1 };
            tx.put(tables.incidents, open.id, closed);
            tx.put(tables.openIncidents, String(monitorNo), null);
            return [append(tx, closed, "resolved", closedMs)];
          }),
        );
      },

      refine: (incidents) =>
        incidents.length === 0
          ? Promise.resolve()
          : run("incidents.refine", [incidents], (tx) => {
              for (const { monitorNo, summary } of incidents) {
                const open = openOf(tx, monitorNo);
                if (open !== undefined && open.summary.en !== summary.en) tx.put(tables.incidents, open.id, { ...open, summary });
              }
            }),

      circumstances: (changes) =>
        changes.length === 0
          ? Promise.resolve([])
          : run("incidents.circumstances", [changes], (tx, nowMs) =>
              changes.map((change) => {
                const monitor = tables.monitors.get(change.monitorNo);
                const parents = (monitor?.parentNos ?? []).flatMap((no) => tables.monitors.get(no) ?? []);
                const troubled = parents.filter((parent) => isInTrouble(tx, tables, parent, nowMs)).map((parent) => parent.name);
                return { maintenance: null, troubled: troubled.toSorted(), recent: recentOf(tx, tables, change) };
              }),
            ),

      held: (limit) =>
        run("incidents.held", [limit], (tx, nowMs) => {
          const held = [...tx.all(tables.incidents)].filter((incident) => incident.heldFor !== null && incident.closedMs === null);
          return held
            .toSorted((a, b) => (a.id < b.id ? -1 : 1))
            .filter((incident) => tx.tryLock(tables.incidents, incident.id))
            .slice(0, limit)
            .flatMap(({ id, monitorNo, heldFor, confirmedMs }) => {
              const monitor = tables.monitors.get(monitorNo);
              if (monitor === undefined || heldFor === null) return [];
              const parents = monitor.parentNos.flatMap((no) => tables.monitors.get(no) ?? []);
              const troubled = parents.filter((parent) => isInTrouble(tx, tables, parent, nowMs)).length;
              const recoveredMs = Math.max(0, ...parents.map((parent) => stateOf(tx, tables, parent)?.sinceMs ?? 0));
              let seenMs = 0;
              for (const locationNo of monitor.locationNos)
                for (const row of tx.all(tables.results, placeOf(monitorNo, locationNo)))
                  if (row.dueMs > confirmedMs && isConclusive(row)) seenMs = Math.max(seenMs, row.dueMs);
              const { intervalMs } = monitor;
              return [{ id, reason: heldFor, confirmedMs, nowMs, troubled, recoveredMs, seenMs, maintenanceMs: 0, intervalMs }];
            });
        }),

      release: (incidents) =>
        incidents.length === 0
          ? Promise.resolve([])
          : run("incidents.release", [incidents], (tx, nowMs) =>
              incidents.flatMap(({ id }) => {
                tx.lock(tables.incidents, id);
                const held = tx.get(tables.incidents, id);
                if (held === undefined || held.heldFor === null || held.closedMs !== null) return [];
                const released = { ...held, heldFor: null, lastSeq: held.lastSeq + 1 };
                tx.put(tables.incidents, id, released);
                return [append(tx, released, "told", nowMs)];
              }),
            ),

      contexts: (events) =>
        run("incidents.contexts", [events], (tx) =>
          events.flatMap(({ incident_id: incidentId, seq }) => {
            const event = tx.get(tables.incidentEvents, `${incidentId}/${seq}`);
            const incident = tx.get(tables.incidents, incidentId);
            const monitor = tables.monitors.get(incident?.monitorNo ?? 0);
            if (event === undefined || incident === undefined || monitor === undefined) return [];
            const { number, severity, summary, startedMs: startedAtMs, endedMs: endedAtMs } = incident;
            const { id, name, spec } = monitor;
            const target = "url" in spec ? spec.url : "";
            const said = { incidentId, seq, change: event.kind, atMs: event.atMs, number, severity, summary, startedAtMs, endedAtMs };
            return [
              { ...said, team: tables.team, monitor: { id, name, target }, rule: null, channelIds: toldOf(tx, tables, incident, event) },
            ];
          }),
        ),

      announceMonitors: async () => {},
    },
    /** The team of the simulation has no policy: its monitors tell their channels. */
    routing: { of: (teamIds) => run("routing.of", [teamIds], () => []) },
  };
}

function stateOf(tx: Transaction, tables: Tables, { no }: MonitorRow): HealthState | undefined {
  return tx.get(tables.states, String(no))?.state;
}

function isInTrouble(tx: Transaction, tables: Tables, monitor: MonitorRow, nowMs: number): boolean {
  const state = stateOf(tx, tables, monitor);
  if (state === undefined) return false;
  return state.confirmed === "down" || (state.run !== null && !state.run.healthy && state.run.startedAtMs > nowMs - 60_000);
}

function recentOf(tx: Transaction, tables: Tables, { monitorNo, confirmedAtMs }: IncidentChange): number {
  const sinceMs = confirmedAtMs - flapWindowMs;
  let recent = 0;
  for (const incident of tx.all(tables.incidents))
    if (incident.monitorNo === monitorNo && incident.confirmedMs > sinceMs && incident.startedMs > sinceMs - 86_400_000) recent += 1;
  return recent;
}

function toldOf(tx: Transaction, tables: Tables, incident: IncidentRow, event: IncidentEventRow): string[] {
  if (incident.heldFor !== null) return [];
  const channels =
    event.kind === "opened" || event.kind === "told"
      ? [...tx.all(tables.channels)].filter((channel) => channel.isEnabled).map((channel) => channel.id)
      : [...tx.all(tables.outbox)].filter((row) => row.incidentId === incident.id).map((row) => row.channelId);
  return [...new Set(channels)].toSorted();
}

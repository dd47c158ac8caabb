import type { AlertMessage } from "@vedette/core/alert";
import type { Tx } from "@vedette/db/db";
import type { OutboxRow, Tables } from "./tables.ts";
import type { Run, Transaction } from "./transaction.ts";

type OutboxNouns = { outbox: Pick<Tx["outbox"], "append" | "take" | "renew" | "record" | "failing" | "endFailing" | "due" | "following"> };

/** The same of the outbox and of channels; a channel's health has no part in the simulation. */
export function outboxNounsOn(run: Run, tables: Tables): OutboxNouns {
  const hasToWait = (tx: Transaction, { incidentId, channelId, seq }: OutboxRow) => {
    for (const other of tx.all(tables.outbox))
      if (other.incidentId === incidentId && other.channelId === channelId && other.seq < seq && other.settledMs === null) return true;
    return false;
  };
  const voice = { language: "en" as const, timeZone: "UTC", templates: {} };
  const isHeld = ({ leaseUntilMs }: OutboxRow, nowMs: number) => leaseUntilMs !== null && leaseUntilMs >= nowMs;
  const isDue = (tx: Transaction, row: OutboxRow, nowMs: number) =>
    row.settledMs === null && row.nextAttemptMs <= nowMs && !hasToWait(tx, row);

  return {
    outbox: {
      append: (alerts) =>
        alerts.length === 0
          ? Promise.resolve([])
          : run("outbox.append", [alerts], (tx, nowMs) =>
              alerts.flatMap(({ id, key, channelId, incidentId, incidentSeq, message }) => {
                if (incidentId === null || incidentSeq === null || !tx.insert(tables.outboxKeys, key, { id })) return [];
                const times = { createdMs: nowMs, nextAttemptMs: nowMs, leaseUntilMs: null, settledMs: null };
                const alert = message as AlertMessage; // safe because nothing else has an incident
                const row = {
                  id,
                  key,
                  channelId,
                  incidentId,
                  seq: incidentSeq,
                  message: alert,
                  ...times,
                  fence: 0,
                  attempts: 0,
                  outcome: null,
                };
                tx.put(tables.outbox, id, row);
                return [id];
              }),
            ),

      take: (outboxId, leaseMs) =>
        run("outbox.take", [outboxId, leaseMs], (tx, nowMs) => {
          const isFree = (row: OutboxRow | undefined) => row !== undefined && isDue(tx, row, nowMs) && !isHeld(row, nowMs);
          if (!isFree(tx.get(tables.outbox, outboxId))) return null;
          tx.lock(tables.outbox, outboxId);
          const row = tx.get(tables.outbox, outboxId);
          if (row === undefined) return null;
          const [fence, attempt] = [row.fence + 1, row.attempts + 1];
          tx.put(tables.outbox, outboxId, { ...row, fence, attempts: attempt, leaseUntilMs: nowMs + leaseMs });
          const channel = tx.get(tables.channels, row.channelId);
          const target =
            channel === undefined
              ? null
              : { id: channel.id, teamId: tables.team.id, sealed: channel.sealed, isUsable: channel.isEnabled, voice, reference: null };
          return { outboxId, key: row.key, fence, attempt, message: row.message, sealed: null, channel: target };
        }),

      renew: ({ outboxId, fence }, leaseMs) =>
        run("outbox.renew", [{ outboxId, fence }, leaseMs], (tx, nowMs) => {
          const row = tx.get(tables.outbox, outboxId);
          if (row?.fence !== fence || row.settledMs !== null) return;
          tx.put(tables.outbox, outboxId, { ...row, leaseUntilMs: nowMs + leaseMs });
        }),

      record: ({ outboxId, fence, attempt }, receipt, durationMs, next) =>
        run("outbox.record", [{ outboxId, fence, attempt }, receipt, durationMs, next], (tx, nowMs) => {
          const row = tx.get(tables.outbox, outboxId);
          if (row?.fence !== fence || row.settledMs !== null) return false;
          const after = "outcome" in next ? { settledMs: nowMs, outcome: next.outcome } : { nextAttemptMs: nowMs + next.retryInMs };
          tx.put(tables.outbox, outboxId, { ...row, leaseUntilMs: null, ...after });
          const channel = "switchedOff" in next ? tx.get(tables.channels, row.channelId) : undefined;
          if (channel !== undefined) tx.put(tables.channels, channel.id, { ...channel, isEnabled: false });
          return true;
        }),

      failing: () => Promise.resolve(null),
      endFailing: () => Promise.resolve(null),

      due: (limit, perChannel) =>
        run("outbox.due", [limit, perChannel], (tx, nowMs) => {
          const due = [...tx.all(tables.outbox)].filter((row) => isDue(tx, row, nowMs)).map((row) => ({ row, isHeld: isHeld(row, nowMs) }));
          const inTime = (a: OutboxRow, b: OutboxRow) => a.nextAttemptMs - b.nextAttemptMs || (a.id < b.id ? -1 : 1);
          const fair = [...Map.groupBy(due, ({ row }) => row.channelId).values()].flatMap((own) =>
            own.toSorted((a, b) => Number(b.isHeld) - Number(a.isHeld) || inTime(a.row, b.row)).slice(0, perChannel),
          );
          return fair
            .filter((each) => !each.isHeld)
            .map(({ row }) => row)
            .toSorted(inTime)
            .slice(0, limit)
            .map((row) => row.id);
        }),

      following: (outboxId) =>
        run("outbox.following", [outboxId], (tx) => {
          const row = tx.get(tables.outbox, outboxId);
          if (row === undefined) return null;
          const later = [...tx.all(tables.outbox)].filter(
            (other) =>
              other.incidentId === row.incidentId && other.channelId === row.channelId && other.seq > row.seq && other.settledMs === null,
          );
          return later.toSorted((a, b) => a.seq - b.seq)[0]?.id ?? null;
        }),
    },
  };
}

import { type ActiveSpec, MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { arrayOf } from "./array-literal.ts";
import type { DueCheck } from "./schedules.ts";
import type { Sql } from "./sql.ts";

/**
 * `nowMs`: the database's clock at the moment of taking. `versions`: of the checks' monitors when they were claimed; null where that is
 * not known, or not of all.
 */
export type TakenBatch = {
  batchId: string;
  locationNo: number;
  fence: number;
  checks: DueCheck[];
  versions: number[] | null;
  nowMs: number;
  isExtra: boolean;
};
/** A second look: a check between the ticks of its schedule. */
export type ExtraCheck = DueCheck & { locationNo: number };
/** What a worker needs to run a monitor's checks. `version` grows with every edit. */
export type Definition = {
  monitorNo: number;
  monitorId: string;
  teamId: string;
  version: number;
  intervalMs: number;
  /** Null: this version of Vedette cannot read it, or does not probe it. */
  spec: ActiveSpec | null;
  /** The secrets that the spec only hides. */
  sealed: Uint8Array | null;
};

export function batchesOn(sql: Sql) {
  return {
    /**
     * Takes a batch that nobody holds: the fence grows, so whoever held it before can no longer settle it. Checks that an
     * earlier holder has already stored are left out. Null when it is held or gone.
     */
    async take(batchId: string, leaseMs: number): Promise<TakenBatch | null> {
      const [row] = await sql<{
        location_no: number;
        fence: number;
        monitor_nos: number[];
        due_ms: number[];
        versions: number[] | null;
        now_ms: number;
        is_extra: boolean;
      }>(
        `UPDATE batches SET fence = fence + 1, lease_until = clock_timestamp() + $2 * interval '1 ms'
         WHERE id = $1 AND (fence = 0 OR lease_until < clock_timestamp())
         RETURNING location_no, fence, is_extra, to_json(monitor_nos) AS monitor_nos, to_json(due_ms) AS due_ms, to_json(versions) AS versions, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms`,
        [batchId, leaseMs],
        "take_batch",
      );
      if (row === undefined) return null;
      const checks = row.monitor_nos.map((monitorNo, i) => ({ monitorNo, dueMs: row.due_ms[i] ?? Number.NaN }));
      const { location_no: locationNo, fence, versions, now_ms: nowMs, is_extra: isExtra } = row;
      const taken = { batchId, locationNo, fence, checks, versions, nowMs, isExtra };
      return fence === 1 ? taken : { ...taken, checks: await this.unobserved(locationNo, checks), versions: null };
    },

    /**
     * Asks for second looks: batches, one per location and due time, that sweepers find once they are due. They count as taken before,
     * so that they do not stand in the way of claims.
     */
    async ask(checks: readonly ExtraCheck[]): Promise<void> {
      if (checks.length === 0) return;
      await sql(
        `INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until, is_extra)
         SELECT location_no, array_agg(monitor_no ORDER BY monitor_no), array_agg(due_ms ORDER BY monitor_no), 1, to_timestamp(due_ms / 1000.0), true
         FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::int[], $3::bigint[]) AS c (monitor_no, location_no, due_ms)) c GROUP BY location_no, due_ms`,
        [
          arrayOf(checks.map((check) => check.monitorNo)),
          arrayOf(checks.map((check) => check.locationNo)),
          arrayOf(checks.map((check) => check.dueMs)),
        ],
      );
    },

    async unobserved(locationNo: number, checks: readonly DueCheck[]): Promise<DueCheck[]> {
      return await sql<DueCheck>(
        `SELECT c.monitor_no AS "monitorNo", c.due_ms AS "dueMs"
         FROM unnest($2::int[], $3::bigint[]) AS c (monitor_no, due_ms)
         WHERE NOT EXISTS (SELECT FROM results r WHERE r.monitor_no = c.monitor_no AND r.location_no = $1 AND r.due_at = to_timestamp(c.due_ms / 1000.0))`,
        [locationNo, checks.map((check) => check.monitorNo), checks.map((check) => check.dueMs)],
      );
    },

    /** Keeps batches that are still being worked on from being taken by others, locked in the order of `stillHeld`. A lost one stays lost. */
    async renew(held: readonly { batchId: string; fence: number }[], leaseMs: number): Promise<void> {
      await sql(
        `WITH mine AS (
           SELECT b.id FROM batches b JOIN unnest($1::bigint[], $2::int[]) AS h (id, fence) ON b.id = h.id AND b.fence = h.fence
           ORDER BY b.id FOR UPDATE OF b)
         UPDATE batches b SET lease_until = clock_timestamp() + $3 * interval '1 ms' FROM mine WHERE b.id = mine.id`,
        [held.map((batch) => batch.batchId), held.map((batch) => batch.fence), leaseMs],
      );
    },

    /** Of the given batches those that are still held under the given fence; locked until the transaction ends. */
    async stillHeld(batches: readonly { batchId: string; fence: number }[]): Promise<Set<string>> {
      const rows = await sql<{ id: number }>(
        `SELECT b.id FROM batches b JOIN unnest($1::bigint[], $2::int[]) AS h (id, fence) ON b.id = h.id AND b.fence = h.fence
         ORDER BY b.id FOR UPDATE OF b`,
        [batches.map((batch) => batch.batchId), batches.map((batch) => batch.fence)],
        "still_held",
      );
      return new Set(rows.map((row) => String(row.id)));
    },

    async settle(batchIds: readonly string[]): Promise<void> {
      await sql("DELETE FROM batches WHERE id = ANY($1::bigint[])", [batchIds], "settle_batches");
    },

    /** How long ago the oldest check was due that is claimed and not settled, second looks apart; 0 without any. */
    async oldestMs(locationNo: number): Promise<number> {
      const [row] = await sql<{ age: number }>(
        `SELECT coalesce((extract(epoch FROM clock_timestamp()) * 1000)::bigint - min(due_ms[1]), 0) AS age FROM batches
         WHERE location_no = $1 AND NOT is_extra`,
        [locationNo],
      );
      return row?.age ?? 0;
    },

    /** Batches whose doorbell was lost or whose holder died. */
    async expired(locationNo: number, limit: number): Promise<string[]> {
      const rows = await sql<{ id: number }>(
        "SELECT id FROM batches WHERE location_no = $1 AND lease_until < clock_timestamp() ORDER BY id LIMIT $2",
        [locationNo, limit],
      );
      return rows.map((row) => String(row.id));
    },

    /** Definitions of monitors that are scheduled; one that was paused or deleted meanwhile is missing from the answer. */
    async definitions(monitorNos: readonly number[]): Promise<Definition[]> {
      const rows = await sql<Omit<Definition, "spec"> & { spec: unknown }>(
        `SELECT compat_number AS "monitorNo", id AS "monitorId", team_id AS "teamId", version, interval_ms AS "intervalMs", spec, sealed
         FROM monitors WHERE compat_number = ANY($1::int[]) AND paused_at IS NULL AND deleted_at IS NULL`,
        [monitorNos],
        "definitions",
      );
      return rows.map((row) => {
        const spec = MonitorSpec.safeParse(row.spec).data;
        return { ...row, spec: spec !== undefined && isActive(spec) ? spec : null };
      });
    },

    /**
     * Which copies of definitions are stale, given the versions that are known (null: none): the others' current version, or null where
     * the monitor is not scheduled any more. In the steady state the answer is empty.
     */
    async staleVersions(
      locationNo: number,
      known: readonly { monitorNo: number; version: number | null }[],
    ): Promise<{ monitorNo: number; version: number | null }[]> {
      return await sql(
        `SELECT k.no AS "monitorNo", s.version
         FROM unnest($2::int[], $3::int[]) AS k (no, version) LEFT JOIN schedules s ON s.monitor_no = k.no AND s.location_no = $1
         WHERE s.version IS NULL OR s.version IS DISTINCT FROM k.version`,
        [locationNo, arrayOf(known.map((copy) => copy.monitorNo)), arrayOf(known.map((copy) => copy.version))],
        "stale_versions",
      );
    },
  };
}

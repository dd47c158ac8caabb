import type { UnwellReason } from "@vedette/core/location-health";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** Locations that do not trust what they see. */
export function unwellOn(sql: Sql) {
  return {
    /**
     * Of these monitors, each failing at the location since its moment, how many are looked at from elsewhere too, and how many another
     * location has seen up since that moment. Those that have come up here as well, as another worker may have seen, are left out.
     */
    async seenElsewhere(
      locationNo: number,
      failing: readonly { monitorNo: number; sinceMs: number }[],
    ): Promise<{ shared: number; up: number }> {
      const [row] = await sql<{ shared: number; up: number }>(
        `SELECT count(*)::int AS shared, (count(*) FILTER (WHERE up_elsewhere))::int AS up FROM (
           SELECT coalesce(bool_or(l = $1 AND r.verdict = 0), false) AS up_here, coalesce(bool_or(l <> $1 AND r.verdict = 0), false) AS up_elsewhere
           FROM unnest($2::int[], $3::bigint[]) AS f (no, since_ms) JOIN monitors m ON m.compat_number = f.no
           CROSS JOIN LATERAL unnest(m.location_nos) l
           LEFT JOIN LATERAL (
             SELECT verdict FROM results r WHERE r.monitor_no = f.no AND r.location_no = l AND r.due_at > to_timestamp(f.since_ms / 1000.0) AND r.verdict < 3
             ORDER BY r.due_at DESC LIMIT 1) r ON true
           WHERE cardinality(m.location_nos) > 1
           GROUP BY f.no) s
         WHERE NOT up_here`,
        [locationNo, arrayOf(failing.map((each) => each.monitorNo)), arrayOf(failing.map((each) => each.sinceMs))],
      );
      return row ?? { shared: 0, up: 0 };
    },

    /**
     * Says that a location does not trust itself at this moment. `isNew`: it is the first to be heard of that for five minutes. `owners`: who
     * runs the instance.
     */
    async declare(locationNo: number, reason: UnwellReason): Promise<{ isNew: boolean; name: string; owners: string[] }> {
      const [row] = await sql<{ is_new: boolean; name: string; owners: string[] }>(
        `WITH before AS (SELECT no, unwell_at FROM locations WHERE no = $1 FOR UPDATE)
         UPDATE locations l SET unwell_at = clock_timestamp(), unwell_reason = $2 FROM before b WHERE l.no = b.no
         RETURNING coalesce(b.unwell_at < clock_timestamp() - interval '5 minutes', true) AS is_new, l.name,
                   ARRAY(SELECT email FROM users WHERE is_instance_owner) AS owners`,
        [locationNo, reason],
      );
      return { isNew: row?.is_new ?? false, name: row?.name ?? "", owners: row?.owners ?? [] };
    },
  };
}

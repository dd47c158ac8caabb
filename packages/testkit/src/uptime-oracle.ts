import { jointHistory } from "@vedette/core/joint-history";
import { daysOf, noTime, sumOfTimes, timeInStates } from "@vedette/core/time-in-state";
import { jointUptime, spansOf } from "@vedette/core/uptime-definition";
import type pg from "pg";
import { type UptimeCase, type UptimeSchedule, noonOf, places, reachMs } from "./uptime-cases.ts";

/** One day of a case as text, so that both sides can only agree bit for bit: date, seven times by state, up, counted. */
type DayLine = string;

export type Disagreement = { index: number; case: UptimeCase; typescript: DayLine[]; sql: DayLine[] };
export type OracleReport = { days: number; sumMismatches: number; disagreements: Disagreement[]; sqlMs: number; typescriptMs: number };

/**
 * What the clocks of every zone show at every minute around its day, and which minutes belong to which schedule: asked of PostgreSQL,
 * which knows nothing of our days. To be called once on a connection, before any comparison on it.
 */
export async function prepareOracle(client: pg.ClientBase, schedules: readonly (readonly UptimeSchedule[])[]): Promise<void> {
  await client.query("CREATE TEMP TABLE places (no int, zone text, hours_zone text, noon_ms bigint)");
  await client.query("INSERT INTO places SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[])", [
    places.map((_, no) => no),
    places.map((place) => place.zone),
    places.map((place) => place.hoursZone),
    places.map(noonOf),
  ]);
  // A day is the minutes that bear its date, so days of 23 and 25 hours, and those that never were, need no rule.
  await client.query(
    `CREATE TEMP TABLE days AS SELECT p.no AS place_no, (to_timestamp(m / 1000) AT TIME ZONE p.zone)::date AS date, min(m) AS from_ms, max(m) + 60000 AS to_ms
     FROM places p, generate_series(p.noon_ms - ${reachMs} - 2 * 86400000, p.noon_ms + ${reachMs} + 2 * 86400000, 60000) AS m GROUP BY 1, 2`,
  );
  const ranges = schedules.flatMap((own, placeNo) =>
    own.flatMap(({ ranges: each }, scheduleNo) => each.map((range) => ({ ...range, placeNo, scheduleNo }))),
  );
  await client.query(
    `CREATE TEMP TABLE hours AS
     WITH minutes AS MATERIALIZED (
       SELECT p.no, m, extract(isodow FROM shown)::int AS day, extract(hour FROM shown)::int * 60 + extract(minute FROM shown)::int AS minute
       FROM places p, generate_series(p.noon_ms - ${reachMs}, p.noon_ms + ${reachMs}, 60000) AS m, LATERAL (SELECT to_timestamp(m / 1000) AT TIME ZONE p.hours_zone AS shown) c
     ), ranges (place_no, schedule_no, days, from_min, until_min) AS (
       SELECT place_no, schedule_no, string_to_array(days, ',')::int[], from_min, until_min
       FROM unnest($1::int[], $2::int[], $3::text[], $4::int[], $5::int[]) AS r (place_no, schedule_no, days, from_min, until_min)
     )
     SELECT r.place_no, r.schedule_no, range_agg(int8range(m, m + 60000)) AS open
     FROM ranges r JOIN minutes ON no = r.place_no AND day = ANY(r.days) AND minute >= r.from_min AND minute < r.until_min GROUP BY 1, 2`,
    [
      ranges.map((range) => range.placeNo),
      ranges.map((range) => range.scheduleNo),
      ranges.map((range) => range.days.join(",")),
      ranges.map((range) => minuteOf(range.from)),
      ranges.map((range) => minuteOf(range.until)),
    ],
  );
  await client.query(
    `CREATE FUNCTION pg_temp.ms(r int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE AS
     'SELECT coalesce(sum(upper(x) - lower(x)), 0)::bigint FROM unnest(r) AS x'`,
  );
}

const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const endless = 9_000_000_000_000_000;

/**
 * The states of every case by day, and what its definition makes of them, once by the product's code and once by one SQL statement that
 * shares nothing with it: sets of instants as multiranges, days and hours as PostgreSQL's clocks have them.
 */
export async function compareUptimes(client: pg.ClientBase, cases: readonly UptimeCase[]): Promise<OracleReport> {
  const startedMs = performance.now();
  const ours = cases.map(linesOf);
  const typescriptMs = performance.now() - startedMs;
  const { rows } = await client.query<{ case_no: number; line: string }>(oracleSql, inputOf(cases));
  const sqlMs = performance.now() - startedMs - typescriptMs;
  const theirs = Map.groupBy(rows, (row) => row.case_no);
  const disagreements = cases.flatMap((each, index) => {
    const sql = (theirs.get(index) ?? []).map((row) => row.line);
    const typescript = ours[index]?.lines ?? [];
    return sql.join("\n") === typescript.join("\n") ? [] : [{ index, case: each, typescript, sql }];
  });
  return { days: rows.length, sumMismatches: ours.filter((each) => !each.sums).length, disagreements, sqlMs, typescriptMs };
}

/** `sums`: whether the days add up to the window, and the window to the time in which any member existed. */
function linesOf({ placeNo, definition, window, members }: UptimeCase): { lines: DayLine[]; sums: boolean } {
  const together = jointHistory(members.map((member) => member.history));
  const times = daysOf(window, places[placeNo]?.zone ?? "UTC").flatMap((day) => {
    const part = { fromMs: Math.max(window.fromMs, day.fromMs), toMs: Math.min(window.toMs, day.toMs) };
    if (part.fromMs >= part.toMs) return [];
    const time = timeInStates(part, together);
    const share = jointUptime(definition, spansOf(definition, part), members, together);
    return [{ date: day.date, time, share }];
  });
  const lines = times.map(({ date, time, share }) =>
    [
      date,
      time.upMs,
      time.degradedMs,
      time.downMs,
      time.maintenanceMs,
      time.noDataMs,
      time.pausedMs,
      time.excludedMs,
      share.up,
      share.counted,
    ].join(" "),
  );
  const whole = window.fromMs < window.toMs ? timeInStates(window, together) : noTime;
  const lived = Math.max(0, window.toMs - Math.max(window.fromMs, together.existsFromMs));
  const days = sumOfTimes(times.map(({ time }) => time));
  const sums = JSON.stringify(days) === JSON.stringify(whole) && Object.values(whole).reduce((sum, ms) => sum + ms, 0) === lived;
  return { lines, sums };
}

function inputOf(cases: readonly UptimeCase[]): unknown[] {
  const members = cases.flatMap((each, caseNo) => each.members.map((member, memberNo) => ({ ...member, caseNo, memberNo })));
  const spans = members.flatMap(({ history, caseNo, memberNo }) =>
    [
      ...history.gaps.map((gap) => ({ ...gap, kind: gap.kind === "paused" ? "paused" : "unseen" })),
      ...history.maintenances.map((span) => ({ ...span, kind: "maintenance" })),
      ...history.exclusions.map((span) => ({ ...span, kind: "excluded" })),
    ].map((span) => ({ ...span, caseNo, memberNo })),
  );
  const incidents = members.flatMap(({ history, caseNo, memberNo }) =>
    history.incidents.map((incident) => ({ ...incident, caseNo, memberNo })),
  );
  const checks = members.flatMap(({ checks: own, caseNo, memberNo }) => own.map((check) => ({ ...check, caseNo, memberNo })));
  const columns = <Row>(rows: readonly Row[], ...pick: ((row: Row) => unknown)[]) => pick.map((each) => rows.map(each));
  return [
    ...columns(
      [...cases.entries()],
      ([caseNo]) => caseNo,
      ([, each]) => each.placeNo,
      ([, each]) => each.scheduleNo,
      ([, each]) => each.window.fromMs,
      ([, each]) => each.window.toMs,
      ([, each]) => each.definition.degraded,
      ([, each]) => each.definition.maintenance,
      ([, each]) => each.definition.noData,
      ([, each]) => each.definition.weighting,
    ),
    ...columns(
      members,
      (member) => member.caseNo,
      (member) => member.memberNo,
      (member) => member.history.existsFromMs,
    ),
    ...columns(
      spans,
      (span) => span.caseNo,
      (span) => span.memberNo,
      (span) => span.kind,
      (span) => span.fromMs,
      (span) => (span.untilMs === Infinity ? endless : span.untilMs),
    ),
    ...columns(
      incidents,
      (incident) => incident.caseNo,
      (incident) => incident.memberNo,
      (incident) => incident.startedAtMs,
      (incident) => incident.endedAtMs,
      (incident) => incident.severity[0]?.severity,
      (incident) => incident.severity[1]?.atMs ?? null,
    ),
    ...columns(
      checks,
      (check) => check.caseNo,
      (check) => check.memberNo,
      (check) => check.atMs,
      (check) => check.counts.upN,
      (check) => check.counts.degradedN,
      (check) => check.counts.downN,
      (check) => check.counts.inconclusiveN,
      (check) => check.counts.noDataN,
    ),
  ];
}

const none = "'{}'::int8multirange";
const all = "int8multirange(int8range(NULL, NULL))";

/** Every state is a set of instants: what it covers, less what goes before it. */
const oracleSql = `
WITH cases AS MATERIALIZED (
  SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[])
    AS c (case_no, place_no, schedule_no, from_ms, to_ms, degraded, maintenance, no_data, weighting)
), spans AS MATERIALIZED (
  SELECT case_no, member_no,
         range_agg(r) FILTER (WHERE kind = 'paused') AS paused, range_agg(r) FILTER (WHERE kind = 'unseen') AS unseen,
         range_agg(r) FILTER (WHERE kind = 'maintenance') AS maintenance, range_agg(r) FILTER (WHERE kind = 'excluded') AS excluded
  FROM (SELECT case_no, member_no, kind, int8range(from_ms, until_ms) AS r
        FROM unnest($13::int[], $14::int[], $15::text[], $16::bigint[], $17::bigint[]) AS s (case_no, member_no, kind, from_ms, until_ms)) s GROUP BY 1, 2
), incidents AS MATERIALIZED (
  SELECT case_no, member_no, range_agg(int8range(started_ms, ended_ms)) AS bad,
         range_agg(CASE WHEN opened_as = 'down' THEN int8range(started_ms, ended_ms)
                        WHEN greatest(started_ms, raised_ms) < coalesce(ended_ms, ${endless}) THEN int8range(greatest(started_ms, raised_ms), ended_ms) END)
           FILTER (WHERE opened_as = 'down' OR raised_ms IS NOT NULL) AS down
  FROM unnest($18::int[], $19::int[], $20::bigint[], $21::bigint[], $22::text[], $23::bigint[]) AS i (case_no, member_no, started_ms, ended_ms, opened_as, raised_ms)
  GROUP BY 1, 2
), members AS MATERIALIZED (
  SELECT case_no, member_no, alive, coalesce(paused, ${none}) AS paused, coalesce(excluded, ${none}) AS excluded, coalesce(unseen, ${none}) AS unseen,
         coalesce(maintenance, ${none}) AS maintenance, coalesce(bad, ${none}) AS bad, coalesce(down, ${none}) AS down
  FROM (SELECT case_no, member_no, int8multirange(int8range(exists_ms, NULL)) AS alive FROM unnest($10::int[], $11::int[], $12::bigint[]) AS m (case_no, member_no, exists_ms)) m
  LEFT JOIN spans USING (case_no, member_no) LEFT JOIN incidents USING (case_no, member_no)
), raw AS MATERIALIZED (
  SELECT case_no, range_agg(alive) AS alive, range_agg(alive - paused) AS not_paused, range_agg(alive - paused - excluded) AS not_excluded,
         range_agg(alive - paused - excluded - unseen) AS seen, range_agg(alive * (maintenance - excluded)) AS maintenance,
         range_agg(alive * (bad - excluded)) AS bad, range_agg(alive * (down - excluded)) AS down
  FROM members GROUP BY 1
), states AS MATERIALIZED (
  SELECT case_no, alive - not_paused AS paused, not_paused - not_excluded AS excluded, not_excluded * maintenance AS maintenance,
         not_excluded - maintenance - seen AS unseen, (seen - maintenance) * down AS down, (seen - maintenance) * bad - down AS degraded,
         seen - maintenance - bad AS up
  FROM raw
), sets AS MATERIALIZED (
  SELECT c.*, s.up, s.degraded AS slow, s.down, s.maintenance AS maintained, s.unseen, s.paused, s.excluded,
         coalesce(h.open, CASE WHEN c.schedule_no IS NULL THEN ${all} ELSE ${none} END) AS open,
         s.up + CASE c.degraded WHEN 'up' THEN s.degraded ELSE ${none} END + CASE c.maintenance WHEN 'up' THEN s.maintenance ELSE ${none} END AS good,
         s.down + CASE c.degraded WHEN 'down' THEN s.degraded ELSE ${none} END + CASE c.no_data WHEN 'down' THEN s.unseen ELSE ${none} END AS poor
  FROM cases c JOIN states s USING (case_no) LEFT JOIN hours h ON h.place_no = c.place_no AND h.schedule_no = c.schedule_no
), checks AS MATERIALIZED (
  SELECT k.case_no, k.at_ms,
         CASE WHEN k.at_ms <@ m.maintenance THEN CASE c.maintenance WHEN 'up' THEN up_n + degraded_n + down_n ELSE 0 END
              ELSE up_n + CASE c.degraded WHEN 'up' THEN degraded_n ELSE 0 END END AS good,
         CASE WHEN k.at_ms <@ m.maintenance THEN 0
              ELSE down_n + CASE c.degraded WHEN 'down' THEN degraded_n ELSE 0 END + CASE c.no_data WHEN 'down' THEN inconclusive_n + no_data_n ELSE 0 END END AS poor
  FROM unnest($24::int[], $25::int[], $26::bigint[], $27::int[], $28::int[], $29::int[], $30::int[], $31::int[])
    AS k (case_no, member_no, at_ms, up_n, degraded_n, down_n, inconclusive_n, no_data_n)
  JOIN cases c USING (case_no)
  JOIN (SELECT case_no, member_no, alive * (paused + excluded) AS silent, alive * maintenance AS maintenance FROM members) m USING (case_no, member_no)
  WHERE NOT k.at_ms <@ m.silent
), parts AS MATERIALIZED (
  SELECT s.*, d.date, d.from_ms AS day_from, int8multirange(int8range(greatest(s.from_ms, d.from_ms), least(s.to_ms, d.to_ms))) AS part
  FROM sets s JOIN days d ON d.place_no = s.place_no AND d.to_ms > s.from_ms AND d.from_ms < s.to_ms
  WHERE s.from_ms < s.to_ms
), counted AS MATERIALIZED (
  SELECT p.case_no, p.date, sum(k.good) AS good, sum(k.poor) AS poor
  FROM parts p JOIN checks k ON k.case_no = p.case_no AND k.at_ms <@ (p.part * p.open) GROUP BY 1, 2
)
SELECT p.case_no, concat_ws(' ', p.date, pg_temp.ms(part * up), pg_temp.ms(part * slow), pg_temp.ms(part * down), pg_temp.ms(part * maintained),
         pg_temp.ms(part * unseen), pg_temp.ms(part * paused), pg_temp.ms(part * excluded), x.good, x.good + x.poor) AS line
FROM parts p LEFT JOIN counted k USING (case_no, date) CROSS JOIN LATERAL (
  SELECT CASE p.weighting WHEN 'time' THEN pg_temp.ms(part * open * p.good) ELSE coalesce(k.good, 0) END AS good,
         CASE p.weighting WHEN 'time' THEN pg_temp.ms(part * open * p.poor) ELSE coalesce(k.poor, 0) END AS poor
) x ORDER BY p.case_no, p.day_from`;

import { type Bug, integration } from "./bug.ts";

const retention = integration("packages/engine/test/retention.test.ts");
const forget = integration("packages/engine/test/forget-old.test.ts");
const pack = integration("packages/engine/test/pack-results.test.ts");
const rollUp = integration("packages/engine/test/roll-up.test.ts");

/** What is kept for how long, and how days that are over are packed. */
export const retentionBugs: readonly Bug[] = [
  {
    name: "the last monitor of a portion is never packed",
    file: "packages/db/src/packed-results.ts",
    from: "OR monitor_no <= $3)",
    to: "OR monitor_no < $3)",
    caughtBy: pack("packs some monitors at a time; whoever reads in between, or packs again after a crash, finds every check once"),
  },
  {
    name: "a page of checks forgets the other location's of the same millisecond",
    file: "packages/db/src/checks.ts",
    from: "OR (location_no, ${isGap}) > ($5::int, $6::bool)))",
    to: "OR (location_no, ${isGap}) > ($5::int + 99, $6::bool)))",
    caughtBy: pack("lists every check and gap once, whatever the size of a page and whether two locations checked in the same millisecond"),
  },
  {
    name: "checks are deleted a day too early",
    file: "packages/db/src/results.ts",
    from: "< (now() AT TIME ZONE 'UTC')::date - $1::int`",
    to: "<= (now() AT TIME ZONE 'UTC')::date - $1::int`",
    caughtBy: retention("drops the partitions of checks, evidence and pings whose days are older than asked for, and no other"),
  },
  {
    name: "evidence is kept for ever",
    file: "packages/db/src/results.ts",
    from: "IN ('results'::regclass, 'packed_results'::regclass, 'evidence'::regclass, 'pings'::regclass)",
    to: "IN ('results'::regclass, 'packed_results'::regclass, 'pings'::regclass)",
    caughtBy: retention("drops the partitions of checks, evidence and pings whose days are older than asked for, and no other"),
  },
  {
    name: "a team's shorter time deletes the checks of all teams",
    file: "packages/db/src/retention.ts",
    from: 'const ofTeam = "monitor_no IN (SELECT compat_number FROM monitors WHERE team_id = $1)";',
    to: 'const ofTeam = "monitor_no IN (SELECT compat_number FROM monitors WHERE $1::uuid IS NOT NULL)";',
    caughtBy: forget("deletes what a team no longer keeps and nothing of another team, open incidents never"),
  },
  {
    name: "checks that a team no longer keeps are shown until they are deleted",
    file: "packages/db/src/checks.ts",
    from: '`monitor_no = $1 AND due_at >= ${keptFrom("keep_checks_days", "$1")} AND (',
    to: "`monitor_no = $1 AND (",
    caughtBy: forget("shows nothing that a team no longer keeps, also before it is deleted, and does not call that time up"),
  },
  {
    name: "time of which nothing is kept any more counts as up",
    file: "packages/engine/src/read-monitor-figures.ts",
    from: "existsFromMs: Math.max(whole.existsFromMs, keptFromMs)",
    to: "existsFromMs: Math.min(whole.existsFromMs, Math.max(whole.existsFromMs, keptFromMs))",
    caughtBy: forget("shows nothing that a team no longer keeps, also before it is deleted, and does not call that time up"),
  },
  {
    name: "a team may keep checks for longer than the instance",
    file: "packages/engine/src/set-retention.ts",
    from: "input.checksDays > longestChecksDays",
    to: "input.checksDays > 10 * longestChecksDays",
    caughtBy: integration("apps/web/test/teams.test.ts")(
      "keeps checks no longer than the instance, says what to do, and writes down who changed it",
    ),
  },
  {
    name: "packed checks are kept for ever",
    file: "packages/db/src/results.ts",
    from: "IN ('results'::regclass, 'packed_results'::regclass, 'evidence'::regclass, 'pings'::regclass)",
    to: "IN ('results'::regclass, 'evidence'::regclass, 'pings'::regclass)",
    caughtBy: retention("drops the partitions of checks, evidence and pings whose days are older than asked for, and no other"),
  },
  {
    name: "a packed check that is repeated is stored again",
    file: "packages/db/src/results.ts",
    from: "if (row?.is_old !== true) return fresh;",
    to: "if (row?.is_old !== false) return fresh;",
    caughtBy: pack("stores no packed result again, takes what is new of its day, and packs that beside the rest"),
  },
  {
    name: "packing late checks forgets those packed before",
    file: "packages/db/src/packed-results.ts",
    from: "WHERE p.day = $1::date AND (p.monitor_no",
    to: "WHERE p.day > $1::date AND (p.monitor_no",
    caughtBy: pack("stores no packed result again, takes what is new of its day, and packs that beside the rest"),
  },
  {
    name: "two workers pack at once",
    file: "packages/db/src/packed-results.ts",
    from: "if (lock?.is_mine !== true) return false;",
    to: "if (lock === undefined) return false;",
    caughtBy: pack("loses nothing when two workers pack the same day at once and a late result comes between them"),
  },
  {
    name: "a day is packed while a claimed check of it is not stored",
    file: "packages/db/src/packed-results.ts",
    from: "(SELECT to_timestamp(min(due) / 1000.0) FROM batches CROSS JOIN LATERAL unnest(due_ms) AS due)",
    to: "(SELECT to_timestamp(max(due) / 1000.0) FROM batches CROSS JOIN LATERAL unnest(due_ms) AS due WHERE false)",
    caughtBy: pack("packs no day of which a claimed check is not stored yet, or a stored one waits for its turn"),
  },
  {
    name: "partitions are not made ahead",
    file: "packages/db/src/results.ts",
    from: "::date - 1, (now() AT TIME ZONE 'UTC')::date + $1::int)",
    to: "::date - 1, (now() AT TIME ZONE 'UTC')::date + 0 * $1::int)",
    caughtBy: retention("makes the partitions of the days to come, so that no row of theirs waits in the default one"),
  },
  {
    name: "pruning daily rollups takes the hourly ones along",
    file: "packages/db/src/rollups.ts",
    from: 'WHERE resolution_s = $1 AND bucket_at < ${at("$2::bigint")} LIMIT $3',
    to: 'WHERE resolution_s >= $1 AND bucket_at < ${at("$2::bigint")} LIMIT $3',
    caughtBy: rollUp("deletes old rows a portion at a time"),
  },
];

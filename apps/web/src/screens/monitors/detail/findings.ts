import type { TrendFinding } from "@vedette/core/finding";
import type { FindingRow } from "@vedette/core/finding-row";
import type { Forecast } from "@vedette/core/forecast";

export type Findings = { trend: TrendFinding | null; forecast: Forecast | null; computedAtMs: number | null };

/**
 * The findings that this version can show; one that another version wrote in another shape is left out. Checked by its parts and
 * not by core's schema, which would bring the whole validator to this page.
 */
export function findingsOf(rows: readonly FindingRow[]): Findings {
  const dataOf = (kind: string, parts: readonly string[]) => {
    const data = rows.find((row) => row.kind === kind)?.data;
    return data !== undefined && parts.every((part) => typeof data[part] === "object") ? data : null;
  };
  const times = rows.map((row) => row.computedAtMs);
  return {
    // safe because the server's analysis alone writes findings, and each part was just seen
    trend: dataOf("trend", ["last24h", "last7d", "before7d", "change"]) as TrendFinding | null,
    forecast: dataOf("forecast", ["points", "crossing"]) as Forecast | null,
    computedAtMs: times.length === 0 ? null : Math.max(...times),
  };
}

/** What Cliff's delta says of the hours: how far this week's lie to one side of the week before. */
const strengthWords = {
  negligible: "no more than its usual noise",
  small: "in slightly more hours than not",
  medium: "in clearly more hours than not",
  large: "in most hours",
} as const;

/** The change of p95 in one sentence with what it stands on; null change: why there is none. */
export function changeSentence({ change }: TrendFinding): string {
  if (change === null) return "A week before to compare with is missing: both weeks need at least two days of checks.";
  const percent = Math.round(Math.abs(change.ratio - 1) * 100);
  const moved =
    percent === 0 ? "is as it was in the week before" : `is ${percent} % ${change.ratio > 1 ? "slower" : "faster"} than in the week before`;
  const basis = `effect ${change.effect.toFixed(2)}, ${change.hours} hours against ${change.hoursBefore}`;
  return `p95 ${moved}${percent === 0 ? "" : `, ${strengthWords[change.strength]}`} (${basis}).`;
}

import { type Cut, type Gap, type Monitor, type Result, type Span, merged, touches } from "./record.ts";

/** Target and prober read the same clock; a request is on its way for less than this. */
const slackMs = 100;

/** Whoever asks a canary after a check has failed learns nothing of a cut that ends just then. */
const unseenMs = 250;

/** The time that a check was under way. */
export function timeOf({ due_ms, late_ms, total_us }: Result): Span {
  return { fromMs: due_ms + late_ms - slackMs, untilMs: due_ms + late_ms + (total_us ?? 0) / 1_000 + slackMs };
}

/**
 * No verdict without a cause: up only where the target was up and within reach at some moment of the check, down only where it was down, or
 * where its address alone was out of reach. `cuts`: those of the location that the target is behind.
 */
export function lies({ name }: Monitor, results: readonly Result[], outages: readonly Span[], cuts: readonly Cut[]): string[] {
  const unreachable = merged([...outages, ...cuts.filter(({ leaks }) => !leaks)]);
  const blamed = [...outages, ...cuts.filter(({ canaries }) => !canaries)];
  return results.flatMap((result) => {
    if (result.verdict > 2) return [];
    const time = timeOf(result);
    const isUnseen = cuts.some((cut) => touches(cut, time) && Math.abs(cut.untilMs - time.untilMs) < unseenMs);
    const wasUp = !unreachable.some((span) => span.fromMs <= time.fromMs && span.untilMs >= time.untilMs);
    const wasDown = isUnseen || blamed.some((span) => touches(span, time));
    const isTrue = result.verdict === 0 ? wasUp : wasDown;
    const said = `${name} was said to be ${result.verdict === 0 ? "up" : "down"} at ${result.due_ms} from ${result.location}`;
    return isTrue ? [] : [`${said}, and it was not`];
  });
}

/** Every tick of the grid of one location has a result or lies in a gap. */
export function ticksOf({ name, interval_ms: everyMs }: Monitor, results: readonly Result[], gaps: readonly Gap[]) {
  const first = Math.min(results[0]?.due_ms ?? Infinity, gaps.find((gap) => gap.ticks > 0)?.from_ms ?? Infinity);
  const last = results.at(-1)?.due_ms ?? -Infinity;
  const stored = new Set(results.map((result) => result.due_ms));
  const violations: string[] = [];
  let all = 0;
  let withoutData = 0;
  for (let tickMs = first; tickMs <= last; tickMs += everyMs) {
    all += 1;
    if (stored.has(tickMs)) continue;
    withoutData += 1;
    if (!gaps.some((gap) => gap.from_ms <= tickMs && gap.until_ms > tickMs))
      violations.push(`${name} has neither a result nor a gap at ${tickMs}`);
  }
  return { all, withoutData, violations };
}

import { type UptimeDefinition, spansOf } from "./uptime-definition.ts";
import type { WeeklyHours } from "./weekly-hours.ts";
import { durationName } from "./zoned-time.ts";

const dayMs = 86_400_000;

/** What 99.95 % would have allowed in the 30 days before a moment, in one sentence. */
export function exampleOf(definition: UptimeDefinition, nowMs: number): string {
  const spans = spansOf(definition, { fromMs: nowMs - 30 * dayMs, toMs: nowMs });
  const countedMs = spans.reduce((sum, span) => sum + span.untilMs - span.fromMs, 0);
  const hours = definition.hours === null ? "30 days" : `the ${durationName(countedMs)} of these hours in the last 30 days`;
  if (definition.weighting === "checks") {
    const checks = Math.floor(countedMs / 60_000);
    return `At one check a minute, 99.95 % of ${hours} allows ${Math.floor(checks * 0.0005)} failed checks of ${checks}.`;
  }
  const allowedMs = Math.floor(countedMs * 0.0005);
  return `99.95 % of ${hours} allows ${allowedMs < 1_000 ? "less than a second" : durationName(allowedMs)} down.`;
}

/** The definition in one or two sentences, for whoever reads a figure. `noun`: what it is the uptime of. */
export function sentenceOf(definition: UptimeDefinition, noun: "component" | "monitor"): string {
  const { degraded, maintenance, noData, weighting, hours } = definition;
  const by = {
    up: [degraded === "up" && "slow answers", maintenance === "up" && "maintenance"],
    down: [degraded === "down" && "slow answers", noData === "down" && (weighting === "time" ? "time without data" : "missing checks")],
    out: [
      degraded === "excluded" && "slow answers",
      maintenance === "excluded" && "maintenance",
      noData === "excluded" && (weighting === "time" ? "time without data" : "missing checks"),
    ],
  };
  const [up, down, out] = [listOf(by.up), listOf(by.down), listOf(by.out)];
  const what = weighting === "time" ? `the time a ${noun} answered` : `the checks that a ${noun} answered`;
  const clauses = [
    `Uptime counts ${what}${up === "" ? "" : `, ${up} included`}`,
    ...(down === "" ? [] : [`${down} ${down.includes(" and ") || down.endsWith("s") ? "count" : "counts"} as down`]),
    ...(out === "" ? [] : [`${out} ${out.includes(" and ") || out.endsWith("s") ? "are" : "is"} left out`]),
  ];
  return `${clauses.join("; ")}.${hours === null ? "" : ` Only ${hoursText(hours)} count.`}`;
}

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** `Mon, Tue 09:00–17:00 (Europe/Berlin)`; days that follow each other as `Mon–Fri`. */
export function hoursText({ ranges, timeZone }: WeeklyHours): string {
  const texts = ranges.map(({ days, from, until }) => {
    const runs = days.reduce<number[][]>((all, day) => {
      const last = all.at(-1);
      if (last !== undefined && last.at(-1) === day - 1) last.push(day);
      else all.push([day]);
      return all;
    }, []);
    const name = (day: number | undefined) => dayNames[(day ?? 1) - 1] ?? "";
    const named = runs.map((run) => (run.length === 1 ? name(run[0]) : `${name(run[0])}–${name(run.at(-1))}`));
    return `${named.join(", ")} ${from}–${until}`;
  });
  return `${listOf(texts)} (${timeZone})`;
}

function listOf(parts: readonly (string | false)[]): string {
  const words = parts.filter((part) => part !== false);
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

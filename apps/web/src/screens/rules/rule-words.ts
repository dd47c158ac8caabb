import type { BackTest } from "@vedette/core/back-test";
import type { Firing } from "@vedette/core/replay";
import type { RuleInput, RuleRow } from "@vedette/core/rule";
import { durationName } from "@vedette/core/zoned-time";
import type { StripBar } from "../../ui/bar-strip.tsx";
import { counted, dateTimeText } from "../../ui/format.ts";
import type { MarkKey } from "../../ui/status-mark.tsx";

/** Which monitors a rule looks at. */
export function scopeWords({ scope, monitorName, covered }: Pick<RuleRow, "scope" | "monitorName" | "covered">): string {
  if (scope.type === "monitor") return monitorName ?? "One monitor";
  const many = counted(covered, "monitor");
  return scope.type === "tag" ? `Tag ${scope.tag}, ${many} today` : `Whole team, ${many} today`;
}

export function standingOf({ enabled, standing, broken, covered }: RuleRow): { mark: MarkKey; word: string } {
  if (!enabled) return { mark: "paused", word: "Off" };
  const { confirmed } = standing;
  if (confirmed === "unknown") return { mark: "no_data", word: "Not judged yet" };
  if (confirmed === "up") return { mark: "up", word: "Kept" };
  return { mark: confirmed, word: covered > 1 && broken > 0 ? `Broken with ${broken} of ${covered}` : "Broken" };
}

type Dated = Firing & { monitor: string; told: string };

/** All openings of a back-test in the order of time. */
export function openingsOf(test: BackTest): Dated[] {
  return test.monitors
    .flatMap(({ monitor, firings, told }) =>
      firings.map((firing) => ({ ...firing, monitor: monitor.name, told: told.map((channel) => channel.name).join(", ") || "nobody" })),
    )
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

const lastedMs = ({ fromMs, untilMs }: Firing, nowMs: number) => (untilMs ?? nowMs) - fromMs;

export function lastedWords(firing: Firing, nowMs: number): string {
  return `${durationName(lastedMs(firing, nowMs))}${firing.untilMs === null ? ", still open" : ""}`;
}

/** What a rule would have done, in one sentence or two. */
export function backTestWords(test: BackTest): string {
  if (test.fromMs === null) return test.notReplayed ?? "";
  const span = durationName(test.untilMs - test.fromMs);
  const openings = openingsOf(test);
  const some = test.covered > test.monitors.length ? ` ${test.monitors.length} of ${counted(test.covered, "monitor")} were replayed.` : "";
  const whose = `${some}${test.stepMs < 86_400_000 ? "" : " One moment of each day was looked at."}`;
  if (openings.length === 0) return `It would not have opened in the last ${span}.${whose}`;
  const all = openings.map((each) => lastedMs(each, test.untilMs));
  const sum = durationName(all.reduce((a, b) => a + b, 0));
  const longest = openings.length === 1 ? "" : `, the longest for ${durationName(Math.max(...all))}`;
  const times = openings.length === 1 ? "once" : counted(openings.length, "time");
  return `It would have opened ${times} in the last ${span}, for ${sum} in all${longest}. ${toldWords(openings)}${whose}`;
}

function toldWords(openings: readonly Dated[]): string {
  const told = [...new Set(openings.map((each) => each.told))];
  if (told.length > 1) return "Who would have been told differs by monitor.";
  return told[0] === "nobody" ? "Nobody would have been told." : `Told each time: ${told[0] ?? ""}.`;
}

const mostBars = 90;

/** The time that was replayed as bars: broken where any monitor was in any part of it, and nothing known before there was anything to replay. */
export function barsOf(test: BackTest, days: number, severity: RuleInput["settings"]["severity"]): StripBar[] {
  const openings = openingsOf(test);
  const widthMs = (days * 86_400_000) / mostBars;
  return Array.from({ length: mostBars }, (_, i): StripBar => {
    const atMs = test.untilMs - (mostBars - i) * widthMs;
    const untilMs = atMs + widthMs;
    const inside = openings.filter((each) => each.fromMs < untilMs && (each.untilMs ?? Infinity) > atMs);
    const when = `${dateTimeText(atMs)}, ${durationName(widthMs)}`;
    if (test.fromMs === null || untilMs <= test.fromMs) return { atMs, state: "no_data", label: `${when}: nothing is stored` };
    if (inside.length === 0) return { atMs, state: "up", label: `${when}: kept` };
    return { atMs, state: severity, label: `${when}: broken, ${counted(inside.length, "opening")}` };
  });
}

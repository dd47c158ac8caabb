import type { Bar, BarState, StateMs } from "./monitor-record.ts";
import { type StateHistory, timeInStates } from "./time-in-state.ts";

/** `count` equal stretches of time that end at `untilMs`, oldest first, each with its times and the worst of them. */
export function barsOf(history: StateHistory, range: { untilMs: number; widthMs: number; count: number }): Bar[] {
  return Array.from({ length: range.count }, (_, i) => {
    const fromMs = range.untilMs - (range.count - i) * range.widthMs;
    const time = timeInStates({ fromMs, toMs: fromMs + range.widthMs }, history);
    return { atMs: fromMs, state: worstOf(time), ...time };
  });
}

/** The worst state that took any time; without any, nobody looked. A stretch that was mostly unseen says so. */
export function worstOf(time: StateMs): BarState {
  if (time.downMs > 0) return "down";
  if (time.degradedMs > 0) return "degraded";
  const most = Math.max(time.upMs, time.maintenanceMs, time.pausedMs, time.excludedMs, time.noDataMs);
  if (most === 0) return "no_data";
  if (most === time.upMs) return "up";
  if (most === time.maintenanceMs) return "maintenance";
  if (most === time.excludedMs) return "excluded";
  return most === time.pausedMs ? "paused" : "no_data";
}

/** Bars as text, one letter each: small enough to send for thousands of monitors. */
export const barLetters = {
  up: "u",
  degraded: "g",
  down: "d",
  maintenance: "m",
  no_data: "n",
  paused: "p",
  excluded: "x",
} as const satisfies Record<BarState, string>;

const statesByLetter = new Map(Object.entries(barLetters).map(([state, letter]) => [letter as string, state as BarState])); // safe because the literal's keys are the type

export function encodeBars(states: readonly BarState[]): string {
  return states.map((state) => barLetters[state]).join("");
}

/** The opposite of `encodeBars`; a letter that is none stands for no data. */
export function decodeBars(letters: string): BarState[] {
  return Array.from(letters, (letter) => statesByLetter.get(letter) ?? "no_data");
}

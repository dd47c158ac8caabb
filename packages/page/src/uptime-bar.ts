import type { DayUptime, SnapshotComponent } from "@vedette/core/snapshot";
import type { StatusKey } from "@vedette/core/status-style";
import { unseenMs } from "@vedette/core/unseen";
import { dayName, durationName } from "@vedette/core/zoned-time";
import { type Html, html } from "./html.ts";

const shownDays = 90;
const pitch = 8;
const height = 28;

/** The worst that happened on a day; where nothing did, and nobody looked for most of it, `no_data`. */
export function dayState(day: DayUptime): StatusKey {
  if (day.downMs > 0) return "down";
  if (day.degradedMs > 0) return "degraded";
  if (day.maintenanceMs > 0) return "maintenance";
  return day.upMs > 0 && day.upMs >= day.noDataMs ? "up" : "no_data";
}

/** `4 min down, 1 h degraded`, or one word for a day on which nothing happened. A day that nobody saw enough of says so. */
export function dayStory(day: DayUptime): string {
  const parts = [
    [day.downMs, "down"],
    [day.degradedMs, "degraded"],
    [day.maintenanceMs, "maintenance"],
    [day.excludedMs, "not counted"],
  ] as const;
  const told = parts.filter(([ms]) => ms > 0).map(([ms, word]) => `${durationName(ms)} ${word}`);
  if (told.length === 0 && day.upMs === 0) return "no data";
  if (unseenMs(day) > 0) told.push(`${durationName(day.noDataMs)} without data`);
  return told.length > 0 ? told.join(", ") : "no downtime";
}

/** Days that deserve a line of text, newest first. */
export function troubledDays(days: readonly DayUptime[]): DayUptime[] {
  return days.filter((day) => day.downMs > 0 || day.degradedMs > 0 || day.maintenanceMs > 0 || day.excludedMs > 0).toReversed();
}

/**
 * 90 days as one drawing, today at the right. Days without trouble are drawn a run at a time, so a page of thirty components
 * stays small; every other day is a link to its line of text. The same facts stand beside it as text, so it is hidden from
 * screen readers and its links are left out of the tab order.
 */
export function uptimeBar(component: Pick<SnapshotComponent, "days">, dayHref: (isoDay: string) => string): Html {
  const days = component.days.slice(-shownDays);
  const offset = shownDays - days.length;
  const parts = runsOf(days).map((run) => {
    const first = offset + run.start;
    const [from, to] = [run.days[0], run.days.at(-1)];
    if (from === undefined || to === undefined) return null;
    if (run.state === "up" || run.state === "no_data") {
      const range = from === to ? dayName(from.date) : `${dayName(from.date)} to ${dayName(to.date)}`;
      return html`<path class="b ${run.state}" d="${quietPath(run.state, first, run.days.length)}"><title>${range}: ${run.story}</title></path>`;
    }
    return html`<a href="${dayHref(from.date)}" tabindex="-1">${troubleMark(run.state, first)}<title>${dayName(from.date)}: ${run.story}</title></a>`;
  });
  const unseen = offset > 0 && html`<path class="b no_data" d="${quietPath("no_data", 0, offset)}"><title>Not watched yet</title></path>`;
  return html`<svg class="bar" viewBox="0 0 ${shownDays * pitch} ${height}" aria-hidden="true">${unseen || null}${parts}</svg>`;
}

type Run = { state: StatusKey; story: string; start: number; days: DayUptime[] };

function runsOf(days: readonly DayUptime[]): Run[] {
  const runs: Run[] = [];
  for (const [start, day] of days.entries()) {
    const [state, story] = [dayState(day), dayStory(day)];
    const last = runs.at(-1);
    const isQuiet = state === "up" || state === "no_data";
    if (isQuiet && last?.state === state && last.story === story) last.days.push(day);
    else runs.push({ state, story, start, days: [day] });
  }
  return runs;
}

/** Up: full, round strokes. No data: small open rings, so that nothing looks like a promise. */
function quietPath(state: "up" | "no_data", first: number, count: number): string {
  const x = first * pitch;
  if (state === "up") return `M${x + 4} 3v22${"m8-22v22".repeat(count - 1)}`;
  return `M${x + 1.5} 1h5v26h-5z${"m8 0h5v26h-5z".repeat(count - 1)}`;
}

/** Degraded: three quarters high with a notch. Down: full height, slashed. Maintenance: striped. Each has an area to point at. */
function troubleMark(state: Exclude<StatusKey, "up" | "no_data">, at: number): Html {
  const x = at * pitch;
  if (state === "degraded") return html`<path class="f degraded" d="M${x + 1} 7l3 4 3-4v21h-6z"/>`;
  if (state === "maintenance") return html`<path class="m maintenance" d="M${x + 4} 0v28"/>`;
  return html`<path class="f down" d="M${x + 1} 0h6v28h-6z"/><path class="s" d="M${x} 19l8-10"/>`;
}

import { calendarOf } from "@vedette/core/ical";
import { shifts } from "@vedette/core/on-call";
import type { KeyedSchedule } from "@vedette/db/on-call-schedules";
import type { ConfigDeps } from "./config-deps.ts";

const dayMs = 86_400_000;

/**
 * The calendar of a schedule, or of one person in all schedules of a team, from four weeks ago to half a year ahead. Whoever has its key
 * may read it, so there is nobody to authorize; null: no calendar has this key.
 */
export async function readCalendar(deps: Pick<ConfigDeps, "db" | "now">, token: string): Promise<string | null> {
  const { onCallSchedules, members } = deps.db.config;
  const [schedule, person] = await Promise.all([onCallSchedules.byToken(token), onCallSchedules.memberByToken(token)]);
  const teamId = schedule?.teamId ?? person?.teamId;
  if (teamId === undefined) return null;
  const names = new Map((await members.list(teamId)).map(({ userId, name, email }) => [userId, name === "" ? email : name]));
  const shown = schedule === null ? await onCallSchedules.list(teamId) : [schedule];
  const title = schedule?.name ?? `${names.get(person?.userId ?? "") ?? "Somebody"} on call`;
  return calendarOf(
    title,
    shown.flatMap((each) => eventsOf(each, names, person?.userId ?? null, deps.now())),
    deps.now(),
  );
}

function eventsOf(schedule: KeyedSchedule, names: ReadonlyMap<string, string>, only: string | null, nowMs: number) {
  return shifts(schedule, nowMs - 28 * dayMs, nowMs + 182 * dayMs).flatMap(({ userId, fromMs, untilMs }) => {
    if (userId === null || (only !== null && userId !== only)) return [];
    const summary = `${names.get(userId) ?? "Somebody who left"}: ${schedule.name}`;
    return [{ uid: `${schedule.id}-${untilMs}@vedette`, fromMs, untilMs, summary, description: schedule.note }];
  });
}

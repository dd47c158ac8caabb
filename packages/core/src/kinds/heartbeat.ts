import { z } from "zod";
import { line, milliseconds } from "../fields.ts";
import { kindOf } from "../kind.ts";

const dayMs = 86_400_000;
/** A run that takes longer than this is not measured (as Healthchecks has it). */
export const longestRunMs = 72 * 3_600_000;

function span(label: string, leastMs: number, mostMs: number, least: string, most: string) {
  return milliseconds(label.toLowerCase()).min(leastMs, `${label} is at least ${least}.`).max(mostMs, `${label} is at most ${most}.`);
}

// Five fields; what they may say exactly is judged when the monitor is saved, by the clock that will run it.
const cron = /^(?:@(?:hourly|daily|weekly|monthly|yearly)|[\d*,/a-z#?-]+(?: +[\d*,/a-z#?-]+){4})$/i;

const Period = z.strictObject({
  type: z.literal("period"),
  periodMs: span("The period", 10_000, 365 * dayMs, "10 s", "365 days")
    .default(dayMs)
    .meta({ label: "A ping at least every", control: "seconds", hint: "Counted from the last ping." }),
});
const Cron = z.strictObject({
  type: z.literal("cron"),
  expression: z
    .string()
    .trim()
    .max(200, "At most 200 characters.")
    .regex(cron, "Type five fields, such as 30 2 * * 1-5.")
    .meta({ label: "Cron expression", placeholder: "30 2 * * *", hint: "Minute, hour, day of month, month, day of week." }),
  timeZone: z
    .string()
    .trim()
    .refine(isTimeZone, "Type a time zone such as Europe/Vienna, or UTC.")
    .default("UTC")
    .meta({ label: "Time zone", placeholder: "Europe/Vienna" }),
});
export const BeatSchedule = z
  .discriminatedUnion("type", [Period, Cron])
  .prefault({ type: "period" })
  .meta({ label: "Expected", place: "address", choices: { period: "Every so often", cron: "On a cron schedule" } });
export type BeatSchedule = z.output<typeof BeatSchedule>;

const keyword = (label: string) => line(200).default("").meta({ label });

export const HeartbeatSpec = z.strictObject({
  kind: z.literal("heartbeat"),
  schedule: BeatSchedule,
  graceMs: span("The grace", 1_000, 365 * dayMs, "1 s", "365 days")
    .default(3_600_000)
    .meta({ label: "Grace", control: "seconds", place: "main", hint: "How late a ping may be before the monitor is down." }),
  maxRuntimeMs: span("The longest run", 1_000, longestRunMs, "1 s", "72 hours").optional().meta({
    label: "Longest run",
    control: "seconds",
    place: "main",
    placeholder: "the grace",
    hint: "From /start to success. Left empty, a run must end within the grace.",
  }),
  overrun: z
    .enum(["down", "degraded"])
    .default("down")
    .meta({ label: "A run that takes longer is", choices: { down: "Down", degraded: "Degraded" } }),
  methods: z
    .enum(["any", "post"])
    .default("any")
    .meta({
      label: "Count pings by",
      choices: { any: "HEAD, GET and POST", post: "POST only" },
      hint: "Others are kept and change nothing.",
    }),
  failureKeyword: keyword("Body of a failure contains"),
  successKeyword: keyword("Body of a success contains"),
  startKeyword: keyword("Body of a start contains"),
  otherBodies: z
    .enum(["fail", "ignore"])
    .default("ignore")
    .meta({ label: "A body with none of these", choices: { fail: "Is a failure", ignore: "Changes nothing" } }),
});
export type HeartbeatSpec = z.output<typeof HeartbeatSpec>;

export const heartbeat = kindOf(HeartbeatSpec)({
  label: "Heartbeat",
  about: "Waits for pings of a cron job, a backup or a device, and tells when they stay away.",
  group: "inside",
  target: ({ schedule }) =>
    schedule.type === "cron" ? `${schedule.expression} (${schedule.timeZone})` : `every ${spanText(schedule.periodMs)}`,
  name: () => "Heartbeat",
  subjects: [],
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const unitsMs = [
  [dayMs, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
] as const;

/** A span in its largest whole unit: `5 minutes`, `day`. */
function spanText(ms: number): string {
  const [unitMs, word] = unitsMs.find(([each]) => ms % each === 0) ?? [1_000, "second"];
  const n = ms / unitMs;
  return n === 1 ? word : `${n} ${word}s`;
}

/** Formats of one time zone, for people. Instants are milliseconds since the epoch; an unreadable one reads "unknown time". */
export type ZonedTime = {
  /** `14:02 UTC+01:00` */
  time: (atMs: number) => string;
  /** `22 Nov 2026, 14:02 UTC+01:00` */
  dateTime: (atMs: number) => string;
  /** `2026-11-22`, the day in this zone */
  isoDay: (atMs: number) => string;
};

const options = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "longOffset",
} as const;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An unknown zone is read as UTC: a wrong setting must not keep a page from being shown, and the offset is always written out. */
export function zonedTime(timeZone: string): ZonedTime {
  const format = formatOf(timeZone);
  const show = (atMs: number, write: (part: (type: Intl.DateTimeFormatPartTypes) => string) => string): string => {
    if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return "unknown time";
    const parts = format.formatToParts(atMs);
    return write((type) => parts.find((part) => part.type === type)?.value ?? "");
  };
  const zone = (name: string) => name.replace("GMT", "UTC").replace("+00:00", "");
  return {
    time: (atMs) => show(atMs, (part) => `${part("hour")}:${part("minute")} ${zone(part("timeZoneName"))}`),
    dateTime: (atMs) =>
      show(
        atMs,
        (part) =>
          `${Number(part("day"))} ${months[Number(part("month")) - 1]} ${part("year")}, ${part("hour")}:${part("minute")} ${zone(part("timeZoneName"))}`,
      ),
    isoDay: (atMs) => show(atMs, (part) => `${part("year")}-${part("month")}-${part("day")}`),
  };
}

// Making a format costs a thousand times more than using it. Only zones that exist are kept, so there are a few hundred at most.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
    formats.set(timeZone, format);
    return format;
  } catch {
    return formatOf("UTC");
  }
}

/** `22 Nov 2026` from `2026-11-22`; text of any other shape comes back as it is. */
export function dayName(isoDay: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(isoDay) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? isoDay : `${Number(day)} ${name} ${year}`;
}

/** `2 d 3 h`, `4 min`, `35 s`: the two largest units, rounded down, at least one second. */
export function durationName(durationMs: number): string {
  const seconds = Math.max(1, Math.floor(durationMs / 1_000));
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds < 60 ? seconds : 0, "s"],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

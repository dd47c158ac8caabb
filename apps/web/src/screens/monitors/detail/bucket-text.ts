const clock = { hour: "2-digit", minute: "2-digit" } as const;
const formats = {
  seconds: new Intl.DateTimeFormat("en-GB", { ...clock, second: "2-digit" }),
  minutes: new Intl.DateTimeFormat("en-GB", clock),
  hours: new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", ...clock }),
  days: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }),
};

/** When a bucket began, as exactly as its width asks for: `14:05:15`, `14:05`, `Sat, 22 Nov, 14:00`, `22 Nov 2026`. */
export function bucketText(atMs: number, bucketMs: number): string {
  if (bucketMs < 60_000) return formats.seconds.format(atMs);
  if (bucketMs <= 300_000) return formats.minutes.format(atMs);
  return formats[bucketMs < 86_400_000 ? "hours" : "days"].format(atMs);
}

/** Props that every axis shares: quiet text, no lines but the grid. */
export const axisStyle = {
  tick: { fill: "var(--muted)", fontSize: 11 },
  tickLine: false,
  axisLine: false,
  tickMargin: 6,
} as const;

const hourMs = 3_600_000;
const stepsMs = [600_000, hourMs, 4 * hourMs, 24 * hourMs, 5 * 24 * hourMs, 15 * 24 * hourMs, 61 * 24 * hourMs];

/** At most seven round moments between two, with their text: clocks within two days, else dates. In the reader's zone. */
export function timeTicks(fromMs: number, untilMs: number): { at: number[]; text: (atMs: number) => string } {
  const step = stepsMs.find((each) => (untilMs - fromMs) / each <= 7) ?? 61 * 24 * hourMs;
  const offsetMs = new Date(untilMs).getTimezoneOffset() * 60_000;
  const first = Math.ceil((fromMs - offsetMs) / step) * step + offsetMs;
  const at = Array.from({ length: 8 }, (_, index) => first + index * step).filter((tick) => tick <= untilMs);
  const format = new Intl.DateTimeFormat(
    "en-GB",
    step < 24 * hourMs ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" },
  );
  return { at, text: (atMs) => format.format(atMs) };
}

type LegendItem = { name: string; sign: "line" | "band" | "thin" | "square"; colour?: string };

/** What the signs of a chart mean. */
export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <>
      {items.map((item) => (
        <span key={item.name} className="flex items-center gap-1.5">
          <svg viewBox="0 0 16 10" aria-hidden="true" className="h-2.5 w-4">
            <rect
              y={item.sign === "line" ? 4 : 0}
              width="16"
              height={item.sign === "line" ? 2 : 10}
              fill={item.colour ?? "var(--accent)"}
              fillOpacity={item.sign === "band" ? 0.42 : item.sign === "thin" ? 0.14 : 1}
            />
          </svg>
          {item.name}
        </span>
      ))}
    </>
  );
}

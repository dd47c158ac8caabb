/** Units that durations and sizes are written in, in milliseconds and bytes, ascending. */
export const units = {
  duration: { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
  bytes: { B: 1, kB: 1_000, MB: 1_000_000 },
} as const satisfies Record<string, Record<string, number>>;

/** A number with the largest unit that leaves it whole: `1500` milliseconds are `1500ms`, `120000` are `2min`; two weeks are `14d`. */
export function withUnit(value: number, measure: keyof typeof units): string {
  const all = Object.entries(units[measure]).filter(([name]) => name !== "w");
  const [name, factor] = all.findLast(([, each]) => value !== 0 && value % each === 0) ?? all[0] ?? ["", 1];
  return `${value / factor}${name}`;
}

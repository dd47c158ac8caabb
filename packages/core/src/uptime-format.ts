const scale = 100_000n;

/**
 * Whole milliseconds as a percentage that never flatters: rounded down, so anything short of all reads below 100 %, and anything
 * above nothing reads above 0 %. Two decimals, and up to five where the first ones are all nines. "no data" when nothing is known.
 * Throws a RangeError unless 0 <= upMs <= knownMs, both safe integers.
 */
export function formatUptime(upMs: number, knownMs: number): string {
  if (!Number.isSafeInteger(upMs) || !Number.isSafeInteger(knownMs) || upMs < 0 || upMs > knownMs) {
    throw new RangeError(`uptime of ${upMs} ms in ${knownMs} ms`);
  }
  if (knownMs === 0) return "no data";
  if (upMs === knownMs) return "100%";
  if (upMs === 0) return "0%";
  const fraction = (BigInt(upMs) * 100n * scale) / BigInt(knownMs);
  if (fraction === 0n) return "< 0.00001%";
  const decimals = String(fraction % scale).padStart(5, "0");
  return `${fraction / scale}.${tellingDigits(decimals, fraction >= 99n * scale ? "9" : fraction < scale ? "0" : "")}%`;
}

/** Two digits, and further ones while all so far are the filler, which would read as all or nothing. */
function tellingDigits(decimals: string, filler: string): string {
  let length = 2;
  while (decimals.slice(0, length) === filler.repeat(length)) length += 1;
  return decimals.slice(0, length).replace(/(?<=..)0$/, "");
}

/**
 * Kolmogorov-Smirnov: the probability that as many independent draws from [0, 1) would lie further from uniform than these fractions do.
 * Asymptotic with Stephens' correction, good from a few dozen values on.
 */
export function uniformityP(fractions: readonly number[]): number {
  const sorted = fractions.toSorted((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, value, i) => Math.max(most, (i + 1) / n - value, value - i / n), 0);
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, lambda < 0.2 ? 1 : p));
}

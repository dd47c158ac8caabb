type Bucket = { tokens: number; atMs: number };

/** One key may go `burst` times at once and `perSecond` on average. */
export type TokenRate = { take: (key: string, nowMs: number) => boolean };

const maxKeys = 100_000;

/** A bucket of tokens per key. Full buckets are forgotten, so memory is bounded; with too many keys at once all begin anew. */
export function tokenRate(burst: number, perSecond: number): TokenRate {
  const buckets = new Map<string, Bucket>();
  const tokensAt = (bucket: Bucket, nowMs: number) => Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * perSecond);
  return {
    take: (key, nowMs) => {
      if (buckets.size >= maxKeys) {
        for (const [each, bucket] of buckets) if (tokensAt(bucket, nowMs) >= burst) buckets.delete(each);
        if (buckets.size >= maxKeys) buckets.clear();
      }
      const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
      const tokens = tokensAt(bucket, nowMs);
      if (tokens < 1) return false;
      buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
      return true;
    },
  };
}

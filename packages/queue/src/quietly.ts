import type { OnError } from "./backend.ts";

const againAfterMs = 10_000;

/** A dead server fails every connection every second; each message is passed on once, then at most every 10 s. */
export function quietly(onError: OnError, nowMs: () => number = performance.now.bind(performance)): OnError {
  const saidAtMs = new Map<string, number>();
  return (error, where) => {
    const key = `${where} ${error.message}`;
    const now = nowMs();
    if (now - (saidAtMs.get(key) ?? -Infinity) < againAfterMs) return;
    // Messages that carry ids would fill the map.
    if (saidAtMs.size > 100) saidAtMs.clear();
    saidAtMs.set(key, now);
    onError(error, where);
  };
}

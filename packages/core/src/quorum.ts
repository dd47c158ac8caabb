import type { ConfirmedHealth, Severity } from "./health.ts";
import type { Language } from "./language.ts";
import type { Opinion } from "./opinion.ts";
import { type Quorum, neededOf } from "./quorum-rule.ts";

/** How long an opinion stays fresh: one check may be missed, and the next may take as long as it can. */
export function freshForMs(intervalMs: number, timeoutMs: number): number {
  return 2 * intervalMs + timeoutMs + 10_000;
}

/**
 * What the locations together hold to be true, and since when; null while none of them has a fresh opinion. Fresh: its newest
 * conclusive check was due after `staleBeforeMs`. One that has fallen silent speaks neither for nor against, but counts for the time
 * in which it still looked: nothing began while enough of them saw that it had not. One that is back does not speak for the time in which
 * it did not look: what others saw then is not undone by it. Degraded and down count together; down is what enough of them call down.
 */
export function quorumOf(
  quorum: Quorum,
  opinions: readonly Opinion[],
  staleBeforeMs: number,
): { health: "up" | Severity; sinceMs: number } | null {
  const known = opinions.filter((opinion) => opinion.confirmed !== "unknown");
  const fresh = known.filter((opinion) => opinion.seenMs > staleBeforeMs);
  if (fresh.length === 0) return null;
  const lookingAt = (atMs: number) => known.filter(({ seenMs, backMs }) => (seenMs > staleBeforeMs || seenMs >= atMs) && backMs <= atMs);
  const isFailingAt = (atMs: number) => {
    const looking = lookingAt(atMs);
    return looking.filter((opinion) => isBad(opinion) === opinion.sinceMs <= atMs).length >= neededOf(quorum, looking.length);
  };
  const isFailing = isFailingAt(Infinity);
  // Between these moments nobody's opinion changes; the answer holds as far back as all of them agree with it.
  const moments = [...new Set(known.flatMap(({ sinceMs, seenMs, backMs }) => [sinceMs, seenMs + 1, backMs]))];
  let sinceMs = Infinity;
  for (const atMs of moments.toSorted((a, b) => b - a)) {
    if (lookingAt(atMs).length === 0 || isFailingAt(atMs) !== isFailing) break;
    sinceMs = atMs;
  }
  if (!isFailing) return { health: "up", sinceMs };
  const down = fresh.filter((opinion) => opinion.confirmed === "down").length;
  return { health: down >= neededOf(quorum, fresh.length) ? "down" : "degraded", sinceMs };
}

/** `doubtedFromMs`: from when on a later result of this location is stored that still waits for an earlier check; null: none waits. */
export type DoubtedOpinion = Opinion & { doubtedFromMs: number | null };

/**
 * What the locations hold together whichever way the doubted opinions turn out; null while that could still be what is `held`, or
 * where nothing is, while it is open. Without doubts the same as `quorumOf`.
 */
export function settledQuorum(
  quorum: Quorum,
  opinions: readonly DoubtedOpinion[],
  staleBeforeMs: number,
  held: ConfirmedHealth,
): ReturnType<typeof quorumOf> {
  const turnedTo = (confirmed: "up" | "down") =>
    opinions.map((opinion) => {
      const isOpen = opinion.doubtedFromMs !== null && opinion.confirmed !== "unknown" && opinion.confirmed !== confirmed;
      return isOpen ? { ...opinion, confirmed, sinceMs: opinion.doubtedFromMs ?? 0 } : opinion;
    });
  const [best, worst] = [quorumOf(quorum, turnedTo("up"), staleBeforeMs), quorumOf(quorum, turnedTo("down"), staleBeforeMs)];
  if (best === null || worst === null) return null;
  if (best.health === worst.health) return quorumOf(quorum, opinions, staleBeforeMs);
  if (held === "unknown") return null;
  if (ranks[held] < ranks[best.health]) return best;
  return ranks[held] > ranks[worst.health] ? worst : null;
}

const ranks = { up: 0, degraded: 1, down: 2 } as const;

function isBad(opinion: Opinion): boolean {
  return opinion.confirmed !== "up";
}

const namedAtMost = 6;

/** Up to six names in words. */
export function listed(names: readonly string[], language: Language = "en"): string {
  const and = language === "de" ? "und" : "and";
  const shown = names.slice(0, namedAtMost);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} ${and} ${more} ${language === "de" ? "weitere" : "more"}`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${and} ${shown.at(-1)}`;
}

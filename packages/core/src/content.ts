/**
 * What a watched page held. `watch` names what was looked at, so that contents of different watches are never compared; `fingerprint`
 * is that of the whole text, of which `text` may be only the beginning.
 */
export type Content = { watch: string; fingerprint: string; text: string };

type Kept = { fingerprint: string; text: string; atMs: number };

/** The approved content of a monitor, and what came instead since; `changed` null: nothing else came last time. */
export type ContentRecord = { approved: Kept; changed: Kept | null };

/** The same for people: of the texts only what differs. */
export type ContentView = {
  approvedAtMs: number;
  changed: { fingerprint: string; atMs: number; before: string; after: string } | null;
};

/** How much of a text is kept. */
export const maxContentLength = 65_536;

const contextLines = 2;
const maxExcerptLength = 2_000;

/** The lines that differ, each side with two lines around them, cut at 2,000 characters; where one line is long, around the difference. */
export function changeBetween(before: string, after: string): { before: string; after: string } {
  const old = before.split("\n");
  const now = after.split("\n");
  const same = commonStart(old, now);
  const sameEnd = commonStart(old.slice(same).reverse(), now.slice(same).reverse());
  const part = (lines: readonly string[]) =>
    lines.slice(Math.max(0, same - contextLines), Math.min(lines.length, lines.length - sameEnd + contextLines)).join("\n");
  const [left, right] = [part(old), part(now)];
  const from = Math.max(0, commonStart(left, right) - maxExcerptLength / 4);
  return { before: excerpt(left, from), after: excerpt(right, from) };
}

function excerpt(text: string, from: number): string {
  if (text.length <= maxExcerptLength) return text;
  const until = from + maxExcerptLength;
  return `${from > 0 ? "…" : ""}${text.slice(from, until)}${until < text.length ? "…" : ""}`;
}

function commonStart(a: ArrayLike<string>, b: ArrayLike<string>): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return i;
  return end;
}

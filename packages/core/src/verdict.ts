/**
 * What a check means. `inconclusive`: our fault or unknown, never changes a state. `no_data`: nobody looked.
 * The codes are stored in every result row and never change.
 */
export const verdictCodes = { up: 0, degraded: 1, down: 2, inconclusive: 3, no_data: 4 } as const;
export type VerdictKind = keyof typeof verdictCodes;

const kinds = Object.keys(verdictCodes) as VerdictKind[]; // safe because the object literal has exactly these keys

/** The kind behind a stored code. Throws on a code that no version of Vedette has written. */
export function verdictOf(code: number): VerdictKind {
  const kind = kinds.find((candidate) => verdictCodes[candidate] === code);
  if (kind === undefined) throw new Error(`unknown verdict code ${code}`);
  return kind;
}

/** `reason` is a sentence for people: which condition failed, what was expected and what came. Empty when up. */
export type Verdict = { kind: VerdictKind; reason: string };

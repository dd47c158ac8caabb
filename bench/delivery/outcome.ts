/** What an experiment saw: a line of a table, figures for the last line, and each promise that was broken, in words. */
export type Outcome = { rows: [what: string, figure: string | number][]; figures: Record<string, number>; broken: string[] };

/** The words of those that do not hold. */
export function brokenOf(promises: Record<string, boolean>): string[] {
  return Object.entries(promises).flatMap(([words, holds]) => (holds ? [] : [words]));
}

export const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}-${i}`);

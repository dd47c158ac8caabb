import type { Retention } from "@vedette/core/retention";

/** What was typed as days: null for nothing, and what the schema refuses where it is no number. */
export function daysOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** Whether anything that is kept now would be deleted. */
export function isShorter(next: Retention, now: Retention, longestChecksDays: number): boolean {
  const checksOf = ({ checksDays }: Retention) => Math.min(checksDays ?? Infinity, longestChecksDays);
  return checksOf(next) < checksOf(now) || (next.historyDays ?? Infinity) < (now.historyDays ?? Infinity);
}

export function keptText({ checksDays, historyDays }: Retention, longestChecksDays: number): string {
  const history = historyDays === null ? "history for good" : `history for ${historyDays} days`;
  return `Single checks are kept for ${Math.min(checksDays ?? Infinity, longestChecksDays)} days, ${history}.`;
}

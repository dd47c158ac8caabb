import type { ConfirmedHealth } from "./health.ts";
import type { GroupSpec } from "./kinds/group.ts";

export type GroupMember = { name: string; confirmed: ConfirmedHealth; sinceMs: number | null };

/** `sinceMs`: when the members came to stand as they do. */
export type GroupVerdict = { verdict: "up" | "degraded" | "down"; reason: string; sinceMs: number };

const namedAtMost = 10;

/**
 * What the members together mean; null while nothing is known of any. Those of which nothing is known (new, paused) do not
 * count, nor can more be asked for than there are. What is only met with the help of degraded members is degraded.
 */
export function groupVerdict(spec: Pick<GroupSpec, "rule" | "atLeast">, members: readonly GroupMember[]): GroupVerdict | null {
  const known = members.filter((member) => member.confirmed !== "unknown");
  if (known.length === 0) return null;
  const needed = { all: known.length, any: 1, at_least: Math.min(spec.atLeast, known.length) }[spec.rule];
  const in_ = (confirmed: ConfirmedHealth) => known.filter((member) => member.confirmed === confirmed);
  const [up, degraded, down] = [in_("up"), in_("degraded"), in_("down")];
  const sinceMs = Math.max(...known.map((member) => member.sinceMs ?? 0));
  if (up.length >= needed) return { verdict: "up", reason: "", sinceMs };
  const verdict = up.length + degraded.length >= needed ? "degraded" : "down";
  const named = [...named_("Down", down), ...named_("Degraded", degraded)].join(" ");
  return { verdict, reason: `${named} ${up.length} of ${known.length} up; at least ${needed} needed.`, sinceMs };
}

function named_(word: string, members: readonly GroupMember[]): string[] {
  if (members.length === 0) return [];
  const names = members.slice(0, namedAtMost).map((member) => member.name);
  const more = members.length - names.length;
  return [`${word}: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`];
}

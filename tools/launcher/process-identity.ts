import { readFileSync } from "node:fs";

/** A process, told apart from a later one that was given the same number. */
export type ProcessIdentity = { pid: number; startedAt: string };

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startOf(pid) };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return isRunning(pid) && startOf(pid) === startedAt;
}

/** A zombie, whose parent does not ask for its end, counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, but another user's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false; // safe because process.kill throws system errors
  }
  return statOf(pid)[0] !== "Z";
}

/** Clock ticks since boot; empty where there is no /proc. */
function startOf(pid: number): string {
  return statOf(pid)[19] ?? "";
}

/** The fields of stat from the third on; the name before them may hold spaces and parentheses. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Ends a server that a killed launcher left on this data folder, and removes the lock file of one that is gone. The number
 * in the file may meanwhile belong to a stranger: only a process that works inside the folder is ours. Safe to repeat.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const lockFile = join(dataDir, "postmaster.pid");
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, "utf8").split("\n")[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !worksIn(pid, dataDir)) {
    rmSync(lockFile, { force: true });
    return;
  }
  await stopServer(pid, () => worksIn(pid, dataDir));
}

/** Fast shutdown; after 20 s without an end an immediate one, which costs a recovery at the next start but loses nothing. */
export async function stopServer(pid: number, isAlive: () => boolean): Promise<void> {
  for (const { signal, patienceMs } of [
    { signal: "SIGINT", patienceMs: 20_000 },
    { signal: "SIGQUIT", patienceMs: 5_000 },
    { signal: "SIGKILL", patienceMs: 5_000 },
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // already gone
    }
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!isAlive()) return;
      await delay(20);
    }
  }
}

/** A postmaster's working directory is its data folder. Without /proc the lock file is taken at its word. */
function worksIn(pid: number, dataDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
  } catch {
    return false;
  }
}

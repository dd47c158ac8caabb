import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ProcessIdentity, identify, isAlive } from "./process-identity.ts";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

type Record = { launcher: ProcessIdentity; publicUrl: string; children: ProcessIdentity[]; stopping: boolean };

export type InstanceLock = {
  /** Notes who must be ended when this launcher is killed and another one starts. */
  noteChildren: (pids: readonly number[]) => void;
  /** From now on another launcher waits for our end instead of refusing to start. */
  noteStopping: () => void;
  release: () => void;
};

/**
 * One launcher for each DATA_DIR. Throws `SetupError` that says where the first one runs. What a killed launcher left running
 * is ended before this resolves.
 */
export async function lockInstance(dataDir: string, publicUrl: string): Promise<InstanceLock> {
  const file = join(dataDir, "running.json");
  const record: Record = { launcher: identify(process.pid), publicUrl, children: [], stopping: false };
  if (!create(file, record)) {
    const other = await outliving(file);
    if (other !== null && isAlive(other.launcher)) {
      throw new SetupError(
        `Vedette already runs on ${dataDir} (process ${other.launcher.pid}, ${other.publicUrl}). Stop it first, or set DATA_DIR and the ports for a second one.`,
      );
    }
    await endChildren(other?.children ?? []);
    rmSync(file, { force: true });
    if (!create(file, record)) throw new SetupError(`Another Vedette is starting on ${dataDir} at this moment.`);
  }
  return {
    noteChildren: (pids) => {
      record.children = pids.map(identify);
      writeDurably(file, JSON.stringify(record));
    },
    noteStopping: () => {
      record.stopping = true;
      writeDurably(file, JSON.stringify(record));
    },
    release: () => rmSync(file, { force: true }),
  };
}

function create(file: string, record: Record): boolean {
  try {
    const handle = openSync(file, "wx", 0o600);
    writeFileSync(handle, JSON.stringify(record));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false; // safe because node:fs throws system errors
    throw error;
  }
}

/**
 * The record of whoever still holds the lock after a moment, in which a launcher that is ending ends, and one that has just
 * begun writes it. null: nobody, or a file that a crash left half written.
 */
async function outliving(file: string): Promise<Record | null> {
  const startedMs = performance.now();
  for (;;) {
    const other = read(file);
    const isGone = other === null ? !existsSync(file) : !isAlive(other.launcher);
    if (isGone || performance.now() - startedMs > (other?.stopping === true ? 30_000 : 1_500)) return other;
    await delay(50);
  }
}

function read(file: string): Record | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record; // safe because only this file writes it, whole
  } catch {
    return null;
  }
}

/** Each child leads a process group, so its own children go with it. */
async function endChildren(children: readonly ProcessIdentity[]): Promise<void> {
  for (const child of children.filter(isAlive)) process.kill(-child.pid, "SIGTERM");
  const deadline = performance.now() + 8_000;
  while (children.some(isAlive) && performance.now() < deadline) await delay(100);
  for (const child of children.filter(isAlive)) process.kill(-child.pid, "SIGKILL");
}

import { chmodSync, existsSync, mkdirSync, statSync, statfsSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.ts";

const neededBytes = 200_000_000;

/** Makes DATA_DIR and its logs folder, and proves that they can be written. Throws `SetupError` when the disk is nearly full. */
export function prepareDataDir(dataDir: string): void {
  if (existsSync(dataDir) && !statSync(dataDir).isDirectory()) throw new SetupError(`${dataDir} is a file. Set DATA_DIR to a folder.`);
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  // PostgreSQL may run as another user inside; what is secret has a mode of its own.
  if (process.getuid?.() === statSync(dataDir).uid) chmodSync(dataDir, 0o711);
  const probe = join(dataDir, ".writable");
  writeFileSync(probe, "");
  rmSync(probe);
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < neededBytes) {
    throw new SetupError(
      `The disk that holds ${dataDir} is full: ${Math.floor((bavail * bsize) / 1e6)} MB are free, and ${neededBytes / 1e6} MB are needed. Free some space and start again.`,
    );
  }
}

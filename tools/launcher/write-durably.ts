import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";

/** Replaces a file whole, by default readable by its owner alone: after a crash it holds the old text or the new one. */
export function writeDurably(file: string, text: string, mode = 0o600): void {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, "w", mode);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a file in one step: after a crash at any moment there is either the old one or the whole new one. */
export async function writeDurably(path: string, content: Buffer | string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Makes renames and deletions in a directory survive a power cut. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

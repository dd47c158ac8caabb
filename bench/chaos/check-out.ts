import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Puts the source of a commit into the folder, with its own dependencies, ready to be run. Returns the folder. */
export function checkOut(ref: string, folder: string): string {
  mkdirSync(folder);
  const archive = `${folder}.tar`;
  execFileSync("git", ["archive", "--output", archive, ref], { cwd: root });
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  const { packageManager } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { packageManager: string }; // safe because we wrote it
  for (const command of [
    ["install", "--frozen-lockfile"],
    ["--filter", "@vedette/db", "run", "generate"],
  ])
    execFileSync("npx", ["--yes", packageManager, ...command], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return folder;
}

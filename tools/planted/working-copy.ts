import { mkdtempSync } from "node:fs";
import { cp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { root } from "../run-step.ts";

export type WorkingCopy = AsyncDisposable & { root: string; report: string };

const left = new Set([".git", ".next", ".turbo", ".env", "data", "coverage", "test-results", "playwright-report"]);
const shared = new Set([".pnpm", ".cache", ".vite"]);

/**
 * The repository once more, in a temporary folder: links between packages stay relative, so packages of the copy find each other in it.
 * Only the store of installed packages is shared. Disposing removes it. `report`: where a test run may write beside it.
 */
export async function makeWorkingCopy(): Promise<WorkingCopy> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-planted-"));
  const copy = join(folder, "vedette");
  const isInstalled = (path: string) => path.includes("/node_modules/");
  await cp(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !(isInstalled(path.slice(root.length)) ? shared : left).has(basename(path)),
  });
  await symlink(join(root, "node_modules/.pnpm"), join(copy, "node_modules/.pnpm"));
  return {
    root: copy,
    report: join(folder, "report.json"),
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }),
  };
}

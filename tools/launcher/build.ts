import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run-step.ts";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

const stamp = join(root, "node_modules/.cache/vedette/built");
const products = ["packages/db/src/generated/client.ts", "apps/web/.next/BUILD_ID"];
const sources = ["prisma/schema.prisma", "pnpm-lock.yaml", "turbo.json", "packages/*/package.json", "packages/*/src/**", "apps/web/**"];
const ignored = new Set(["node_modules", ".next", "generated", "e2e", "test", "tsconfig.tsbuildinfo", "next-env.d.ts"]);

/** Generates the database client and builds the admin UI when a source changed since the last time; else costs about 50 ms. */
export async function buildIfChanged(print: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (isBuilt()) return;
  const fingerprint = fingerprintOf();
  print("Building the admin UI; this takes up to a minute.");
  // turbo starts tasks through pnpm, which is not on the PATH of a machine that has only npm.
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string }; // safe because we wrote it
  const turbo = ["exec", "turbo", "run", "build", "--filter=@vedette/web", "--output-logs=new-only"];
  const code = await run("npx", ["--yes", packageManager, ...turbo], signal);
  signal.throwIfAborted();
  if (code !== 0) throw new SetupError("The admin UI could not be built; the reason stands above.");
  mkdirSync(join(stamp, ".."), { recursive: true });
  writeDurably(stamp, fingerprint);
}

/** Whether what was built last is of the sources as they are now. */
export function isBuilt(): boolean {
  return products.every((path) => existsSync(join(root, path))) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprintOf();
}

function fingerprintOf(): string {
  const hash = createHash("sha256");
  for (const path of globSync(sources, { cwd: root, exclude: (name) => ignored.has(name) }).sort()) {
    const { mtimeMs, size, isFile } = fileFacts(path);
    if (isFile) hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function fileFacts(path: string): { mtimeMs: number; size: number; isFile: boolean } {
  const facts = statSync(join(root, path));
  return { mtimeMs: facts.mtimeMs, size: facts.size, isFile: facts.isFile() };
}

function run(command: string, args: string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], signal });
    child.on("error", () => resolve(127));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

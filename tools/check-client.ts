import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./run-step.ts";

/**
 * Makes the generated client agree with the schema: it is not committed, so a stale or missing one is made anew.
 * Returns what is wrong when even a fresh client does not carry the schema.
 */
export async function checkClient(): Promise<string[]> {
  if (agrees()) return [];
  try {
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", CHECKPOINT_DISABLE: "1" };
    await promisify(execFile)(join(root, "packages/db/node_modules/.bin/prisma"), ["generate"], { cwd: join(root, "packages/db"), env });
  } catch (error) {
    return [`prisma generate failed: ${error instanceof Error ? error.message : String(error)}`];
  }
  return agrees() ? [] : ["packages/db/src/generated does not carry prisma/schema.prisma even after `pnpm generate`."];
}

/** The generator embeds the schema it was run on, with columns aligned anew: only the spacing may differ. */
function agrees(): boolean {
  const generated = join(root, "packages/db/src/generated/internal/class.ts");
  if (!existsSync(generated)) return false;
  const embedded = /inlineSchema": ("(?:[^"\\]|\\.)*")/.exec(readFileSync(generated, "utf8"))?.[1] ?? '""';
  const schema = readFileSync(join(root, "prisma/schema.prisma"), "utf8");
  return withoutSpaces(String(JSON.parse(embedded))) === withoutSpaces(schema);
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

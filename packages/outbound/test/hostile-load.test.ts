import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("two hundred hostile targets at once cost at most 150 MB", () => {
  const program = join(import.meta.dirname, "stand-ins/hostile-load.ts");
  const said = JSON.parse(execFileSync(process.execPath, [program, "200"], { encoding: "utf8" }).trim()) as {
    grewMb: number;
    outcomes: number;
  };
  expect(said.outcomes).toBe(200);
  expect(said.grewMb).toBeLessThan(150);
});

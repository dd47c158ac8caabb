import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkClient } from "./check-client.ts";
import { checkSource } from "./check-source.ts";
import { rottenBugs } from "./planted/rotten-bugs.ts";
import { type StepResult, checkStep, programStep, root, runSteps } from "./run-step.ts";

/** All that needs no service: format, lint, types, arrows, unused code, agreement of schema and client. */
export async function verify(): Promise<StepResult[]> {
  // First and alone: types and lint read the generated client.
  const client = await runSteps([checkStep("client", checkClient)], 1);
  const steps = [
    programStep("types", "tsc", ["-p", "tsconfig.json", "--pretty", "false"]),
    programStep("types web", "tsc", [
      "-p",
      "apps/web",
      "--noEmit",
      "--incremental",
      "--tsBuildInfoFile",
      "node_modules/.cache/tsc/web.tsbuildinfo",
      "--pretty",
      "false",
    ]),
    programStep("lint", "oxlint", ["--type-aware", "--deny-warnings"]),
    programStep("unused", "knip", ["--no-progress", "--no-config-hints"]),
    programStep("arrows", "depcruise", ["--config", ".dependency-cruiser.mjs", "packages", "apps", "bench", "tools"]),
    checkStep("source", checkSource),
    checkStep("planted bugs", async () => rottenBugs()),
    programStep("format", "oxfmt", ["--check"]),
  ].filter((step) => step.name !== "types web" || existsSync(join(root, "apps/web/tsconfig.json")));
  return [...client, ...(await runSteps(steps, 2))];
}

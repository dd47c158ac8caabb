import { spawn } from "node:child_process";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

export type StepResult = { name: string; ok: boolean; output: string; durationMs: number };
export type Step = { name: string; run: () => Promise<StepResult> };

/** A step that runs a program in the root of the repository; it fails when the program exits with anything but 0. */
export function programStep(name: string, command: string, args: string[], env: Record<string, string> = {}): Step {
  return {
    name,
    run: async () => {
      const startedMs = performance.now();
      const { code, output } = await capture(command, args, env);
      return { name, ok: code === 0, output, durationMs: performance.now() - startedMs };
    },
  };
}

/** A step that fails with the sentences that `check` returns; none means it passed. */
export function checkStep(name: string, check: () => Promise<string[]>): Step {
  return {
    name,
    run: async () => {
      const startedMs = performance.now();
      const problems = await check();
      return { name, ok: problems.length === 0, output: problems.join("\n"), durationMs: performance.now() - startedMs };
    },
  };
}

/** Runs the steps, at most `limit` at a time, and reports each on one line as it ends; what failed shows its output. */
export async function runSteps(steps: readonly Step[], limit: number): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await step.run();
      results.push(result);
      console.log(`${result.ok ? "✓" : "✗"} ${result.name.padEnd(14)} ${(result.durationMs / 1000).toFixed(1)} s`);
      if (!result.ok) console.log(indent(result.output));
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  return results;
}

/** Standard output and error of a program, interleaved. A program that cannot be started answers with code 127. */
function capture(command: string, args: string[], env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}

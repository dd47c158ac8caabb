import { pingEveryMs } from "@vedette/core/kinds/ping";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Deadline } from "./deadline.ts";
import { type Failure, seconds } from "./failure.ts";

/** How many `ping` programs run at once; whoever comes later waits inside its own deadline. */
const maxChildren = 64;
const maxOutput = 65_536;
/** From the deadline on: a moment to print what has come, then no mercy. */
const graceMs = 100;

const programs = ["/usr/bin/ping", "/bin/ping", "/usr/sbin/ping", "/sbin/ping"];
let running = 0;
const waiting = new Set<() => void>();

/** The system's `ping` program, or null where there is none. */
export function pingProgram(): string | null {
  return programs.find((path) => existsSync(path)) ?? null;
}

/** Round trips in milliseconds, at most one for each packet, or a failure of ours. `unusable`: this program may or can not do it here. */
export type PingOutcome = { rttsMs: number[]; detail: string } | Failure | "unusable";

/**
 * Sends `packets` echo requests to a checked literal. No shell, no environment but the language, and never more than 64 kB of output.
 * The child is gone when this returns, at most 100 ms after the deadline.
 */
export async function runPing(program: string, address: string, packets: number, deadline: Deadline): Promise<PingOutcome> {
  if (!(await hasTurn(deadline)))
    return { failed: "prober_stalled", message: `Vedette had no turn for this ping within ${seconds(deadline.timeoutMs)}.` };
  try {
    return await talkToChild(program, address, packets, deadline);
  } finally {
    running--;
    const [next] = waiting;
    next?.();
  }
}

async function hasTurn(deadline: Deadline): Promise<boolean> {
  if (running >= maxChildren) {
    const isFree = await new Promise<boolean>((settle) => {
      const turn = () => {
        waiting.delete(turn);
        settle(true);
      };
      waiting.add(turn);
      deadline.wait(() => {
        waiting.delete(turn);
        settle(false);
      });
    });
    if (!isFree) return false;
  }
  running++;
  return true;
}

function talkToChild(program: string, address: string, packets: number, deadline: Deadline): Promise<PingOutcome> {
  return new Promise((settle) => {
    const everySeconds = String(pingEveryMs / 1_000);
    const patience = String(Math.ceil(deadline.timeoutMs / 1_000));
    const child = spawn(program, ["-n", "-c", String(packets), "-i", everySeconds, "-W", patience, "--", address], {
      env: { LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    let killing: NodeJS.Timeout | undefined;
    const collect = (chunk: Buffer) => {
      output += chunk.toString("latin1");
      if (output.length > maxOutput) child.kill("SIGKILL");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString("latin1")).slice(0, 1_000)));
    const ended = (outcome: PingOutcome) => {
      clearTimeout(killing);
      child.stdout.destroy();
      child.stderr.destroy();
      settle(outcome);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === "ENOENT" || error.code === "EACCES";
      ended(
        isMissing ? "unusable" : { failed: "prober_error", message: "Vedette could not run ping.", detail: error.code ?? error.message },
      );
    });
    child.once("close", () => ended(outcomeOf(output, errors, packets)));
    // Whoever holds the pipes open after the program's end is not waited for.
    child.once("exit", () => {
      clearTimeout(killing);
      killing = setTimeout(() => ended(outcomeOf(output, errors, packets)), graceMs);
    });
    deadline.wait(() => {
      child.kill("SIGINT");
      killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
    });
  });
}

function outcomeOf(output: string, errors: string, packets: number): PingOutcome {
  const rttsMs = readPing(output, packets);
  const detail = errors.trim() === "" ? (/^From .*$/m.exec(output)?.[0] ?? "") : errors.trim();
  if (rttsMs.length === 0 && /not permitted|permission|invalid|usage|unknown|unrecognized|illegal|lacking/i.test(errors)) return "unusable";
  if (rttsMs.length === 0 && /network is unreachable|cannot assign/i.test(errors))
    return { failed: "prober_error", message: "Vedette has no route to this address from here.", detail };
  return { rttsMs, detail };
}

/** The round trip of each packet that was answered, in order, from what iputils, busybox or BSD print. Duplicates count once. */
export function readPing(output: string, packets: number): number[] {
  const bySequence = new Map<string, number>();
  for (const line of output.slice(0, maxOutput).split("\n")) {
    const [, sequence, time] =
      /^\d{1,5} bytes from .{1,100}seq=(\d{1,5}) .{0,40}time[=<](\d{1,6}(?:\.\d{1,6})?) ?ms/.exec(line.slice(0, 300)) ?? [];
    if (sequence === undefined || time === undefined || bySequence.has(sequence) || bySequence.size === packets) continue;
    bySequence.set(sequence, Number(time));
  }
  return [...bySequence.values()];
}

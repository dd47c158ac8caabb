import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { ChildLog } from "./child-log.ts";
import { SetupError } from "./setup-error.ts";

export type ChildSpec = {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Answers 200 when the child can serve. */
  healthUrl: string;
};

export type Supervisor = {
  /** Leaders of the process groups that live now. */
  pids: () => number[];
  /** Rejects with `SetupError` when a child was given up; never resolves otherwise. */
  givenUp: Promise<never>;
  /** SIGTERM to every group, SIGKILL to those that are left after `patienceMs`. */
  stop: (patienceMs: number) => Promise<void>;
};

type Settings = { dataDir: string; print: (line: string) => void; onChange: (pids: number[]) => void; firstBackoffMs: number };

const quickMs = 10_000;
const maxQuickFailures = 5;
const maxBackoffMs = 8_000;

/** Keeps the children running: one that ends is started again, later each time it ends soon; after five such ends it is given up. */
export function supervise(specs: readonly ChildSpec[], settings: Settings): Supervisor {
  const alive = new Map<string, ChildProcess>();
  const stopping = new AbortController();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const pids = () => [...alive.values()].flatMap((child) => child.pid ?? []);

  const runOnce = (spec: ChildSpec, log: ChildLog): Promise<string> =>
    new Promise((resolve) => {
      // A group of its own: a terminal's Ctrl-C reaches the launcher alone, which then ends all in order.
      const child = spawn(spec.command, spec.args, { cwd: spec.cwd, env: spec.env, stdio: ["ignore", "pipe", "pipe"], detached: true });
      log.follow(child.stdout);
      log.follow(child.stderr);
      alive.set(spec.name, child);
      settings.onChange(pids());
      child.on("error", (error) => resolve(error.message));
      child.on("exit", (code, signal) => {
        killGroup(child.pid, "SIGKILL"); // what it may have left behind
        resolve(signal === null ? `exit code ${code}` : signal);
      });
    });

  const keepRunning = async (spec: ChildSpec) => {
    const log = new ChildLog(spec.name, settings.dataDir, settings.print);
    for (let quickFailures = 0; !stopping.signal.aborted;) {
      const startedMs = performance.now();
      const reason = await runOnce(spec, log);
      alive.delete(spec.name);
      if (stopping.signal.aborted) return;
      settings.onChange(pids());
      quickFailures = performance.now() - startedMs < quickMs ? quickFailures + 1 : 0;
      if (quickFailures >= maxQuickFailures) {
        const lastLines = log.tail.map((line) => `  ${line}`).join("\n");
        failure.reject(new SetupError(`${spec.name} ended ${quickFailures} times in a row (${reason}). It said last:\n${lastLines}`));
        return;
      }
      const backoffMs = Math.min(maxBackoffMs, settings.firstBackoffMs * 2 ** Math.max(0, quickFailures - 1));
      settings.print(`${spec.name.padEnd(8)} ended (${reason}); starting it again in ${backoffMs / 1_000} s`);
      await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = Promise.all(specs.map(keepRunning));

  const killAll = (signal: NodeJS.Signals) => pids().forEach((pid) => killGroup(pid, signal));

  return {
    pids,
    givenUp: failure.promise,
    stop: async (patienceMs) => {
      stopping.abort();
      killAll("SIGTERM");
      const timer = setTimeout(killAll, patienceMs, "SIGKILL");
      await running;
      clearTimeout(timer);
    },
  };
}

function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // nobody is left in it
  }
}

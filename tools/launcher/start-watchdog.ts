import { spawn } from "node:child_process";
import { join } from "node:path";

export type Watchdog = {
  watch: (groups: readonly number[], postgresPid: number | null) => void;
  /** The launcher stopped everything itself. */
  dismiss: () => void;
};

/** Starts the process that ends our children when we are killed and can no longer do it. */
export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, [join(import.meta.dirname, "watchdog.ts")], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true, // a terminal's Ctrl-C must not end it first
  });
  child.unref();
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined); // it may have been killed: we still stop our children ourselves
  return {
    watch: (groups, postgresPid) => child.stdin.write(`${JSON.stringify({ groups, postgresPid })}\n`),
    dismiss: () => child.stdin.end("dismissed\n"),
  };
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** CPU time that a living process has used so far, all threads, user and system, in microseconds (from /proc). */
export function cpuUs(pid: number): number {
  const [user = 0, system = 0] = timesUs(pid);
  return user + system;
}

/** The same of a process and all its children, those that have ended included. */
export function familyCpuUs(pid: number): number {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" });
  let sum = timesUs(pid).reduce((total, time) => total + time, 0);
  for (const child of children.trim().split(/\s+/).map(Number)) {
    try {
      sum += cpuUs(child);
    } catch {
      // it ended between the two looks
    }
  }
  return sum;
}

/** User and system time, and both of the children that were waited for (proc(5), fields 14 to 17), in microseconds. */
function timesUs(pid: number): number[] {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 15).map((ticks) => (Number(ticks) / ticksPerSecond) * 1e6);
}

/** Resident memory of a process in MB. */
export function rssMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
}

export type Running = AsyncDisposable & {
  pid: number;
  child: ChildProcess;
  /** Resolves with the first line of stdout that matches. */ line: (pattern: RegExp) => Promise<RegExpExecArray>;
};

/** Starts a program, on the given processors where `taskset` exists. It is killed when disposed. */
export function start(command: string, args: readonly string[], options: { env?: Record<string, string>; cpus?: string } = {}): Running {
  const pinned = options.cpus === undefined ? [command, ...args] : ["taskset", "-c", options.cpus, command, ...args];
  const child = spawn(pinned[0] ?? command, pinned.slice(1), {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...options.env },
  });
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    pid: child.pid,
    child,
    line: async (pattern) => {
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new Error(`${command} ended with code ${child.exitCode} before it said ${pattern}`);
        await Promise.race([once(child.stdout ?? child, "data"), once(child, "exit")]);
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The path of a program; installed from its Debian package where that is possible. Null when it is not to be had. */
export function findOrInstall(program: string, debianPackage: string): string | null {
  const find = () => {
    try {
      return execFileSync("sh", ["-c", `command -v ${program} || ls /usr/sbin/${program}`], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    } catch {
      return null;
    }
  };
  const found = find();
  if (found !== null || process.getuid?.() !== 0) return found;
  try {
    execFileSync(
      "sh",
      ["-c", `apt-get install -y -qq ${debianPackage} || (apt-get update -qq && apt-get install -y -qq ${debianPackage})`],
      { stdio: "ignore" },
    );
  } catch {
    return null;
  }
  return find();
}

/** Resolves once a server answers with success. */
export async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer`);
}

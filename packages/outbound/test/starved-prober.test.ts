import type { Stall } from "./healthy-target.ts";
import type { StarvedCheck } from "./starved-prober.ts";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const here = import.meta.dirname;
const cgroup = `/sys/fs/cgroup/cpu/vedette-starved-${process.pid}`;
const canLimitCpu = tryTo(() => {
  mkdirSync(cgroup);
  writeFileSync(`${cgroup}/cpu.cfs_quota_us`, "10000");
});
/** For how long each is starved: long enough for hundreds of checks at full speed, and dozens at a tenth of it. */
const starvedMs = 2_500;

let target: ChildProcess;
let url = "";

beforeAll(async () => {
  target = fork(`${here}/healthy-target.ts`);
  const [port] = (await once(target, "message")) as [number]; // safe because the target sends its port first
  url = `http://127.0.0.1:${port}/`;
});
afterAll(() => {
  target.kill("SIGKILL");
  tryTo(() => rmdirSync(cgroup));
});

describe("a prober that is starved never blames a healthy target", { retry: 1 }, () => {
  it("in blocks of 50 to 5,000 ms at random, as a frozen process has them", async () => {
    const checks = await checksUnder({ timeoutMs: 500 }, async (prober, until) => {
      for (let pauseMs = 50; !until(); pauseMs = 50 + 4_950 * Math.random() ** 3) {
        prober.kill("SIGSTOP");
        await delay(pauseMs);
        prober.kill("SIGCONT");
        await delay(50 * Math.random());
      }
    });
    expect(await blamed(checks)).toEqual([]);
  });

  it("with a tenth of the time, in slices", async () => {
    const checks = await checksUnder({ timeoutMs: 100 }, async (prober, until) => {
      while (!until()) {
        prober.kill("SIGSTOP");
        await delay(90);
        prober.kill("SIGCONT");
        await delay(10);
      }
    });
    expect(await blamed(checks)).toEqual([]);
  });

  it.runIf(canLimitCpu)("with a quota of a tenth of a core", async () => {
    const checks = await checksUnder({ timeoutMs: 100 }, async (prober, until) => {
      writeFileSync(`${cgroup}/cgroup.procs`, String(prober.pid));
      while (!until()) await delay(50);
    });
    expect(await blamed(checks)).toEqual([]);
  });

  it("beside two hogs on each core", async () => {
    const hogs = Array.from({ length: availableParallelism() * 2 }, () =>
      spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
    );
    try {
      const checks = await checksUnder({ timeoutMs: 100 }, async (_prober, until) => {
        while (!until()) await delay(50);
      });
      expect(await blamed(checks)).toEqual([]);
    } finally {
      hogs.forEach((hog) => hog.kill("SIGKILL"));
    }
  });

  it("while the collector storms through a heap that is nearly full", async () => {
    const checks = await checksUnder({ timeoutMs: 100, heapMb: 110, disturbance: "garbage" }, async (_prober, until) => {
      while (!until()) await delay(50);
    });
    expect(await blamed(checks)).toEqual([]);
  });
});

/** What a prober found of the healthy target while something was done to it. */
async function checksUnder(
  { timeoutMs, heapMb = 1_024, disturbance = "" }: { timeoutMs: number; heapMb?: number; disturbance?: string },
  disturb: (prober: ChildProcess, until: () => boolean) => Promise<void>,
): Promise<StarvedCheck[]> {
  const args = [`--max-old-space-size=${heapMb}`, `${here}/starved-prober.ts`, url, String(timeoutMs), disturbance];
  const prober = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const checks: StarvedCheck[] = [];
  const lines = createInterface({ input: prober.stdout });
  lines.on("line", (line) => checks.push(JSON.parse(line) as StarvedCheck)); // safe because our own script wrote it
  const ended = once(lines, "close");
  try {
    await expect.poll(() => checks.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const endsAtMs = performance.now() + starvedMs;
    await disturb(prober, () => performance.now() > endsAtMs || prober.exitCode !== null);
  } finally {
    prober.kill("SIGCONT");
    prober.kill("SIGTERM");
    await ended;
  }
  expect(prober.signalCode).toBeNull();
  expect(checks.length).toBeGreaterThan(30);
  return checks;
}

/** The checks that say something bad of the target although it stood still at no moment of them. */
async function blamed(checks: readonly StarvedCheck[]): Promise<StarvedCheck[]> {
  target.send("stalls");
  const [stalls] = (await once(target, "message")) as [Stall[]]; // safe because it answers with its stalls
  return checks.filter(
    (check) =>
      check.gist !== 200 &&
      check.gist !== "prober_stalled" &&
      !stalls.some((stall) => stall.fromMs < check.endedAtMs && stall.untilMs > check.startedAtMs),
  );
}

function tryTo(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { printTable } from "./lib/figures.ts";
import { type Checks, startTeams } from "./lib/teams-rig.ts";

const quick = 20;
/** As the promise has it, and the most that a team may have. */
const hangingCounts = [2_000, 10_000];

/**
 * A team of 20 monitors due every second, alone and beside a team whose targets take the connection and never answer: each of its checks
 * lasts until its timeout of 10 s, and the next one is due at once. How late the 20 start, and what they are said to be.
 */
export async function benchFairness(options: { quick: boolean }): Promise<Record<string, number>> {
  const seconds = options.quick ? 20 : 60;
  await using silent = await startTcpServer(() => {});
  await using rig = await startTeams();
  const small = await rig.team("Small", { count: quick, url: rig.target.url, intervalMs: 1_000, timeoutMs: 900 });
  await rig.schedule([small]);
  await delay(5_000);
  const alone = await rig.measure(small, seconds);
  const beside: [hanging: number, small: Checks, large: Checks][] = [];
  for (const count of hangingCounts) {
    const url = `http://127.0.0.1:${silent.port}/`;
    const large = await rig.team(`Large-${count}`, { count, url, intervalMs: 10_000, timeoutMs: 10_000 });
    await rig.schedule([small, large]);
    await delay(15_000);
    const measured = await rig.measure(small, seconds);
    await delay(10_000); // until the last of the others has timed out
    beside.push([count, measured, await rig.during(large, measured)]);
  }
  const row = (name: string, checks: Checks) => [
    name,
    `${checks.stored} of ${quick * seconds}`,
    checks.stored - checks.up,
    checks.latenessP50Ms,
    checks.latenessP99Ms,
  ];
  printTable([
    ["20 monitors, due every second", "checks", "not up", "start lateness p50, ms", "p99, ms"],
    row("alone", alone),
    ...beside.map(([count, checks]) => row(`beside ${count} that hang`, checks)),
  ]);
  printTable([
    ["of those that hang", "checks stored", "down", "up"],
    ...beside.map(([count, , checks]) => [count, checks.stored, checks.down, checks.up]),
  ]);
  const all = [alone, ...beside.map(([, checks]) => checks)];
  return {
    alone_p99_ms: alone.latenessP99Ms,
    ...Object.fromEntries(beside.map(([count, checks]) => [`added_p99_ms_beside_${count}`, checks.latenessP99Ms - alone.latenessP99Ms])),
    checks_missed: all.reduce((sum, checks) => sum + quick * seconds - checks.stored, 0),
    not_up: all.reduce((sum, checks) => sum + checks.stored - checks.up, 0),
    hanging_said_to_be_up: beside.reduce((sum, [, , checks]) => sum + checks.up, 0),
  };
}

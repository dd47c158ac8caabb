import { startPostgresServer } from "@vedette/testkit/postgres-server";
import { uptimeCases, uptimeSchedules } from "@vedette/testkit/uptime-cases";
import { compareUptimes, prepareOracle } from "@vedette/testkit/uptime-oracle";
import { parseArgs } from "node:util";
import pg from "pg";
import { printTable, round } from "./lib/figures.ts";

const perStatement = 4_000;

/**
 * Random histories whose times by state and uptimes are computed by the product and by one SQL statement: 100,000 of them, or those of
 * `--count` and `--seed`. Throws at the first on which the two differ in one bit, after printing it.
 */
export async function benchOracle({ quick, args }: { quick: boolean; args: string[] }): Promise<Record<string, number>> {
  const options = { seed: { type: "string" }, count: { type: "string" }, quick: { type: "boolean" } } as const;
  const { values } = parseArgs({ args, options });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const count = Number(values.count ?? (quick ? 8_000 : 100_000));
  console.log(`seed ${seed}`);
  await using server = await startPostgresServer();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const startedMs = performance.now();
  const schedules = uptimeSchedules(seed, 6);
  await prepareOracle(client, schedules);
  const preparedMs = performance.now() - startedMs;
  const sum = { histories: 0, days: 0, disagreements: 0, sum_mismatches: 0, typescript_s: 0, sql_s: 0 };
  for (let batch = 0; sum.histories < count; batch++) {
    const cases = uptimeCases(seed + batch * 1_000_003, Math.min(perStatement, count - sum.histories), schedules);
    const report = await compareUptimes(client, cases);
    sum.histories += cases.length;
    sum.days += report.days;
    sum.disagreements += report.disagreements.length;
    sum.sum_mismatches += report.sumMismatches;
    sum.typescript_s += report.typescriptMs / 1_000;
    sum.sql_s += report.sqlMs / 1_000;
    const [first] = report.disagreements;
    if (first !== undefined) console.log(JSON.stringify(first, null, 1));
    if (report.disagreements.length + report.sumMismatches > 0) break;
  }
  await client.end();
  const figures = { ...sum, typescript_s: round(sum.typescript_s), sql_s: round(sum.sql_s), clocks_s: round(preparedMs / 1_000), seed };
  printTable([["uptime by the product and by SQL", ""], ...Object.entries(figures)]);
  if (sum.disagreements + sum.sum_mismatches > 0) throw new Error(`The two disagree; again with: pnpm bench oracle --seed ${seed}`);
  return figures;
}

import { expect, it } from "vitest";
import { freshDatabase } from "../src/database.ts";
import { uptimeCases, uptimeSchedules } from "../src/uptime-cases.ts";
import { compareUptimes, prepareOracle } from "../src/uptime-oracle.ts";

it("computes the same uptime to the bit as SQL does, on 3,000 random histories of another seed each time", async () => {
  const seed = Date.now() % 1_000_000;
  await using database = await freshDatabase();
  const client = await database.pool.connect();
  try {
    const schedules = uptimeSchedules(seed, 2);
    await prepareOracle(client, schedules);
    const report = await compareUptimes(client, uptimeCases(seed, 3_000, schedules));
    expect({ seed, first: report.disagreements[0], sumMismatches: report.sumMismatches }).toEqual({
      seed,
      first: undefined,
      sumMismatches: 0,
    });
    expect(report.days).toBeGreaterThan(6_000);
  } finally {
    client.release();
  }
});

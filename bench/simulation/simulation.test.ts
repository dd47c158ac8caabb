import { expect, it } from "vitest";
import { playSeeds } from "./play-seeds.ts";
import { simulate } from "./simulate.ts";

it("keeps every promise on 400 seeds of crashes, freezes, lost answers and clocks that are set", { timeout: 180_000 }, async () => {
  const { violations, figures } = await playSeeds({ from: 0, count: 400 });
  expect(violations).toEqual([]);
  // A world in which nothing happens keeps every promise.
  expect(figures["incidents"]).toBeGreaterThan(400);
  expect(figures["repeated"]).toBeGreaterThan(100);
});

it("plays the same seed the same way, to the last event", async () => {
  for (let seed = 1_000; seed < 1_020; seed++) {
    const once = await simulate(seed, { isTraced: true });
    expect(await simulate(seed, { isTraced: true })).toEqual(once);
    expect((await simulate(seed + 1)).hash).not.toBe(once.hash);
  }
});

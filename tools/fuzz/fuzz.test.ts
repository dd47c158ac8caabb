import { fuzz } from "@vedette/testkit/fuzz";
import { randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fuzzTargets } from "./targets.ts";

/** Another one each time; `pnpm fuzz --seed` with the one that is shown makes the same inputs again. */
const seed = randomInt(1_000_000);
const targetMs = 100;

describe(`whatever comes, nothing but the named failure is thrown, within 50 ms (seed ${seed})`, () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))("%s", async (_name, target) => {
    const untilMs = performance.now() + targetMs;
    const { finding } = await fuzz(target, seed, (inputs) => inputs >= 5 && performance.now() > untilMs);
    expect(finding).toBeNull();
  });
});

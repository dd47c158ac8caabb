import { add, emptySketch, encode, merge, quantile, relativeAccuracy } from "@vedette/core/quantile-sketch";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, it } from "vitest";
import { check } from "./local-deps.ts";

it("keeps percentiles of a real server's latencies within 1 %, also of parts that are merged", async () => {
  // Two humps and a tail: most answers are small and at once, some large, some wait for others.
  await using server = await startScriptedServer(({ path }, response) => {
    const nth = Number(path.slice(1));
    if (nth % 10 === 0) setImmediate(() => setImmediate(() => response.end(Buffer.alloc(100_000))));
    else response.end(nth % 7 === 0 ? Buffer.alloc(400_000) : "ok");
  });
  const lanes = await Promise.all(
    Array.from({ length: 6 }, async (_, lane) => {
      const totalsUs: number[] = [];
      for (let i = 0; i < 50; i++) {
        totalsUs.push((await check(`${server.url}/${lane * 50 + i}`)).totalUs);
      }
      return totalsUs;
    }),
  );
  const sorted = lanes.flat().toSorted((a, b) => a - b);
  const [first, ...others] = lanes.map((totalsUs) => add(emptySketch, totalsUs));
  const whole = merge([merge(others), first ?? emptySketch]);
  expect(encode(whole)).toEqual(encode(add(emptySketch, sorted)));
  for (const q of [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1]) {
    const truth = sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
    expect(Math.abs((quantile(whole, q) ?? Number.NaN) - truth) / truth).toBeLessThanOrEqual(relativeAccuracy + 1e-9);
  }
});

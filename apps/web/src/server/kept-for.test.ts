import { expect, it } from "vitest";
import { keptFor } from "./kept-for.ts";

it("asks once for everybody who asks meanwhile, and again after a failure", async () => {
  let asked = 0;
  let isAway = true;
  const read = keptFor(60_000, async () => {
    asked += 1;
    if (isAway) throw new Error("away");
    return asked;
  });
  await expect(Promise.all([read(), read()])).rejects.toThrow("away");
  expect(asked).toBe(1);
  isAway = false;
  expect(await Promise.all([read(), read()])).toEqual([2, 2]);
  expect(await read()).toBe(2);
});

it("asks again once the answer is old", async () => {
  let asked = 0;
  const read = keptFor(0, async () => ++asked);
  expect([await read(), await read()]).toEqual([1, 2]);
});

import { expect, it } from "vitest";
import { createPlaces } from "./places.ts";

/** Work that runs until it is told to end; in the order in which it began. */
function startWorks(most: number, waiting: number) {
  const shared = createPlaces({ running: most, waiting });
  const running: { teamId: string; end: () => void }[] = [];
  const enter = (teamId: string, count: number) => {
    for (let i = 0; i < count; i++) {
      shared.enter(teamId, async () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const work = { teamId, end: resolve };
        running.push(work);
        await promise;
        running.splice(running.indexOf(work), 1);
      });
    }
  };
  const end = async (teamId: string) => {
    running.find((work) => work.teamId === teamId)?.end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const of = (teamId: string) => running.filter((work) => work.teamId === teamId).length;
  return { ...shared, enter, end, of };
}

it("gives a team alone half of all places, and starts at once what another team brings", () => {
  const works = startWorks(100, 100);
  works.enter("hanging", 1_000);
  expect(works.of("hanging")).toBe(50);
  works.enter("small", 10);
  expect(works.of("small")).toBe(10);
});

it("keeps places free while several teams take what they may", () => {
  const works = startWorks(1_000, 1_000);
  for (let team = 0; team < 5; team++) works.enter(`hanging ${team}`, 1_000);
  works.enter("small", 5);
  expect(works.of("small")).toBe(5);
});

it("lets teams in by turns as places become free, and each in its own order", async () => {
  const works = startWorks(10, 100);
  works.enter("a", 5);
  works.enter("b", 4);
  works.enter("c", 4);
  const before = works.of("b") + works.of("c");
  for (let i = 0; i < 5; i++) await works.end("a");
  expect(works.of("b") + works.of("c")).toBeGreaterThan(before);
  expect(Math.abs(works.of("b") - works.of("c"))).toBeLessThanOrEqual(1);
});

it("loses none that waits, and is idle when the last has ended", async () => {
  const works = startWorks(10, 1_000);
  let isIdle = false;
  works.enter("a", 100);
  works.enter("b", 50);
  const idle = works.idle().then(() => (isIdle = true));
  for (let i = 0; i < 149; i++) await works.end(works.of("a") > 0 ? "a" : "b");
  expect([works.taken(), isIdle]).toEqual([1, false]);
  await works.end("b");
  await works.end("a");
  await idle;
});

it("calls a team full when it waits for as much as is left of the line, and forgets what waits when it is to end", async () => {
  const works = startWorks(10, 100);
  works.enter("a", 5 + 49);
  expect(works.full()).toEqual([]);
  works.enter("a", 1);
  expect(works.full()).toEqual(["a"]);
  works.enter("b", 30);
  expect(works.full()).toEqual(["a", "b"]);
  works.clear();
  expect(works.full()).toEqual([]);
  while (works.taken() > 0) await works.end(works.of("a") > 0 ? "a" : "b");
  await works.idle();
});

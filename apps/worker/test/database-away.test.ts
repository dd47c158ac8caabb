import { expect, it } from "vitest";
import { type Story, startStory } from "./story-rig.ts";

const awayMs = 30_000;

/**
 * Every tick between the first and the newest result is a result or lies in a gap, and none is both. A gap without ticks is the time before
 * anything was said of the monitor.
 */
async function unexplainedTicks(story: Story): Promise<unknown[]> {
  return await story.rows(
    `WITH span AS (SELECT min(due_at) AS first, max(due_at) AS last FROM results WHERE (extract(epoch FROM due_at) * 1000)::bigint % 1000 = (SELECT phase_ms FROM schedules))
     SELECT tick, stored.n AS results, held.n AS gaps FROM span, generate_series(first, last, interval '1 second') AS tick,
       LATERAL (SELECT count(*)::int AS n FROM results WHERE due_at = tick) stored,
       LATERAL (SELECT count(*)::int AS n FROM gaps WHERE from_at <= tick AND tick < until_at AND kind <> 'inconclusive' AND ticks > 0) held
     WHERE stored.n + held.n <> 1`,
  );
}

it.each(["cut", "freeze"] as const)(
  "a database that is away (%s) for 30 s is no outage of anybody: no incident, no alert, the page goes on, every tick accounted for",
  { timeout: 180_000 },
  async (how) => {
    await using story = await startStory();
    await story.until(async () => expect(await story.statusOnPage()).toMatchObject({ component: "operational" }), 60_000);

    story.database[how]();
    const backAtMs = Date.now() + awayMs;
    // The page is asked all the while; this is the wait.
    while (Date.now() < backAtMs) {
      const page = await story.pageAt();
      expect(page.status).toBe(200);
      await page.arrayBuffer();
    }
    const [before] = await story.rows<{ n: number }>("SELECT count(*)::int AS n FROM results");
    story.database.restore();

    await story.until(
      async () =>
        expect((await story.rows<{ n: number }>("SELECT count(*)::int AS n FROM results"))[0]?.n).toBeGreaterThan((before?.n ?? 0) + 5),
      60_000,
    );
    await story.until(async () => expect(await unexplainedTicks(story)).toEqual([]), 30_000);
    expect(await story.rows("SELECT id FROM incidents")).toEqual([]);
    expect(story.hook.requests).toEqual([]);
    expect(story.worker.deaths).toEqual([]);
    expect(await story.rows("SELECT confirmed FROM monitor_states")).toEqual([{ confirmed: "up" }]);
    expect((await story.rows<{ missed: number }>("SELECT coalesce(sum(ticks), 0)::int AS missed FROM gaps"))[0]?.missed).toBeGreaterThan(
      10,
    );
  },
);

it.each(["cut", "freeze"] as const)(
  "a worker that is told to stop while its database is away (%s) stops",
  { timeout: 120_000 },
  async (how) => {
    await using story = await startStory();
    await story.until(async () => expect(await story.rows("SELECT confirmed FROM monitor_states")).toEqual([{ confirmed: "up" }]), 60_000);
    story.database[how]();
    await story.until(() => expect(story.worker.log.join("")).toMatch(/a run failed|cannot be stored yet/), 60_000);
    await Promise.race([
      story.worker.stop("SIGTERM"),
      new Promise((_, reject) => setTimeout(reject, 40_000, new Error("it still runs")).unref()),
    ]);
  },
);

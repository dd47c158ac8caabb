import { setTimeout as delay } from "node:timers/promises";
import { isSaid, isSettled } from "./answers.ts";
import { type Outcome, brokenOf, numbered } from "./outcome.ts";
import { startWorld } from "./world.ts";

const flips = 20;
/** By the end of ten minutes the next attempt is 15 minutes away, a fifth more or less. */
const nextAttemptMs = 20 * 60_000;
/** What may pass between a decision about a message and its arrival, on a busy machine. */
const leewayMs = 5_000;

/**
 * Promise 9: for some time one channel hangs and then refuses, while one monitor is up and down twenty times and others three times. When it
 * takes messages again, it hears each story from its beginning, with its delay; the other channel was not delayed.
 */
export async function blocked({ quick }: { quick: boolean }): Promise<Outcome> {
  await using world = await startWorld();
  for (const name of ["open", "blocked"]) await world.hook(name);
  const monitors = ["flapping", ...numbered("steady", 7)];
  await world.monitors(monitors);
  await world.worker();
  await world.until("all is up", 60_000, () => isSaid(world, "up", monitors.length));
  const untilMs = Date.now() + (quick ? 90_000 : 600_000);
  world.answers("blocked", (nth) => (Date.now() > untilMs ? 204 : nth === 1 ? "hang" : 503));
  for (let flip = 0; flip < flips; flip++) {
    const turning = flip < 3 ? monitors : ["flapping"];
    for (const isUp of [false, true]) {
      world.setUp(turning, isUp);
      await delay(2_500);
    }
  }
  const doneMs = Date.now();
  await delay(Math.max(0, untilMs - doneMs));
  await world.until("all is settled", nextAttemptMs, () => isSettled(world));

  const of = (channel: string) => world.heard.filter((one) => one.channel === channel && one.isTaken && one.message.data.incident !== null);
  const idsOf = (channel: string) =>
    of(channel)
      .map(({ message }) => `${message.data.incident?.id} ${message.type}`)
      .sort()
      .join();
  const stories = Map.groupBy(of("blocked"), ({ message }) => message.data.incident?.id);
  const disordered = [...stories.values()].filter(
    (told) => told.map(({ message }) => message.type).join() !== "incident.opened,incident.resolved",
  );
  const lateMs = ({ atMs, message }: (typeof world.heard)[number]) => atMs - Date.parse(message.timestamp);
  const unlabelled = of("blocked").filter((one) => lateMs(one) > 60_000 + leewayMs && one.message.data.delayedByMs === undefined);
  const mislabelled = world.heard.filter(({ message, ...one }) =>
    message.data.delayedByMs === undefined ? false : Math.abs(lateMs({ ...one, message }) - message.data.delayedByMs) > leewayMs,
  );
  const longestMs = Math.max(...of("open").map(lateMs));
  const [incidents] = await world.rows<{ all: number; held: number }>(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE held_for = 'flapping')::int AS held
     FROM incidents i JOIN monitors m ON m.id = i.monitor_id WHERE m.name = 'flapping'`,
  );
  return {
    rows: [
      ["incidents of the monitor that flips", incidents?.all ?? 0],
      ["  of which nobody is told, because it flaps", incidents?.held ?? 0],
      ["stories that the blocked channel heard", stories.size],
      ["  not from beginning to end", disordered.length],
      ["  more than 60 s late without saying so", unlabelled.length],
      ["longest delay of the other channel, ms", longestMs],
    ],
    figures: {
      blocked_stories: stories.size,
      blocked_disordered: disordered.length,
      blocked_unlabelled: unlabelled.length,
      blocked_other_max_ms: longestMs,
    },
    broken: brokenOf({
      "the end is told after the beginning": disordered.length === 0,
      "both channels hear the same": idsOf("open") === idsOf("blocked") && stories.size > 0,
      "what is late says so, and by how much": unlabelled.length === 0 && mislabelled.length === 0,
      "something was late": of("blocked").some((one) => one.message.data.delayedByMs !== undefined),
      "of a monitor that flaps nobody is told any more": incidents?.held === (incidents?.all ?? 0) - 3,
      "another channel is not delayed": longestMs <= leewayMs,
    }),
  };
}

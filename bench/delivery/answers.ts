import { type Outcome, brokenOf, numbered } from "./outcome.ts";
import { type Answer, type World, missing, startWorld } from "./world.ts";

const scripts: Record<string, (nth: number) => Answer> = {
  errors: (nth) => (nth <= 3 ? 500 : 204),
  hangs: (nth) => (nth === 1 ? "hang" : 204),
  resets: (nth) => (nth === 1 ? "reset" : 204),
  busy: (nth) => (nth === 1 ? { status: 429, headers: { "retry-after": "3" } } : 204),
  moved: (nth) => (nth === 1 ? { status: 301, headers: { location: "/elsewhere" } } : 204),
};

/** Promise 8: receivers that fail each in a way of its own, beside one that takes everything; and workers that die while a message is under way. */
export async function answers({ quick }: { quick: boolean }): Promise<Outcome> {
  await using world = await startWorld();
  const taken = await world.hook("taken");
  const failing = [];
  for (const [name, script] of Object.entries(scripts)) {
    failing.push(await world.hook(name));
    world.answers(name, script);
  }
  const [many, few] = [numbered("many", quick ? 60 : 200), numbered("few", quick ? 2 : 10)];
  await world.monitors(many, [taken]);
  await world.monitors(few, failing);
  await world.worker();
  await world.until("all is up", 60_000, () => isSaid(world, "up", many.length + few.length));
  for (let incident = 0; incident < 3; incident++) {
    world.setUp([...many, ...few], false);
    await world.until("all is down", 60_000, () => isSaid(world, "down", many.length + few.length));
    world.setUp([...many, ...few], true);
    await world.until("all is up again", 60_000, () => isSaid(world, "up", many.length + few.length));
  }
  await world.until("all is settled", 300_000, () => isSettled(world));
  const heard = world.heard.filter((one) => one.channel === "taken" && one.message.data.incident !== null);
  const again = heard.length - new Set(heard.map((one) => one.id)).size;
  const retried = world.heard.filter((one) => one.channel !== "taken").length;
  const followed = world.heard.filter((one) => one.channel === "elsewhere").length;
  const [lost, renamed] = [(await missing(world)).length, underSeveralIds(world)];
  const permille = (again / heard.length) * 1_000;
  const early = world.heard.filter(
    (one, i, all) =>
      one.channel === "busy" &&
      all.some((first, j) => j < i && first.channel === "busy" && first.id === one.id && one.atMs - first.atMs < 2_900),
  ).length;
  return {
    rows: [
      ["alerts to a receiver that takes everything", heard.length],
      ["  of these twice", again],
      ["attempts at receivers that answer 500, hang, reset, 429, 301", retried],
      ["  of these before Retry-After", early],
      ["alerts that nobody took", lost],
      ["alerts under several ids", renamed],
    ],
    figures: { alerts: heard.length, alerts_twice: again, answers_missing: lost, answers_under_several_ids: renamed },
    broken: brokenOf({
      "every alert is taken": lost === 0,
      "one alert has one id": renamed === 0,
      "without faults at most 0.1 % are sent twice": permille <= 1,
      "Retry-After is waited for": early === 0,
      "a redirect is not followed": followed === 0,
    }),
  };
}

/** Promise 8: whenever a message has been read and not yet answered, every worker is killed, so many times. */
export async function crashes({ quick }: { quick: boolean }): Promise<Outcome> {
  await using world = await startWorld();
  await world.hook("hook");
  const wanted = quick ? 8 : 100;
  const monitors = numbered("crashing", quick ? 3 : 20);
  await world.monitors(monitors);
  const workers = [await world.worker(), await world.worker()];
  let killed = 0;
  world.answers("hook", (nth) => {
    if (nth > 1 || killed === wanted) return 204;
    killed += 1;
    for (const worker of workers) worker.kill();
    return 204;
  });
  await world.until("all is up", 60_000, () => isSaid(world, "up", monitors.length));
  for (let incident = 0; incident < 3; incident++) {
    for (const isUp of [false, true]) {
      world.setUp(monitors, isUp);
      await world.until(isUp ? "all is up again" : "all is down", 60_000 + wanted * 3_000, () =>
        isSaid(world, isUp ? "up" : "down", monitors.length),
      );
      await world.until("all is settled", 120_000 + wanted * 15_000, () => isSettled(world));
    }
  }
  const [lost, renamed] = [(await missing(world)).length, underSeveralIds(world)];
  const again = world.heard.length - new Set(world.heard.map((one) => one.id)).size;
  return {
    rows: [
      ["crashes between sent and marked", killed],
      ["alerts sent again because of them", again],
      ["alerts that nobody took", lost],
      ["alerts under several ids", renamed],
    ],
    figures: { crashes: killed, crashes_sent_again: again, crashes_missing: lost, crashes_under_several_ids: renamed },
    broken: brokenOf({
      "every alert survives a crash": lost === 0,
      "what is sent again bears the same id": renamed === 0,
      "a crash sends again no more than what was under way": again <= killed * 4,
      "every crash was made": killed === wanted,
    }),
  };
}

export async function isSaid({ rows }: World, health: "up" | "down", count: number): Promise<boolean> {
  const [said] = await rows<{ n: number }>(
    "SELECT count(*)::int AS n FROM monitor_states s JOIN teams t ON t.id = s.team_id WHERE confirmed = $1 AND t.slug NOT LIKE 'self-test-%'",
    [health],
  );
  return said?.n === count;
}

export async function isSettled({ rows }: World): Promise<boolean> {
  const [open] = await rows<{ n: number }>(
    "SELECT count(*)::int AS n FROM outbox o JOIN teams t ON t.id = o.team_id WHERE settled_at IS NULL AND t.slug NOT LIKE 'self-test-%'",
  );
  return open?.n === 0;
}

/** What is said of one incident to one channel, under more ids than one. */
function underSeveralIds({ heard }: World): number {
  const ofIncidents = heard.filter(({ message }) => message.data.incident !== null);
  const said = Map.groupBy(ofIncidents, ({ channel, message }) => `${channel} ${message.data.incident?.id} ${message.type}`);
  return [...said.values()].filter((same) => new Set(same.map(({ id }) => id)).size > 1).length;
}

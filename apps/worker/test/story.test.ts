import type { AlertMessage } from "@vedette/core/alert";
import { steps } from "@vedette/engine/deps";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { type Story, startStory } from "./story-rig.ts";

const storyMs = 240_000;

/** What the receiver got, each signature checked by the published library: a wrong one throws. */
function received(story: Story): AlertMessage[] {
  const verifier = new Webhook(story.secret);
  return story.hook.requests.map((request) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = verifier.verify(request.body, headers) as Omit<AlertMessage, "id">; // safe because the signature proves who wrote it
    return { ...body, id: headers["webhook-id"] ?? "" };
  });
}
const subjects = (story: Story) => story.mail.mails.map((mail) => mail.headers.get("subject"));
const incidents = (story: Story) =>
  story.rows<{ open: boolean; down_ms: number }>(
    "SELECT closed_at IS NULL AS open, (extract(epoch FROM ended_at - started_at) * 1000)::int AS down_ms FROM incidents",
  );

async function watchUp(story: Story, timeoutMs: number): Promise<void> {
  await story.until(async () => expect(await story.rows("SELECT confirmed FROM monitor_states")).toEqual([{ confirmed: "up" }]), timeoutMs);
  await story.until(async () => expect(await story.statusOnPage()).toEqual({ component: "operational", indicator: "none" }), timeoutMs);
}

/** The whole story; `withinMs` bounds each wait. Duplicates of an alert are allowed only under one id. */
async function play(story: Story, withinMs: number): Promise<void> {
  await watchUp(story, withinMs + 60_000);
  await story.service.stop();
  await story.until(async () => expect(await incidents(story)).toMatchObject([{ open: true }]), withinMs);
  await story.until(() => expect(new Set(received(story).map((alert) => alert.type))).toEqual(new Set(["incident.opened"])), withinMs);
  await story.until(() => expect(subjects(story)).toContainEqual(expect.stringMatching(/down/i)), withinMs);
  await story.until(async () => expect(await story.statusOnPage()).toEqual({ component: "major_outage", indicator: "critical" }), withinMs);

  await story.service.start();
  await story.until(async () => expect(await incidents(story)).toMatchObject([{ open: false }]), withinMs);
  await story.until(() => expect(received(story).at(-1)?.type).toBe("incident.resolved"), withinMs);
  await story.until(() => expect(subjects(story)).toContainEqual(expect.stringMatching(/resolved/i)), withinMs);
  await story.until(async () => expect(await story.statusOnPage()).toEqual({ component: "operational", indicator: "none" }), withinMs);
  await story.until(async () => expect(await (await story.pageAt()).text()).toMatch(/down/i), withinMs);

  // One outage is one incident; each channel was told of its beginning and its end, every repetition under the same id.
  expect(await incidents(story)).toHaveLength(1);
  const ids = (type: string) =>
    new Set(
      received(story)
        .filter((alert) => alert.type === type)
        .map((alert) => alert.id),
    );
  expect([ids("incident.opened").size, ids("incident.resolved").size]).toEqual([1, 1]);
  const mailIds = new Set(story.mail.mails.map((mail) => mail.headers.get("message-id")));
  expect(mailIds.size).toBe(2);
  await story.until(async () => expect(await story.rows("SELECT id FROM outbox WHERE settled_at IS NULL")).toEqual([]), withinMs);
}

it(
  "stops, is noticed within 5 s, told once to each channel, shown on the page; returns, is told and shown again",
  { timeout: storyMs },
  async () => {
    await using story = await startStory();
    await play(story, 5_000);
    expect(received(story)).toHaveLength(2);
    expect(story.mail.mails).toHaveLength(2);
    expect(received(story)[0]).toMatchObject({ data: { monitor: { name: "Shop" }, incident: { severity: "down", number: 1 } } });
    expect(story.worker.deaths).toEqual([]);
  },
);

it.concurrent.each(steps)("plays the same with the worker killed at '%s' and started again", { timeout: storyMs }, async (step) => {
  await using story = await startStory();
  await watchUp(story, 60_000);
  story.worker.restart({ FAILPOINT: `${step}:1` });
  await play(story, 30_000);
  expect(story.worker.deaths).toEqual(["SIGKILL"]);
});

it.runIf(hasRedisServer())("plays the same on a Redis that dies and comes back empty in the middle", { timeout: storyMs }, async () => {
  await using redis = await startRedisServer();
  await using story = await startStory({ redisUrl: redis.url });
  await watchUp(story, 60_000);
  await redis.restart();
  await play(story, 15_000);
  // Jobs carry ids: whoever reads Redis learns no address and no secret.
  const held = await redis.dump();
  expect(held.includes("deliver")).toBe(true);
  expect([story.secret, "/alerts", "ops@acme.example", story.service.url].filter((text) => held.includes(text))).toEqual([]);
});

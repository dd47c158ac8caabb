import type { AlertMessage } from "@vedette/core/alert";
import { Plan } from "@vedette/core/policy";
import type { VerdictKind } from "@vedette/core/verdict";
import { insertChannel } from "@vedette/testkit/fixtures";
import { between, oneOf, seededRandom } from "@vedette/testkit/seeded-random";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { acknowledge, unacknowledge } from "../src/acknowledge.ts";
import { deliver } from "../src/deliver.ts";
import { escalate } from "../src/escalate.ts";
import { mergeIncidents } from "../src/merge-incidents.ts";
import { observe } from "../src/observe.ts";
import { channelContext } from "../src/seal.ts";
import { endSnooze, snooze } from "../src/snooze.ts";
import { tellHeld } from "../src/tell-held.ts";
import { tellTogether } from "../src/tell-together.ts";
import { wakeIncidents } from "../src/wake-incidents.ts";
import { hook, resultAt, sealer, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 3_000_000;
type Monitor = { id: string; no: number; intervalMs: number };

async function startTogether(count: number, target = "https://shop.example/") {
  const rig = await startRig();
  const monitors = await rig.rows<Monitor>(
    `WITH made AS (INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, created_at)
       SELECT gen_random_uuid(), $1, 'Shop ' || i, 'shop-' || i, 'http', jsonb_build_object('kind', 'http', 'url', $2::text, 'method', 'GET', 'timeoutMs', 1000, 'expectedStatus', '2xx', 'maxRedirects', 5),
              $2, 60000, 1, 1, now() - interval '1 day' FROM generate_series(1, $3::int) i RETURNING id, compat_number),
     states AS (INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, $1 FROM made)
     SELECT id, compat_number AS no, 60000 AS "intervalMs" FROM made ORDER BY 2`,
    [rig.team.id, target, count],
  );
  return {
    ...rig,
    monitors,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
    policy: (plan: object = {}) =>
      rig.rows("INSERT INTO policies (id, team_id, name, position, is_default, plan) VALUES ($1, $2, 'All', 0, true, $3)", [
        randomUUID(),
        rig.team.id,
        Plan.parse({ steps: [{ tell: [{ kind: "monitor" }] }], ...plan }),
      ]),
    prefer: (part: { quiet?: object; perMinute?: number }) =>
      rig.rows("INSERT INTO channel_preferences (channel_id, team_id, quiet, per_minute) VALUES ($1, $2, $3, $4)", [
        rig.channelId,
        rig.team.id,
        part.quiet ?? null,
        part.perMinute ?? null,
      ]),
    say: (atMs: number, verdict: VerdictKind, some: readonly Monitor[] = monitors) =>
      observe(rig.deps, { batches: [], results: some.map((monitor) => resultAt(monitor, atMs, verdict)) }),
    /** Lets whatever waits be due, sends it together, and delivers all there is. */
    flush: async () => {
      await rig.rows("UPDATE outbox SET next_attempt_at = now() - interval '1 second' WHERE held_for IS NOT NULL");
      await tellTogether(rig.deps);
      await drain(rig);
    },
    heard: () => rig.sent as AlertMessage[], // safe because nothing else is sent here
  };
}

async function drain({ deps }: Awaited<ReturnType<typeof startRig>>): Promise<void> {
  for (let due = await deps.db.outbox.due(5_000, 5_000); due.length > 0; due = await deps.db.outbox.due(5_000, 5_000))
    for (const id of due) await deliver(deps, id, AbortSignal.timeout(10_000));
}
/** Rows of monitors and their states that were read so far, by the connection that the verbs use. */
async function monitorsRead({ deps, rows }: Awaited<ReturnType<typeof startRig>>): Promise<number> {
  await deps.db.pool.query("SELECT pg_stat_force_next_flush()");
  const [read] = await rows<{ n: number }>(
    "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_user_tables WHERE relname IN ('monitors', 'monitor_states')",
  );
  return read?.n ?? Number.NaN;
}
const typesOf = (messages: readonly AlertMessage[]) => messages.map((message) => message.type.replace("incident.", ""));
const namesOf = (message: AlertMessage | undefined) => [
  message?.data.monitor?.name,
  ...(message?.data.others ?? []).map((other) => other.monitor?.name),
];

it("tells of two hundred monitors behind one dead host in one message beside the first, and so of their end", async () => {
  await using rig = await startTogether(200);
  await rig.policy();
  await rig.say(t0, "up");
  await rig.say(t0 + 60_000, "down");
  await drain(rig);
  expect(typesOf(rig.heard())).toEqual(["opened"]);
  await rig.flush();
  expect(typesOf(rig.heard())).toEqual(["opened", "opened"]);
  expect(new Set(rig.heard().flatMap(namesOf)).size).toBe(200);
  const [reason] = await rig.rows<{ sentence: string }>(
    "SELECT data #>> '{decisions,0,sentence}' AS sentence FROM incident_events e JOIN incidents i ON i.id = e.incident_id WHERE i.number = 2 AND e.seq = 3",
  );
  expect(reason?.sentence).toBe("Told together with what began with #1, within 10 s: Hook.");
  await rig.say(t0 + 120_000, "up");
  await rig.flush();
  expect(typesOf(rig.heard())).toEqual(["opened", "opened", "resolved", "resolved"]);
  expect(new Set(rig.heard().slice(2).flatMap(namesOf)).size).toBe(200);
});

it("says once why several channels wait, and names them", async () => {
  await using rig = await startTogether(2);
  await rig.policy();
  const other = await insertChannel(rig.pool, rig.team, (channel) => sealer.seal(JSON.stringify(hook), channelContext(channel)));
  await rig.rows("UPDATE channels SET name = 'Room' WHERE id = $1", [other]);
  await rig.say(t0, "up");
  await rig.say(t0 + 60_000, "down");
  const decisions = await rig.rows<{ said: string }>(
    `SELECT d ->> 'sentence' AS said FROM incident_events e JOIN incidents i ON i.id = e.incident_id, jsonb_array_elements(e.data -> 'decisions') AS d
     WHERE i.number = 2 AND d ->> 'reason' = 'grouped'`,
  );
  expect(decisions.map(({ said }) => said.replace(/(Hook, Room|Room, Hook)/, "both"))).toEqual([
    "Told together with what began with #1, within 10 s: both.",
  ]);
});

it("opens a thousand incidents at once, with a few looks at each monitor, and names every one", { timeout: 60_000 }, async () => {
  await using rig = await startTogether(1_000);
  await rig.policy();
  await rig.say(t0, "up");
  const before = await monitorsRead(rig);
  await rig.say(t0 + 60_000, "down");
  expect((await monitorsRead(rig)) - before).toBeLessThan(20_000);
  expect(await rig.rows("SELECT FROM incidents")).toHaveLength(1_000);
  await rig.flush();
  expect(new Set(rig.heard().flatMap(namesOf)).size).toBe(1_000);
  expect(rig.heard().length).toBeLessThan(5);
});

it("collects what is degraded until quiet hours end, and lets through what gets worse, as an opening", async () => {
  await using rig = await startTogether(3);
  await rig.prefer({ quiet: { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", until: "24:00" }] } });
  const [first, ...others] = rig.monitors;
  if (first === undefined) throw new Error("no monitor");
  await rig.say(t0, "up");
  await rig.say(t0 + 60_000, "degraded");
  await drain(rig);
  expect(rig.heard()).toEqual([]);
  await rig.say(t0 + 120_000, "down", [first]);
  await drain(rig);
  expect(typesOf(rig.heard())).toEqual(["opened"]);
  await rig.say(t0 + 180_000, "up", others.slice(0, 1));
  await rig.flush();
  expect(typesOf(rig.heard())).toEqual(["opened", "opened"]);
  const digest = rig.heard()[1];
  expect(namesOf(digest)).toEqual(["Shop 3", "Shop 2"]);
  expect(digest?.data.incident?.summary).toMatch(/And 1 more\. Over: Shop 2 \(#2, after 2 min\)\.$/);
});

it("sends no more than a channel takes in a minute, and the rest together", async () => {
  await using rig = await startTogether(42, "https://a.example/");
  await rig.prefer({ perMinute: 5 });
  await rig.say(t0, "up");
  await rig.say(t0 + 60_000, "down");
  await drain(rig);
  expect(rig.heard()).toHaveLength(5);
  await rig.flush();
  expect(rig.heard()).toHaveLength(6);
  expect(rig.heard()[5]?.data.incident?.summary).toMatch(/And 36 more\./);
  expect(new Set(rig.heard().flatMap(namesOf)).size).toBe(42);
});

it("sends what waits once, whoever looks and whatever crashes", async () => {
  await using rig = await startTogether(4);
  await rig.policy();
  await rig.say(t0, "up");
  await rig.say(t0 + 60_000, "down");
  const held = await rig.rows<{ id: string }>("UPDATE outbox SET next_attempt_at = now() WHERE held_for IS NOT NULL RETURNING id");
  for (const { id } of held) await deliver(rig.deps, id, AbortSignal.timeout(10_000));
  expect(rig.heard()).toEqual([]);
  rig.deps.crashAt("outbox-appended");
  await expect(tellTogether(rig.deps)).rejects.toThrow("outbox-appended");
  rig.deps.crashAt(null);
  const sent = await Promise.all([1, 2, 3].map(() => tellTogether(rig.deps)));
  expect(sent.flat()).toHaveLength(1);
});

/** Of each channel and incident the types in the order in which they were heard, a message that tells of several counting for each. */
function stories(heard: readonly { channel: string; message: AlertMessage }[]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  const add = (key: string, type: string) => all.set(key, [...(all.get(key) ?? []), type]);
  for (const { channel, message } of heard) {
    const { incident, others = [] } = message.data;
    if (incident !== null) add(`${channel}/${incident.id}`, message.type);
    for (const other of others) add(`${channel}/${other.id}`, other.endedAt === null ? "open" : "incident.resolved");
  }
  return all;
}

it.each([1, 2, 3, 4, 5])(
  "tells whoever heard that it broke that it ended, last, whatever is edited in between (seed %i)",
  { timeout: 60_000 },
  async (seed) => {
    const random = seededRandom(seed);
    await using rig = await startTogether(6);
    const channels = [rig.channelId];
    for (let i = 0; i < 3; i++)
      channels.push(
        await insertChannel(rig.pool, rig.team, (key) =>
          sealer.seal(JSON.stringify({ ...hook, url: `https://hook-${i}.example/` }), channelContext(key)),
        ),
      );
    const heard: { channel: string; message: AlertMessage }[] = [];
    const deps: typeof rig.deps = {
      ...rig.deps,
      send: async (destination, message) => {
        heard.push({ channel: "url" in destination ? destination.url : "", message: message as AlertMessage });
        return { ok: true, code: 204, detail: "" };
      },
    };
    const ada = { userId: randomUUID(), teamId: rig.team.id, role: "editor", ip: null } as const;
    await rig.rows("INSERT INTO users (id, name, email, updated_at) VALUES ($1, 'Ada', 'ada@acme.example', now())", [ada.userId]);
    /** Does something to one that is open; a refusal is an answer like any other here. */
    const act = async (does: (incidentId: string, otherId: string) => Promise<unknown>) => {
      const open = await rig.rows<{ id: string }>("SELECT id FROM incidents WHERE closed_at IS NULL ORDER BY number");
      const [one, other] = [open[between(random, 0, 5)], open[between(random, 0, 5)]];
      if (one !== undefined && other !== undefined)
        await does(one.id, other.id).catch((error: unknown) => expect(error).toHaveProperty("code"));
    };
    let atMs = t0;
    const anyTime = { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", until: "24:00" }] };
    const edits: [() => Promise<unknown>, ...(() => Promise<unknown>)[]] = [
      async () => {
        await rig.rows("DELETE FROM policies");
        const some = channels.filter(() => random() < 0.5);
        const tell = some.length === 0 ? [{ kind: "monitor" }] : some.map((channelId) => ({ kind: "channel", channelId }));
        await rig.policy({
          steps: [{ tell }, { afterMinutes: between(random, 1, 9), tell: [{ kind: "monitor" }] }],
          remindMinutes: 5,
          groupSeconds: between(random, 0, 1) * 10,
        });
      },
      () => rig.rows("DELETE FROM policies"),
      () =>
        rig.rows(
          `INSERT INTO channel_preferences (channel_id, team_id, quiet, per_minute) VALUES ($1, $2, $3, $4)
           ON CONFLICT (channel_id) DO UPDATE SET quiet = excluded.quiet, per_minute = excluded.per_minute`,
          [channels[between(random, 0, 3)], rig.team.id, random() < 0.5 ? anyTime : null, random() < 0.5 ? between(random, 1, 4) : null],
        ),
      () =>
        rig.rows("UPDATE monitors SET tells_all_channels = NOT tells_all_channels WHERE id = $1", [
          rig.monitors[between(random, 0, 5)]?.id,
        ]),
      () =>
        rig.rows(
          "UPDATE escalations SET due_at = now() - interval '1 s', step_due_at = CASE WHEN step_due_at IS NULL THEN NULL ELSE now() - interval '1 s' END",
        ),
      () => rig.rows("UPDATE outbox SET next_attempt_at = now() - interval '1 s' WHERE held_for IS NOT NULL"),
      () => rig.rows("UPDATE outbox SET created_at = created_at - interval '6 min'"),
      () => act((incidentId) => snooze(deps, ada, { incidentId, untilMs: null })),
      () => act((incidentId) => endSnooze(deps, ada, { incidentId })),
      () => act((incidentId, intoId) => mergeIncidents(deps, ada, { incidentId, intoId })),
      () => act((incidentId) => acknowledge(deps, ada, { incidentId })),
      () => act((incidentId) => unacknowledge(deps, ada, { incidentId })),
      () => rig.rows("UPDATE incidents SET snoozed_until = now() - interval '1 s' WHERE snoozed_until IS NOT NULL"),
      () =>
        rig.rows(
          `WITH made AS (INSERT INTO maintenances (id, team_id, title, starts_at, ends_at, phase)
             VALUES (gen_random_uuid(), $1, 'Works', to_timestamp($2 / 1000.0), to_timestamp($2 / 1000.0) + interval '3 min', 2) RETURNING id)
           INSERT INTO maintenance_monitors (team_id, maintenance_id, monitor_id) SELECT $1, id, $3 FROM made`,
          [rig.team.id, atMs, rig.monitors[between(random, 0, 5)]?.id],
        ),
    ];
    const turn = async () => {
      await escalate(deps);
      await tellHeld(deps);
      await wakeIncidents(deps);
      await tellTogether(deps);
      for (let due = await deps.db.outbox.due(500, 500); due.length > 0; due = await deps.db.outbox.due(500, 500))
        for (const id of due) await deliver(deps, id, AbortSignal.timeout(10_000));
    };
    await rig.say((atMs += 60_000), "up");
    for (let i = 0; i < 40; i++) {
      if (random() < 0.5) await oneOf(random, edits)();
      const some = rig.monitors.filter(() => random() < 0.4);
      if (some.length > 0) await rig.say((atMs += 60_000), oneOf(random, ["up", "down", "degraded"] as const), some);
      if (random() < 0.6) await turn();
    }
    await rig.say((atMs += 60_000), "up");
    await rig.rows("UPDATE outbox SET next_attempt_at = now() - interval '1 s' WHERE settled_at IS NULL");
    await turn();
    expect(await rig.rows("SELECT FROM outbox WHERE settled_at IS NULL")).toEqual([]);
    expect(await rig.rows("SELECT FROM incidents WHERE closed_at IS NULL")).toEqual([]);
    const told = stories(heard);
    expect(told.size).toBeGreaterThan(5);
    for (const [key, types] of told) {
      expect(
        types.filter((type) => type === "incident.resolved"),
        key,
      ).toHaveLength(1);
      expect(types.at(-1), key).toBe("incident.resolved");
      expect(["incident.opened", "open", "incident.resolved"], key).toContain(types[0]);
    }
    // Whoever was to hear of an incident heard of it.
    const meant = await rig.rows<{ key: string }>("SELECT DISTINCT channel_id || incident_id::text AS key FROM outbox");
    expect(told.size).toBe(meant.length);
  },
);

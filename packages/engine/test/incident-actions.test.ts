import { untilResolvedMs } from "@vedette/core/quiet";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { acknowledge, unacknowledge } from "../src/acknowledge.ts";
import { comment } from "../src/comment.ts";
import { mergeIncidents, unmergeIncident } from "../src/merge-incidents.ts";
import { observe } from "../src/observe.ts";
import { resolveIncident } from "../src/resolve-incident.ts";
import { endSnooze, snooze } from "../src/snooze.ts";
import { tellHeld } from "../src/tell-held.ts";
import { wakeIncidents } from "../src/wake-incidents.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 3_000_000;

type World = AsyncDisposable & {
  rig: Rig;
  ada: { userId: string; teamId: string; role: "editor"; ip: null };
  monitor: (options?: Parameters<typeof insertMonitor>[2]) => Promise<TestMonitor>;
  /** Due 10 s after each other, from `fromS` seconds on. */
  play: (monitor: TestMonitor, verdicts: readonly VerdictKind[], fromS: number) => Promise<void>;
  /** The newest incident of a monitor. */
  incidentOf: (monitor: TestMonitor) => Promise<string>;
  told: () => Promise<string[]>;
  timeline: (incidentId: string) => Promise<string[]>;
};

async function startWorld(): Promise<World> {
  const rig = await startRig();
  const userId = randomUUID();
  await rig.rows(
    "INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES ($1, 'Ada', 'ada@example.com', true, now(), now())",
    [userId],
  );
  return {
    rig,
    ada: { userId, teamId: rig.team.id, role: "editor", ip: null },
    monitor: async (options = {}) => await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, dueInMs: 120_000, ...options }),
    play: async (monitor, verdicts, fromS) => {
      for (const [i, verdict] of verdicts.entries())
        await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + (fromS + i * 10) * 1_000, verdict)] });
    },
    incidentOf: async (monitor) => {
      const [row] = await rig.rows<{ id: string }>("SELECT id FROM incidents WHERE monitor_id = $1 ORDER BY number DESC LIMIT 1", [
        monitor.id,
      ]);
      return row?.id ?? "";
    },
    told: async () => {
      const rows = await rig.rows<{ said: string }>(
        `SELECT i.number || ' ' || substr(o.type, 10) AS said FROM outbox o JOIN incidents i ON i.id = o.incident_id ORDER BY o.created_at, o.incident_seq`,
      );
      return rows.map((row) => row.said);
    },
    timeline: async (incidentId) => {
      const rows = await rig.rows<{ kind: string }>("SELECT kind FROM incident_events WHERE incident_id = $1 ORDER BY seq", [incidentId]);
      return rows.map((row) => row.kind);
    },
    [Symbol.asyncDispose]: rig[Symbol.asyncDispose],
  };
}

describe("acknowledging", () => {
  it("is given back, which whoever was told hears, and each is audited", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor();
    await world.play(monitor, ["up", "down"], 0);
    const incidentId = await world.incidentOf(monitor);
    const twice = await Promise.allSettled([acknowledge(rig.deps, ada, { incidentId }), acknowledge(rig.deps, ada, { incidentId })]);
    expect(twice.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await unacknowledge(rig.deps, ada, { incidentId });
    await expect(unacknowledge(rig.deps, ada, { incidentId })).rejects.toMatchObject({ code: "conflict" });
    expect(await world.told()).toEqual(["1 opened", "1 acknowledged", "1 updated"]);
    const [given] = await rig.rows<{ summary: string; german: string; lasts: number | null }>(
      "SELECT message #>> '{data,incident,summary}' AS summary, message #>> '{data,incident,translations,de}' AS german, message #> '{data,incident,lastsMs}' AS lasts FROM outbox WHERE type = 'incident.updated'",
    );
    expect(given?.lasts).toBeGreaterThan(0);
    expect(given?.german).toMatch(/Es wurde zurückgegeben: Niemand kümmert sich mehr darum\.$/);
    expect(given?.summary).toMatch(/It was given back: nobody is looking at it any more\.$/);
    const audit = await rig.rows<{ action: string; actor_id: string }>("SELECT action, actor_id FROM audit ORDER BY id");
    expect(audit).toEqual(["incident.acknowledged", "incident.unacknowledged"].map((action) => ({ action, actor_id: ada.userId })));
  });
});

describe("a snooze", () => {
  it("keeps people from hearing more, and tells them again when it is over, once", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor();
    await world.play(monitor, ["up", "down"], 0);
    const incidentId = await world.incidentOf(monitor);
    await snooze(rig.deps, ada, { incidentId, untilMs: Date.now() + 3_600_000 });
    await acknowledge(rig.deps, ada, { incidentId });
    await wakeIncidents(rig.deps);
    expect(await world.told()).toEqual(["1 opened"]);
    await rig.rows("UPDATE incidents SET snoozed_until = now() - interval '1 second'");
    const woken = await Promise.all([1, 2, 3].map(() => wakeIncidents(rig.deps)));
    expect(woken.flat()).toHaveLength(1);
    expect(await world.told()).toEqual(["1 opened", "1 updated"]);
    expect(await world.timeline(incidentId)).toEqual(["opened", "snoozed", "acknowledged", "woken"]);
  });

  it("is survived by the end, and broken by what is worse", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const [slow, down] = [await world.monitor(), await world.monitor()];
    await world.play(slow, ["up", "degraded"], 0);
    await world.play(down, ["up", "down"], 0);
    for (const monitor of [slow, down]) await snooze(rig.deps, ada, { incidentId: await world.incidentOf(monitor), untilMs: null });
    await world.play(slow, ["down"], 30);
    await world.play(down, ["up"], 30);
    expect(await world.told()).toEqual(["1 opened", "2 opened", "1 updated", "2 resolved"]);
  });

  it("is taken back without a word, and refuses what has passed or lies too far ahead", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor();
    await world.play(monitor, ["up", "down"], 0);
    const incidentId = await world.incidentOf(monitor);
    await snooze(rig.deps, ada, { incidentId, untilMs: null });
    expect(await rig.rows("SELECT (extract(epoch FROM snoozed_until) * 1000)::bigint AS at FROM incidents")).toEqual([
      { at: untilResolvedMs },
    ]);
    await endSnooze(rig.deps, ada, { incidentId });
    await expect(endSnooze(rig.deps, ada, { incidentId })).rejects.toMatchObject({ code: "conflict" });
    for (const untilMs of [Date.now() - 1, Date.now() + 31 * 86_400_000])
      await expect(snooze(rig.deps, ada, { incidentId, untilMs })).rejects.toMatchObject({ code: "bad_request", field: "untilMs" });
    await acknowledge(rig.deps, ada, { incidentId });
    expect(await world.told()).toEqual(["1 opened", "1 acknowledged"]);
  });

  it("of an incident that nobody was told of yet is waited for before they are told", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor();
    await world.play(monitor, ["up", "down"], 0);
    await rig.rows("UPDATE incidents SET held_for = 'flapping'");
    const incidentId = await world.incidentOf(monitor);
    await snooze(rig.deps, ada, { incidentId, untilMs: null });
    expect(await tellHeld(rig.deps)).toEqual([]);
    await endSnooze(rig.deps, ada, { incidentId });
    expect(await tellHeld(rig.deps)).toHaveLength(1);
  });
});

describe("merging", () => {
  it("stops the alerts of the one, keeps its end, and is undone", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const [shop, api] = [await world.monitor(), await world.monitor()];
    await world.play(shop, ["up", "degraded"], 0);
    await world.play(api, ["up", "down"], 0);
    const [own, into] = [await world.incidentOf(shop), await world.incidentOf(api)];
    await mergeIncidents(rig.deps, ada, { incidentId: own, intoId: into });
    await world.play(shop, ["down"], 30);
    expect(await world.told()).toEqual(["1 opened", "2 opened"]);
    const detail = await rig.deps.db.incidentLog.mergedInto({ teamId: rig.team.id, id: into });
    expect(detail.map((each) => [each.id, each.mergedInto?.number])).toEqual([[own, 2]]);
    await unmergeIncident(rig.deps, ada, { incidentId: own });
    await mergeIncidents(rig.deps, ada, { incidentId: own, intoId: into });
    await world.play(shop, ["up"], 60);
    expect(await world.told()).toEqual(["1 opened", "2 opened", "1 resolved"]);
  });

  it("ends when the other one is over and it is not, and people hear why", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const [shop, api] = [await world.monitor(), await world.monitor()];
    await world.play(shop, ["up", "down"], 0);
    await world.play(api, ["up", "down"], 0);
    const own = await world.incidentOf(shop);
    await mergeIncidents(rig.deps, ada, { incidentId: own, intoId: await world.incidentOf(api) });
    expect(await wakeIncidents(rig.deps)).toEqual([]);
    await world.play(api, ["up"], 30);
    expect(await wakeIncidents(rig.deps)).toHaveLength(1);
    const [said] = await rig.rows<{ summary: string; german: string }>(
      "SELECT message #>> '{data,incident,summary}' AS summary, message #>> '{data,incident,translations,de}' AS german FROM outbox WHERE type = 'incident.updated' AND incident_id = $1",
      [own],
    );
    expect(said?.german).toContain("Vorfall #2, mit dem er zusammengelegt wurde, ist vorbei, und dieser dauert an.");
    expect(said?.summary).toContain("Incident #2, into which it was merged, is over, and this one is still open.");
  });

  it("refuses itself, chains, foreign ones, and one that is over for one that is not", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitors = [await world.monitor(), await world.monitor(), await world.monitor()] as const;
    for (const monitor of monitors) await world.play(monitor, ["up", "down"], 0);
    const [a, b, c] = [await world.incidentOf(monitors[0]), await world.incidentOf(monitors[1]), await world.incidentOf(monitors[2])];
    const merge = async (incidentId: string, intoId: string) => await mergeIncidents(rig.deps, ada, { incidentId, intoId });
    await expect(merge(a, a)).rejects.toMatchObject({ code: "bad_request", field: "intoId" });
    const crosswise = await Promise.allSettled([merge(a, b), merge(b, a)]);
    expect(crosswise.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const [merged, into] = crosswise[0].status === "fulfilled" ? [a, b] : [b, a];
    await expect(merge(merged, c)).rejects.toMatchObject({ code: "conflict" });
    await expect(merge(into, c)).rejects.toMatchObject({ code: "conflict" });
    await expect(merge(c, merged)).rejects.toMatchObject({ code: "conflict", field: "intoId" });
    await world.play(into === a ? monitors[0] : monitors[1], ["up"], 30);
    await expect(merge(c, into)).rejects.toMatchObject({ code: "conflict", field: "intoId" });
    const other = await insertTeam(rig.pool, "Other");
    const theirs = await insertMonitor(rig.pool, other, { failuresToOpen: 1 });
    await world.play(theirs, ["up", "down"], 0);
    await expect(merge(c, await world.incidentOf(theirs))).rejects.toMatchObject({ code: "not_found" });
    await expect(merge(await world.incidentOf(theirs), c)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("resolving by hand", () => {
  it("is refused while the newest check fails, and ends with the first good one before the monitor would", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor({ successesToClose: 5 });
    await world.play(monitor, ["up", "down"], 0);
    const incidentId = await world.incidentOf(monitor);
    await expect(resolveIncident(rig.deps, ada, { incidentId })).rejects.toThrow(/The newest check still fails/);
    await world.play(monitor, ["up", "up"], 20);
    await resolveIncident(rig.deps, ada, { incidentId });
    await expect(resolveIncident(rig.deps, ada, { incidentId })).rejects.toMatchObject({ code: "conflict" });
    expect(await rig.rows("SELECT (extract(epoch FROM ended_at) * 1000)::bigint AS ended FROM incidents")).toEqual([
      { ended: t0 + 20_000 },
    ]);
    expect(await rig.rows("SELECT confirmed FROM monitor_states WHERE monitor_no = $1", [monitor.no])).toEqual([{ confirmed: "up" }]);
    expect(await world.told()).toEqual(["1 opened", "1 resolved"]);
    // Only a new outage that is confirmed opens again.
    await world.play(monitor, ["up", "down"], 40);
    expect(await world.told()).toEqual(["1 opened", "1 resolved", "2 opened"]);
  });

  it("waits until every location sees something good", async () => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitor = await world.monitor({ successesToClose: 5 });
    await rig.rows("INSERT INTO locations (no, code, name) VALUES (2, 'rome', 'Rome') ON CONFLICT DO NOTHING");
    await rig.rows("UPDATE monitors SET location_nos = '{1,2}', quorum = 'any' WHERE id = $1", [monitor.id]);
    const see = async (locationNo: number, verdict: VerdictKind, atS: number) =>
      await observe(rig.deps, { batches: [], results: [{ ...resultAt(monitor, t0 + atS * 1_000, verdict), locationNo }] });
    for (const [locationNo, verdict, atS] of [
      [1, "up", 0],
      [2, "up", 1],
      [1, "down", 10],
      [2, "down", 11],
      [1, "up", 20],
    ] as const)
      await see(locationNo, verdict, atS);
    const incidentId = await world.incidentOf(monitor);
    await expect(resolveIncident(rig.deps, ada, { incidentId })).rejects.toMatchObject({ code: "conflict" });
    await see(2, "up", 21);
    await resolveIncident(rig.deps, ada, { incidentId });
    await see(1, "up", 30);
    await see(2, "up", 31);
    expect(await world.told()).toEqual(["1 opened", "1 resolved"]);
  });
});

it("takes comments, also when it is over, and tells nobody", async () => {
  await using world = await startWorld();
  const { rig, ada } = world;
  const monitor = await world.monitor();
  await world.play(monitor, ["up", "down", "up"], 0);
  const incidentId = await world.incidentOf(monitor);
  await comment(rig.deps, ada, { incidentId, text: "It was the **disk**." });
  const [, , noted] = await rig.deps.db.incidentLog.events(rig.team.id, [incidentId]);
  expect(noted).toMatchObject({ kind: "noted", actor: { name: "Ada" }, data: { text: "It was the **disk**." } });
  expect(await world.told()).toEqual(["1 opened", "1 resolved"]);
});

it("leaves every incident alone for a viewer and for a stranger", async () => {
  await using world = await startWorld();
  const { rig, ada } = world;
  const monitor = await world.monitor();
  await world.play(monitor, ["up", "down"], 0);
  const incidentId = await world.incidentOf(monitor);
  const actions = [
    async (actor: Parameters<typeof acknowledge>[1]) => await acknowledge(rig.deps, actor, { incidentId }),
    async (actor: Parameters<typeof acknowledge>[1]) => await unacknowledge(rig.deps, actor, { incidentId }),
    async (actor: Parameters<typeof acknowledge>[1]) => await snooze(rig.deps, actor, { incidentId, untilMs: null }),
    async (actor: Parameters<typeof acknowledge>[1]) => await endSnooze(rig.deps, actor, { incidentId }),
    async (actor: Parameters<typeof acknowledge>[1]) => await resolveIncident(rig.deps, actor, { incidentId }),
    async (actor: Parameters<typeof acknowledge>[1]) => await comment(rig.deps, actor, { incidentId, text: "x" }),
    async (actor: Parameters<typeof acknowledge>[1]) => await mergeIncidents(rig.deps, actor, { incidentId, intoId: randomUUID() }),
    async (actor: Parameters<typeof acknowledge>[1]) => await unmergeIncident(rig.deps, actor, { incidentId }),
  ];
  for (const act of actions) {
    await expect(act({ ...ada, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(act({ ...ada, teamId: randomUUID() })).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await world.timeline(incidentId)).toEqual(["opened"]);
});

it.each([1, 2, 3])(
  "whatever people do in whatever order, whoever was told of a beginning is told of its end, once (seed %i)",
  async (seed) => {
    await using world = await startWorld();
    const { rig, ada } = world;
    const monitors = [await world.monitor(), await world.monitor(), await world.monitor()];
    for (const monitor of monitors) await world.play(monitor, ["up"], 0);
    let state = seed;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let i = 1; i <= 60; i++) {
      const monitor = monitors[random(3)] ?? monitors[0];
      const other = monitors[random(3)] ?? monitors[0];
      if (monitor === undefined || other === undefined) throw new Error("there are three");
      const [incidentId, intoId] = [await world.incidentOf(monitor), await world.incidentOf(other)];
      const input = { incidentId: incidentId === "" ? randomUUID() : incidentId };
      const verdict = (["up", "degraded", "down"] as const)[random(3)] ?? "up";
      const acts = [
        async () => await world.play(monitor, [verdict], i * 10),
        async () => await world.play(monitor, [verdict], i * 10),
        async () => await acknowledge(rig.deps, ada, input),
        async () => await unacknowledge(rig.deps, ada, input),
        async () => await snooze(rig.deps, ada, { ...input, untilMs: null }),
        async () => await endSnooze(rig.deps, ada, input),
        async () => await mergeIncidents(rig.deps, ada, { ...input, intoId: intoId === "" ? randomUUID() : intoId }),
        async () => await unmergeIncident(rig.deps, ada, input),
        async () => await resolveIncident(rig.deps, ada, input),
        async () => await wakeIncidents(rig.deps),
        async () => await tellHeld(rig.deps),
      ];
      // A refusal is an answer like any other here.
      await acts[random(acts.length)]?.().catch((error: unknown) => expect(error).toHaveProperty("code"));
    }
    for (const monitor of monitors) await world.play(monitor, ["up"], 620);
    const wrong = await rig.rows(
      `SELECT i.number, array_agg(o.type ORDER BY o.incident_seq) AS told FROM incidents i JOIN outbox o ON o.incident_id = i.id GROUP BY i.id
     HAVING i.closed_at IS NULL OR count(*) FILTER (WHERE o.type = 'incident.resolved') <> 1 OR (array_agg(o.type ORDER BY o.incident_seq DESC))[1] <> 'incident.resolved'`,
    );
    expect(wrong).toEqual([]);
    const overlapping = await rig.rows(
      "SELECT FROM incidents a JOIN incidents b ON a.monitor_id = b.monitor_id AND a.id < b.id AND tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)",
    );
    expect(overlapping).toEqual([]);
  },
);

import { Plan } from "@vedette/core/policy";
import { type TestMonitor, insertChannel, insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { acknowledge } from "../src/acknowledge.ts";
import { escalate } from "../src/escalate.ts";
import { observe } from "../src/observe.ts";
import { channelContext } from "../src/seal.ts";
import { hook, resultAt, sealer, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 3_000_000;
const openings = (monitor: TestMonitor, atMs: number, verdict: "up" | "down" | "degraded") => resultAt(monitor, atMs, verdict);

async function startPolicyRig() {
  const rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  const channel = async (name: string, ownerId: string | null = null) => {
    const id = await insertChannel(rig.pool, rig.team, (key) => sealer.seal(JSON.stringify(hook), channelContext(key)));
    await rig.rows("UPDATE channels SET name = $2 WHERE id = $1", [id, name]);
    if (ownerId !== null)
      await rig.rows("INSERT INTO channel_preferences (channel_id, team_id, owner_id) VALUES ($1, $2, $3)", [id, rig.team.id, ownerId]);
    return id;
  };
  const person = async (name: string) => {
    const userId = randomUUID();
    await rig.rows("INSERT INTO users (id, name, email) VALUES ($1, $2, $3)", [userId, name, `${name}-${userId}@acme.example`]);
    await rig.rows("INSERT INTO members (id, team_id, user_id, role) VALUES ($1, $2, $3, 'editor')", [randomUUID(), rig.team.id, userId]);
    return userId;
  };
  return {
    ...rig,
    monitor,
    channel,
    person,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
    policy: (plan: object, part: { isDefault?: boolean; tags?: string[] } = {}) =>
      rig.rows("INSERT INTO policies (id, team_id, name, position, tags, is_default, plan) VALUES ($1, $2, 'Nights', 0, $3, $4, $5)", [
        randomUUID(),
        rig.team.id,
        part.tags ?? [],
        part.isDefault ?? true,
        Plan.parse(plan),
      ]),
    say: async (atMs: number, ...verdicts: ("up" | "down" | "degraded")[]) => {
      for (const [i, verdict] of verdicts.entries())
        await observe(rig.deps, { batches: [], results: [openings(monitor, atMs + i * 10_000, verdict)] });
    },
    /** Lets so much time pass for what is due next. */
    pass: (minutes: number) =>
      rig.rows(
        "UPDATE escalations SET due_at = due_at - $1 * interval '1 min', step_due_at = step_due_at - $1 * interval '1 min', remind_due_at = remind_due_at - $1 * interval '1 min'",
        [minutes],
      ),
    told: async () =>
      (
        await rig.rows<{ name: string; type: string }>(
          "SELECT c.name, replace(o.type, 'incident.', '') AS type FROM outbox o JOIN channels c ON c.id = o.channel_id ORDER BY o.incident_seq, c.name",
        )
      ).map(({ name, type }) => `${name} ${type}`),
    reasons: async () =>
      (
        await rig.rows<{ reasons: string }>(
          `SELECT string_agg(d ->> 'reason', ' ' ORDER BY nth) AS reasons FROM incident_events e, jsonb_array_elements(e.data -> 'decisions') WITH ORDINALITY AS x (d, nth)
           WHERE e.kind = 'routed' GROUP BY e.incident_id, e.seq, e.at ORDER BY e.at, e.seq`,
        )
      ).map(({ reasons }) => reasons),
  };
}

it("follows the policy that holds: tells, waits, escalates, reminds, and tells the end to whoever was told", async () => {
  await using rig = await startPolicyRig();
  const [ops, chat] = [await rig.channel("Ops"), await rig.channel("Chat")];
  await rig.policy({
    steps: [{ tell: [{ kind: "channel", channelId: ops }] }, { afterMinutes: 10, tell: [{ kind: "channel", channelId: chat }] }],
    remindMinutes: 60,
  });
  await rig.say(t0, "up", "down");
  expect(await rig.told()).toEqual(["Ops opened"]);
  expect(await escalate(rig.deps)).toEqual([]);
  await rig.pass(10);
  expect(await escalate(rig.deps)).toHaveLength(1);
  expect(await escalate(rig.deps)).toEqual([]);
  await rig.pass(60);
  expect(await escalate(rig.deps)).toHaveLength(2);
  const goingOn = await rig.rows<{ lasts: string | null; unacknowledged: boolean | null; at: string }>(
    `SELECT message #> '{data,incident,lastsMs}' AS lasts, message #> '{data,incident,isUnacknowledged}' AS unacknowledged, message ->> 'timestamp' AS at
     FROM outbox ORDER BY incident_seq, channel_id`,
  );
  expect(goingOn.map(({ lasts }) => lasts !== null)).toEqual([false, true, true, true]);
  for (const { lasts, unacknowledged, at } of goingOn.slice(1)) {
    expect(Number(lasts)).toBe(Date.parse(at) - (t0 + 10_000));
    expect(unacknowledged).toBe(true);
  }
  await rig.say(t0 + 60_000, "up");
  await rig.pass(60);
  expect(await escalate(rig.deps)).toEqual([]);
  expect(await rig.told()).toEqual(["Ops opened", "Chat opened", "Chat updated", "Ops updated", "Chat resolved", "Ops resolved"]);
  expect(await rig.reasons()).toEqual(["step waiting", "step", "reminder"]);
  expect(await rig.rows("SELECT FROM escalations")).toHaveLength(0);
});

it("goes no further once somebody acknowledged, and says so", async () => {
  await using rig = await startPolicyRig();
  const [ops, chat] = [await rig.channel("Ops"), await rig.channel("Chat")];
  await rig.policy({
    steps: [{ tell: [{ kind: "channel", channelId: ops }] }, { afterMinutes: 10, tell: [{ kind: "channel", channelId: chat }] }],
  });
  await rig.say(t0, "up", "down");
  const userId = await rig.person("Ada");
  const [incident] = await rig.rows<{ id: string }>("SELECT id FROM incidents");
  await acknowledge(rig.deps, { userId, teamId: rig.team.id, role: "editor", ip: null }, { incidentId: incident?.id ?? "" });
  await rig.pass(10);
  await escalate(rig.deps);
  expect(await rig.told()).toEqual(["Ops opened", "Ops acknowledged"]);
  expect(await rig.reasons()).toEqual(["step waiting", "acknowledged"]);
});

it("tells a person through channels of their own, which nothing else tells", async () => {
  await using rig = await startPolicyRig();
  const ada = await rig.person("Ada");
  await rig.channel("Ada by mail", ada);
  await rig.say(t0, "up", "down", "up");
  expect(new Set(await rig.told())).toEqual(new Set(["Hook opened", "Hook resolved"]));
  await rig.policy({ steps: [{ tell: [{ kind: "member", userId: ada }] }] });
  await rig.say(t0 + 100_000, "down");
  expect((await rig.told()).filter((line) => line.startsWith("Ada"))).toEqual(["Ada by mail opened"]);
  // Whoever leaves the team is told nothing more; the monitor's own channels are.
  await rig.rows("DELETE FROM members WHERE user_id = $1", [ada]);
  await rig.say(t0 + 200_000, "up", "down");
  expect((await rig.reasons()).at(-1)).toBe("no_contact fallback");
  expect((await rig.told()).filter((line) => line === "Hook opened")).toHaveLength(2);
});

it("begins anew when an incident gets worse: who is only for what is down hears of it as an opening", async () => {
  await using rig = await startPolicyRig();
  const [ops, chat] = [await rig.channel("Ops"), await rig.channel("Chat")];
  await rig.policy({
    steps: [
      { tell: [{ kind: "channel", channelId: ops }], severity: "down" },
      { tell: [{ kind: "channel", channelId: chat }], severity: "degraded" },
    ],
  });
  await rig.say(t0, "up", "degraded", "down");
  expect(await rig.told()).toEqual(["Chat opened", "Chat updated", "Ops opened"]);
});

it("takes each step once, whoever looks and whatever crashes", async () => {
  await using rig = await startPolicyRig();
  const chat = await rig.channel("Chat");
  await rig.policy({ steps: [{ afterMinutes: 5, tell: [{ kind: "channel", channelId: chat }] }] });
  await rig.say(t0, "up", "down");
  expect(await rig.told()).toEqual([]);
  await rig.pass(5);
  for (const step of ["incidents-changed", "outbox-appended"] as const) {
    rig.deps.crashAt(step);
    await expect(escalate(rig.deps)).rejects.toThrow(step);
  }
  rig.deps.crashAt(null);
  // What another worker has in hand is left to him.
  await rig.deps.db.transaction(async (tx) => {
    expect(await tx.escalations.lockDue(10)).toHaveLength(1);
    expect(await escalate(rig.deps)).toEqual([]);
  });
  await Promise.all([1, 2, 3].map(() => escalate(rig.deps)));
  expect(await rig.told()).toEqual(["Chat opened"]);
});

it("leaves teams without a policy, and monitors that none holds for, to the monitor's own channels", async () => {
  await using rig = await startPolicyRig();
  const ops = await rig.channel("Ops");
  await rig.policy({ steps: [{ tell: [{ kind: "channel", channelId: ops }] }] }, { isDefault: false, tags: ["bank"] });
  await rig.say(t0, "up", "down");
  expect(await rig.told()).toEqual(["Hook opened", "Ops opened"]);
  expect(await rig.reasons()).toEqual([]);
});

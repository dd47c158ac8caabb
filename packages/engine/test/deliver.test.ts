import type { AlertMessage } from "@vedette/core/alert";
import { insertChannel, insertMonitor } from "@vedette/testkit/fixtures";
import { describe, expect, it } from "vitest";
import { acknowledge } from "../src/acknowledge.ts";
import { deleteChannel } from "../src/delete-channel.ts";
import { deliver } from "../src/deliver.ts";
import { observe } from "../src/observe.ts";
import { unreadableChannel } from "../src/open-channel.ts";
import { readPressToken } from "../src/press-token.ts";
import { queueSystemMail } from "../src/queue-system-mail.ts";
import { channelContext } from "../src/seal.ts";
import { restoreChannel } from "../src/restore-channel.ts";
import { switchChannel } from "../src/switch-channel.ts";
import { updateChannel } from "../src/update-channel.ts";
import { Crash, type Rig, hook, resultAt, sealer, startRig } from "./road-rig.ts";

const t0 = Date.now() - 10_000;
const never = new AbortController().signal;

async function outage(rig: Rig): Promise<string[]> {
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  const opened = await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
  const resolved = await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 4_000, "up")] });
  return [...opened, ...resolved];
}
const settled = (rig: Rig) =>
  rig.rows<{ outcome: string | null; attempts: number }>("SELECT outcome, attempts FROM outbox ORDER BY incident_seq");
const dueNow = (rig: Rig) => rig.pool.query("UPDATE outbox SET next_attempt_at = now() - interval '1 second', lease_until = NULL");

it("sends an incident's alerts in their order, whichever doorbell rings first", async () => {
  await using rig = await startRig();
  const [opened = "", resolved = ""] = await outage(rig);
  expect(await deliver(rig.deps, resolved, never)).toBeNull();
  expect(rig.sent).toEqual([]);
  expect(await deliver(rig.deps, opened, never)).toBe(resolved);
  await deliver(rig.deps, resolved, never);
  expect(rig.sent.map((message) => message.type)).toEqual(["incident.opened", "incident.resolved"]);
  expect(await settled(rig)).toEqual([
    { outcome: "delivered", attempts: 1 },
    { outcome: "delivered", attempts: 1 },
  ]);
});

it("says what happened: target, sentence, start, end and duration", async () => {
  await using rig = await startRig();
  const [opened = "", resolved = ""] = await outage(rig);
  await deliver(rig.deps, opened, never);
  await deliver(rig.deps, resolved, never);
  expect(rig.sent[1]).toMatchObject({
    type: "incident.resolved",
    data: {
      team: { name: "Acme" },
      monitor: { name: "API", target: "http://127.0.0.1:9/" },
      incident: {
        number: 1,
        severity: "down",
        summary: "Answered with status 500; expected 2xx.",
        translations: { de: "Status 500; erwartet 2xx." },
        durationMs: 4_000,
      },
    },
  });
});

it("sends once when many doorbells ring", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  await Promise.all(Array.from({ length: 8 }, () => deliver(rig.deps, opened, never)));
  expect(rig.sent).toHaveLength(1);
});

it("repeats after a refusal that may pass, under the same id, and records every attempt", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  rig.answer({ ok: false, permanent: false, code: 503, detail: "try later" });
  await deliver(rig.deps, opened, never);
  expect(await deliver(rig.deps, opened, never)).toBeNull(); // not due yet
  rig.answer({ ok: true, code: 204, detail: "" });
  await dueNow(rig);
  await deliver(rig.deps, opened, never);
  expect(rig.sent).toHaveLength(2);
  expect(rig.sent[0]?.id).toBe(rig.sent[1]?.id);
  expect(await rig.rows("SELECT no, ok, code FROM delivery_attempts ORDER BY no")).toEqual([
    { no: 1, ok: false, code: 503 },
    { no: 2, ok: true, code: 204 },
  ]);
  expect(await rig.rows("SELECT failing_since FROM channels")).toEqual([{ failing_since: null }]);
});

it("gives up on a permanent refusal, and switches a channel off that answers 410", async () => {
  await using rig = await startRig();
  const [opened = "", resolved = ""] = await outage(rig);
  rig.answer({ ok: false, permanent: true, code: 410, detail: "gone" });
  expect(await deliver(rig.deps, opened, never)).toBe(resolved);
  await deliver(rig.deps, resolved, never);
  expect(await settled(rig)).toEqual([
    { outcome: "refused", attempts: 1 },
    { outcome: "channel_disabled", attempts: 1 },
  ]);
  expect(rig.sent).toHaveLength(1);
  expect(await rig.rows("SELECT enabled FROM channels")).toEqual([{ enabled: false }]);
});

it("switches a channel off that answers 410 although the sender dies right after recording the answer", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  rig.answer({ ok: false, permanent: true, code: 410, detail: "gone" });
  rig.deps.crashAt("delivery-recorded");
  await expect(deliver(rig.deps, opened, never)).rejects.toThrow(Crash);
  expect(await rig.rows("SELECT enabled, left(disabled_reason, 30) AS why, failing_since IS NOT NULL AS fails FROM channels")).toEqual([
    { enabled: false, why: "The receiver answered 410 Gone", fails: true },
  ]);
});

describe("a channel that works again", () => {
  const admin = (rig: Rig) => ({ userId: crypto.randomUUID(), teamId: rig.team.id, role: "admin", ip: null }) as const;
  const configOf = (rig: Rig) => ({ ...rig.deps, ring: async () => {} });
  const turn = async (rig: Rig, enabled: boolean) =>
    void (await switchChannel(configOf(rig), admin(rig), { channelId: rig.channelId, enabled }));
  const sweep = async (rig: Rig) => {
    for (let due = await rig.deps.db.outbox.due(100, 100); due.length > 0; due = await rig.deps.db.outbox.due(100, 100))
      for (const id of due) await deliver(rig.deps, id, never);
  };
  // safe because nothing but incidents is told here
  const told = (rig: Rig) => (rig.sent as AlertMessage[]).map(({ type, data }) => `${data.incident?.number} ${type.slice(9)}`);

  it.each([
    ["switched on", (rig: Rig) => turn(rig, false), (rig: Rig) => turn(rig, true)],
    ["restored", (rig: Rig) => deleteChannel(configOf(rig), admin(rig), rig), (rig: Rig) => restoreChannel(configOf(rig), admin(rig), rig)],
  ])("that is %s hears the end of what it was told of, and of nothing that began and ended meanwhile", async (_, leave, comeBack) => {
    await using rig = await startRig();
    const monitors = [
      await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 }),
      await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 }),
    ] as const;
    const see = async (nth: 0 | 1, afterMs: number, verdict: "up" | "down") =>
      await observe(rig.deps, { batches: [], results: [resultAt(monitors[nth], t0 + afterMs, verdict)] });
    await see(0, 0, "down");
    await sweep(rig);
    await see(1, 1_000, "down");
    await leave(rig);
    await sweep(rig);
    await see(0, 2_000, "up");
    await see(1, 3_000, "up");
    await sweep(rig);
    expect(told(rig)).toEqual(["1 opened"]);
    await comeBack(rig);
    await sweep(rig);
    expect(told(rig)).toEqual(["1 opened", "1 resolved"]);
    await comeBack(rig);
    await sweep(rig);
    expect(rig.sent).toHaveLength(2);
  });

  it("hears what still lasts, though its opening was refused for good", async () => {
    await using rig = await startRig();
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
    rig.answer({ ok: false, permanent: true, code: 410, detail: "gone" });
    await sweep(rig);
    rig.answer({ ok: true, code: 204, detail: "" });
    await turn(rig, true);
    await sweep(rig);
    expect(told(rig)).toEqual(["1 opened", "1 opened"]);
    expect(await settled(rig)).toEqual([{ outcome: "delivered", attempts: 2 }]);
  });

  it("hears what it missed where its address is corrected while it fails, and what waits for another attempt at once", async () => {
    await using rig = await startRig();
    const [first, second] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
    const fail = async (monitor: typeof first) =>
      await observe(rig.deps, { batches: [], results: [t0, t0 + 1_000].map((atMs) => resultAt(monitor, atMs, "down")) });
    const correct = async (version: number, url: string) => {
      const target = { kind: "webhook" as const, url, method: "POST" as const, headers: [], body: "" };
      const channel = { name: "Hook", templates: {}, target };
      await updateChannel(configOf(rig), admin(rig), { channelId: rig.channelId, version, channel });
    };
    rig.answer({ ok: false, permanent: true, code: 401, detail: "revoked" });
    await fail(first);
    await sweep(rig);
    rig.answer({ ok: false, permanent: false, code: 429, detail: "later", retryAfterMs: 3_600_000 });
    await fail(second);
    await sweep(rig);
    await correct(1, hook.url);
    await sweep(rig);
    expect(rig.sent).toHaveLength(2);
    rig.answer({ ok: true, code: 204, detail: "" });
    await correct(2, "https://new.example/");
    await sweep(rig);
    expect(told(rig).toSorted()).toEqual(["1 opened", "1 opened", "2 opened", "2 opened"]);
  });

  it("hears it although somebody who saw it switched off was about to write that down", async () => {
    await using rig = await startRig();
    const [opened = "", resolved = ""] = await outage(rig);
    await deliver(rig.deps, opened, never);
    await turn(rig, false);
    const step: typeof rig.deps.step = async (name) => (name === "delivery-taken" ? await turn(rig, true) : undefined);
    await deliver({ ...rig.deps, step }, resolved, never);
    await sweep(rig);
    expect(told(rig)).toEqual(["1 opened", "1 resolved"]);
  });
});

it("keeps an alert for a channel that this version cannot read, and says what to do", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const unknown = { kind: "telex", number: 7 };
  await rig.rows("UPDATE channels SET sealed = $1", [
    sealer.seal(JSON.stringify(unknown), channelContext({ id: rig.channelId, teamId: rig.team.id })),
  ]);
  await deliver(rig.deps, opened, never);
  expect([rig.sent, await rig.rows("SELECT ok, permanent, detail FROM delivery_attempts")]).toEqual([
    [],
    [{ ok: false, permanent: false, detail: unreadableChannel }],
  ]);
  expect(await rig.rows("SELECT FROM outbox WHERE id = $1 AND settled_at IS NULL", [opened])).toHaveLength(1);
});

it("repeats under the same id after a crash between sending and recording", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  rig.deps.crashAt("sent");
  await expect(deliver(rig.deps, opened, never)).rejects.toThrow(Crash);
  rig.deps.crashAt(null);
  expect(await deliver(rig.deps, opened, never)).toBeNull(); // the dead sender's lease still holds
  await dueNow(rig);
  await deliver(rig.deps, opened, never);
  expect(new Set(rig.sent.map((message) => message.id)).size).toBe(1);
  expect(rig.sent).toHaveLength(2);
});

it("lets a sender that froze and woke record nothing", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const frozen = await rig.deps.db.outbox.take(opened, 1_000);
  await dueNow(rig);
  await deliver(rig.deps, opened, never);
  expect(
    await rig.deps.db.outbox.record(frozen ?? expect.fail("not taken"), { ok: false, permanent: true, code: null, detail: "late" }, 1, {
      outcome: "refused",
    }),
  ).toBe(false);
  expect((await settled(rig))[0]).toEqual({ outcome: "delivered", attempts: 2 });
});

it("lets a sender that froze and woke renew nothing", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const leaseEnd = async () =>
    (await rig.rows<{ at: string }>("SELECT lease_until::text AS at FROM outbox WHERE id = $1", [opened]))[0]?.at;
  const frozen = (await rig.deps.db.outbox.take(opened, 1_000)) ?? expect.fail("not taken");
  await dueNow(rig);
  const taken = (await rig.deps.db.outbox.take(opened, 1_000)) ?? expect.fail("not taken");
  const before = await leaseEnd();
  await rig.deps.db.outbox.renew(frozen, 600_000);
  expect(await leaseEnd()).toBe(before);
  await rig.deps.db.outbox.renew(taken, 600_000);
  expect(await leaseEnd()).not.toBe(before);
});

it("says by how much an alert is late", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  await deliver({ ...rig.deps, now: () => Date.now() + 600_000 }, opened, never);
  expect(rig.sent[0]).toMatchObject({ delayedByMs: expect.any(Number) });
});

it("lets one of two people acknowledge, tells the channel, and treats a stranger's incident as unknown", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
  const [incident] = await rig.rows<{ id: string }>("SELECT id FROM incidents");
  const actor = { userId: crypto.randomUUID(), teamId: rig.team.id, role: "editor", ip: null } as const;
  const input = { incidentId: incident?.id ?? "" };
  const answers = await Promise.allSettled([acknowledge(rig.deps, actor, input), acknowledge(rig.deps, actor, input)]);
  expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await rig.rows("SELECT type FROM outbox ORDER BY incident_seq")).toEqual([
    { type: "incident.opened" },
    { type: "incident.acknowledged" },
  ]);
  await expect(acknowledge(rig.deps, { ...actor, role: "viewer" }, input)).rejects.toMatchObject({ code: "forbidden" });
  const foreign = acknowledge(rig.deps, { ...actor, teamId: crypto.randomUUID() }, input);
  const unknown = acknowledge(rig.deps, actor, { incidentId: crypto.randomUUID() });
  const [a, b] = await Promise.allSettled([foreign, unknown]);
  expect(a).toMatchObject({ status: "rejected", reason: { code: "not_found" } });
  expect(String(a.status === "rejected" ? a.reason : a)).toBe(String(b.status === "rejected" ? b.reason : b));
});

it("records a failure of our own like any other, repeats it as slowly, and lets its caller hear of it", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const broken = { ...rig.deps, send: () => Promise.reject(new Error("a bug")) };
  await expect(deliver(broken, opened, never)).rejects.toThrow("a bug");
  expect(await rig.rows("SELECT lease_until, next_attempt_at > now() AS later, settled_at FROM outbox WHERE id = $1", [opened])).toEqual([
    { lease_until: null, later: true, settled_at: null },
  ]);
  expect(await rig.rows("SELECT no, ok FROM delivery_attempts")).toEqual([{ no: 1, ok: false }]);
});

it("offers the sweeper only a few alerts of one channel, those counted that are being sent", async () => {
  await using rig = await startRig();
  for (let i = 0; i < 4; i++) await outage(rig);
  const otherChannel = crypto.randomUUID();
  await rig.rows(
    "INSERT INTO channels (id, team_id, name, kind, config, sealed) SELECT $1, team_id, 'Other', kind, config, sealed FROM channels WHERE id = $2",
    [otherChannel, rig.channelId],
  );
  await rig.rows(
    "INSERT INTO outbox (id, key, team_id, channel_id, type, message) SELECT gen_random_uuid(), 'other', team_id, $1, type, message FROM outbox LIMIT 1",
    [otherChannel],
  );
  const channelsOf = async (ids: string[]) =>
    (await rig.rows<{ channel_id: string }>("SELECT channel_id FROM outbox WHERE id = ANY($1)", [ids])).map((row) => row.channel_id).sort();
  const first = await rig.deps.db.outbox.due(100, 3);
  expect(await channelsOf(first)).toEqual([rig.channelId, rig.channelId, rig.channelId, otherChannel].sort());
  for (const id of first) await rig.deps.db.outbox.take(id, 60_000);
  expect(await rig.deps.db.outbox.due(100, 3)).toEqual([]);
  expect(await rig.deps.db.outbox.due(100, 4)).toHaveLength(1);
});

it("keeps a sealed mail until it is settled and no longer", async () => {
  await using rig = await startRig();
  const mail = { to: "ada@example.com", subject: "Set a new password", text: "https://vedette.example/reset?token=key" };
  await queueSystemMail({ ...rig.deps, ring: async () => {} }, mail);
  const [row] = await rig.rows<{ id: string }>("SELECT id FROM outbox");
  const isKept = async () => (await rig.rows("SELECT sealed IS NOT NULL AS is_kept FROM outbox"))[0];
  rig.answer({ ok: false, permanent: false, code: 451, detail: "try later" });
  await deliver(rig.deps, row?.id ?? "", never);
  expect(await isKept()).toEqual({ is_kept: true });
  rig.answer({ ok: true, code: 250, detail: "" });
  await dueNow(rig);
  await deliver(rig.deps, row?.id ?? "", never);
  expect(rig.sent).toMatchObject([mail, mail]);
  expect(await isKept()).toEqual({ is_kept: false });
});

it("forgets deliveries that were settled long ago with their attempts, and no other", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  await deliver(rig.deps, opened, never);
  expect(await rig.deps.db.outbox.forget(90, 10)).toBe(0);
  await rig.pool.query("UPDATE outbox SET settled_at = now() - interval '91 days' WHERE settled_at IS NOT NULL");
  expect(await rig.deps.db.outbox.forget(90, 10)).toBe(1);
  expect(await rig.rows("SELECT type FROM outbox")).toEqual([{ type: "incident.resolved" }]);
  expect(await rig.rows("SELECT outbox_id FROM delivery_attempts")).toEqual([]);
});

it("hands on what the service called the incident's first message, with the team's language, time zone and the channel's own words", async () => {
  await using rig = await startRig();
  const [opened = "", resolved = ""] = await outage(rig);
  await rig.rows("UPDATE teams SET language = 'de', time_zone = 'Europe/Berlin'");
  const templates = { "incident.resolved": { title: "{{headline}}", text: "" } };
  await rig.rows("UPDATE channels SET templates = $1", [templates]);
  rig.answer({ ok: true, code: 201, detail: "", reference: "OPS-24" });
  await deliver(rig.deps, opened, never);
  rig.answer({ ok: true, code: 201, detail: "" });
  await deliver(rig.deps, resolved, never);
  expect(rig.contexts.map((context) => context.reference)).toEqual([null, "OPS-24"]);
  expect(rig.contexts[1]?.voice).toEqual({ language: "de", timeZone: "Europe/Berlin", templates });
  expect(rig.contexts[1]?.leaveUrlOf?.("ops@example.com")).toMatch(/^https:\/\/vedette\.example\/leave\/[\w-]+$/);
});

it("hands on what buttons carry where somebody is asked for, and where their presses are reported", async () => {
  await using rig = await startRig();
  const [opened = "", resolved = ""] = await outage(rig);
  await deliver(rig.deps, opened, never);
  await deliver(rig.deps, resolved, never);
  const [asks, tells] = rig.contexts;
  expect(asks?.presses?.url).toBe("https://vedette.example/api/press");
  const [incident] = await rig.rows<{ id: string }>("SELECT id FROM incidents");
  expect(readPressToken(rig.deps.sealer, asks?.presses?.snooze.chat ?? "")).toMatchObject({
    action: "snooze",
    incidentId: incident?.id,
    channelId: rig.channelId,
  });
  expect(tells?.presses).toBe(undefined);
  expect(tells?.webhook?.url).toBe("https://vedette.example/api/press");
});

it("keeps no name that a sender learnt who froze and woke", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const taken = await rig.deps.db.outbox.take(opened, 1_000);
  if (taken === null) throw new Error("it was due");
  await rig.rows("UPDATE outbox SET fence = fence + 1");
  const receipt = { ok: true, code: 201, detail: "", reference: "stale" } as const;
  expect(await rig.deps.db.outbox.record(taken, receipt, 1, { outcome: "delivered" })).toBe(false);
  expect(await rig.rows("SELECT FROM channel_references")).toEqual([]);
});

const insertOwner = (rig: Rig) =>
  rig.rows(
    `WITH u AS (INSERT INTO users (id, name, email, updated_at) VALUES (gen_random_uuid(), 'Ada', 'ada@example.com', now()) RETURNING id)
     INSERT INTO members (id, team_id, user_id, role) SELECT gen_random_uuid(), $1, id, 'owner' FROM u`,
    [rig.team.id],
  );
const told = (rig: Rig) =>
  rig.rows<{ type: string; channel: string | null }>(
    "SELECT type, message -> 'data' -> 'channel' ->> 'name' AS channel FROM outbox WHERE incident_id IS NULL ORDER BY type, key",
  );

it("tells the other channels and the owners of one that failed five times in a row, once for as long as it does", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  const other = await insertChannel(rig.pool, rig.team, () => Buffer.from("sealed"));
  await insertOwner(rig);
  const fail = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await dueNow(rig);
      await deliver(rig.deps, opened, never);
    }
  };
  rig.answer({ ok: false, permanent: false, code: 503, detail: "busy" });
  await fail(4);
  expect(await told(rig)).toEqual([]);
  await fail(3);
  const once = [
    { type: "channel.failing", channel: "Hook" },
    { type: "system.mail", channel: null },
  ];
  expect(await told(rig)).toEqual(once);
  expect(await rig.rows("SELECT channel_id FROM outbox WHERE type = 'channel.failing'")).toEqual([{ channel_id: other }]);
  // It works again, and fails again: that is another story.
  await rig.rows("UPDATE channels SET failing_since = failing_since - interval '1 hour' WHERE id <> $1", [other]);
  await fail(1);
  expect(await told(rig)).toHaveLength(4);
});

it("tells of one that has failed for a quarter of a minute, however few its attempts were", async () => {
  await using rig = await startRig();
  const [opened = ""] = await outage(rig);
  await insertOwner(rig);
  rig.answer({ ok: false, permanent: false, code: null, detail: "hangs" });
  for (const [secondsAgo, count] of [
    [14, 0],
    [15, 1],
  ]) {
    await rig.rows("UPDATE channels SET failures = 1, failing_since = now() - $1 * interval '1 second'", [secondsAgo]);
    await dueNow(rig);
    await deliver(rig.deps, opened, never);
    expect(await told(rig)).toHaveLength(count ?? Number.NaN);
  }
});

it("tells of one that fails through people's own channels only where the team has no other", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  const [opened = "", resolved = ""] = await outage(rig);
  const shared = await insertChannel(rig.pool, rig.team, () => Buffer.from("1"));
  const own = await insertChannel(rig.pool, rig.team, () => Buffer.from("2"));
  await rig.rows("INSERT INTO channel_preferences (channel_id, team_id, owner_id) SELECT $1, $2, user_id FROM members", [own, rig.team.id]);
  const toldThrough = async () =>
    (await rig.rows("SELECT channel_id AS id FROM outbox WHERE type = 'channel.failing'")) as { id: string }[];
  rig.answer({ ok: false, permanent: true, code: 401, detail: "token revoked" });
  await deliver(rig.deps, opened, never);
  expect(await toldThrough()).toEqual([{ id: shared }]);
  await rig.rows("UPDATE channels SET enabled = false WHERE id = $1", [shared]);
  await rig.rows("UPDATE channels SET failing_since = failing_since - interval '1 hour' WHERE id = $1", [rig.channelId]);
  await deliver(rig.deps, resolved, never);
  expect(await toldThrough()).toEqual(expect.arrayContaining([{ id: shared }, { id: own }]));
});

it("tells of a channel that refuses for good at once, and not through one that fails itself", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  const [opened = ""] = await outage(rig);
  const [working, failing] = [
    await insertChannel(rig.pool, rig.team, () => Buffer.from("1")),
    await insertChannel(rig.pool, rig.team, () => Buffer.from("2")),
  ];
  await rig.rows("UPDATE channels SET failures = 9, failing_since = now() WHERE id = $1", [failing]);
  rig.answer({ ok: false, permanent: true, code: 401, detail: "token revoked" });
  await deliver(rig.deps, opened, never);
  expect(
    await rig.rows("SELECT channel_id, message -> 'data' -> 'channel' ->> 'lastAnswer' AS said FROM outbox WHERE type = 'channel.failing'"),
  ).toEqual([{ channel_id: working, said: "token revoked" }]);
});

import type { AlertMessage, OutboundMessage } from "@vedette/core/alert";
import { insertChannel, insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it, vi } from "vitest";
import { deleteChannel } from "../src/delete-channel.ts";
import { deliver } from "../src/deliver.ts";
import { endUnused } from "../src/end-unused.ts";
import { observe } from "../src/observe.ts";
import { restoreChannel } from "../src/restore-channel.ts";
import { runErrand } from "../src/run-errand.ts";
import { channelContext } from "../src/seal.ts";
import { switchChannel } from "../src/switch-channel.ts";
import { type Rig, hook, resultAt, sealer, startRig } from "./road-rig.ts";

const never = new AbortController().signal;
const admin = (rig: Rig) => ({ userId: crypto.randomUUID(), teamId: rig.team.id, role: "admin", ip: null }) as const;
const refused = { ok: false, permanent: true, code: 401, detail: "token revoked" } as const;
const busy = { ok: false, permanent: false, code: 503, detail: "busy" } as const;
const taken = { ok: true, code: 204, detail: "" } as const;

/** A channel that can be told that the rig's own one fails. */
const anotherChannel = (rig: Rig) =>
  insertChannel(rig.pool, rig.team, (channel) => sealer.seal(JSON.stringify(hook), channelContext(channel)));

const insertOwner = (rig: Rig) =>
  rig.rows(
    `WITH u AS (INSERT INTO users (id, name, email, updated_at) VALUES (gen_random_uuid(), 'Ada', 'ada@example.com', now()) RETURNING id)
     INSERT INTO members (id, team_id, user_id, role) SELECT gen_random_uuid(), $1, id, 'owner' FROM u`,
    [rig.team.id],
  );

/** Something to be told through the rig's own channel alone. */
async function alert(rig: Rig): Promise<string> {
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await rig.rows("UPDATE monitors SET tells_all_channels = false WHERE id = $1", [monitor.id]);
  await rig.rows("INSERT INTO monitor_channels (team_id, monitor_id, channel_id) VALUES ($1, $2, $3)", [
    rig.team.id,
    monitor.id,
    rig.channelId,
  ]);
  const [id = ""] = await observe(rig.deps, { batches: [], results: [resultAt(monitor, Date.now() - 5_000, "down")] });
  return id;
}

async function failOnce(rig: Rig): Promise<void> {
  rig.answer(refused);
  await deliver(rig.deps, await alert(rig), never);
  rig.answer(taken);
}
async function workOnce(rig: Rig): Promise<void> {
  rig.answer(taken);
  await deliver(rig.deps, await alert(rig), never);
}

/** Delivers whatever waits and nobody holds, however long it has been put off. */
async function sweep(rig: Rig): Promise<void> {
  const waiting = () =>
    rig.rows<{ id: string }>("UPDATE outbox SET next_attempt_at = now() WHERE settled_at IS NULL AND lease_until IS NULL RETURNING id");
  for (let rows = await waiting(); rows.length > 0; rows = await waiting()) for (const { id } of rows) await deliver(rig.deps, id, never);
}

/** What was sent about channels, in its order. */
const aboutChannels = (rig: Rig) =>
  rig.sent.flatMap((message) =>
    message.type === "system.mail" ? message.subject : message.type.startsWith("channel.") ? message.type : [],
  );
const failingId = async (rig: Rig) =>
  (await rig.rows<{ id: string }>("SELECT id FROM outbox WHERE type = 'channel.failing' AND settled_at IS NULL"))[0]?.id ?? "";
const isFailing = async (rig: Rig) =>
  (await rig.rows<{ fails: boolean }>("SELECT failing_since IS NOT NULL AS fails FROM channels WHERE id = $1", [rig.channelId]))[0]?.fails;
const ofType = (sent: readonly OutboundMessage[], type: AlertMessage["type"]) =>
  sent.find((message): message is AlertMessage => message.type === type) ?? expect.fail(`no ${type}`);

it("tells the channels and the owners that heard that one fails that it works again, once, and nobody else", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  const other = await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  await anotherChannel(rig);
  await workOnce(rig);
  await workOnce(rig);
  await sweep(rig);
  expect(aboutChannels(rig).toSorted()).toEqual([
    "Alerts arrive through Hook again",
    "Alerts do not arrive through Hook",
    "channel.failing",
    "channel.working",
  ]);
  expect(await rig.rows("SELECT channel_id FROM outbox WHERE type = 'channel.working'")).toEqual([{ channel_id: other }]);
  const failing = ofType(rig.sent, "channel.failing");
  expect(ofType(rig.sent, "channel.working").data).toEqual({
    ...failing.data,
    channel: {
      id: rig.channelId,
      name: "Hook",
      kind: "webhook",
      failingSince: failing.data.channel?.failingSince,
      endsId: failing.id,
      url: failing.data.channel?.url,
    },
  });
  expect(await isFailing(rig)).toBe(false);
});

it("tells of each failing for itself", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  for (let i = 0; i < 2; i++) {
    await failOnce(rig);
    await sweep(rig);
    await workOnce(rig);
    await sweep(rig);
  }
  expect(aboutChannels(rig).filter((what) => what.startsWith("channel."))).toEqual([
    "channel.failing",
    "channel.working",
    "channel.failing",
    "channel.working",
  ]);
});

it("tells nobody of a failing that nobody was told of", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  rig.answer(busy);
  await deliver(rig.deps, await alert(rig), never);
  await workOnce(rig);
  expect(await isFailing(rig)).toBe(false);
  await sweep(rig);
  expect(aboutChannels(rig)).toEqual([]);
});

it("takes nothing for a proof that was not sent, because the service could not be told", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  const id = await alert(rig);
  rig.answer({ ok: true, code: null, detail: "Alertmanager knows no acknowledgements. Nothing was sent." });
  await deliver(rig.deps, id, never);
  expect([await isFailing(rig), await rig.rows("SELECT outcome FROM outbox WHERE id = $1", [id])]).toEqual([
    true,
    [{ outcome: "delivered" }],
  ]);
});

it("records what arrives through a channel that works in one statement", async () => {
  await using rig = await startRig();
  const id = await alert(rig);
  const db = { ...rig.deps.db, transaction: () => expect.fail("a transaction") };
  await deliver({ ...rig.deps, db }, id, never);
  expect(await rig.rows("SELECT outcome FROM outbox")).toEqual([{ outcome: "delivered" }]);
});

it("never tells the end before the beginning: who has not heard that it fails hears that first", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  await workOnce(rig);
  expect(await rig.rows("SELECT FROM outbox WHERE type = 'channel.working'")).toEqual([]);
  await sweep(rig);
  const told = aboutChannels(rig);
  expect(told.filter((what) => what.startsWith("channel."))).toEqual(["channel.failing", "channel.working"]);
  expect(told.filter((what) => what.startsWith("Alerts"))).toEqual([
    "Alerts do not arrive through Hook",
    "Alerts arrive through Hook again",
  ]);
});

it("tells no end to a channel that refused the beginning for good", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  const id = await failingId(rig);
  rig.answer(refused);
  await deliver({ ...rig.deps, sendsMail: false }, id, never);
  await workOnce(rig);
  await sweep(rig);
  expect(aboutChannels(rig)).not.toContain("channel.working");
});

it("tells whoever hears that it fails in the very moment in which it works again", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  const working = await alert(rig);
  const other = await rig.pool.connect();
  await other.query("BEGIN");
  await other.query("UPDATE outbox SET settled_at = now(), outcome = 'delivered' WHERE id = $1", [await failingId(rig)]);
  const delivering = deliver(rig.deps, working, never);
  await vi.waitFor(
    async () =>
      expect(await rig.rows("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).toHaveLength(
        1,
      ),
    10_000,
  );
  await other.query("COMMIT");
  other.release();
  await delivering;
  expect(await rig.rows("SELECT FROM outbox WHERE type = 'channel.working'")).toHaveLength(1);
});

it("counts what arrives although the channel began to fail while it was sent", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  const id = await alert(rig);
  const send: typeof rig.deps.send = async () => {
    await failOnce(rig);
    await sweep(rig);
    return taken;
  };
  await deliver({ ...rig.deps, send }, id, never);
  await sweep(rig);
  expect(await isFailing(rig)).toBe(false);
  expect(ofType(rig.sent, "channel.working").data.channel?.id).toBe(rig.channelId);
});

it("tells it once although whoever records that it works dies in the middle", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  const id = await alert(rig);
  const newId = () => {
    throw new Error("killed");
  };
  await expect(deliver({ ...rig.deps, newId }, id, never)).rejects.toThrow("killed");
  expect([await isFailing(rig), await rig.rows("SELECT outcome FROM outbox WHERE id = $1", [id])]).toEqual([true, [{ outcome: null }]]);
  await rig.rows("UPDATE outbox SET lease_until = NULL WHERE id = $1", [id]);
  await sweep(rig);
  expect(aboutChannels(rig).filter((what) => what === "channel.working")).toHaveLength(1);
});

it("hands on what the service called the message that it ends", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  rig.answer({ ...taken, reference: "OPS-24" });
  await deliver(rig.deps, await failingId(rig), never);
  await workOnce(rig);
  await sweep(rig);
  const nth = rig.sent.findIndex((message) => message.type === "channel.working");
  expect(rig.contexts[nth]?.reference).toBe("OPS-24");
});

it("takes a test that arrives for a proof, and switching on for none", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  const turn = async (enabled: boolean) =>
    await switchChannel({ ...rig.deps, ring: async () => {} }, admin(rig), { channelId: rig.channelId, enabled });
  const test = async () => {
    const [errand] = await rig.rows<{ id: string }>(
      "INSERT INTO errands (id, team_id, user_id, kind, input) VALUES (gen_random_uuid(), $1, $1, 'channel_test', $2) RETURNING id",
      [rig.team.id, { kind: "channel_test", channelId: rig.channelId }],
    );
    await runErrand(
      { ...rig.deps, locationNo: 1, probe: () => expect.fail("a probe"), judge: (result) => result },
      errand?.id ?? "",
      never,
    );
  };
  await turn(false);
  await test();
  // What a bot is told of us is proved by the test, too.
  expect(rig.contexts.at(-1)?.webhook?.url).toBe("https://vedette.example/api/press");
  await turn(true);
  expect(await isFailing(rig)).toBe(true);
  rig.answer(busy);
  await test();
  expect(await isFailing(rig)).toBe(true);
  rig.answer(taken);
  await test();
  expect(await isFailing(rig)).toBe(false);
  await sweep(rig);
  expect(aboutChannels(rig).filter((what) => what === "channel.working")).toHaveLength(1);
});

it("tells a channel that was switched off meanwhile once it is on again", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  const other = await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  const turn = async (enabled: boolean) =>
    await switchChannel({ ...rig.deps, ring: async () => {} }, admin(rig), { channelId: other, enabled });
  await turn(false);
  await workOnce(rig);
  await sweep(rig);
  expect(aboutChannels(rig)).not.toContain("channel.working");
  await turn(true);
  await sweep(rig);
  expect(aboutChannels(rig).filter((what) => what === "channel.working")).toHaveLength(1);
});

const turn = async (rig: Rig, enabled: boolean) =>
  void (await switchChannel({ ...rig.deps, ring: async () => {} }, admin(rig), { channelId: rig.channelId, enabled }));
const remove = async (rig: Rig) => await deleteChannel({ ...rig.deps, ring: async () => {} }, admin(rig), rig);
const restore = async (rig: Rig) => void (await restoreChannel({ ...rig.deps, ring: async () => {} }, admin(rig), rig));

it.each([
  ["switched off", (rig: Rig) => turn(rig, false), (rig: Rig) => turn(rig, true)],
  ["deleted", remove, restore],
])("ends what was opened for a channel that is %s, once, and begins anew should it be used again and fail", async (_, leave, comeBack) => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  await leave(rig);
  await anotherChannel(rig);
  await Promise.all([endUnused(rig.deps), endUnused(rig.deps)]);
  await endUnused(rig.deps);
  await sweep(rig);
  const told = ["Alerts do not arrive through Hook", "Hook is not used any more", "channel.failing", "channel.unused"];
  expect(aboutChannels(rig).toSorted()).toEqual(told);
  const failing = ofType(rig.sent, "channel.failing");
  expect(ofType(rig.sent, "channel.unused").data.channel).toMatchObject({
    id: rig.channelId,
    failingSince: failing.data.channel?.failingSince,
    endsId: failing.id,
  });

  await comeBack(rig);
  await endUnused(rig.deps);
  await failOnce(rig);
  await workOnce(rig);
  await sweep(rig);
  expect(
    aboutChannels(rig)
      .filter((what) => what.startsWith("channel."))
      .toSorted(),
  ).toEqual([
    "channel.failing",
    "channel.failing",
    // A channel that came later hears of the new failing.
    "channel.failing",
    "channel.unused",
    "channel.working",
    "channel.working",
  ]);
});

it("tells nothing of a failing channel that was back before anybody noticed, nor of one that Vedette switched off, until that is deleted", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  await sweep(rig);
  await turn(rig, false);
  await turn(rig, true);
  await endUnused(rig.deps);
  expect(await isFailing(rig)).toBe(true);

  rig.answer({ ok: false, permanent: true, code: 410, detail: "gone" });
  await deliver(rig.deps, await alert(rig), never);
  rig.answer(taken);
  await endUnused(rig.deps);
  expect(await rig.rows("SELECT enabled, failing_since IS NOT NULL AS fails FROM channels WHERE id = $1", [rig.channelId])).toEqual([
    { enabled: false, fails: true },
  ]);
  await remove(rig);
  await endUnused(rig.deps);
  await sweep(rig);
  expect(aboutChannels(rig).filter((what) => what.startsWith("channel."))).toEqual(["channel.failing", "channel.unused"]);
});

it("tells whoever has yet to hear that it fails the end of it, too, and nobody of what failed while it was being deleted", async () => {
  await using rig = await startRig();
  await insertOwner(rig);
  await anotherChannel(rig);
  await failOnce(rig);
  const id = await alert(rig);
  const send: typeof rig.deps.send = async () => {
    await remove(rig);
    await endUnused(rig.deps);
    return refused;
  };
  await deliver({ ...rig.deps, send }, id, never);
  await sweep(rig);
  expect(aboutChannels(rig).filter((what) => what.startsWith("channel."))).toEqual(["channel.failing", "channel.unused"]);
});

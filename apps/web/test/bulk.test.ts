import type { IntervalChanges, LeftOut, TagChanges } from "@vedette/core/monitor-selection";
import { insertManyMonitors } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type TestPerson, type Web, startWeb } from "./web-fixture.ts";
import { monitor } from "./world.ts";

type Edited<Changes> = { undo: Changes; leftOut: LeftOut[] };

const manyOf = async (web: Web, person: TestPerson, count: number): Promise<string[]> => {
  const { id, slug } = await web.deps.db.prisma.team.findUniqueOrThrow({ where: { slug: person.team } });
  return await insertManyMonitors(web.deps.db.pool, { id, slug }, count);
};
const create = async (person: TestPerson, change: object): Promise<string> => {
  const answer = await person.call("monitors.create", { team: person.team, creationKey: randomUUID(), monitor: { ...monitor, ...change } });
  return (answer.data as { id: string }).id;
};
const rows = async (web: Web, sql: string): Promise<unknown[]> => (await web.deps.db.pool.query(sql)).rows;
/** What people set of monitors, and what follows from it. */
const settings = async (web: Web) =>
  await rows(
    web,
    `SELECT m.name, m.paused_at IS NULL AS runs, m.deleted_at, m.interval_ms, m.tags, s.interval_ms AS scheduled, s.version = m.version AS follows
     FROM monitors m LEFT JOIN schedules s ON s.monitor_no = m.compat_number ORDER BY m.compat_number`,
  );

it("changes 10,000 monitors in one call, and undoes every change exactly", { timeout: 120_000 }, async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const monitorIds = await manyOf(web, person, 10_000);
  const before = await settings(web);
  const count = async (what: string) => ((await rows(web, `SELECT count(*)::int AS n FROM ${what}`)) as { n: number }[])[0]?.n;

  const paused = (await call("monitors.pause", { team, monitorIds })).data as string[];
  expect(paused).toHaveLength(9_500);
  expect([await count("schedules"), await count("incidents WHERE closed_at IS NULL")]).toEqual([0, 0]);
  expect((await call("monitors.resume", { team, monitorIds: paused })).data).toHaveLength(9_500);
  expect(await settings(web)).toEqual(before);

  expect((await call("monitors.remove", { team, monitorIds })).status).toBe(200);
  expect((await call("monitors.list", { team })).data).toEqual([]);
  expect((await call("monitors.restore", { team, monitorIds })).status).toBe(200);
  expect(await settings(web)).toEqual(before);

  const faster = (await call("monitors.setIntervals", { team, changes: [{ monitorIds, intervalMs: 30_000 }] }))
    .data as Edited<IntervalChanges>;
  expect(await count("schedules WHERE interval_ms = 30000")).toBe(9_500);
  await call("monitors.setIntervals", { team, changes: faster.undo });
  expect(await settings(web)).toEqual(before);

  const tagged = (await call("monitors.changeTags", { team, changes: [{ monitorIds, add: ["eu"], remove: ["odd"] }] }))
    .data as Edited<TagChanges>;
  expect(await count("monitors WHERE 'eu' = ANY (tags) AND 'odd' <> ALL (tags)")).toBe(10_000);
  await call("monitors.changeTags", { team, changes: tagged.undo });
  expect(await settings(web)).toEqual(before);
});

it.each([
  ["nothing", [], /at least one/],
  ["more than a team may have", Array.from({ length: 10_001 }, () => randomUUID()), /At most 10000/],
  ["what is no id", ["all"], /./],
])("refuses a selection of %s", async (_, monitorIds, message) => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  for (const [verb, input] of [
    ["pause", { monitorIds }],
    ["remove", { monitorIds }],
    ["restore", { monitorIds }],
    ["setIntervals", { changes: [{ monitorIds, intervalMs: 60_000 }] }],
    ["changeTags", { changes: [{ monitorIds, add: ["eu"] }] }],
  ] as const) {
    const answer = await call(`monitors.${verb}`, { team, ...input });
    expect([answer.status, answer.error?.message]).toEqual([400, expect.stringMatching(message)]);
  }
});

it("refuses groups that name a monitor twice or are empty as a whole", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const id = await create(person, {});
  const twice = { changes: [1_000, 2_000].map((intervalMs) => ({ monitorIds: [id], intervalMs })) };
  expect((await person.call("monitors.setIntervals", { team: person.team, ...twice })).error?.message).toMatch(/named twice/);
  expect((await person.call("monitors.changeTags", { team: person.team, changes: [] })).status).toBe(400);
});

it("changes none where one of them is another team's, deleted or unknown, and answers all three alike", async () => {
  await using web = await startWeb();
  const [person, stranger] = [await web.person(), await web.person()];
  const { team, call } = person;
  const [own, deleted, foreign] = [await create(person, {}), await create(person, {}), await create(stranger, {})];
  await call("monitors.remove", { team, monitorIds: [deleted] });
  const before = await settings(web);
  for (const other of [foreign, deleted, randomUUID()]) {
    const monitorIds = [own, other];
    for (const [verb, input] of [
      ["pause", { monitorIds }],
      ["resume", { monitorIds }],
      ["remove", { monitorIds }],
      ["setIntervals", { changes: [{ monitorIds, intervalMs: 30_000 }] }],
      ["changeTags", { changes: [{ monitorIds, add: ["eu"] }] }],
      ...(other === deleted ? [] : [["restore", { monitorIds }] as const]),
    ] as const) {
      const answer = await call(`monitors.${verb}`, { team, ...input });
      expect([verb, answer.status, answer.error?.data.appCode]).toEqual([verb, 404, "not_found"]);
    }
  }
  expect(await settings(web)).toEqual(before);
});

it("leaves those their interval whose timeout is longer, names them, and undoes the others by what each had", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const spec = (timeoutMs: number) => ({ spec: { ...monitor.spec, timeoutMs } });
  const [minute, hour, slow] = [
    await create(person, { name: "Minute", ...spec(900) }),
    await create(person, { name: "Hour", intervalMs: 3_600_000, ...spec(900) }),
    await create(person, { name: "Slow", ...spec(30_000) }),
  ];
  const before = await settings(web);
  const changes = [{ monitorIds: [minute, hour, slow], intervalMs: 5_000 }];
  const { undo, leftOut } = (await call("monitors.setIntervals", { team, changes })).data as Edited<IntervalChanges>;
  expect(leftOut).toEqual([{ id: slow, name: "Slow" }]);
  expect(undo).toEqual([
    { intervalMs: 60_000, monitorIds: [minute] },
    { intervalMs: 3_600_000, monitorIds: [hour] },
  ]);
  expect((await settings(web)).map((row) => (row as { scheduled: number }).scheduled)).toEqual([5_000, 5_000, 60_000]);
  expect((await call("monitors.setIntervals", { team, changes })).data).toMatchObject({ undo: [] });
  await call("monitors.setIntervals", { team, changes: undo });
  expect(await settings(web)).toEqual(before);
});

it("changes no interval of what is not checked at all", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const shop = await create(person, { name: "Shop" });
  const backup = await create(person, { name: "Backup", spec: { kind: "heartbeat" } });
  const before = await settings(web);
  const changes = [{ monitorIds: [shop, backup], intervalMs: 120_000 }];
  const { undo, leftOut } = (await call("monitors.setIntervals", { team, changes })).data as Edited<IntervalChanges>;
  expect([undo, leftOut]).toEqual([[{ intervalMs: 60_000, monitorIds: [shop] }], []]);
  await call("monitors.setIntervals", { team, changes: undo });
  expect(await settings(web)).toEqual(before);
});

it("gives and takes tags, names who would have too many, and an undo leaves alone what came meanwhile", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const full = Array.from({ length: 20 }, (_, i) => `tag-${i}`);
  const [bare, eu, packed] = [
    await create(person, { name: "Bare" }),
    await create(person, { name: "Eu", tags: ["eu", "old"] }),
    await create(person, { name: "Packed", tags: full }),
  ];
  const tagsOf = async () =>
    ((await call("monitors.list", { team })).data as { name: string; tags: string[] }[]).map(({ name, tags }) => [name, tags.join(" ")]);
  const before = await tagsOf();
  const changes = [{ monitorIds: [bare, eu, packed], add: [" EU "], remove: ["old"] }];
  const { undo, leftOut } = (await call("monitors.changeTags", { team, changes })).data as Edited<TagChanges>;
  expect(leftOut).toEqual([{ id: packed, name: "Packed" }]);
  expect((await tagsOf()).slice(0, 2)).toEqual([
    ["Bare", "eu"],
    ["Eu", "eu"],
  ]);
  await call("monitors.changeTags", { team, changes: [{ monitorIds: [bare], add: ["meanwhile"] }] });
  await call("monitors.changeTags", { team, changes: undo });
  expect(await tagsOf()).toEqual([["Bare", "meanwhile"], ...before.slice(1)]);
});

it("makes an edit that was begun before a conflict, and not one of a monitor that nothing happened to", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const [tagged, other] = [await create(person, {}), await create(person, { tags: ["eu"] })];
  await call("monitors.changeTags", { team, changes: [{ monitorIds: [tagged, other], add: ["eu"] }] });
  const statusOf = async (monitorId: string) => (await call("monitors.update", { team, monitorId, version: 1, monitor })).status;
  expect([await statusOf(tagged), await statusOf(other)]).toEqual([409, 200]);
});

it("writes one audit row for many, which keeps what each was but is read without it", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const ids = await manyOf(web, person, 12);
  await call("monitors.setIntervals", { team, changes: [{ monitorIds: ids, intervalMs: 30_000 }] });
  await call("monitors.pause", { team, monitorIds: ids.slice(0, 1) });
  await call("monitors.pause", { team, monitorIds: ids.slice(0, 1) });
  const { items } = (await call("team.audit", { team })).data as { items: { action: string; subjectId: string; change: object }[] };
  expect(items.map((item) => item.action)).toEqual(["monitor.paused", "monitors.updated", "team.created"]);
  expect(items[0]).toMatchObject({ subjectId: ids[0], change: { name: "Service 00001" } });
  expect(items[1]?.change).toEqual({ intervalMs: [30_000], count: 12, names: expect.arrayContaining(["Service 00010", "…"]) });
  const [kept] = (await rows(web, "SELECT change -> 'each' AS each FROM audit WHERE action = 'monitors.updated'")) as { each: object[] }[];
  expect(kept?.each).toHaveLength(12);
  expect(kept?.each[0]).toEqual({ id: ids[0], name: "Service 00001", before: { intervalMs: 60_000 }, after: { intervalMs: 30_000 } });
});

it("restores no more monitors than a team may have", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const ids = await manyOf(web, person, 9_999);
  await call("monitors.remove", { team, monitorIds: ids.slice(0, 2) });
  await create(person, {});
  await create(person, {});
  expect((await call("monitors.restore", { team, monitorIds: ids.slice(0, 2) })).error?.message).toMatch(
    /9999 monitors already, and 2 more/,
  );
  expect((await call("monitors.restore", { team, monitorIds: ids.slice(0, 1) })).status).toBe(200);
});

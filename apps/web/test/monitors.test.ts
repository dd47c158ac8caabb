import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestPerson, type Web, startWeb } from "./web-fixture.ts";
import { furnish, monitor } from "./world.ts";

type Created = { id: string; compatNumber: number; version: number; slug: string; name: string };

let shared: Web;
let typist: TestPerson;
beforeAll(async () => {
  shared = await startWeb();
  typist = await shared.person();
});
afterAll(async () => await shared[Symbol.asyncDispose]());

it.each([
  ["no scheme", { spec: { kind: "http", timeoutMs: 900, url: "example.com" } }, "monitor.spec.url", /no scheme/],
  [
    "credentials",
    { spec: { kind: "http", timeoutMs: 900, url: "https://user:secret@example.com" } },
    "monitor.spec.url",
    /user name or password/,
  ],
  ["an unknown scheme", { spec: { kind: "http", timeoutMs: 900, url: "gopher://example.com" } }, "monitor.spec.url", /gopher/],
  ["10 kB", { spec: { kind: "http", timeoutMs: 900, url: `https://example.com/${"a".repeat(10_000)}` } }, "monitor.spec.url", /too long/],
  [
    "a control character",
    { spec: { kind: "http", timeoutMs: 900, url: "https://example.com/\u0007" } },
    "monitor.spec.url",
    /control character/,
  ],
  [
    "a line break in the middle",
    { spec: { kind: "http", timeoutMs: 900, url: "https://exa\r\nmple.com/" } },
    "monitor.spec.url",
    /control character/,
  ],
  ["an object for an address", { spec: { kind: "http", timeoutMs: 900, url: { not: "" } } }, "monitor.spec.url", /./],
  ["an interval of 0", { intervalMs: 0 }, "monitor.intervalMs", /1 second/],
  ["a negative interval", { intervalMs: -5 }, "monitor.intervalMs", /1 second/],
  ["an interval that is no number", { intervalMs: Number.NaN }, "monitor.intervalMs", /./],
  ["an interval of two days", { intervalMs: 172_800_000 }, "monitor.intervalMs", /1 day/],
  ["an empty name", { name: " " }, "monitor.name", /empty/],
  ["a name of 10,000 characters", { name: "x".repeat(10_000) }, "monitor.name", /too long/],
  ["a name with a line break", { name: "a\nb" }, "monitor.name", /line break/],
  [
    "a cron expression that nothing follows",
    { spec: { kind: "heartbeat", schedule: { type: "cron", expression: "61 2 * * *" } } },
    "monitor.spec.schedule.expression",
    /The minute 61 cannot be read/,
  ],
  ["a column that is not the person's to write", { teamId: randomUUID() }, "monitor", /./],
])("refuses a monitor with %s and names the field", async (_, change, field, message) => {
  const { team, call } = typist;
  const answer = await call("monitors.create", { team, creationKey: randomUUID(), monitor: { ...monitor, ...change } });
  expect([answer.status, answer.error?.data.appCode, answer.error?.data.field]).toEqual([400, "bad_request", field]);
  expect(answer.error?.message).toMatch(message);
  expect((await call("monitors.list", { team })).data).toEqual([]);
});

it("takes a name of emoji and makes an address for it", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const answer = await call("monitors.create", { team, creationKey: randomUUID(), monitor: { ...monitor, name: "🛰️🛰️" } });
  expect(answer.data).toMatchObject({
    name: "🛰️🛰️",
    slug: "monitor",
    policy: { failuresToOpen: 2, successesToClose: 1 },
    target: "https://example.com/",
  });
});

it("creates one monitor from a form that was sent twice at once, and asks for one first check", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const creationKey = randomUUID();
  const answers = await Promise.all([1, 2, 3].map(async () => await call("monitors.create", { team, creationKey, monitor })));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(new Set(answers.map((answer) => (answer.data as Created).id)).size).toBe(1);
  expect((await call("monitors.list", { team })).data).toHaveLength(1);
  expect(web.bells.map((bell) => bell.job)).toEqual(["errand"]);
});

it("follows the policy that is chosen for it, until that is deleted, and again once it is restored", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const stranger = await web.person();
  const plan = { steps: [{ tell: [{ kind: "monitor" }] }] };
  const [own, foreign] = await Promise.all(
    [{ team, call }, stranger].map(
      async (by) => (await by.call("policies.create", { team: by.team, policy: { name: "Nights", plan } })).data as Created,
    ),
  );
  const choosing = (alertPolicyId: string | null) => ({ ...monitor, alertPolicyId });
  for (const unknown of [randomUUID(), foreign?.id ?? ""]) {
    const refused = await call("monitors.create", { team, creationKey: randomUUID(), monitor: choosing(unknown) });
    expect([refused.status, refused.error?.data.field]).toEqual([404, "monitor.alertPolicyId"]);
  }
  const policyId = own?.id ?? "";
  const created = (await call("monitors.create", { team, creationKey: randomUUID(), monitor: choosing(policyId) })).data as Created;
  const chosen = async () =>
    ((await call("monitors.get", { team, monitorId: created.id })).data as { alertPolicyId: string | null }).alertPolicyId;
  const asked = { team, monitorId: created.id, severity: "down" };
  expect(await chosen()).toBe(policyId);
  expect((await call("policies.whoWouldBeTold", asked)).data).toMatchObject({ policy: { id: policyId, because: "named" } });

  // The policy's own form was opened before it was chosen here.
  const stale = await call("policies.update", { team, policyId, version: 1, policy: { name: "Nights", plan } });
  expect(stale.error?.data.appCode).toBe("conflict");

  await call("policies.remove", { team, policyId });
  expect(await chosen()).toBeNull();
  expect((await call("policies.whoWouldBeTold", asked)).data).toMatchObject({ policy: null });
  const renamed = await call("monitors.update", {
    team,
    monitorId: created.id,
    version: 1,
    monitor: { ...choosing(null), name: "Renamed" },
  });
  expect(renamed.status).toBe(200);
  await call("policies.restore", { team, policyId });
  expect(await chosen()).toBe(policyId);

  expect((await call("monitors.update", { team, monitorId: created.id, version: 3, monitor: choosing(null) })).data).toMatchObject({
    alertPolicyId: null,
  });
  expect((await call("policies.whoWouldBeTold", asked)).data).toMatchObject({ policy: null });
  expect((await call("policies.list", { team })).data).toMatchObject([{ monitorIds: [] }]);
});

it("makes an edit a conflict that was begun before a policy's own form named the monitor, let it go, or brought its choice back", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { id: monitorId } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created;
  const naming = (monitorIds: string[]) => ({ name: "Nights", monitorIds, plan: { steps: [{ tell: [{ kind: "monitor" }] }] } });
  const opened = async () => (await call("monitors.get", { team, monitorId })).data as { version: number; alertPolicyId: string | null };
  const isRefusedAfter = async (change: () => Promise<unknown>) => {
    const { version, alertPolicyId } = await opened();
    await change();
    const saved = await call("monitors.update", { team, monitorId, version, monitor: { ...monitor, alertPolicyId, name: "Renamed" } });
    return saved.error?.data.appCode === "conflict";
  };
  const created = async (monitorIds: string[]) =>
    ((await call("policies.create", { team, policy: naming(monitorIds) })).data as Created).id;
  let policyId = "";
  expect(await isRefusedAfter(async () => (policyId = await created([monitorId])))).toBe(true);
  const update = (version: number, monitorIds: string[]) =>
    call("policies.update", { team, policyId, version, policy: naming(monitorIds) });
  expect(await isRefusedAfter(() => update(1, [monitorId]))).toBe(false);
  expect(await isRefusedAfter(() => update(2, []))).toBe(true);
  expect(await isRefusedAfter(() => update(3, [monitorId]))).toBe(true);
  await call("policies.remove", { team, policyId });
  expect(await isRefusedAfter(() => call("policies.restore", { team, policyId }))).toBe(true);
  expect((await opened()).alertPolicyId).toBe(policyId);

  // Taking it over makes an edit a conflict of the policy that it is taken from.
  await created([monitorId]);
  expect((await update(4, [monitorId])).error?.data.appCode).toBe("conflict");
});

it("keeps tags in one spelling, and knows those of the team's monitors alone", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const other = await web.person();
  const tagged = (tags: string[]) => ({ team, creationKey: randomUUID(), monitor: { ...monitor, tags } });
  const created = (await call("monitors.create", tagged([" Prod ", "eu", "PROD"]))).data as Created;
  const gone = (await call("monitors.create", tagged(["gone"]))).data as Created;
  await call("monitors.remove", { team, monitorIds: [gone.id] });
  await other.call("monitors.create", { ...tagged(["theirs"]), team: other.team });
  expect(created).toMatchObject({ tags: ["eu", "prod"] });
  expect((await call("monitors.tags", { team })).data).toEqual(["eu", "prod"]);
  const { items } = (await call("team.audit", { team })).data as { items: { change: object }[] };
  expect(items.at(-2)?.change).toMatchObject({ after: { tags: ["eu", "prod"] } });
  expect((await call("monitors.create", tagged(["a,b"]))).error?.data.field).toBe("monitor.tags.0");
});

it("lets one of two people who edit the same monitor win, and tells the other", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { id: monitorId } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created;
  const edits = await Promise.all(
    ["One", "Two"].map(async (name) => await call("monitors.update", { team, monitorId, version: 1, monitor: { ...monitor, name } })),
  );
  expect(edits.map((edit) => edit.status)).toEqual(expect.arrayContaining([200, 409]));
  expect(edits.find((edit) => edit.status === 409)?.error?.message).toMatch(/Somebody else changed this monitor/);
});

it("schedules a monitor, follows its edits, and stops and starts it with pause and resume", async () => {
  let nowMs = Date.now();
  await using web = await startWeb({}, () => nowMs);
  const { team, call } = await web.person();
  const { id: monitorId, compatNumber } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created;
  const schedule = async () => await web.deps.db.prisma.schedule.findMany({ where: { monitorNo: compatNumber } });
  expect(await schedule()).toMatchObject([{ intervalMs: 60_000, version: 1 }]);
  await call("monitors.update", { team, monitorId, version: 1, monitor: { ...monitor, intervalMs: 5_000 } });
  const [edited] = await schedule();
  expect(edited).toMatchObject({ intervalMs: 5_000, version: 2 });
  expect(Number(edited?.nextDueMs) - nowMs).toBeLessThanOrEqual(5_000);

  await call("monitors.pause", { team, monitorIds: [monitorId] });
  await call("monitors.pause", { team, monitorIds: [monitorId] });
  expect(await schedule()).toEqual([]);
  nowMs += 60_000;
  await call("monitors.resume", { team, monitorIds: [monitorId] });
  await call("monitors.resume", { team, monitorIds: [monitorId] });
  expect(await schedule()).toMatchObject([{ version: 4 }]);
  const { rows } = await web.deps.db.pool.query("SELECT kind, ticks, extract(epoch FROM until_at - from_at)::int AS seconds FROM gaps");
  expect(rows).toEqual([{ kind: "paused", ticks: 12, seconds: 60 }]);
});

it("deletes a monitor with what is open of it, and brings it back", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const { monitorId, incidentId } = await furnish(web, person);
  expect((await call("monitors.remove", { team, monitorIds: [monitorId] })).status).toBe(200);
  expect((await call("monitors.get", { team, monitorId })).status).toBe(404);
  const incident = (await call("incidents.get", { team, incidentId })).data as {
    endedAtMs: number | null;
    events: { kind: string; data: object }[];
  };
  expect(incident.endedAtMs).toBeTypeOf("number");
  expect(incident.events.at(-1)).toMatchObject({ kind: "resolved", data: { note: "The monitor was deleted." } });
  expect((await call("monitors.restore", { team, monitorIds: [monitorId] })).status).toBe(200);
  expect((await call("monitors.list", { team })).data).toHaveLength(1);
  expect((await call("incidents.list", { team, state: "open" })).data).toMatchObject({ items: [], openCount: 0 });
});

it("writes one audit row for every change, in the words of who, what and from where", async () => {
  await using web = await startWeb();
  const { team, call, userId } = await web.person();
  const { id: monitorId } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created;
  await call("monitors.update", { team, monitorId, version: 1, monitor: { ...monitor, name: "New" } });
  await call("monitors.update", { team, monitorId, version: 1, monitor: { ...monitor, name: "Too late" } });
  const { items } = (await call("team.audit", { team })).data as {
    items: { action: string; actor: { id: string }; ip: string | null; change: object }[];
  };
  expect(items.map((item) => item.action)).toEqual(["monitor.updated", "monitor.created", "team.created"]);
  expect(items[0]).toMatchObject({
    actor: { id: userId },
    ip: "203.0.113.7",
    change: { before: { name: "Shop" }, after: { name: "New" } },
  });
});

it("shows a monitor that was never checked as unknown, and never as up", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  await call("monitors.create", { team, creationKey: randomUUID(), monitor });
  const [row] = (await call("monitors.list", { team })).data as {
    bars: string;
    uptime: { counted: number };
  }[];
  expect(row).toMatchObject({ health: { confirmed: "unknown" }, lastCheckAtMs: null, bars: "n".repeat(48) });
  expect((await call("monitors.latency", { team })).data).toEqual({});
  expect(row?.uptime.counted).toBe(0);
});

it("reads results page by page, their percentiles and their figures", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { id: monitorId, compatNumber } = (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created;
  const nowMs = Date.now();
  await web.deps.db.pool.query(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, to_timestamp($2::bigint / 1000.0) - n * interval '1 minute', 0, 0, 200, n * 1000 FROM generate_series(1, 100) n`,
    [compatNumber, nowMs],
  );
  const first = (await call("monitors.results", { team, monitorId, limit: 60 })).data as {
    items: { totalUs: number }[];
    nextCursor: object;
  };
  const second = (await call("monitors.results", { team, monitorId, limit: 60, cursor: first.nextCursor })).data as typeof first;
  expect([...first.items, ...second.items].map((item) => item.totalUs)).toEqual(Array.from({ length: 100 }, (_, i) => (i + 1) * 1_000));
  expect(second.nextCursor).toBeNull();
  expect((await call("monitors.results", { team, monitorId, verdicts: [] })).data).toMatchObject({ items: [] });
  expect((await call("monitors.list", { team })).data).toMatchObject([{ lastCheckAtMs: nowMs - 60_000 }]);
  expect((await call("monitors.latency", { team })).data).toEqual({ [monitorId]: { p50Us: 50_000, p95Us: 95_000 } });
  expect((await call("monitors.get", { team, monitorId })).data).toMatchObject({ lastCheck: { verdict: "up", totalUs: 1_000 } });
  expect((await call("monitors.names", { team })).data).toEqual([{ id: monitorId, name: "Shop", target: "https://example.com/" }]);
  for (const range of ["24h", "30d", "1y"]) {
    const series = (await call("monitors.latencySeries", { team, monitorId, range })).data as { points: { n: number }[] };
    expect(series.points.length).toBeLessThanOrEqual(301);
    expect(series.points.reduce((sum, point) => sum + point.n, 0)).toBe(100);
    const figures = (await call("monitors.figures", { team, monitorId, range })).data as { now: { n: number; p50Us: number } };
    expect(figures.now.n).toBe(100);
    expect(Math.abs(figures.now.p50Us - 50_000)).toBeLessThanOrEqual(1_000);
  }
  const due = nowMs - 60_000;
  expect((await call("monitors.result", { team, monitorId, locationNo: 1, dueAtMs: due })).data).toMatchObject({
    status: 200,
    sentence: "",
    evidence: null,
  });
  expect((await call("overview.get", { team })).data).toMatchObject({
    monitors: { total: 1, unknown: 1 },
    slowest: [{ n: 100, p95Us: 95_000, beforeUs: null }],
  });
});

it("refuses a team that asks for more than 60 checks in a minute", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const statuses = [];
  for (let i = 0; i < 61; i++) statuses.push((await call("monitors.preview", { team, spec: monitor.spec })).status);
  expect(statuses.indexOf(429)).toBe(60);
});

import { hiddenSecret } from "@vedette/core/secret-fields";
import { claimDue } from "@vedette/engine/claim";
import { DefinitionCache } from "@vedette/engine/definition-cache";
import { noStep } from "@vedette/engine/deps";
import { takeBatch } from "@vedette/engine/take-batch";
import { runErrand } from "@vedette/engine/run-errand";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { type Web, startWeb } from "./web-fixture.ts";

const canary = "canary-5f1c";
const spec = {
  kind: "http",
  url: "https://api.example.com/health?key={{key}}",
  timeoutMs: 900,
  auth: { type: "basic", user: "ops", password: `${canary}-password` },
  secrets: [{ name: "key", value: `${canary}-key` }],
  tls: { verify: true, key: `${canary}-client-key` },
};
const monitor = { name: "API", spec, intervalMs: 1_000, policy: {}, channels: [] };
type Created = { id: string; version: number; spec: typeof spec };

const create = async (call: Awaited<ReturnType<Web["person"]>>["call"], team: string) =>
  (await call("monitors.create", { team, creationKey: randomUUID(), monitor })).data as Created; // safe because the API answers so

/** Every table of the database as text. */
async function dump(web: Web): Promise<string> {
  const { rows: tables } = await web.deps.db.pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const parts = await Promise.all(
    tables.map(async ({ name }) => (await web.deps.db.pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`)).rows),
  );
  return parts
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

it("rests the secrets of a spec sealed, answers none of them, and hands them to the check alone", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const created = await create(call, team);
  expect(created.spec).toMatchObject({
    auth: { user: "ops", password: hiddenSecret },
    secrets: [{ name: "key", value: hiddenSecret }],
    tls: { key: hiddenSecret, certificate: "" },
  });
  await call("monitors.preview", { team, spec });
  const answers = await Promise.all([
    call("monitors.get", { team, monitorId: created.id }),
    call("monitors.list", { team }),
    call("team.audit", { team }),
  ]);
  expect(await dump(web)).toContain("api.example.com");
  for (const text of [JSON.stringify(created), await dump(web), ...answers.map((answer) => answer.text)]) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString("base64").replace(/=+$/, ""));
    expect(text).not.toContain(Buffer.from(canary).toString("hex"));
  }

  const deps = { ...web.deps, step: noStep };
  await expect.poll(async () => (await web.deps.db.schedules.latenessMs(1)) > 0).toBe(true);
  for await (const { batchId } of claimDue(deps, 1)) {
    const batch = await takeBatch(deps, new DefinitionCache(), batchId);
    expect(batch?.checks.map((check) => check.definition.spec)).toMatchObject([spec]);
  }
});

it("keeps hidden secrets through an edit, but not to another place, and tries them as they are stored", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const created = await create(call, team);
  const edit = async (version: number, change: object) =>
    await call("monitors.update", { team, monitorId: created.id, version, monitor: { ...monitor, spec: { ...created.spec, ...change } } });
  expect((await edit(1, { url: "https://api.example.com/other" })).status).toBe(200);
  for (const change of [
    { url: "https://evil.example.com/" },
    { proxy: { url: "http://evil.example.com:3128" } },
    { nameServer: "203.0.113.53" },
    { tls: { ...created.spec.tls, verify: false } },
  ]) {
    const refused = await edit(2, change);
    expect(refused.status, JSON.stringify(change)).toBe(400);
    expect(refused.error?.data.field).toMatch(/^monitor\.spec\./);
    expect(refused.text).toContain("Type this secret again");
  }
  const tried = await call("monitors.preview", { team, monitorId: created.id, spec: created.spec });
  expect(tried.status).toBe(200);
  expect(
    (await call("monitors.preview", { team, monitorId: created.id, spec: { ...created.spec, url: "https://evil.example.com/" } })).status,
  ).toBe(400);
  expect((await call("monitors.preview", { team, spec: created.spec })).status).toBe(400);

  const probed: ActiveSpec[] = [];
  const { errandId } = tried.data as { errandId: string };
  await runErrand(
    {
      ...web.deps,
      locationNo: 1,
      step: noStep,
      random: Math.random,
      send: () => Promise.reject(new Error("not to be sent")),
      answerPress: () => Promise.reject(new Error("nobody pressed a button")),
      probe: async (each) => {
        probed.push(each);
        return { outcome: "inconclusive", reason: "prober_error", message: "", totalUs: 0, phases: {}, evidence: {} };
      },
      judge: (result) => result,
    },
    errandId,
    new AbortController().signal,
  );
  expect(probed).toMatchObject([spec]);
  expect(await dump(web)).not.toContain(canary);
});

import type { Actor } from "@vedette/core/access";
import type { Content } from "@vedette/core/content";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { approveContent } from "../src/approve-content.ts";
import type { ConfigDeps } from "../src/config-deps.ts";
import { observe } from "../src/observe.ts";
import { readContent } from "../src/read-content.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Date.now() - 600_000;
const text = (letter: string): Content => ({ watch: "page", fingerprint: letter.repeat(64), text: `text ${letter}` });
const actorOf = (rig: Rig): Actor => ({ userId: randomUUID(), teamId: rig.team.id, role: "editor", ip: null });

async function start() {
  const rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  const spec = { kind: "content", url: "http://127.0.0.1:9/", timeoutMs: 900 };
  await rig.pool.query("UPDATE monitors SET kind = 'content', spec = $2 WHERE id = $1", [monitor.id, spec]);
  const deps: ConfigDeps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const actor = actorOf(rig);
  return {
    rig,
    monitor,
    see: (content: Content, second: number) => see(rig, monitor, content, second),
    view: () => readContent(deps, actor, { monitorId: monitor.id }),
    approve: (letter: string, who = actor) => approveContent(deps, who, { monitorId: monitor.id, fingerprint: letter.repeat(64) }),
    approved: async () => (await rig.deps.db.contents.approved([monitor.no])).get(monitor.no)?.text,
    rows: () => rig.rows("SELECT *, xmin::text FROM contents"),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

async function see(rig: Rig, monitor: TestMonitor, content: Content, second: number): Promise<void> {
  await observe(rig.deps, { batches: [], results: [{ ...resultAt(monitor, t0 + second * 1_000, "up"), content }] });
}

it("takes the first content as approved, and a change waits until a person approves it", async () => {
  await using page = await start();
  expect(await page.view()).toBeNull();
  await page.see(text("a"), 1);
  expect(await page.view()).toEqual({ approvedAtMs: t0 + 1_000, changed: null });
  await page.see(text("b"), 2);
  expect(await page.view()).toMatchObject({
    changed: { fingerprint: "b".repeat(64), atMs: t0 + 2_000, before: "text a", after: "text b" },
  });
  expect(await page.approved()).toBe("text a");
  await page.approve("b");
  expect(await page.approved()).toBe("text b");
  expect(await page.view()).toMatchObject({ changed: null });
  expect(await page.rig.rows("SELECT action, change FROM audit")).toEqual([
    { action: "monitor.content_approved", change: { before: "a".repeat(64), after: "b".repeat(64) } },
  ]);
});

it("approves only what the person saw: a newer change stays unapproved", async () => {
  await using page = await start();
  for (const [i, letter] of ["a", "b", "c"].entries()) await page.see(text(letter), i);
  await expect(page.approve("b")).rejects.toMatchObject({ code: "conflict" });
  expect(await page.approved()).toBe("text a");
  await page.approve("c");
  expect(await page.approved()).toBe("text c");
});

it("approving twice, at once or later, is approving once", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  await page.see(text("b"), 2);
  await Promise.all([page.approve("b"), page.approve("b"), page.approve("b")]);
  await page.approve("b");
  expect(await page.rig.rows("SELECT count(*)::int AS n FROM audit")).toEqual([{ n: 1 }]);
});

it("seeing the same again writes nothing, seeing the approved again ends the waiting", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  const first = await page.rows();
  await page.see(text("a"), 2);
  expect(await page.rows()).toEqual(first);
  await page.see(text("b"), 3);
  const second = await page.rows();
  await page.see(text("b"), 4);
  expect(await page.rows()).toEqual(second);
  await page.see(text("a"), 5);
  expect(await page.view()).toMatchObject({ changed: null });
});

it("a redelivered or a late result changes nothing", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  await page.see(text("b"), 3);
  const before = await page.rows();
  await page.see(text("a"), 1);
  await page.see(text("c"), 2);
  expect(await page.rows()).toEqual(before);
});

it("a check that was under way when a person approved does not bring the old content back", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  await page.see(text("b"), 2);
  await page.approve("b");
  await page.see(text("a"), 3);
  expect(await page.view()).toMatchObject({ changed: null });
  expect(await page.approved()).toBe("text b");
});

it("another watch begins anew", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  await page.see(text("b"), 2);
  await page.see({ ...text("h"), watch: "heading" }, 3);
  expect(await page.approved()).toBe("text h");
  expect(await page.view()).toMatchObject({ approvedAtMs: t0 + 3_000, changed: null });
});

it("a viewer may look and not approve", async () => {
  await using page = await start();
  await page.see(text("a"), 1);
  await page.see(text("b"), 2);
  await expect(page.approve("b", { ...actorOf(page.rig), role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await page.approved()).toBe("text a");
});

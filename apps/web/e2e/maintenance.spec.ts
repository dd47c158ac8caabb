import { randomUUID } from "node:crypto";
import type { AlertMessage } from "@vedette/core/alert";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expectAccessible } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

/** A moment as the field of a form takes it, where this machine is. */
const shown = (atMs: number) => new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

test("an outage inside a planned window is kept from people, and told once it outlives the window", async ({ openAs, owner, team }) => {
  test.setTimeout(180_000);
  const { slug } = team;
  await using hook = await startScriptedServer(204);
  await using shop = await startScriptedServer(200);
  await owner.api.channels.create.mutate({ team: slug, channel: { name: "Hook", target: { kind: "webhook", url: `${hook.url}/` } } });
  const monitor = await owner.api.monitors.create.mutate({
    team: slug,
    creationKey: randomUUID(),
    monitor: { name: "Shop", intervalMs: 1_000, spec: { kind: "http", url: `${shop.url}/`, timeoutMs: 1_000 } },
  });
  await expect.poll(() => shop.requests.length).toBeGreaterThan(0);

  const { page } = await openAs("editor");
  await page.goto(`/t/${slug}/maintenance`);
  await page.getByRole("link", { name: "Plan maintenance" }).first().press("Enter");
  await page.getByLabel("Title").fill("Database upgrade");
  await page.getByLabel("From").fill(shown(Date.now()));
  await page.getByLabel("Until").fill(shown(Date.now() - 3_600_000));
  await page.getByLabel("Shop").press("Space");
  await page.getByRole("button", { name: "Plan maintenance" }).press("Enter");
  await expect(page.getByText("The window ends before it begins. Correct one of them.")).toBeVisible();
  await page.getByLabel("Until").fill(shown(Date.now() + 7_200_000));
  await expect(page.getByRole("region", { name: "Next windows" })).toContainText("Nobody is told of what breaks meanwhile");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Plan maintenance" }).press("Enter");
  const plans = page.getByRole("list", { name: "Planned maintenance" });
  await expect(plans).toContainText(/Now\s*until/);

  // One that is over within the window is never told.
  const openIncident = async () => (await owner.api.monitors.get.query({ team: slug, monitorId: monitor.id })).openIncidentId;
  shop.reply(503);
  await expect.poll(openIncident, { timeout: 20_000 }).not.toBeNull();
  await page.goto(`/t/${slug}/incidents`);
  await expect(page.getByRole("list", { name: "Incidents" })).toContainText("Nobody was told: it began during maintenance.");
  shop.reply(200);
  await expect.poll(openIncident, { timeout: 20_000 }).toBeNull();

  // One that goes on is told when the window is over, and says why.
  shop.reply(503);
  await expect.poll(openIncident, { timeout: 20_000 }).not.toBeNull();
  await page.goto(`/t/${slug}/incidents/${await openIncident()}`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline).toContainText("Nobody is told during the maintenance “Database upgrade”.");
  expect(hook.requests).toEqual([]);
  await page.goto(`/t/${slug}/maintenance`);
  await plans.getByRole("button", { name: "End now" }).press("Enter");
  await expect(plans).toContainText("Over since");
  await page.goto(`/t/${slug}/incidents/${await openIncident()}`);
  await expect(timeline).toContainText("The maintenance is over, and it is still failing.", { timeout: 40_000 });
  await expect(timeline).toContainText("Hook was told that it opened.");
  const told = hook.requests.map(({ body }) => JSON.parse(body) as AlertMessage);
  expect(told.map(({ type, data }) => [type, data.incident?.number])).toEqual([["incident.opened", 2]]);
});

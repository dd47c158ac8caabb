import { randomUUID } from "node:crypto";
import type { AlertMessage } from "@vedette/core/alert";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expectAccessible } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";

test("an editor sees what a rule would have done, adds it, and it opens an incident although every check is fine", async ({
  openAs,
  owner,
  team,
  seedLatency,
}) => {
  test.setTimeout(180_000);
  const { slug } = team;
  await using hook = await startScriptedServer(204);
  await using shop = await startScriptedServer((_, response) => setTimeout(() => response.end("open"), 200));
  await owner.api.channels.create.mutate({ team: slug, channel: { name: "Hook", target: { kind: "webhook", url: `${hook.url}/` } } });
  const monitor = await owner.api.monitors.create.mutate({
    team: slug,
    creationKey: randomUUID(),
    monitor: { name: "Shop", intervalMs: 1_000, spec: { kind: "http", url: `${shop.url}/`, timeoutMs: 1_000 } },
  });
  await seedLatency(
    monitor.compatNumber,
    Array.from({ length: 48 }, (_, i) => (i === 10 || i === 30 ? 900 : 20)),
  );

  const { page } = await openAs("editor");
  await page.goto(`/t/${slug}/monitors/${monitor.id}/settings`);
  await page.getByRole("link", { name: "Add a rule" }).press("Enter");
  const backTest = page.getByRole("region", { name: "Back-test" });
  await expect(backTest).toContainText("Fill in what is missing, and the past answers.");
  await page.getByRole("textbox", { name: "Over the last" }).fill("5");
  await page.getByLabel("Is above (ms)").fill("1000");
  await expect(backTest).toContainText("It would not have opened in the last");
  await page.getByLabel("Is above (ms)").fill("100");
  await expect(backTest).toContainText(/It would have opened 2 times in the last \d+ h[^,]*, for 10 min in all/);
  await expect(backTest).toContainText("Told each time: Hook.");
  await expectAccessible(page);
  expect((await owner.api.rules.list.query({ team: slug })).length).toBe(0);

  await page.locator("summary", { hasText: "All settings" }).click();
  await page.getByLabel("Runbook").fill("https://wiki.example.com/slow");
  await page.getByRole("button", { name: "Add rule" }).press("Enter");
  await expect(page.getByRole("region", { name: "Rules" })).toContainText(
    "The 95th percentile of latency over the last 5 min is above 100 ms",
  );
  const openIncident = async () => (await owner.api.incidents.list.query({ team: slug, state: "open" })).items[0]?.id;
  await expect.poll(openIncident, { timeout: 60_000 }).toBeDefined();
  await page.goto(`/t/${slug}/incidents/${await openIncident()}`);
  await expect(page.getByText(/over the last 5 min is above 100 ms: it is (?:[2-9]\d\d|\d{4,}) ms \(\d+ checks\)/).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Hook was told that it opened.");
  await expect(page.getByRole("link", { name: "https://wiki.example.com/slow" })).toBeVisible();
  const told = hook.requests.map(({ body }) => JSON.parse(body) as AlertMessage);
  expect(told.map(({ type, data }) => [type, data.rule?.runbook])).toEqual([["incident.opened", "https://wiki.example.com/slow"]]);
  await page.goto(`/t/${slug}/alerts?tab=rules`);
  await expect(page.getByRole("main")).toContainText("Broken");
});

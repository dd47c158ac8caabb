import { startOutage } from "./outage.ts";
import { expect, test } from "./fixtures.ts";

test("a viewer sees an outage and everything about it, and can change nothing", async ({ openAs, owner, team }) => {
  const { incidentId } = await startOutage(owner.api, team.slug, "Website");
  const { page, api } = await openAs("viewer");

  await page.goto(`/t/${team.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("1 of 1 monitor is down");
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Incidents");
  await expect(page.getByRole("link", { name: "Website" })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The connection to port", { exact: false }).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Evidence" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByRole("button", { name: /Acknowledge/ })).toHaveCount(0);

  for (const [place, forbidden] of [
    ["alerts", "Add a channel"],
    ["pages", "Create a page"],
    ["settings/general", "Delete team"],
    ["settings/members", "Invite"],
  ] as const) {
    await page.goto(`/t/${team.slug}/${place}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(".animate-pulse")).toHaveCount(0);
    await expect(page.getByText(forbidden, { exact: true })).toHaveCount(0);
  }

  await expect(api.incidents.acknowledge.mutate({ team: team.slug, incidentId })).rejects.toThrow("Your role (viewer) does not allow this");
  expect((await owner.api.incidents.get.query({ team: team.slug, incidentId })).acknowledgedAtMs).toBeNull();
});

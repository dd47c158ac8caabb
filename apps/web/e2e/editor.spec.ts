import { startOutage } from "./outage.ts";
import { expect, test } from "./fixtures.ts";

test("an editor acknowledges by one key and publishes a page without a pointer", async ({ openAs, owner, team, edgeUrl }) => {
  const { incidentId } = await startOutage(owner.api, team.slug, "Website");
  const { page } = await openAs("editor");

  await page.goto(`/t/${team.slug}/incidents/${incidentId}`);
  await expect(page.getByRole("button", { name: /Acknowledge/ })).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByRole("listitem").filter({ hasText: "acknowledged." })).toBeVisible();
  await expect(page.getByRole("button", { name: /Acknowledge/ })).toHaveCount(0);

  const slug = `page-${incidentId.slice(0, 8)}`;
  await page.goto(`/t/${team.slug}/pages/new`);
  await page.getByLabel("Name").focus();
  await page.keyboard.type("Our status");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(slug);
  await page.keyboard.press("Enter");

  await expect(page.getByText("This page shows no component.")).toBeVisible();
  await page.getByLabel("Add a component for").selectOption({ label: "Website" });
  await page.getByRole("button", { name: "Add component" }).press("Enter");
  await page.getByLabel("Public name").fill("Our website");
  await page.getByRole("button", { name: "Add component" }).press("Enter");
  const moveDown = page.getByRole("button", { name: "Move Our website down" });
  await moveDown.press("Enter");
  await expect(page.getByRole("list", { name: "Components" }).getByRole("listitem").last()).toContainText("Our website");
  await expect(moveDown).toBeFocused();
  await page.getByRole("button", { name: "Save components" }).press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.frameLocator("iframe").getByText("Our website", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Publish", exact: true }).press("Enter");
  await expect(page.getByRole("link", { name: "Open public page" })).toHaveAttribute("href", `${edgeUrl}/s/${slug}`);

  const publicPage = async () => {
    const answer = await fetch(`${edgeUrl}/s/${slug}`);
    return answer.status === 200 ? await answer.text() : "";
  };
  await expect.poll(publicPage, { timeout: 20_000 }).toContain("Our website");

  await page.goto(`/t/${team.slug}/alerts`);
  await expect(page.getByText("Nobody would be told today.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Add a channel" })).toHaveCount(0);
});

test("an editor takes an incident out of the uptime by keyboard, says why, and withdraws it", async ({ openAs, owner, team }) => {
  const { monitorId, incidentId } = await startOutage(owner.api, team.slug, "Website");
  // A pause ends what is open.
  await owner.api.monitors.pause.mutate({ team: team.slug, monitorIds: [monitorId] });
  const { page, api } = await openAs("editor");
  const figures = async () => (await api.monitors.figures.query({ team: team.slug, monitorId, range: "1h" })).now;

  await page.goto(`/t/${team.slug}/incidents/${incidentId}`);
  await page.getByRole("button", { name: "Exclude from uptime" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Exclude" }).press("Enter");
  await expect(dialog.getByText("Say why")).toBeVisible();
  expect((await figures()).downMs).toBeGreaterThan(0);
  await dialog.getByLabel("Reason").focus();
  await page.keyboard.type("We unplugged it.");
  await dialog.getByRole("button", { name: "Exclude" }).press("Enter");
  const excluded = page.getByRole("link", { name: /^Excluded from uptime by/ });
  await expect(excluded).toBeVisible();
  expect((await figures()).downMs).toBe(0);

  await excluded.press("Enter");
  await expect(page.getByText("We unplugged it.", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Withdraw this correction: We unplugged it." }).press("Enter");
  await expect(page.getByText(/withdrawn by/)).toBeVisible();
  expect((await figures()).downMs).toBeGreaterThan(0);
});

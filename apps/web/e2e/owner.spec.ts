import { expect, test } from "./fixtures.ts";

test("an owner renames a team, and deletes it only after typing its name", async ({ openAs, owner, team }) => {
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/settings/general`);
  await page.getByLabel("Name").fill("Crew");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The team is called Crew now.")).toBeVisible();

  await page.getByRole("button", { name: "Delete team" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete Crew?" });
  await dialog.getByLabel("Type Crew to confirm").fill("crew");
  await expect(dialog.getByRole("button", { name: "Delete team" })).toBeDisabled();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Type Crew to confirm").fill("Crew");
  await page.keyboard.press("Enter");

  await expect(page).not.toHaveURL(new RegExp(team.slug));
  const { teams } = await owner.api.session.me.query({});
  expect(teams.map((each) => each.slug)).not.toContain(team.slug);
});

test("an owner shortens how long checks are kept, and is told before what that deletes", async ({ openAs, owner, team }) => {
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/settings/general`);
  const checks = page.getByLabel("Single checks, in days");
  await checks.fill("400");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This instance keeps single checks for 30 days. Type 30 or fewer")).toBeVisible();
  await checks.fill("14");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete what is older?" });
  await expect(dialog.getByText("Single checks are kept for 14 days, history for good.")).toBeVisible();
  expect((await owner.api.team.retention.query({ team: team.slug })).checksDays).toBeNull();
  await dialog.getByRole("button", { name: "Delete what is older" }).press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  expect((await owner.api.team.retention.query({ team: team.slug })).checksDays).toBe(14);
});

test("on a narrow screen the current tab is in sight", async ({ openAs, team }) => {
  const { page } = await openAs("owner");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`/t/${team.slug}/settings/platform`);
  await expect(page.getByRole("link", { name: "Platform", exact: true })).toBeInViewport({ ratio: 0.9 });
});

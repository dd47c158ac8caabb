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

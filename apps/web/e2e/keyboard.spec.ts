import { expect, test } from "./fixtures.ts";

test("single-letter keys go places, stay silent in fields, and can be switched off", async ({ openAs, team }) => {
  const { page } = await openAs("owner");
  const heading = page.getByRole("heading", { level: 1 });
  await page.goto(`/t/${team.slug}/settings/appearance`);
  const keys = page.getByRole("checkbox", { name: /Single-letter shortcuts/ });
  await expect(keys).toBeChecked();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(heading).toHaveText("Alerts");

  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(heading).toHaveText("Status pages");
  await page.goto(`/t/${team.slug}/pages/new`);
  await page.getByLabel("Name").fill("");
  await page.keyboard.type("gi?");
  await expect(page.getByLabel("Name")).toHaveValue("gi?");
  await expect(heading).toHaveText("Create a status page");

  await page.goto(`/t/${team.slug}/settings/appearance`);
  await keys.uncheck();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(heading).toHaveText("Settings");
});

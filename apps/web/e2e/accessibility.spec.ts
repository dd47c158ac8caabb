import { expectAccessible, settled } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { sampleRoutes } from "./sample-routes.ts";

const signedOut = ["/login", "/signup", "/forgot", "/reset?token=unknown", "/verify?token=unknown"];

for (const route of signedOut) {
  test(`${route} is accessible in every look`, async ({ page }) => {
    await page.goto(route);
    await expectAccessible(page);
  });
}

test("every screen of a team is accessible in every look", async ({ openAs, owner }) => {
  test.setTimeout(15 * 60_000);
  const { page } = await openAs("owner");
  for (const route of await sampleRoutes(owner.api)) {
    await test.step(route, async () => {
      await page.setViewportSize({ width: 1_280, height: 800 });
      await page.goto(route);
      await expectAccessible(page);
    });
  }
});

test("the palette, the sheet of keys and a typed confirmation are accessible in every look", async ({ openAs, team }) => {
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/settings/general`);
  await settled(page);
  for (const open of [
    () => page.keyboard.press("Control+k"),
    () => page.keyboard.press("?"),
    () => page.getByRole("button", { name: "Delete team" }).click(),
  ]) {
    await open();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

test("a list with monitors chosen, and what can be done with them, is accessible in every look", async ({ openAs, team, seedMonitors }) => {
  await seedMonitors(200);
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors?tags=even`);
  await page.getByRole("checkbox", { name: "Select all 100 shown" }).check();
  await expectAccessible(page);
  for (const name of ["Tags", "Interval"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    if (name === "Tags") await page.getByRole("dialog").getByLabel("Add", { exact: true }).fill("one, two,");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

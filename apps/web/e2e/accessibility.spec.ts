import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { sampleRoutes } from "./sample-routes.ts";

const signedOut = ["/login", "/signup", "/forgot", "/reset?token=unknown", "/verify?token=unknown"];
const looks = (["light", "dark"] as const).flatMap((colorScheme) => [1_280, 320].map((width) => ({ colorScheme, width })));

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

/** No violation that axe knows, and nothing wider than the window, in light and dark, wide and narrow. */
async function expectAccessible(page: Page): Promise<void> {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await settled(page);
    // The preview of a public page runs no script, so axe cannot look into it; that page has tests of its own.
    const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
    expect
      .soft(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
        `${page.url()} ${colorScheme} ${width}`,
      )
      .toEqual([]);
    const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(contentWidth, `${page.url()} scrolls sideways at ${width} px`).toBeLessThanOrEqual(width);
  }
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".animate-pulse")).toHaveCount(0);
}

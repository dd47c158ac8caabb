import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

const looks = (["light", "dark"] as const).flatMap((colorScheme) => [1_280, 320].map((width) => ({ colorScheme, width })));

/** What a colour scheme can break; all else is the same in both. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];

/** No violation that axe knows, and nothing wider than the window, in light and dark, wide and narrow. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await settled(page);
    // The preview of a public page runs no script, so axe cannot look into it; that page has tests of its own.
    const axe = new AxeBuilder({ page }).exclude("iframe");
    const { violations } = await (colorScheme === "dark" ? axe.withRules(rulesOfColour) : axe).analyze();
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

export async function settled(page: Page): Promise<void> {
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".animate-pulse")).toHaveCount(0);
}

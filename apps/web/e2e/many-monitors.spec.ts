import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

const drawn = (page: Page) => page.locator("tbody tr[aria-rowindex]");
const shown = (page: Page, count: number) =>
  expect(page.getByText(`${count.toLocaleString("en")} of 10,000 monitors shown`, { exact: true })).toBeAttached();
const selected = (page: Page) => page.getByRole("region", { name: "Selected monitors" }).getByRole("status");

test("of 10,000 monitors a few dozen lines are drawn, wherever one scrolls and whatever one filters", async ({
  openAs,
  team,
  seedMonitors,
}) => {
  await seedMonitors(10_000);
  const { page } = await openAs("owner");
  await page.goto(`/t/${team.slug}/monitors?sort=name`);
  await shown(page, 10_000);
  await expect(page.getByRole("table")).toHaveAttribute("aria-rowcount", "10001");
  const few = async () => {
    const count = await drawn(page).count();
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(60);
  };
  await expect(drawn(page).first()).toHaveAttribute("aria-rowindex", "2");
  await few();

  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
  await expect(page.getByRole("link", { name: "Service 05000" })).toBeVisible();
  await few();
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByRole("link", { name: "Service 10000" })).toBeVisible();
  await expect(drawn(page).last()).toHaveAttribute("aria-rowindex", "10001");
  await few();

  await page.keyboard.press("/");
  await page.keyboard.type("service 0999");
  await shown(page, 11);
  await expect(drawn(page)).toHaveCount(11);
  await expect(page).toHaveURL(/q=service\+0999/);
  await page.getByLabel("Tag", { exact: true }).selectOption({ label: "even (5)" });
  await shown(page, 5);
  await page.getByRole("navigation", { name: "State" }).getByRole("link", { name: /^Down/ }).click();
  await shown(page, 1);
  await expect(page).toHaveURL(/tags=even/);

  // The address is the view.
  await page.reload();
  await shown(page, 1);
  await expect(page.getByRole("link", { name: "Down: Service 09990" })).toBeVisible();
  await page.getByLabel("Filter by name, address or tag").fill("nothing like it");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await shown(page, 10_000);
});

test("j, k, x, Shift and p choose, pause and bring back monitors without a pointer", async ({ openAs, owner, team, seedMonitors }) => {
  await seedMonitors(10_000);
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/monitors?sort=name`);
  await shown(page, 10_000);
  for (const key of ["j", "j", "x", "j", "j", "j"]) await page.keyboard.press(key);
  await expect(page.getByRole("link", { name: "Service 00005" })).toBeFocused();
  await expect(selected(page)).toHaveText("1 selected");
  await page.keyboard.press("Shift+X");
  await expect(selected(page)).toHaveText("4 selected");
  await expect(page.getByRole("checkbox", { name: "Select Service 00004" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Select Service 00006" })).not.toBeChecked();

  // One of the four was paused before: the undo leaves it so.
  const pausedNames = async () =>
    (await owner.api.monitors.list.query({ team: team.slug })).filter((row) => row.pausedAtMs !== null).map((row) => row.name);
  const before = await pausedNames();
  await page.keyboard.press("p");
  await expect(page.getByText("4 monitors are paused.")).toBeVisible();
  expect((await pausedNames()).length).toBe(before.length + 3);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByText("Running again.")).toBeVisible();
  expect(await pausedNames()).toEqual(before);

  // Far down by keys alone, from the top again: the line in focus is always one that is drawn.
  for (let i = 0; i < 60; i++) await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Service 00060" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Service 00060" })).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);
});

test("all that match are tagged, slowed, deleted and undone in one press each", async ({ openAs, owner, team, seedMonitors }) => {
  await seedMonitors(10_000);
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/monitors?sort=name&tags=odd`);
  await shown(page, 5_000);
  await page.getByRole("checkbox", { name: "Select all 5,000 shown" }).check();
  await expect(selected(page)).toHaveText("5,000 selected");

  await page.getByRole("button", { name: "Tags" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Add", { exact: true }).fill("Batch, ");
  await dialog.getByLabel("Remove", { exact: true }).fill("odd");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Change tags" }).press("Enter");
  await expect(page.getByText("5,000 monitors are tagged anew.")).toBeVisible();
  await shown(page, 0);
  await expect(selected(page)).toHaveText("5,000 selected, 5,000 of them not shown");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await shown(page, 5_000);

  await page.getByRole("button", { name: "Interval" }).press("Enter");
  await dialog.getByLabel("Check every").fill("5");
  await dialog.getByLabel("Unit").selectOption("seconds");
  await dialog.getByRole("button", { name: "Change the interval" }).press("Enter");
  await expect(page.getByText("Left out, for a timeout that is longer: Service 00001", { exact: false })).toBeVisible();
  await expect(page.getByText("and 4,995 others", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await expect(page.getByText("5,000 monitors are deleted.")).toBeVisible();
  await expect(page.getByText("of 5,000 monitors shown", { exact: false })).toBeAttached();
  expect(await owner.api.monitors.list.query({ team: team.slug })).toHaveLength(5_000);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await shown(page, 5_000);
});

test("a viewer sees the list and can choose nothing in it", async ({ openAs, team, seedMonitors }) => {
  await seedMonitors(40);
  const { page } = await openAs("viewer");
  await page.goto(`/t/${team.slug}/monitors`);
  await expect(drawn(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Selected monitors" })).toHaveCount(0);
});

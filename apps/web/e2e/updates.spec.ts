import { readFileSync } from "node:fs";
import { expectAccessible } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { startOutage } from "./outage.ts";

test("readers of a page are told of an outage by keys alone, read corrections, and lose what is deleted until it is back", async ({
  openAs,
  owner,
  team,
  edgeUrl,
  browser,
}) => {
  test.setTimeout(240_000);
  const { monitorId, incidentId } = await startOutage(owner.api, team.slug, "Website");
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/incidents/${incidentId}`);
  const updates = page.getByRole("region", { name: "Page updates" });
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(updates).toContainText("No page shows this incident. Put Website on one of the pages");
  await expect(updates.getByRole("button")).toHaveCount(0);

  const slug = `shop-${team.slug}`;
  const { id: pageId, version } = await owner.api.pages.create.mutate({ team: team.slug, page: { name: "Shop status", slug } });
  const components = [{ id: crypto.randomUUID(), name: "Online shop", monitorIds: [monitorId] }];
  await owner.api.pages.saveComponents.mutate({ team: team.slug, pageId, version, groups: [], components });
  await owner.api.pages.publish.mutate({ team: team.slug, pageId });
  const visitor = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const shown = async () => {
    await visitor.goto(`${edgeUrl}/s/${slug}`);
    return await visitor.locator(".ups li > p:first-child").allTextContents();
  };
  const opened = "Investigating. Online shop: our checks fail. We are looking into it.";
  await expect.poll(shown, { timeout: 30_000 }).toEqual([opened]);

  // Posted by keys; a status that is not true is refused with what to do.
  await page.reload();
  await expect(updates).toContainText("Shown on Shop status.");
  await page.keyboard.press("u");
  await page.keyboard.type("A <b>disk</b> is full, see https://wiki.example/disk");
  await expect(updates.getByRole("group", { name: "Preview" })).toContainText("Investigating. A <b>disk</b> is full");
  await page.keyboard.press("Shift+Tab");
  await expect(updates.getByLabel("Status")).toBeFocused();
  await page.keyboard.type("Res");
  await expect(updates.getByRole("alert")).toContainText("The incident is still open, so it is not resolved. Choose Monitoring");
  await expectAccessible(page);
  await updates.getByRole("button", { name: "Post" }).press("Enter");
  await updates.getByLabel("Status").focus();
  await page.keyboard.type("Ide");
  await expect(updates.getByRole("alert")).toHaveCount(0);
  await updates.getByRole("button", { name: "Post" }).press("Enter");
  await expect(updates.getByRole("button", { name: "Write update" })).toBeFocused();
  await expect(timeline).toContainText("posted an update on Shop status: identified.");
  const posted = "Identified. A <b>disk</b> is full, see https://wiki.example/disk";
  await expect.poll(shown, { timeout: 30_000 }).toEqual([posted, opened]);
  await expect(visitor.getByRole("link", { name: "https://wiki.example/disk" })).toHaveAttribute("rel", "nofollow noopener");
  await expect(visitor.locator(".st", { hasText: "Identified" })).toBeVisible();
  await expect(visitor.locator("h1")).toHaveText("Major System Outage");

  await updates.getByRole("button", { name: "Correct" }).click();
  await updates.getByLabel("Text").fill("A disk was full.\nMore space is on its way.");
  await updates.getByRole("form").getByRole("button", { name: "Correct" }).click();
  const corrected = "Identified. A disk was full.\nMore space is on its way.";
  await expect.poll(shown, { timeout: 30_000 }).toEqual([corrected, opened]);
  await expect(visitor.locator(".ups li").first()).toContainText("· edited ");
  const summary = await (await fetch(`${edgeUrl}/s/${slug}/api/v2/summary.json`)).json();
  expect(summary.incidents[0]).toMatchObject({
    status: "identified",
    incident_updates: [{ status: "identified", body: "A disk was full.\nMore space is on its way." }, { status: "investigating" }],
  });
  expect(await (await fetch(`${edgeUrl}/s/${slug}/feed.atom`)).text()).toContain("<title>Identified: Online shop: outage</title>");

  await updates.getByRole("button", { name: "Delete" }).click();
  await expect.poll(shown, { timeout: 30_000 }).toEqual([opened]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(shown, { timeout: 30_000 }).toEqual([corrected, opened]);
  await expect(timeline).toContainText("brought an update back on Shop status: identified.");
  await visitor.context().close();

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as Markdown" }).click();
  expect(readFileSync(await (await downloading).path(), "utf8")).toContain(
    "posted an update on Shop status: identified. A <b>disk</b> is full, see https://wiki.example/disk\n",
  );

  const viewer = await openAs("viewer");
  await viewer.page.goto(`/t/${team.slug}/incidents/${incidentId}`);
  const read = viewer.page.getByRole("region", { name: "Page updates" });
  await expect(read).toContainText("More space is on its way.");
  await expect(read.getByRole("button")).toHaveCount(0);
});

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AlertMessage } from "@vedette/core/alert";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expectAccessible } from "./expect-accessible.ts";
import { expect, test } from "./fixtures.ts";
import { startOutage } from "./outage.ts";

test("two outages are worked through by keys, dealt with as one, and written up", async ({ openAs, owner, team }) => {
  test.setTimeout(180_000);
  const [shop, api] = [await startOutage(owner.api, team.slug, "Shop"), await startOutage(owner.api, team.slug, "API")];
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/incidents/${shop.incidentId}`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(page.getByRole("region", { name: "Related incidents" })).toContainText("same host 127.0.0.1");

  await page.keyboard.press("s");
  await expect(page.getByRole("dialog", { name: "Snooze this incident" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  await page.getByLabel("For how long").selectOption("Until it is over");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Snoozed until it is over: nobody is told more, but of its end.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(timeline).toContainText("ended the snooze.");

  await page.getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByText(/The newest check still fails, so it is not over/)).toBeVisible();

  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("c");
  await page.keyboard.type("It is the **disk**, see https://wiki.example/disk");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(timeline.getByRole("link", { name: "https://wiki.example/disk" })).toBeVisible();
  await expect(timeline.locator("strong")).toHaveText("disk");

  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("m");
  await page.getByRole("dialog").getByRole("button", { name: "Merge" }).click();
  await expect(page.getByText("It is dealt with in")).toBeVisible();
  await page.goto(`/t/${team.slug}/incidents`);
  await expect(page.getByRole("list", { name: "Incidents" }).getByRole("listitem")).toHaveCount(1);
  await page.goto(`/t/${team.slug}/incidents/${api.incidentId}`);
  await expect(timeline).toContainText("Shop #1");

  const postMortem = page.getByRole("region", { name: "Post-mortem" });
  await postMortem.getByRole("button", { name: "Write" }).click();
  await expect(postMortem.getByLabel("Text")).toHaveValue(/## What happened[\s\S]*## Follow-ups/);
  await postMortem.getByLabel("Text").fill("## Why\n\nThe disk was full.");
  await postMortem.getByRole("button", { name: "Save" }).click();
  await expect(postMortem).toContainText("Version 1");
  const downloading = page.waitForEvent("download");
  await postMortem.getByRole("button", { name: "Export as Markdown" }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toBe("incident-2.md");
  expect(readFileSync(await file.path(), "utf8")).toMatch(/^# Incident #2: API\n[\s\S]*# Post-mortem\n\n## Why\n\nThe disk was full\.\n$/);
});

test("whoever reads the alert takes it on by its link, without script and without an account, by a press alone", async ({
  browser,
  webUrl,
  owner,
  team,
}) => {
  await using hook = await startScriptedServer(204);
  const { slug } = team;
  await owner.api.channels.create.mutate({
    team: slug,
    channel: { name: "Night shift", target: { kind: "webhook", url: `${hook.url}/${randomUUID()}` } },
  });
  const { incidentId } = await startOutage(owner.api, slug, "Website");
  await expect.poll(() => hook.requests.length).toBeGreaterThan(0);
  const { data } = JSON.parse(hook.requests[0]?.body ?? "") as AlertMessage;
  const link = new URL(data.actions?.acknowledge ?? "").pathname;

  const context = await browser.newContext({ baseURL: webUrl, javaScriptEnabled: false });
  const page = await context.newPage();
  const answer = await page.goto(link);
  expect(answer?.headers()).toMatchObject({ "cache-control": expect.stringContaining("no-store"), "referrer-policy": "same-origin" });
  await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", "noindex, nofollow");
  expect((await owner.api.incidents.get.query({ team: slug, incidentId })).acknowledgedAtMs).toBeNull();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByRole("status")).toContainText("Acknowledged");
  expect(await owner.api.incidents.get.query({ team: slug, incidentId })).toMatchObject({
    acknowledgedBy: null,
    acknowledgedVia: { channel: "Night shift", who: null },
  });
  const comment = page.locator("summary", { hasText: "Say what you know" });
  await comment.focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Comment").fill("The router is off.");
  await page.getByRole("button", { name: "Comment" }).press("Enter");
  await expect(page.getByRole("status")).toContainText("Your comment is in the timeline.");
  await page.locator("summary", { hasText: "Say that it is over" }).click();
  await page.getByRole("button", { name: "Resolve" }).press("Enter");
  await expect(page.getByRole("alert")).toContainText("It is not over");
  await page.goto(`${link.slice(0, -1)}_`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link leads nowhere");
  await context.close();

  const withScript = await browser.newContext({ baseURL: webUrl });
  const snoozing = await withScript.newPage();
  await snoozing.goto(new URL(data.actions?.snooze ?? "").pathname);
  await expectAccessible(snoozing);
  await snoozing.getByLabel("For how long").selectOption("4 h");
  await snoozing.getByRole("button", { name: "Snooze" }).click();
  await expect(snoozing.getByRole("status")).toContainText("Snoozed");
  await withScript.close();
});

import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, test } from "./fixtures.ts";

test("an admin connects a webhook, sees its secret once and its real answer, and invites by link", async ({ openAs, team }) => {
  await using receiver = await startScriptedServer((_request, response) => response.writeHead(202).end("accepted, thanks"));
  const { page } = await openAs("admin");

  await page.goto(`/t/${team.slug}/alerts/new?kind=webhook`);
  await page.getByLabel("Name").fill("Ops chat");
  await page.getByLabel("Address").fill(`127.0.0.1:${receiver.port}/hooks`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("The address has no scheme. Did you mean https://127.0.0.1", { exact: false })).toBeVisible();
  await page.getByLabel("Address").fill(`${receiver.url}/hooks`);
  await page.keyboard.press("Enter");

  const secret = page.getByText(/^whsec_/);
  await expect(secret).toBeVisible();
  const secretText = (await secret.textContent()) ?? "";
  await page.getByRole("button", { name: "Send test to Ops chat" }).press("Enter");
  await expect(page.getByText("Answered 202: accepted, thanks")).toBeVisible();
  expect(receiver.requests[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  expect(JSON.parse(receiver.requests[0]?.body ?? "{}")).toMatchObject({ type: "channel.test" });

  await page.getByRole("link", { name: "Done" }).press("Enter");
  await page.getByRole("link", { name: "Ops chat" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ops chat");
  expect(await page.content()).not.toContain(secretText);

  receiver.reply(500);
  await page.getByRole("button", { name: "Send test to Ops chat" }).press("Enter");
  await expect(page.getByText("The receiver answered with status 500", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await expect(page.getByText("Nobody would be told today.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByRole("link", { name: "Ops chat" })).toBeVisible();

  await page.goto(`/t/${team.slug}/settings/members`);
  await page.getByLabel("E-mail").fill("grace@example.com");
  await page.keyboard.press("Enter");
  await expect(page.getByText("This installation sends no mail, so hand over the link:", { exact: false })).toBeVisible();
  await expect(page.getByLabel("Link for grace@example.com").first()).toHaveText(/\/invite\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("button", { name: "Delete team" })).toHaveCount(0);
});

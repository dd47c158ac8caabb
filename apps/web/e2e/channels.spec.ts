import type { AlertMessage } from "@vedette/core/alert";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, test } from "./fixtures.ts";
import { startOutage } from "./outage.ts";

test("an admin finds a kind of channel, gives it own words that are tried on as they are typed, and sees what the service answers", async ({
  openAs,
  team,
}) => {
  await using gotify = await startScriptedServer((_request, response) => response.writeHead(200).end(`{"id":25,"appid":5}`));
  const { page } = await openAs("admin");
  await page.goto(`/t/${team.slug}/alerts/new`);
  await page.getByLabel("Where should alerts go?").fill("gotify");
  await page.getByRole("link", { name: /^Gotify/ }).press("Enter");
  await page.getByLabel("Server").fill(gotify.url);
  await page.getByLabel("Application token").fill("canary-of-a-token");

  await page.getByText("Own words").click();
  await page.getByLabel("Message").selectOption("Test");
  await page.getByLabel("Title").fill("{{team.nmae}}");
  await expect(page.getByText("Line 1, column 1: there is no field {{team.nmae}}", { exact: false })).toBeVisible();
  await page.getByLabel("Title").fill("Hello {{team.name}}");
  await expect(page.getByText(`Hello ${team.name}`)).toBeVisible();
  await page.getByRole("button", { name: "Add channel" }).press("Enter");

  await page.getByRole("button", { name: "Send test to Gotify" }).press("Enter");
  await expect(page.getByText("Accepted")).toBeVisible();
  expect(JSON.parse(gotify.requests[0]?.body ?? "")).toMatchObject({ title: `Hello ${team.name}` });
  expect(gotify.requests[0]?.headers["x-gotify-key"]).toBe("canary-of-a-token");

  await page.getByRole("link", { name: "Done" }).press("Enter");
  await page.getByRole("link", { name: "Gotify" }).press("Enter");
  await expect(page.getByLabel("Application token")).toHaveValue("••••••••");
  expect(await page.content()).not.toContain("canary-of-a-token");
  gotify.reply((_request, response) => response.writeHead(401).end(`{"errorDescription":"you need to provide a valid access token"}`));
  await page.getByRole("button", { name: "Send test to Gotify" }).press("Enter");
  await expect(page.getByText("it was revoked, or is wrong", { exact: false })).toBeVisible();
});

test("an admin who wants buttons in a chat reads which address its servers have to reach", async ({ openAs, team, webUrl }) => {
  const { page } = await openAs("admin");
  for (const [kind, isOn] of [
    ["mattermost", true],
    ["telegram", false],
  ] as const) {
    await page.goto(`/t/${team.slug}/alerts/new?kind=${kind}`);
    await expect(page.getByLabel("Buttons that act in the chat")).toBeChecked({ checked: isOn });
    await expect(page.getByText(`has to reach ${webUrl}/api/press/${kind}.`)).toBeVisible();
  }
  await page.goto(`/t/${team.slug}/alerts/new?kind=rocketchat`);
  await expect(page.getByLabel("Webhook address")).toBeVisible();
  await expect(page.getByText("has to reach")).toHaveCount(0);
});

test("an admin sends a message again, under the id that it had", async ({ openAs, team }) => {
  await using receiver = await startScriptedServer(204);
  const { page, api } = await openAs("admin");
  await api.channels.create.mutate({ team: team.slug, channel: { name: "Hook", target: { kind: "webhook", url: receiver.url } } });
  await startOutage(api, team.slug, "Shop");
  await expect.poll(() => receiver.requests.length).toBe(1);
  await page.goto(`/t/${team.slug}/alerts?tab=log`);
  await page.getByRole("button", { name: "Send again: Opening of incident #1" }).press("Enter");
  await expect(page.getByText("It is sent again.")).toBeVisible();
  await expect.poll(() => receiver.requests.map((request) => request.headers["webhook-id"])).toHaveLength(2);
  expect(receiver.requests[1]?.headers["webhook-id"]).toBe(receiver.requests[0]?.headers["webhook-id"]);
  await expect(page.getByText("All 2 attempts")).toBeVisible();
});

test("what is pushed to a browser becomes a notification, whose button acts where it stands and says what happened", async ({
  openAs,
  owner,
  team,
  webUrl,
}) => {
  await using hook = await startScriptedServer(204);
  await owner.api.channels.create.mutate({ team: team.slug, channel: { name: "Night shift", target: { kind: "webhook", url: hook.url } } });
  const { incidentId } = await startOutage(owner.api, team.slug, "Shop");
  await expect.poll(() => hook.requests.length).toBeGreaterThan(0);
  const link = (JSON.parse(hook.requests[0]?.body ?? "") as AlertMessage).data.actions?.acknowledge ?? "";

  const { page } = await openAs("viewer");
  await page.context().grantPermissions(["notifications"], { origin: webUrl });
  await page.goto(`/t/${team.slug}`);
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on(
      "ServiceWorker.workerRegistrationUpdated",
      ({ registrations }) => registrations[0] && resolve(registrations[0].registrationId),
    );
  });
  await devtools.send("ServiceWorker.enable");
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register("/push-worker.js", { scope: "/push/story/" });
    const worker = registration.installing ?? registration.waiting;
    while (registration.active === null) await new Promise((resolve) => worker?.addEventListener("statechange", resolve, { once: true }));
  });
  const data = JSON.stringify({
    title: "[Down] Shop is down",
    body: "What: 503",
    url: "https://vedette.example/i",
    tag: "incident-1",
    actions: [{ label: "Acknowledge", url: link }],
  });
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: webUrl, registrationId: await registered, data });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration("/push/story/");
      // The types of the page know no buttons, which only notifications of workers have.
      const notifications = (await registration?.getNotifications()) as (Notification & { actions: { action: string; title: string }[] })[];
      return notifications.map(({ title, body, tag, actions }) => ({
        title,
        body,
        tag,
        buttons: actions.map(({ action, title: label }) => [action, label]),
      }));
    });
  await expect
    .poll(shown)
    .toEqual([{ title: "[Down] Shop is down", body: "What: 503", tag: "incident-1", buttons: [[link, "Acknowledge"]] }]);

  const worker = page
    .context()
    .serviceWorkers()
    .find((each) => each.url().endsWith("/push-worker.js"));
  // As the browser itself tells its worker, which nothing else can make it do.
  await worker?.evaluate(async () => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration; dispatchEvent: (event: Event) => boolean };
    const [notification] = (await scope.registration.getNotifications()) as (Notification & { actions: { action: string }[] })[];
    const event = Object.assign(new Event("notificationclick"), { notification, action: notification?.actions[0]?.action });
    await new Promise((waitUntil) => scope.dispatchEvent(Object.assign(event, { waitUntil })));
  });
  const text = "It is acknowledged: the team knows that somebody is looking at it.";
  await expect.poll(shown).toEqual([{ title: "[Down] Shop is down", body: text, tag: "incident-1", buttons: [] }]);
  expect(await owner.api.incidents.get.query({ team: team.slug, incidentId })).toMatchObject({
    acknowledgedVia: { channel: "Night shift", who: null },
  });
});

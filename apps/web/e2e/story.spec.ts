import { createServer } from "node:http";
import { freePort } from "@vedette/testkit/free-port";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { Webhook } from "standardwebhooks";
import { expect, test } from "./fixtures.ts";

/** A shop on loopback that can be closed and opened again, as an operator would. */
async function openShop(port: number) {
  const server = createServer((_, response) => response.end("open"));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("from one address to a real incident on a public page, told by a signed webhook, without a reload", async ({
  openAs,
  owner,
  team,
  edgeUrl,
  browser,
}) => {
  test.setTimeout(240_000);
  const port = await freePort();
  let shop = await openShop(port);
  await using hook = await startScriptedServer(204);
  const { page } = await openAs("owner");

  // A channel, its secret and a real test.
  await page.goto(`/t/${team.slug}/alerts/new?kind=webhook`);
  await page.getByLabel("Name").fill("Hook");
  await page.getByLabel("Address").fill(`${hook.url}/alerts`);
  await page.getByRole("button", { name: "Add channel" }).click();
  const secret = (await page.getByText(/^whsec_/).textContent()) ?? "";
  await page.getByRole("button", { name: "Send test to Hook" }).click();
  await expect(page.getByText(/204/).first()).toBeVisible();
  const verifier = new Webhook(secret);
  const received = () =>
    hook.requests.map((request) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      return (verifier.verify(request.body, headers) as { type: string }).type; // safe because the signature proves who wrote it
    });
  expect(received()).toEqual(["channel.test"]);

  // A monitor from its address alone, seen up before it is saved.
  await page.goto(`/t/${team.slug}/monitors/new`);
  await page.getByLabel("What should we watch?").fill(`http://127.0.0.1:${port}/`);
  await expect(page.getByText("It is up")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await page.getByLabel("Unit of the interval").selectOption({ label: "seconds" });
  await page.getByRole("button", { name: "Start monitoring" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
  const monitorUrl = page.url();

  // A page that shows it.
  const slug = `shop-${team.slug}`;
  const created = await owner.api.pages.create.mutate({ team: team.slug, page: { name: "Shop status", slug } });
  const monitorId = monitorUrl.split("/").at(-1) ?? "";
  await owner.api.pages.saveComponents.mutate({
    team: team.slug,
    pageId: created.id,
    version: created.version,
    groups: [],
    components: [{ id: crypto.randomUUID(), name: "Online shop", monitorIds: [monitorId] }],
  });
  await owner.api.pages.publish.mutate({ team: team.slug, pageId: created.id });
  const visitor = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const headline = async () => {
    await visitor.goto(`${edgeUrl}/s/${slug}`);
    return await visitor.locator("h1").textContent();
  };
  await expect.poll(headline, { timeout: 20_000 }).toMatch(/All Systems Operational/);

  // The outage: nobody touches the browser, yet it shows.
  await shop.close();
  await expect(page.getByText("Down", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect.poll(received).toEqual(["channel.test", "incident.opened"]);
  await expect.poll(headline, { timeout: 40_000 }).toMatch(/Major System Outage/);
  await page.goto(`/t/${team.slug}/incidents`);
  await page.getByRole("link", { name: /Shop/ }).first().click();
  await expect(page.getByText(/refused/i).first()).toBeVisible();
  await page.getByRole("button", { name: /Acknowledge/ }).click();
  await expect.poll(received).toEqual(["channel.test", "incident.opened", "incident.acknowledged"]);

  // And its end, on the incident that is still open in the browser.
  shop = await openShop(port);
  await expect
    .poll(received, { timeout: 40_000 })
    .toEqual(["channel.test", "incident.opened", "incident.acknowledged", "incident.resolved"]);
  await expect(page.getByText(/Resolved/).first()).toBeVisible();
  await expect.poll(headline, { timeout: 40_000 }).toMatch(/All Systems Operational/);
  await visitor.goto(`${edgeUrl}/s/${slug}/history`);
  await visitor.getByRole("link", { name: "Online shop: outage" }).click();
  await expect(visitor.getByText(/works again after/).first()).toBeVisible();
  await shop.close();
});

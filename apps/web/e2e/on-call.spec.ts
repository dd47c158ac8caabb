import { expect, test } from "./fixtures.ts";

test("an admin lets people take turns, tells them by a policy, and sees who would be told", async ({ openAs, team, seedMonitors }) => {
  await seedMonitors(1);
  const { page, api } = await openAs("admin");
  const me = (await api.session.me.query({})).person;
  const name = (await api.onCall.get.query({ team: team.slug })).people.find(({ userId }) => userId === me.id)?.name ?? "";

  await page.goto(`/t/${team.slug}/on-call/new`);
  await page.getByLabel("Name").fill("Primary");
  await page.getByRole("button", { name: "Save schedule" }).press("Enter");
  await expect(page.getByText("Name at least one person.")).toBeVisible();
  await page.getByLabel("Who takes turns").selectOption({ label: name });
  await expect(page.getByRole("region", { name: "Who would be on call" })).toContainText(name);
  await page.getByLabel("Only at some hours").press("Space");
  await expect(page.getByText(/In the next 8 weeks nobody is on call from/)).toBeVisible();
  await page.getByLabel("Only at some hours").press("Space");
  await page.getByRole("button", { name: "Save schedule" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Primary");
  await expect(page.getByRole("region", { name: "Shifts" }).getByRole("row")).toHaveCount(2);

  const address = await page.getByLabel("Address (iCal)").inputValue();
  const calendar = await page.request.get(address);
  expect(calendar.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(await calendar.text()).toContain(`SUMMARY:${name}: Primary`);
  expect((await page.request.get(address.replace(/[0-9a-f-]{36}/, crypto.randomUUID()))).status()).toBe(404);

  await page.getByRole("button", { name: "Let somebody stand in" }).press("Enter");
  await page.getByLabel("Who", { exact: true }).selectOption({ label: name });
  await page.getByLabel("From").fill("2031-01-02T10:00");
  await page.getByLabel("Until").fill("2031-01-01T10:00");
  await page.getByRole("button", { name: "Let them stand in" }).press("Enter");
  await expect(page.getByText("It ends before it begins. Choose a later end.")).toBeVisible();
  await page.getByLabel("Until").fill("2031-01-03T10:00");
  await page.getByRole("button", { name: "Let them stand in" }).press("Enter");
  await page.getByRole("button", { name: `Remove ${name}` }).press("Enter");
  await expect(page.getByRole("heading", { name: "Who stands in" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Who stands in" })).toBeVisible();

  await page.goto(`/t/${team.slug}/alerts?tab=policies`);
  await expect(page.getByText("Every monitor tells its own channels at once.")).toBeVisible();
  await page.getByRole("link", { name: "Add a policy" }).first().press("Enter");
  await page.getByLabel("Name", { exact: true }).fill("Always");
  await page.getByLabel("Tell", { exact: true }).selectOption({ label: "Whoever is on call in Primary" });
  await expect(page.getByText("At every hour of the coming week somebody would be reached.")).toBeVisible();
  await page.getByLabel("Only at some hours").press("Space");
  await expect(page.getByText("In the coming week no step reaches anybody at times.")).toBeVisible();
  await page.getByLabel("Only at some hours").press("Space");
  await expect(page.getByText("At every hour of the coming week somebody would be reached.")).toBeVisible();
  await page.getByLabel("Everything that no other policy holds for").press("Space");
  await page.getByRole("button", { name: "Save policy" }).press("Enter");
  await expect(page.getByRole("list", { name: "Policies" })).toContainText("1. at once: Whoever is on call in Primary");
  await expect(page.getByRole("region", { name: "Who would be told?" })).toContainText(
    `Step 1 of Always tells ${name} (on call in Primary).`,
  );

  // A monitor's own form chooses another policy, which then holds whatever the default says.
  const [monitor] = await api.monitors.names.query({ team: team.slug });
  await api.policies.create.mutate({ team: team.slug, policy: { name: "Shop only", plan: { steps: [{ tell: [{ kind: "monitor" }] }] } } });
  await page.goto(`/t/${team.slug}/monitors/${monitor?.id}/edit`);
  const choice = page.getByLabel("Policy", { exact: true });
  await expect(choice.locator("option:checked")).toHaveText("As the team's rules say: Always");
  await expect(page.getByRole("group", { name: "Who is told" })).toContainText("Nobody would be told today.");
  await choice.selectOption({ label: "Shop only" });
  await page.getByRole("button", { name: /^Save/ }).press("Enter");
  await page.waitForURL(/\/monitors\/[^/]+(\?|$)/);
  await page.goto(`/t/${team.slug}/alerts?tab=policies`);
  await expect(page.getByRole("region", { name: "Who would be told?" })).toContainText(
    "Shop only holds for it, as chosen for this monitor.",
  );
  await page.getByRole("link", { name: "Shop only" }).press("Enter");
  await expect(page.getByRole("region", { name: "Delete" })).toContainText("It was chosen for 1 monitor.");
  await page.getByRole("button", { name: "Delete policy" }).press("Enter");
  await expect(page.getByRole("region", { name: "Who would be told?" })).toContainText("Always holds for it, as the team's default.");
});

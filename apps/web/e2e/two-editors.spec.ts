import { expect, test } from "./fixtures.ts";

test("who saves second keeps what they typed until they ask for the newer version", async ({ openAs, owner, team }) => {
  const slug = `two-${team.slug}`.slice(0, 60);
  const created = await owner.api.pages.create.mutate({ team: team.slug, page: { name: "Status", slug } });
  const { page } = await openAs("editor");
  await page.goto(`/t/${team.slug}/pages/${created.id}`);
  await page.getByLabel("Description").fill("Typed by the editor");

  await owner.api.pages.update.mutate({
    team: team.slug,
    pageId: created.id,
    version: created.version,
    page: { name: "Renamed by the owner", slug },
  });
  await page.getByRole("button", { name: "Save design" }).press("Enter");
  await expect(page.getByText("Somebody else has changed this page meanwhile.", { exact: false })).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue("Typed by the editor");

  await page.getByRole("button", { name: "Load the newer version" }).press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Renamed by the owner");
  await page.getByLabel("Description").fill("Typed again");
  await page.getByRole("button", { name: "Save design" }).press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  expect(await owner.api.pages.get.query({ team: team.slug, pageId: created.id })).toMatchObject({
    name: "Renamed by the owner",
    description: "Typed again",
  });
});

test("who saves a monitor whose policy was chosen elsewhere meanwhile sees so, wherever in the form they are", async ({
  openAs,
  owner,
  team,
  seedMonitors,
}) => {
  await seedMonitors(1);
  const { page, api } = await openAs("editor");
  const [monitor] = await api.monitors.names.query({ team: team.slug });
  const monitorId = monitor?.id ?? "";
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto(`/t/${team.slug}/monitors/${monitorId}/edit`);
  await page.getByLabel("Name", { exact: true }).fill("Renamed");
  const plan = { steps: [{ tell: [{ kind: "monitor" as const }] }] };
  const policy = await owner.api.policies.create.mutate({ team: team.slug, policy: { name: "Nights", monitorIds: [monitorId], plan } });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else saved this monitor while you were editing.", { exact: false })).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Load the newer version" }).press("Enter");
  await expect(page.getByLabel("Policy", { exact: true }).locator("option:checked")).toHaveText("Nights");
  expect((await api.monitors.get.query({ team: team.slug, monitorId })).alertPolicyId).toBe(policy.id);
});

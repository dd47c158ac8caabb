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

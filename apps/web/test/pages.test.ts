import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { startWeb } from "./web-fixture.ts";
import { furnish } from "./world.ts";

const page = { name: "Acme", slug: "acme" };
type Page = { id: string; version: number };
type Detail = Page & { groups: { id: string }[]; components: { id: string; name: string; groupId: string | null; position: number }[] };

it("gives an address to one team alone, also when two ask at once", async () => {
  await using web = await startWeb();
  const people = await Promise.all([web.person(), web.person()]);
  const answers = await Promise.all(people.map(async ({ call, team }) => await call("pages.create", { team, page })));
  expect(answers.map((answer) => answer.status)).toEqual(expect.arrayContaining([200, 409]));
  const refused = answers.find((answer) => answer.status === 409);
  expect(refused?.error).toMatchObject({
    message: "This address is taken. Choose another one.",
    data: { field: "page.slug", fields: { "page.slug": expect.any(String) } },
  });
});

it("saves the lines of a page as they are given, keeps known ones, and refuses a stale edit", async () => {
  await using web = await startWeb();
  const person = await web.person();
  const { team, call } = person;
  const { pageId, groupId, componentId, monitorId } = await furnish(web, person);
  const lines = {
    groups: [{ id: groupId, name: "Front" }],
    components: [
      { id: randomUUID(), name: "New", groupId, monitorIds: [] },
      { id: componentId, name: "Shop", groupId: null, monitorIds: [monitorId, monitorId] },
    ],
  };
  const saved = await call("pages.saveComponents", { team, pageId, version: 2, ...lines });
  expect(saved.data).toMatchObject({
    groups: [{ id: groupId, name: "Front" }],
    components: [
      { name: "New", groupId },
      { id: componentId, groupId: null, monitorIds: [monitorId] },
    ],
  });
  expect((await call("pages.saveComponents", { team, pageId, version: 2, ...lines })).status).toBe(409);
  const twice = [lines.components[1], lines.components[1]];
  expect((await call("pages.saveComponents", { team, pageId, version: 3, groups: [], components: twice })).error?.data.field).toBe(
    "components",
  );
  const lost = [{ id: randomUUID(), name: "X", groupId: randomUUID(), monitorIds: [] }];
  expect((await call("pages.saveComponents", { team, pageId, version: 3, groups: [], components: lost })).error?.data.field).toBe(
    "components.0.groupId",
  );
  const { version } = (await call("pages.get", { team, pageId })).data as Detail;
  expect((await call("pages.saveComponents", { team, pageId, version, groups: [], components: [] })).data).toMatchObject({
    groups: [],
    components: [],
  });
});

it("publishes, takes back, deletes by typed address, and restores unpublished", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { id: pageId } = (await call("pages.create", { team, page })).data as Page;
  expect((await call("pages.publish", { team, pageId })).data).toMatchObject({ published: true });
  expect(web.bells).toEqual([{ job: "publish", pageId }]);
  expect(await web.deps.db.publishing.due(60_000)).toEqual([pageId]);
  expect((await call("pages.unpublish", { team, pageId })).data).toMatchObject({ published: false });
  expect(await web.deps.db.publishing.due(60_000)).toEqual([]);
  await call("pages.publish", { team, pageId });
  expect((await call("pages.remove", { team, pageId, typedSlug: "acm" })).error?.data.field).toBe("typedSlug");
  expect((await call("pages.remove", { team, pageId, typedSlug: "acme" })).status).toBe(200);
  expect((await call("pages.get", { team, pageId })).status).toBe(404);
  expect((await call("pages.restore", { team, pageId })).data).toMatchObject({ published: false });
});

it("previews an unpublished page as a whole document, with everything people typed escaped", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  const { id: pageId } = (await call("pages.create", { team, page: { ...page, name: "<script>alert(1)</script>" } })).data as Page;
  const { html } = (await call("pages.preview", { team, pageId })).data as { html: string };
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).toContain("&lt;script&gt;alert(1)");
  expect(html).not.toContain("<script>alert(1)");
  expect(await web.deps.db.publishing.due(60_000)).toEqual([]);
});

it("refuses a page with a bad address, time zone or description by its field", async () => {
  await using web = await startWeb();
  const { team, call } = await web.person();
  for (const [key, value] of [
    ["slug", "Acme Status"],
    ["slug", "../etc"],
    ["timeZone", "Mars/Olympus"],
    ["description", "x".repeat(1_001)],
  ] as const) {
    expect((await call("pages.create", { team, page: { ...page, [key]: value } })).error?.data.field).toBe(`page.${key}`);
  }
});

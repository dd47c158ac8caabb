import { expect, it } from "vitest";
import { startWeb } from "./web-fixture.ts";
import { furnish, join } from "./world.ts";

it("tells everybody who is signed in that checks stand still, and keeps the figures to whoever runs the instance", async () => {
  await using web = await startWeb();
  const owner = await web.person();
  const viewer = await web.person();
  await furnish(web, owner);
  await join(web, owner.team, viewer, "viewer");
  await web.deps.db.pool.query("UPDATE schedules SET next_due_ms = next_due_ms - 600000");
  expect((await viewer.call("platform.delay")).data).toMatchObject({ text: "No check has started", isStandingStill: true });
  expect((await owner.call("platform.get")).data).toMatchObject({
    troubles: [{ title: "No check has started" }, { title: "No worker is heard of at This server" }],
  });
  const { status, text } = await viewer.call("platform.get");
  expect([status, text.includes("locations")]).toEqual([403, false]);
});

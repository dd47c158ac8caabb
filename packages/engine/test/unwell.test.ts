import { insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { type UnwellReason, unwellWords } from "@vedette/core/location-health";
import { declareUnwell } from "../src/declare-unwell.ts";
import { observe } from "../src/observe.ts";
import { resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;

it("counts what another location has seen up since the failure here, and nothing older", async () => {
  await using rig = await startRig();
  await rig.deps.db.config.locations.register(2, "Oslo");
  const [shared, stale, failing, recovered, alone] = await Promise.all([1, 2, 3, 4, 5].map(() => insertMonitor(rig.pool, rig.team)));
  if (shared === undefined || stale === undefined || failing === undefined || recovered === undefined || alone === undefined)
    return expect.fail();
  await rig.rows("UPDATE monitors SET location_nos = '{1,2}' WHERE id <> $1", [alone.id]);
  const from = (monitor: typeof shared, locationNo: number, dueMs: number, verdict: "up" | "down") =>
    observe(rig.deps, { batches: [], results: [{ ...resultAt(monitor, dueMs, verdict), locationNo }] });
  await from(shared, 2, t0 + 60_000, "up");
  await from(stale, 2, t0 - 10_000, "up");
  await from(failing, 2, t0 + 10_000, "up");
  await from(failing, 2, t0 + 60_000, "down");
  // Up here again, as another worker of this location saw.
  await from(recovered, 2, t0 + 60_000, "up");
  await from(recovered, 1, t0 + 50_000, "up");
  const all = [shared, stale, failing, recovered, alone].map(({ no: monitorNo }) => ({ monitorNo, sinceMs: t0 }));
  expect(await rig.deps.db.unwell.seenElsewhere(1, all)).toEqual({ shared: 3, up: 1 });
  expect(await rig.deps.db.unwell.seenElsewhere(1, [])).toEqual({ shared: 0, up: 0 });
});

it("mails those who run the instance once per episode, however many workers and checks say it", async () => {
  await using rig = await startRig();
  await rig.rows(
    `INSERT INTO users (id, name, email, is_instance_owner, updated_at)
     VALUES (gen_random_uuid(), 'Ada', 'ada@example.com', true, now()), (gen_random_uuid(), 'Bob', 'bob@example.com', false, now())`,
  );
  const declare = () => declareUnwell({ ...rig.deps, sendsMail: true }, 1, "canaries");
  const ids = (await Promise.all([1, 2, 3, 4].map(declare))).flat();
  expect(ids).toHaveLength(1);
  expect(await rig.rows("SELECT id, type, team_id FROM outbox")).toEqual([{ id: ids[0], type: "system.mail", team_id: null }]);
  await rig.rows("UPDATE locations SET unwell_at = now() - interval '6 minutes'");
  expect(await declare()).toHaveLength(1);
  expect(await declareUnwell({ ...rig.deps, sendsMail: false }, 1, "late")).toEqual([]);
});

it.each(Object.keys(unwellWords) as UnwellReason[])("keeps %s as a reason", async (reason) => {
  await using rig = await startRig();
  await declareUnwell({ ...rig.deps, sendsMail: true }, 1, reason);
  expect(await rig.rows("SELECT unwell_reason FROM locations WHERE no = 1")).toEqual([{ unwell_reason: reason }]);
});

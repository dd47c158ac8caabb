import { expect, it } from "vitest";
import { sampleComponent, sampleIncident, sampleSnapshot, uuid } from "@vedette/testkit/sample-snapshot";
import { renderStatuspageJson } from "./statuspage-json.ts";

const open = sampleIncident(2, { status: "investigating", createdAt: "2026-11-22T13:00:00.000Z", startedAt: "2026-11-22T12:59:00.000Z" });
const snapshot = sampleSnapshot(0, {
  groups: [{ id: uuid(2_000), name: "Shop", position: 1, uptime: { up: 0, counted: 0 }, unseenMs: 0 }],
  components: [
    sampleComponent(1, { position: 0, status: null }),
    sampleComponent(2, { position: 2, groupId: uuid(2_000), status: "partial_outage", description: "Pays" }),
    sampleComponent(3, { position: 3, groupId: uuid(2_000) }),
  ],
  incidents: [sampleIncident(1), open],
});
const files = Object.fromEntries(renderStatuspageJson(snapshot).map((file) => [file.path, JSON.parse(file.body)]));

it("names the page, the status and every list as Statuspage does", () => {
  expect(Object.keys(files["api/v2/summary.json"])).toEqual(["page", "components", "incidents", "scheduled_maintenances", "status"]);
  expect(files["api/v2/status.json"]).toEqual({
    page: {
      id: uuid(1_000),
      name: "Acme",
      url: "https://status.acme.example/s/acme",
      time_zone: "Europe/Berlin",
      updated_at: "2026-11-22T14:02:00.000Z",
    },
    status: { indicator: "major", description: "Partial System Outage" },
  });
  expect(files["api/v2/scheduled-maintenances/active.json"].scheduled_maintenances).toEqual([]);
});

it("writes components with exactly the fields of the dialect; groups are components, as bad as the worst in them", () => {
  const { components } = files["api/v2/components.json"];
  expect(components.map((c: { name: string }) => c.name)).toEqual(["Component 1", "Shop", "Component 2", "Component 3"]);
  expect(components[2]).toEqual({
    id: uuid(2),
    name: "Component 2",
    status: "partial_outage",
    created_at: "2026-06-01T08:00:00.000Z",
    updated_at: "2026-11-22T13:02:00.000Z",
    position: 2,
    description: "Pays",
    showcase: true,
    start_date: "2026-06-01",
    group_id: uuid(2_000),
    page_id: uuid(1_000),
    group: false,
    only_show_if_degraded: false,
  });
  expect(components[1]).toMatchObject({ status: "partial_outage", group: true, group_id: null, components: [uuid(2), uuid(3)] });
  expect(components[0].status).toBe("operational");
});

it("writes incidents with exactly the fields of the dialect, newest first; the summary holds the unresolved ones", () => {
  const { incidents } = files["api/v2/incidents.json"];
  expect(incidents.map((incident: { id: string }) => incident.id)).toEqual([uuid(9_002), uuid(9_001)]);
  expect(files["api/v2/incidents/unresolved.json"].incidents).toEqual([incidents[0]]);
  expect(files["api/v2/summary.json"].incidents).toEqual([incidents[0]]);
  expect(Object.keys(incidents[0]).toSorted()).toEqual(
    "components created_at id impact incident_updates monitoring_at name page_id resolved_at shortlink started_at status updated_at".split(
      " ",
    ),
  );
  expect(incidents[0].shortlink).toBe(`https://status.acme.example/s/acme/incidents/${uuid(9_002)}`);
  expect(incidents[0].incident_updates[0]).toEqual({
    id: uuid(9_502),
    status: "investigating",
    body: "A bad release was rolled back.\nAll orders were kept.",
    incident_id: uuid(9_002),
    created_at: "2026-11-20T10:21:00.000Z",
    updated_at: "2026-11-20T10:21:00.000Z",
    display_at: "2026-11-20T10:21:00.000Z",
    affected_components: null,
    deliver_notifications: false,
  });
});

it("says of an update that was corrected when, beside the time at which it was posted", () => {
  const [update] = open.updates;
  if (update === undefined) throw new Error("the sample has one");
  const incidents = [{ ...open, updates: [{ ...update, editedAt: "2026-11-22T13:30:00.000Z" }] }];
  const file = renderStatuspageJson({ ...snapshot, incidents }).find(({ path }) => path === "api/v2/incidents.json");
  expect(JSON.parse(file?.body ?? "").incidents[0].incident_updates[0]).toMatchObject({
    created_at: "2026-11-20T10:21:00.000Z",
    display_at: "2026-11-20T10:21:00.000Z",
    updated_at: "2026-11-22T13:30:00.000Z",
  });
});

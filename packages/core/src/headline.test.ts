import fc from "fast-check";
import { expect, it } from "vitest";
import { headlineOf } from "./headline.ts";
import { type Impact, type SnapshotComponent, type SnapshotIncident, componentStatuses } from "./snapshot.ts";

const impacts = ["none", "minor", "major", "critical"] as const;
const worstOf = { operational: 0, under_maintenance: 0, degraded_performance: 1, partial_outage: 2, major_outage: 3 } as const;

const component = fc.option(fc.constantFrom(...componentStatuses), { nil: null }).map((status) => ({ status }) as SnapshotComponent); // safe because headlineOf reads only the status
const incident = fc
  .record({ impact: fc.constantFrom<Impact>(...impacts), status: fc.constantFrom("investigating", "identified", "monitoring", "resolved") })
  .map((fields) => fields as SnapshotIncident); // safe because headlineOf reads only these two

it("is exactly as bad as the worst component or open incident, never better", () => {
  fc.assert(
    fc.property(fc.array(component), fc.array(incident), (components, incidents) => {
      const worst = Math.max(
        0,
        ...components.map(({ status }) => (status === null ? 0 : worstOf[status])),
        ...incidents.filter(({ status }) => status !== "resolved").map(({ impact }) => impacts.indexOf(impact)),
      );
      expect(headlineOf({ components, incidents }).indicator).toBe(impacts[worst]);
    }),
  );
});

it("says maintenance only when nothing is broken", () => {
  const under = { status: "under_maintenance" } as SnapshotComponent; // safe because headlineOf reads only the status
  const slow = { status: "degraded_performance" } as SnapshotComponent; // likewise
  expect(headlineOf({ components: [under], incidents: [] }).description).toBe("Service Under Maintenance");
  expect(headlineOf({ components: [under, slow], incidents: [] }).description).toBe("Partially Degraded Service");
});

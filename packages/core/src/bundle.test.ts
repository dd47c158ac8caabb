import fc from "fast-check";
import { expect, it } from "vitest";
import type { AlertMessage, AlertType } from "./alert.ts";
import { bundleOf } from "./bundle.ts";
import type { Severity } from "./health.ts";

const nowMs = Date.parse("2026-11-30T09:00Z");
const message = (number: number, type: AlertType, severity: Severity = "down"): AlertMessage => ({
  id: `msg_${number}_${type}`,
  type,
  timestamp: "2026-11-30T08:00:00.000Z",
  data: {
    team: { id: "t", name: "Acme" },
    monitor: { id: `m${number}`, name: `Shop ${number}`, target: "https://shop.example/" },
    incident: {
      id: `i${number}`,
      number,
      severity,
      summary: `Reason ${number}.`,
      startedAt: "2026-11-30T08:00:00.000Z",
      endedAt: type === "incident.resolved" ? "2026-11-30T08:02:00.000Z" : null,
      durationMs: type === "incident.resolved" ? 120_000 : null,
      url: `https://vedette.example/i${number}`,
    },
  },
});

it("is about the worst that is open, and names all others by what became of them", () => {
  const bundle = bundleOf(
    [
      message(1, "incident.opened", "degraded"),
      message(2, "incident.opened"),
      message(3, "incident.opened"),
      message(4, "incident.resolved"),
      message(3, "incident.resolved"),
      message(5, "incident.opened"),
    ],
    nowMs,
  );
  expect(bundle).toMatchObject({ id: "msg_2_incident.opened", type: "incident.opened", timestamp: "2026-11-30T09:00:00.000Z" });
  expect(bundle.data.incident).toMatchObject({
    number: 2,
    summary: "Reason 2. And 4 more. Down: Shop 5 (#5). Degraded: Shop 1 (#1). Over: Shop 3 (#3, after 2 min), Shop 4 (#4, after 2 min).",
  });
  expect(bundle.data.incident?.translations).toEqual({
    de: "Reason 2. Und 4 weitere. Ausgefallen: Shop 5 (#5). Gestört: Shop 1 (#1). Vorbei: Shop 3 (#3, nach 2 min), Shop 4 (#4, nach 2 min).",
  });
  expect(bundle.data.others?.map(({ number, endedAt }) => [number, endedAt !== null])).toEqual([
    [1, false],
    [3, true],
    [4, true],
    [5, false],
  ]);
});

it("counts how long something lasts up to when the message goes out", () => {
  const { data, ...rest } = message(1, "incident.updated");
  const lasts = { ...rest, data: { ...data, incident: data.incident && { ...data.incident, lastsMs: 60_000 } } };
  expect(bundleOf([lasts], nowMs).data.incident).toMatchObject({ lastsMs: 3_600_000 });
  expect(bundleOf([message(1, "incident.updated")], nowMs).data.incident).not.toHaveProperty("lastsMs");
});

it("says of what began and ended meanwhile that it is over, and leaves a single message its words", () => {
  expect(bundleOf([message(1, "incident.opened"), message(1, "incident.resolved")], nowMs)).toMatchObject({
    id: "msg_1_incident.opened",
    type: "incident.resolved",
    data: { incident: { summary: "Reason 1." } },
  });
});

it("names every incident, whatever is in it", () => {
  const types = fc.constantFrom<AlertType>("incident.opened", "incident.updated", "incident.acknowledged", "incident.resolved");
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), types), { minLength: 1, maxLength: 60, size: "max" }), (some) => {
      const { incident, others = [] } = bundleOf(
        some.map(([number, type]) => message(number, type)),
        nowMs,
      ).data;
      const named = [incident?.number, ...others.map((other) => other.number)];
      expect(named).toHaveLength(new Set(named).size);
      expect(new Set(named)).toEqual(new Set(some.map(([number]) => number)));
    }),
  );
});

import type { DeliveryRow, IncidentDetail } from "@vedette/core/incident-record";
import { untilResolvedMs } from "@vedette/core/quiet";
import { expect, it } from "vitest";
import { timelineOf } from "./timeline.ts";

const ada = { id: "u1", name: "Ada" };
const delivery = (over: Partial<DeliveryRow>): DeliveryRow => ({
  id: "d1",
  type: "incident.opened",
  channel: { id: "c1", name: "Ops mail", kind: "email" },
  incident: { id: "i1", number: 7 },
  createdAtMs: 2_000,
  settledAtMs: 2_300,
  outcome: "delivered",
  nextAttemptAtMs: null,
  attempts: [],
  ...over,
});
const incident: IncidentDetail = {
  id: "i1",
  number: 7,
  severity: "down",
  summary: "Connection refused.",
  monitor: { id: "m1", name: "API", target: "http://127.0.0.1:1/" },
  ruleId: null,
  heldFor: null,
  startedAtMs: 1_000,
  confirmedAtMs: 2_000,
  endedAtMs: 121_000,
  acknowledgedAtMs: 30_000,
  acknowledgedBy: ada,
  acknowledgedVia: null,
  snoozedUntilMs: null,
  mergedInto: null,
  mergedN: 0,
  merged: [],
  events: [
    { seq: 3, kind: "resolved", atMs: 122_000, actor: null, data: { endedAtMs: 121_000 } },
    { seq: 2, kind: "acknowledged", atMs: 30_000, actor: ada, data: {} },
    { seq: 1, kind: "opened", atMs: 2_000, actor: null, data: { severity: "down", summary: "Connection refused." } },
  ],
  deliveries: [delivery({ id: "d2", type: "incident.resolved", createdAtMs: 122_000, outcome: null }), delivery({})],
};

it("tells checks, people and messages in the order in which they happened, causes before consequences", () => {
  expect(timelineOf(incident).map((entry) => entry.text)).toEqual([
    "First failing check.",
    "Confirmed after 1 s: incident opened as down.",
    "Ops mail was told that it opened.",
    "Ada acknowledged.",
    "Resolved.",
    "Ops mail is being told that it is over.",
  ]);
});

it("says why nobody was told, and why they were after all", () => {
  const held = "Nobody is told while what it depends on is down: Gateway.";
  const entries = timelineOf({
    ...incident,
    deliveries: [],
    events: [
      { seq: 1, kind: "opened", atMs: 2_000, actor: null, data: { severity: "down", summary: "Connection refused.", held } },
      { seq: 2, kind: "told", atMs: 9_000, actor: null, data: { why: "What it depends on is up, and it is still failing." } },
    ],
  });
  expect(entries.map((entry) => entry.detail)).toEqual([
    null,
    `Connection refused. ${held}`,
    "What it depends on is up, and it is still failing.",
  ]);
});

it("never claims that a message which failed arrived", () => {
  const failed = {
    ...incident,
    deliveries: [delivery({ outcome: "gave_up" }), delivery({ id: "d3", outcome: "channel_disabled", channel: null })],
  };
  const texts = timelineOf(failed)
    .filter((entry) => entry.deliveries.length > 0)
    .map((entry) => entry.text);
  expect(texts).toEqual(["Ops mail was not told that it opened.", "a deleted channel was not told that it opened."]);
});

it("tells in one line of channels that were sent the same at once, and apart of those of which something else has become", () => {
  const room = { id: "c2", name: "Room", kind: "slack" } as const;
  const pager = { id: "c3", name: "Pager", kind: "pagerduty" } as const;
  const told = timelineOf({
    ...incident,
    deliveries: [
      delivery({}),
      delivery({ id: "d2", channel: room, outcome: "grouped" }),
      delivery({ id: "d3", channel: pager, outcome: "refused" }),
      delivery({ id: "d4", channel: room, type: "incident.updated" }),
      delivery({ id: "d5", channel: room, createdAtMs: 3_000 }),
    ],
  }).filter((entry) => entry.deliveries.length > 0);
  expect(told.map(({ text, deliveries }) => [text, deliveries.map(({ id }) => id)])).toEqual([
    ["Ops mail, Room were told that it opened.", ["d1", "d2"]],
    ["Pager was not told that it opened.", ["d3"]],
    ["Room was told how it stands.", ["d4"]],
    ["Room was told that it opened.", ["d5"]],
  ]);
});

it("says how long a resolved incident lasted, from first bad to first good check", () => {
  expect(timelineOf(incident).find((entry) => entry.text === "Resolved.")?.detail).toBe("It lasted 2 min.");
});

it("says who did what, by which link or button, and why people hear of it again", () => {
  const entries = timelineOf({
    ...incident,
    deliveries: [],
    events: [
      { seq: 1, kind: "acknowledged", atMs: 3_000, actor: null, data: { via: "Ops mail" } },
      { seq: 2, kind: "unacknowledged", atMs: 4_000, actor: ada, data: {} },
      { seq: 9, kind: "acknowledged", atMs: 4_500, actor: null, data: { via: "Ops room", who: "@ann" } },
      { seq: 3, kind: "snoozed", atMs: 5_000, actor: ada, data: { untilMs: untilResolvedMs } },
      { seq: 4, kind: "woken", atMs: 6_000, actor: ada, data: { ended: "snooze" } },
      { seq: 5, kind: "merged", atMs: 7_000, actor: ada, data: { into: { id: "i2", number: 12 } } },
      { seq: 6, kind: "woken", atMs: 8_000, actor: null, data: { ended: "merge", why: "Incident #12 is over." } },
      { seq: 7, kind: "noted", atMs: 9_000, actor: ada, data: { text: "The **disk**." } },
      { seq: 8, kind: "resolved", atMs: 10_000, actor: ada, data: {} },
    ],
  }).slice(1);
  expect(entries.map(({ text }) => text)).toEqual([
    "Somebody, by the link in Ops mail, acknowledged.",
    "Ada gave it back.",
    "@ann in Ops room acknowledged.",
    "Ada snoozed it until it is over.",
    "Ada ended the snooze.",
    "Ada merged it into #12.",
    "People are told again.",
    "Ada commented.",
    "Ada resolved it.",
  ]);
  expect(entries.find(({ comment }) => comment !== null)?.comment).toBe("The **disk**.");
});

it("says what readers of pages were told, on which pages, and what became of it", () => {
  const told = { status: "identified", text: "A **disk** is full.", pages: ["Acme", "Internal"] };
  const line = (seq: number, data: object) => ({
    seq,
    kind: "page_update" as const,
    atMs: seq * 1_000 + 5_000,
    actor: ada,
    data: { ...data },
  });
  const entries = timelineOf({
    ...incident,
    deliveries: [],
    events: [
      line(1, { ...told, did: "posted" }),
      line(2, { ...told, did: "corrected", text: "The disk was full.", status: "monitoring" }),
      line(3, { ...told, did: "deleted", pages: [] }),
      line(4, { ...told, did: "restored", pages: ["Acme"] }),
    ],
  }).slice(1);
  expect(entries.map(({ text }) => text)).toEqual([
    "Ada posted an update on Acme, Internal: identified.",
    "Ada corrected an update on Acme, Internal: monitoring.",
    "Ada deleted an update: identified.",
    "Ada brought an update back on Acme: identified.",
  ]);
  expect(entries.map(({ told: words, comment }) => [words, comment]).slice(0, 2)).toEqual([
    ["A **disk** is full.", null],
    ["The disk was full.", null],
  ]);
});

it("tells of incidents that are dealt with in this one among its own lines", () => {
  const { events: _, deliveries: __, merged: ___, ...row } = incident;
  const other = { ...row, id: "i2", number: 8, monitor: { ...row.monitor, name: "Shop" } };
  const entries = timelineOf({
    ...incident,
    merged: [
      { ...other, events: [{ seq: 1, kind: "opened", atMs: 20_000, actor: null, data: { severity: "down", summary: "Refused." } }] },
    ],
  });
  expect(entries.map(({ of }) => of?.monitor ?? null)).toEqual([null, null, null, "Shop", null, null, null]);
});

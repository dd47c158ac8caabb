import { expect, it } from "vitest";
import { answers } from "./judge-answers.ts";

const id = "1";
const asked = [
  { did: "created", monitorId: id, name: "E0" },
  { did: "updated", monitorId: id, name: "E1" },
  { did: "deleted", monitorId: id, name: "E1" },
  { did: "pinged", monitorId: id, name: "a" },
] as const;
const audits = ["created", "updated", "deleted"].map((did) => ({ monitor_id: id, action: `monitor.${did}`, n: 1 }));
const kept = {
  answers: [...asked],
  edited: [{ id, name: "E1", is_deleted: true }],
  audits,
  pings: [
    { body: "a", n: 1 },
    { body: "of which nobody heard", n: 1 },
  ],
};

it("is content where all that was acknowledged is so", () => {
  expect(answers(kept)).toEqual({ violations: [], figures: { changes: 3, pings: 1 } });
});

it.each([
  ["a monitor that is not there", { edited: [] }, /not there/],
  ["a name that was lost", { edited: [{ id, name: "E0", is_deleted: true }] }, /renamed to E1/],
  ["a deletion that was lost", { edited: [{ id, name: "E1", is_deleted: false }] }, /deleted was acknowledged/],
  ["a monitor that was made twice", { edited: [...kept.edited, { id: "2", name: "E0", is_deleted: false }] }, /created beside/],
  ["a change that was made twice", { audits: audits.map((audit) => ({ ...audit, n: 2 })) }, /updated 1 times, and 2 times/],
  ["a ping that was lost", { pings: [] }, /stored 0 times/],
  ["a ping that is stored twice", { pings: [{ body: "a", n: 2 }] }, /stored 2 times/],
  ["a ping without an answer that is stored twice", { pings: [...kept.pings, { body: "b", n: 2 }] }, /ping b: is stored 2 times/],
])("sees %s", (_, seen, words) => {
  expect(answers({ ...kept, ...seen }).violations.join("\n")).toMatch(words);
});

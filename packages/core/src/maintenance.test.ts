import { describe, expect, it } from "vitest";
import { MaintenanceInput, windowsOf } from "./maintenance.ts";

const plan = { timeZone: "Europe/Berlin", startsAt: "2027-03-21T02:00", endsAt: "2027-03-21T04:00", rule: "FREQ=WEEKLY" };
const all = { fromMs: 0, untilMs: Infinity };
const input = { title: "Upgrade", scope: { type: "all" }, ...plan };
const iso = (windows: readonly { startsMs: number; endsMs: number }[]) =>
  windows.map(({ startsMs, endsMs }) => `${new Date(startsMs).toISOString().slice(0, 16)}/${new Date(endsMs).toISOString().slice(11, 16)}`);

describe("windows of a plan", () => {
  it("keep to the clocks of the zone when these are changed", () => {
    // On 28 March the clocks go from 02:00 to 03:00: the beginning is skipped, and the window is an hour shorter.
    expect(iso(windowsOf(plan, all, 3))).toEqual(["2027-03-21T01:00/03:00", "2027-03-28T01:00/02:00", "2027-04-04T00:00/02:00"]);
    // On 31 October they show 02:00 twice: it begins with the first.
    const autumn = { ...plan, startsAt: "2027-10-31T02:00", endsAt: "2027-10-31T04:00" };
    expect(iso(windowsOf(autumn, all, 1))).toEqual(["2027-10-31T00:00/03:00"]);
  });

  it("are left out where the clocks leave them no length", () => {
    const skipped = { ...plan, startsAt: "2027-03-28T02:00", endsAt: "2027-03-28T03:00" };
    expect(iso(windowsOf(skipped, all, 2))).toEqual(["2027-04-04T00:00/01:00", "2027-04-11T00:00/01:00"]);
  });

  it("begin with the one that has not ended, and stop at the horizon", () => {
    const duringFirst = Date.parse("2027-03-21T02:59Z");
    expect(windowsOf(plan, { fromMs: duringFirst, untilMs: Date.parse("2027-03-28T01:00Z") }, 9)).toHaveLength(1);
    expect(windowsOf(plan, { fromMs: Date.parse("2027-03-21T03:00Z"), untilMs: Infinity }, 1)).toEqual(windowsOf(plan, all, 2).slice(1));
  });

  it("of a plan without a rule are one", () => {
    expect(windowsOf({ ...plan, rule: null }, all, 9)).toHaveLength(1);
  });
});

describe("a plan is refused", () => {
  it.each([
    ["that ends before it begins", { endsAt: "2027-03-21T01:59" }, "endsAt", /ends before it begins/],
    ["without length", { endsAt: "2027-03-21T02:00" }, "endsAt", /ends before it begins/],
    ["longer than 30 days", { endsAt: "2027-04-21T02:00" }, "endsAt", /at most 30 days/],
    ["whose windows overlap", { endsAt: "2027-03-29T02:00" }, "rule", /has not ended when the next/],
    ["whose rule is over", { rule: "FREQ=WEEKLY;UNTIL=20270101" }, "rule", /ends before its first window/],
    ["on a day that does not exist", { startsAt: "2027-13-41T02:00" }, "startsAt", /no such day/],
    ["in no zone", { timeZone: "Mars/Olympus" }, "timeZone", /unknown/],
    ["without a tag", { scope: { type: "tags", tags: [] } }, "scope.tags", /at least one tag/],
    ["without a monitor", { scope: { type: "monitors", monitorIds: [] } }, "scope.monitorIds", /at least one monitor/],
  ])("%s", (_, change, path, message) => {
    const { error } = MaintenanceInput.safeParse({ ...input, ...change });
    expect(error?.issues.map((issue) => [issue.path.join("."), issue.message])).toContainEqual([path, expect.stringMatching(message)]);
  });

  it("or taken", () => {
    expect(MaintenanceInput.parse(input)).toMatchObject({ note: "", rule: "FREQ=WEEKLY" });
  });
});

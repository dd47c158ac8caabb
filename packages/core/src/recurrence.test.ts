import { describe, expect, it } from "vitest";
import { readRecurrence, recurrenceWords, timesOf } from "./recurrence.ts";

function days(rule: string, first: string, count = 6): string[] {
  const read = readRecurrence(rule);
  if ("error" in read) throw new Error(read.error);
  const times: string[] = [];
  for (const atMs of timesOf(read, Date.parse(`${first}Z`))) {
    times.push(new Date(atMs).toISOString().slice(0, 16));
    if (times.length === count) break;
  }
  return times;
}

describe("times of a rule", () => {
  it.each([
    ["FREQ=DAILY;INTERVAL=2", "2026-12-30T02:00", ["2026-12-30T02:00", "2027-01-01T02:00", "2027-01-03T02:00"]],
    ["FREQ=DAILY;BYDAY=SA,SU", "2026-11-30T02:00", ["2026-12-05T02:00", "2026-12-06T02:00", "2026-12-12T02:00"]],
    ["FREQ=WEEKLY", "2026-12-01T22:30", ["2026-12-01T22:30", "2026-12-08T22:30", "2026-12-15T22:30"]],
    // RFC 5545, 3.3.10: WKST matters with an interval of two weeks.
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
      "1997-08-05T09:00",
      ["1997-08-05T09:00", "1997-08-10T09:00", "1997-08-19T09:00", "1997-08-24T09:00"],
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
      "1997-08-05T09:00",
      ["1997-08-05T09:00", "1997-08-17T09:00", "1997-08-19T09:00", "1997-08-31T09:00"],
    ],
    ["FREQ=MONTHLY;BYDAY=1FR", "1997-09-05T09:00", ["1997-09-05T09:00", "1997-10-03T09:00", "1997-11-07T09:00"]],
    [
      "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU",
      "1997-09-07T09:00",
      ["1997-09-07T09:00", "1997-09-28T09:00", "1997-11-02T09:00", "1997-11-30T09:00"],
    ],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31T00:00", ["2027-01-31T00:00", "2027-02-28T00:00", "2027-03-31T00:00"]],
    ["FREQ=MONTHLY", "2027-01-31T00:00", ["2027-01-31T00:00", "2027-03-31T00:00", "2027-05-31T00:00"]],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02T09:00", ["1998-02-13T09:00", "1998-03-13T09:00", "1998-11-13T09:00"]],
    ["FREQ=YEARLY", "2024-02-29T01:00", ["2024-02-29T01:00", "2028-02-29T01:00"]],
    ["FREQ=YEARLY;BYMONTH=6,7", "1997-06-10T09:00", ["1997-06-10T09:00", "1997-07-10T09:00", "1998-06-10T09:00"]],
    ["FREQ=DAILY;UNTIL=20261202", "2026-12-01T23:00", ["2026-12-01T23:00", "2026-12-02T23:00"]],
  ])("%s from %s", (rule, first, expected) => {
    expect(days(rule, first, rule.includes("UNTIL") || rule.includes("COUNT") ? 9 : expected.length)).toEqual(expected);
  });

  it("ends although no day ever fits", () => {
    expect(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01T00:00")).toEqual([]);
  });
});

it.each([
  ["", /no part of a rule/],
  ["INTERVAL=2", /begins with FREQ/],
  ["FREQ=HOURLY", /use one of DAILY/],
  ["FREQ=DAILY;FREQ=DAILY", /FREQ stands twice/],
  ["FREQ=DAILY;BYSETPOS=1", /BYSETPOS is not known here/],
  ["FREQ=DAILY;COUNT=0", /from 1 to 10000/],
  ["FREQ=DAILY;COUNT=2;UNTIL=20270101", /exclude each other/],
  ["FREQ=WEEKLY;BYDAY=1MO", /needs FREQ=MONTHLY/],
  ["FREQ=WEEKLY;BYDAY=XX", /write days as/],
  ["FREQ=WEEKLY;BYMONTHDAY=3", /does not go with/],
  ["FREQ=MONTHLY;BYMONTHDAY=32", /from 1 to 31/],
  ["FREQ=YEARLY;BYMONTH=-1", /from 1 to 12/],
  ["FREQ=DAILY;UNTIL=20261399", /write a day as/],
])("refuses %j and says why", (rule, message) => {
  expect(readRecurrence(rule)).toEqual({ error: expect.stringMatching(message) });
});

it.each([
  ["FREQ=DAILY", "every day"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10", "every 2 weeks on Tuesday and Thursday, 10 times"],
  ["FREQ=MONTHLY;BYDAY=1SU", "every month on the first Sunday"],
  ["FREQ=MONTHLY;BYMONTHDAY=1,-1;UNTIL=20271231", "every month on day 1 and the last day, until 2027-12-31"],
  ["FREQ=YEARLY;BYMONTH=6", "every year in June"],
])("says %s in words", (rule, words) => {
  const read = readRecurrence(rule);
  expect("error" in read ? read.error : recurrenceWords(read)).toBe(words);
});

import { expect, it } from "vitest";
import { PageUpdateInput, untrueStatus } from "./page-update.ts";
import { incidentStatuses, statusWord } from "./snapshot.ts";

const problemOf = (body: string) => PageUpdateInput.safeParse({ status: "identified", body }).error?.issues[0]?.message ?? null;

it("takes 1 to 10,000 characters with line breaks, without the space around them", () => {
  expect(PageUpdateInput.parse({ status: "monitoring", body: "\n A fix is out.\nWe keep watching. \n" })).toEqual({
    status: "monitoring",
    body: "A fix is out.\nWe keep watching.",
  });
  expect(problemOf("x".repeat(10_000))).toBeNull();
  expect(problemOf("x".repeat(10_001))).toMatch(/too long. Use at most 10000 characters/);
  for (const empty of ["", " \n\t "]) expect(problemOf(empty)).toMatch(/is empty/);
  expect(problemOf("a\u0000b")).toMatch(/control character/);
  expect(PageUpdateInput.safeParse({ status: "postmortem", body: "x" }).success).toBe(false);
});

it("refuses to say of an open incident that it is resolved, and nothing else", () => {
  expect(incidentStatuses.filter((status) => untrueStatus(status, true) !== null)).toEqual(["resolved"]);
  expect(incidentStatuses.filter((status) => untrueStatus(status, false) !== null)).toEqual([]);
});

it("has a word for each status", () => {
  expect(incidentStatuses.map(statusWord)).toEqual(["Investigating", "Identified", "Monitoring", "Resolved"]);
});

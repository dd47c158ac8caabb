import { sampleSnapshot } from "@vedette/testkit/sample-snapshot";
import { expect, it } from "vitest";
import { pageTitle } from "./page-title.ts";

it.each([
  ["Acme", "Acme status"],
  ["Acme Status", "Acme Status"],
  ["status.acme.example", "status.acme.example"],
  ["Statuspage", "Statuspage status"],
])("calls a page named %s %s", (name, title) => {
  const snapshot = sampleSnapshot();
  expect(pageTitle({ ...snapshot, page: { ...snapshot.page, name } })).toBe(title);
});

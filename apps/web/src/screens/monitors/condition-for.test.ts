import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { kinds } from "@vedette/core/kinds";
import { expect, it } from "vitest";
import { conditionFor } from "./condition-for.ts";

const { subjects } = kinds.http;

it.each([
  ["status", null, 200, "status == 200"],
  ["header", "content-type", "text/html; charset=utf-8", 'header "content-type" == "text/html; charset=utf-8"'],
  ["json", "$.queue['a b']", 3, `json "$.queue['a b']" == 3`],
  ["json", "$.note", null, 'json "$.note" == null'],
  ["body.size", null, 700, "body.size <= 1400B"],
  ["tls.names", null, ["example.com", "www.example.com"], "tls.names contains example.com"],
] as const)("makes of %s %j %j a condition that can be read", (name, argument, value, line) => {
  expect(conditionFor(subjects, name, argument, value)).toBe(line);
  expect(readAssertions(line, subjects).errors).toEqual([]);
});

it("makes none of what a kind cannot be asked about", () => {
  expect(conditionFor(subjects, "ssh.banner", null, "SSH-2.0")).toBeNull();
  expect(conditionFor(subjects, "tls.names", null, [])).toBeNull();
});

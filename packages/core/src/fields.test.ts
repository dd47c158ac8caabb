import { expect, it } from "vitest";
import { MonitorSpec } from "./monitor-spec.ts";

it.each<[field: string, spec: object, path: string]>([
  ["a password of a database", { kind: "postgres", host: "db.example.com", password: "abc" }, "password"],
  ["a password of a mailbox", { kind: "imap", host: "mail.example.com", user: "u", password: "abc" }, "password"],
  ["a named secret", { kind: "http", url: "https://example.com/", secrets: [{ name: "key", value: "abc" }] }, "secrets.0.value"],
  ["a token", { kind: "http", url: "https://example.com/", auth: { type: "bearer", token: "abc" } }, "auth.token"],
])("refuses %s that is too short to be hidden, and takes none or a longer one", (_field, spec, path) => {
  const problems = MonitorSpec.safeParse(spec).error?.issues.map((issue) => [issue.path.join("."), issue.message]);
  expect(problems).toEqual([[path, "A secret this short cannot be hidden in what is kept of an answer. Use at least 4 characters."]]);
  for (const fine of ['""', '"abcd"'])
    expect(MonitorSpec.safeParse(JSON.parse(JSON.stringify(spec).replace('"abc"', fine))).success).toBe(true);
});

import { expect, it } from "vitest";
import { HttpSpec } from "./kinds/http.ts";
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

it("says of conditions that are too long just that", () => {
  const parsed = HttpSpec.safeParse({ kind: "http", url: "https://example.com/", assertions: "nothing like it\n".repeat(20_000) });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual(["The conditions are too long. Use at most 4,000 characters."]);
});

it("reads no text further that is too long for its field", () => {
  const spec = { kind: "redis", host: "db.example.com", command: `LLEN "a${String.raw`\" b`.repeat(50_000)}` };
  expect(MonitorSpec.safeParse(spec).error?.issues.map(({ message }) => message)).toEqual(["At most 1,000 characters."]);
});

import { expect, it } from "vitest";
import { kindOfStored, readSpec } from "./stored-spec.ts";

it("reads what any version has stored, and says of what it cannot read which setting it is", () => {
  const spec = readSpec("tcp", { kind: "tcp", host: "db", port: 5432 });
  expect([spec.kind, kindOfStored(spec)]).toEqual(["tcp", "tcp"]);

  const stored = { kind: "tcp", host: "db", port: 70_000 };
  const bad = readSpec("tcp", stored);
  expect(bad).toMatchObject({
    kind: "unreadable",
    of: "tcp",
    stored,
    problem: expect.stringMatching(/cannot be read .*“port”: .*save it\.$/),
  });
  expect(kindOfStored(bad)).toBe("tcp");
});

it.each([{ kind: "telex", number: 7 }, null, "telex", [], {}])("reads %j of a kind that it does not have", (stored) => {
  const spec = readSpec("telex", stored);
  expect(spec).toMatchObject({ kind: "unreadable", of: null, problem: expect.stringMatching(/“telex”.*delete the monitor\.$/) });
  expect(kindOfStored(spec)).toBeNull();
});

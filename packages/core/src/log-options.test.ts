import { expect, it } from "vitest";
import { loggedError } from "./log-options.ts";

const canary = "hunter2canary";

it("keeps nothing that a driver hangs on its errors", () => {
  const redis = Object.assign(new Error("WRONGPASS invalid username-password pair"), {
    command: { name: "auth", args: ["default", canary] },
  });
  const postgres = Object.assign(new Error("null value in column"), {
    code: "23502",
    detail: `Failing row contains (${canary}).`,
    where: canary,
  });
  const address = Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input: `postgres://app:${canary}@db/x` });
  for (const error of [redis, postgres, address, new Error("outer", { cause: postgres })])
    expect(JSON.stringify(loggedError(error))).not.toContain(canary);
  expect(loggedError(postgres)).toMatchObject({ type: "Error", message: "null value in column", code: "23502" });
});

it.each([
  [`connect to postgresql://app:${canary}@db.example:5432/vedette failed`, "connect to postgresql://db.example:5432 failed"],
  [`POST https://hooks.example/services/${canary}?key=${canary} (500)`, "POST https://hooks.example (500)"],
  [`GET "https://example.com/?token=${canary}", then`, 'GET "https://example.com", then'],
  ["no address at all: a/b", "no address at all: a/b"],
])("cuts addresses down to their host: %s", (message, expected) => {
  const error = new Error(message);
  expect(loggedError(error).message).toBe(expected);
  expect(JSON.stringify(loggedError(error))).not.toContain(canary);
});

it("keeps of Prisma's messages the reason and not the arguments", () => {
  const error = Object.assign(new Error(`\nInvalid \`create()\` invocation:\n{\n  token: "${canary}"\n}\n\nArgument \`x\` is missing.`), {
    name: "PrismaClientValidationError",
  });
  expect(loggedError(error).message).toBe("Argument `x` is missing.");
  expect(JSON.stringify(loggedError(error))).not.toContain(canary);
});

it("says where an error came from, of what it came, and takes whatever was thrown", () => {
  const error = new Error("outer", { cause: new RangeError("inner") });
  expect(loggedError(error)).toMatchObject({
    message: "outer",
    stack: expect.stringMatching(/^\s+at /),
    cause: { type: "RangeError", message: "inner" },
  });
  const circular = new Error("round");
  circular.cause = circular;
  expect(JSON.stringify(loggedError(circular)).match(/round/g)?.length).toBe(4);
  for (const thrown of ["text", null, undefined, 7, {}]) expect(typeof loggedError(thrown).message).toBe("string");
});

import { freePort } from "@vedette/testkit/free-port";
import { expect, it } from "vitest";
import { assertRedisIsSafe } from "../src/redis-safety.ts";

it("names a Redis that does not answer, without its password", async () => {
  const port = await freePort();
  const refusal = await assertRedisIsSafe(`redis://:hunter2@127.0.0.1:${port}`).catch((error: unknown) => String(error));
  expect(refusal).toMatch(new RegExp(`Redis at 127\\.0\\.0\\.1:${port} cannot be reached: .*ECONNREFUSED.* correct REDIS_URL`));
  expect(refusal).not.toContain("hunter2");
});

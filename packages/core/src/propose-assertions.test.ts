import { expect, it } from "vitest";
import { readAssertions } from "./assertion/read-assertions.ts";
import { kinds } from "./kinds.ts";
import { proposeAssertions } from "./propose-assertions.ts";

const { subjects } = kinds.http;

it("proposes what one would want of a healthy answer, and nothing that changes by itself", () => {
  const lines = proposeAssertions(
    {
      facts: { status: 200, "tls.expires_in": 60 * 86_400_000 },
      response: { status: 200, headers: [["content-type", "application/json"]], body: '{"status":"ok","build":4711}' },
    },
    subjects,
  );
  expect(lines).toEqual(["tls.expires_in > 14d else degraded", 'header "content-type" contains "json"', 'json "$.status" == "ok"']);
  expect(readAssertions(lines.join("\n"), subjects).errors).toEqual([]);
});

it("proposes nothing of what it did not see, nor what the kind cannot be asked", () => {
  expect(proposeAssertions({}, subjects)).toEqual([]);
  expect(proposeAssertions({ facts: { "ssh.banner": "SSH-2.0-OpenSSH" } }, subjects)).toEqual([]);
  expect(proposeAssertions({ facts: { "tls.expires_in": 1_000 } }, subjects)).toEqual([]);
});

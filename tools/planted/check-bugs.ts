import type { Bug } from "./bug.ts";

const outbound = (file: string) => (test: string) => ({ project: "integration" as const, file: `packages/outbound/test/${file}`, test });

/** What keeps checks from telling what they must not, and from blaming a target for what is not its doing. */
export const checkBugs: readonly Bug[] = [
  {
    name: "our own name servers answer anybody anything",
    file: "packages/outbound/src/own-name-servers.ts",
    from: 'const mayTrust = policy.privateAllowed || type === "A" || type === "AAAA";',
    to: "const mayTrust = policy.privateAllowed || type !== undefined;",
    caughtBy: outbound("probe-dns.test.ts")(
      "this machine's own name servers > are not even asked for TXT by whoever may not dial them, whatever the name",
    ),
  },
  {
    name: "a registry that is busy makes a domain down",
    file: "packages/outbound/src/probe-domain.ts",
    from: "if (reply.status === 429 || reply.status >= 500) {",
    to: "if (reply.status >= 500) {",
    caughtBy: outbound("probe-domain.test.ts")(
      "what a registry cannot say is no news of the domain > when it answers with status 429, and it may be asked again at the next check",
    ),
  },
  {
    name: "a registry is asked again before it said",
    file: "packages/outbound/src/registry-patience.ts",
    from: "if (waitMs > 0) return waitMs;",
    to: "",
    caughtBy: outbound("probe-domain.test.ts")(
      "what a registry cannot say is no news of the domain > and one that says Retry-After: 90 is not asked again before, for whatever domain",
    ),
  },
  {
    name: "a sequence goes on after a step that is down",
    file: "packages/outbound/src/probe-sequence.ts",
    from: "    isPartial = true;\n    break;",
    to: "",
    caughtBy: outbound("probe-sequence.test.ts")(
      "conditions on a step > name the step whose answer breaks one, and no step is taken after it",
    ),
  },
];

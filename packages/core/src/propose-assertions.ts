import type { Subject } from "./assertion/assertion.ts";
import type { Condition } from "./assertion/condition.ts";
import { writeAssertion } from "./assertion/write-assertion.ts";
import type { Evidence } from "./probe-result.ts";

const dayMs = 86_400_000;
const healthKeys = ["status", "state", "health", "ok", "healthy", "ready", "alive", "success"];
const healthWords = /^(?:ok|okay|up|pass|passing|healthy|green|ready|alive|serving|running|success|online|operational|connected)$/i;

/**
 * Conditions that one would want, as canonical lines, from what a check saw when all was well. Each holds for that very check; none is
 * about something that changes by itself, such as a build number.
 */
export function proposeAssertions(evidence: Evidence, subjects: readonly Subject[]): string[] {
  const conditions = [...expiry(evidence), ...banner(evidence), ...contentType(evidence), ...health(evidence)];
  return conditions.flatMap(({ subject: name, ...rest }) => {
    const subject = subjects.find((each) => each.name === name);
    // safe because the subject's type is the only part that was missing
    return subject === undefined ? [] : [writeAssertion({ subject: name, type: subject.type, ...rest } as Condition)];
  });
}

type Wanted = Pick<Condition, "subject" | "argument" | "severity"> & { operator: string; value: string | number | boolean };

function* expiry({ facts = {} }: Evidence): Generator<Wanted> {
  for (const subject of ["tls.expires_in", "domain.expires_in"]) {
    const left = facts[subject];
    // Certificates that live for a week are renewed later.
    const days =
      typeof left === "number"
        ? [30, 14, 3].find((each) => each !== (subject === "tls.expires_in" ? 30 : 14) && left > each * dayMs)
        : undefined;
    if (days !== undefined) yield { subject, argument: null, severity: "degraded", operator: ">", value: days * dayMs };
  }
}

function* banner({ facts = {} }: Evidence): Generator<Wanted> {
  const ssh = facts["ssh.banner"];
  if (typeof ssh === "string" && ssh.startsWith("SSH-2.0")) {
    yield { subject: "ssh.banner", argument: null, severity: "down", operator: "starts with", value: "SSH-2.0" };
  }
  if (facts["grpc.health"] === "SERVING")
    yield { subject: "grpc.health", argument: null, severity: "down", operator: "==", value: "SERVING" };
}

function* contentType({ response }: Evidence): Generator<Wanted> {
  const type = response?.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const value = ["json", "html", "xml"].find((each) => type.includes(each));
  if (value !== undefined) yield { subject: "header", argument: "content-type", severity: "down", operator: "contains", value };
}

function* health({ response }: Evidence): Generator<Wanted> {
  const json = parsed(response?.body ?? "");
  for (const key of healthKeys) {
    const value = Object.hasOwn(json, key) ? json[key] : undefined;
    if (value !== true && !(typeof value === "string" && healthWords.test(value))) continue;
    yield { subject: "json", argument: `$.${key}`, severity: "down", operator: "==", value };
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

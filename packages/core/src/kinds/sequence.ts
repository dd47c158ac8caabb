import { z } from "zod";
import type { Subject } from "../assertion/assertion.ts";
import { assertionsField } from "../assertion/assertions-field.ts";
import { groupsIn, patternProblem } from "../assertion/pattern-problem.ts";
import { tlsSubjects } from "../assertion/tls-subjects.ts";
import { Secrets, TlsOptions, activeFields, line, maxRedirects } from "../fields.ts";
import { HttpUrl } from "../http-url.ts";
import { kindOf } from "../kind.ts";
import { checkPlaceholders } from "../placeholders.ts";
import { singularPath } from "../singular-path.ts";
import { StatusSet } from "../status-set.ts";
import { HttpAuth, HttpBody, HttpHeaders, HttpProxy, checkSignIn, httpMethods, httpSubjects } from "./http.ts";

/** What conditions on one step can be about; its latency is its own. */
export const stepSubjects: readonly Subject[] = httpSubjects.filter(({ name }) => !name.startsWith("tls."));

export const sequenceSubjects: readonly Subject[] = [
  ...stepSubjects.map((subject) => (subject.name === "latency" ? subject : ofLast(subject))),
  ...tlsSubjects,
];

function ofLast(subject: Subject): Subject {
  return { ...subject, label: `${subject.label} (last step)` };
}

/**
 * How a value is found in an answer: a JSONPath to one value, the name of a header or cookie, a pattern whose first group is the value, or
 * the text around it with * for the value.
 */
const Extraction = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/i, "Begin with a letter; letters, digits and _ only.")
      .meta({ label: "Name", placeholder: "token" }),
    from: z
      .enum(["json", "header", "cookie", "pattern", "text"])
      .default("json")
      .meta({
        label: "From",
        choices: { json: "JSON value", header: "Header", cookie: "Cookie", pattern: "Pattern in the body", text: "Text around it" },
      }),
    where: line(300).min(1, "Say where the value stands.").meta({ label: "Where", placeholder: "$.access_token" }),
  })
  .superRefine(({ from, where }, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", path: ["where"], message });
    if (from === "json" && singularPath(where) === null) issue("Write a JSONPath to one value, such as $.user.id or $.items[0]['id'].");
    if (from === "pattern") {
      const problem = patternProblem(where);
      if (problem !== null) issue(`Column ${problem.index + 1}: ${problem.message}`);
      else if (groupsIn(where) === 0) issue('Put ( ) around the value, such as "token":"([^"]+)".');
    }
    if (from === "text" && !/^[^*]+\*[^*]+$/.test(where))
      issue('Write the text before and after the value with one * for it, such as name="csrf" value="*".');
    if ((from === "header" || from === "cookie") && !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(where)) issue(`Write the name of the ${from}.`);
  });
export type Extraction = z.output<typeof Extraction>;

const Step = z.strictObject({
  name: line(60).min(1, "Give the step a name.").meta({ label: "Name", placeholder: "Sign in" }),
  method: z.enum(httpMethods).default("GET").meta({ label: "Method" }),
  url: HttpUrl.meta({ label: "Address", placeholder: "https://example.com/api/session" }),
  headers: HttpHeaders,
  body: HttpBody,
  auth: HttpAuth,
  expectedStatus: StatusSet.default("2xx").meta({ label: "Expected status", placeholder: "2xx, 301" }),
  assertions: assertionsField(stepSubjects, ""),
  extract: z.array(Extraction).max(10, "At most 10 values.").default([]).meta({ label: "Values for later steps", item: "a value" }),
});
export type SequenceStep = z.output<typeof Step>;

const fields = z.strictObject({
  kind: z.literal("sequence"),
  steps: z.array(Step).min(1, "Add at least one step.").max(10, "At most 10 steps.").meta({
    label: "Steps",
    item: "a step",
    place: "main",
    hint: "A step may use a value of an earlier one, or a secret, as {{name}} in its query, headers and body.",
  }),
  ...activeFields(sequenceSubjects),
  secrets: Secrets,
  maxRedirects,
  tls: TlsOptions,
  proxy: HttpProxy,
});

export const SequenceSpec = fields.superRefine(({ steps, secrets }, context) => {
  const known: string[] = [];
  steps.forEach((step, i) => {
    checkPlaceholders(step, secrets, known, context, ["steps", i]);
    checkSignIn(step, context, ["steps", i]);
    step.extract.forEach(({ name }, j) => {
      if (known.includes(name) || secrets.some((secret) => secret.name === name))
        context.addIssue({
          code: "custom",
          path: ["steps", i, "extract", j, "name"],
          message: `Something is called {{${name}}} already. Choose another name.`,
        });
      known.push(name);
    });
  });
});
export type SequenceSpec = z.output<typeof SequenceSpec>;

export const sequence = kindOf(SequenceSpec)({
  label: "HTTP sequence",
  about: "Takes several HTTP steps one after the other, each with values of those before: sign in, then call.",
  group: "web",
  target: ({ steps }) => `${steps[0]?.url ?? ""}${steps.length > 1 ? ` and ${steps.length - 1} more` : ""}`,
  destination: ({ steps, proxy }) =>
    [...steps.map(({ url, auth }) => `${new URL(url).origin} ${auth.type === "oauth2" ? auth.tokenUrl : ""}`), proxy.url].join(" "),
  name: ({ steps }) => `${new URL(steps[0]?.url ?? "http://sequence").host} in ${steps.length} steps`,
  subjects: sequenceSubjects,
});

import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { bodyTemplate, headersField, methodField } from "../channel-request.ts";
import { templateProblem } from "../alert-template.ts";

export const HttpTarget = z
  .strictObject({
    kind: z.literal("http"),
    url: secretUrl("Address", {
      hint: "Its query may hold {{fields}}.",
      placeholder: "https://example.com/notify?text={{headline}}",
    }),
    method: methodField("POST").meta({ label: "Method", place: "main" }),
    headers: headersField,
    body: bodyTemplate("Left empty, nothing is sent but the address.").meta({ label: "Body", control: "lines", place: "main" }),
  })
  .superRefine(({ url }, context) => {
    const problem = templateProblem(new URL(url).search);
    if (problem !== null) context.addIssue({ code: "custom", path: ["url"], message: problem });
  });
export type HttpTarget = z.output<typeof HttpTarget>;

export const http = channelKindOf(HttpTarget)({
  label: "Custom HTTP",
  about: "Any request you like, with fields of the alert in it.",
  group: "usual",
  howTo: { text: "Any service that has an HTTP interface", url: "https://www.rfc-editor.org/rfc/rfc9110" },
  address: ({ url }) => url,
  destination: ({ url }) => new URL(url).origin,
});

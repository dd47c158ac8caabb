import { z } from "zod";
import { lineField, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const SplunkOnCallTarget = z.strictObject({
  kind: z.literal("splunkoncall"),
  apiKey: token("REST API key", { hint: "The last but one part of the address." }),
  routingKey: lineField("Routing key", 100, { placeholder: "database" }),
});
export type SplunkOnCallTarget = z.output<typeof SplunkOnCallTarget>;

export const splunkoncall = channelKindOf(SplunkOnCallTarget)({
  label: "Splunk On-Call",
  about: "An incident that is acknowledged and resolved along with ours.",
  group: "oncall",
  howTo: {
    text: "Integrations, REST – Generic",
    url: "https://help.splunk.com/splunk-observability-cloud/splunk-on-call/integrations-with-splunk-on-call/rest-endpoint-integration-for-splunk-on-call",
  },
  address: ({ routingKey }) => routingKey,
});

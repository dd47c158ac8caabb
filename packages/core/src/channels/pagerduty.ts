import { z } from "zod";
import { token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const PagerDutyTarget = z.strictObject({
  kind: z.literal("pagerduty"),
  routingKey: token("Integration key", { hint: "Of an Events API v2 integration." }),
  region: z
    .enum(["us", "eu"])
    .default("us")
    .meta({ label: "Region", choices: { us: "United States", eu: "Europe" } }),
});
export type PagerDutyTarget = z.output<typeof PagerDutyTarget>;

export const pagerduty = channelKindOf(PagerDutyTarget)({
  label: "PagerDuty",
  about: "An incident that is acknowledged and resolved along with ours.",
  group: "oncall",
  howTo: { text: "Service, Integrations, Events API V2", url: "https://support.pagerduty.com/main/docs/services-and-integrations" },
  address: ({ region }) => (region === "eu" ? "PagerDuty (Europe)" : "PagerDuty"),
  destination: ({ region }) => region,
});

import { z } from "zod";
import { token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const OpsgenieTarget = z.strictObject({
  kind: z.literal("opsgenie"),
  apiKey: token("API key", { hint: "Of an API integration." }),
  region: z
    .enum(["us", "eu"])
    .default("us")
    .meta({ label: "Region", choices: { us: "United States", eu: "Europe" } }),
});
export type OpsgenieTarget = z.output<typeof OpsgenieTarget>;

export const opsgenie = channelKindOf(OpsgenieTarget)({
  label: "Opsgenie",
  about: "An alert that is acknowledged and closed along with ours.",
  group: "oncall",
  howTo: { text: "Team, Integrations, API", url: "https://support.atlassian.com/opsgenie/docs/create-a-default-api-integration/" },
  address: ({ region }) => (region === "eu" ? "Opsgenie (Europe)" : "Opsgenie"),
  destination: ({ region }) => region,
});

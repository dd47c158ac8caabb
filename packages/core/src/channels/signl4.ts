import { z } from "zod";
import { token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const Signl4Target = z.strictObject({ kind: z.literal("signl4"), secret: token("Team or integration secret") });
export type Signl4Target = z.output<typeof Signl4Target>;

export const signl4 = channelKindOf(Signl4Target)({
  label: "SIGNL4",
  about: "A Signl that is acknowledged and resolved along with ours.",
  group: "oncall",
  howTo: { text: "Integrations, Webhook", url: "https://docs.signl4.com/integrations/webhook/webhook.html" },
  address: () => "SIGNL4",
});

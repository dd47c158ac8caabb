import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const GrafanaOnCallTarget = z.strictObject({
  kind: z.literal("grafanaoncall"),
  url: secretUrl("Integration address", { placeholder: "https://oncall-prod.grafana.net/oncall/integrations/v1/formatted_webhook/…" }),
});
export type GrafanaOnCallTarget = z.output<typeof GrafanaOnCallTarget>;

export const grafanaoncall = channelKindOf(GrafanaOnCallTarget)({
  label: "Grafana OnCall and IRM",
  about: "An alert group that is resolved along with ours.",
  group: "oncall",
  howTo: { text: "Integrations, Formatted Webhook", url: "https://grafana.com/docs/oncall/latest/integrations/webhook/" },
  address: ({ url }) => url,
});

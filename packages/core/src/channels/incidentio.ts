import { z } from "zod";
import { lineField, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const IncidentIoTarget = z.strictObject({
  kind: z.literal("incidentio"),
  source: lineField("Alert source ID", 40, { placeholder: "01GW2G3V0S59R238FAHPDS1R66", hint: "The last part of the address." }, [
    /^[\w-]+$/,
    "The ID is the last part of the address that incident.io shows.",
  ]),
  token: token("Token"),
});
export type IncidentIoTarget = z.output<typeof IncidentIoTarget>;

export const incidentio = channelKindOf(IncidentIoTarget)({
  label: "incident.io",
  about: "An alert that is resolved along with ours.",
  group: "oncall",
  howTo: { text: "Alerts, Sources, HTTP", url: "https://docs.incident.io/alerts/custom-http-sources" },
  address: ({ source }) => source,
});

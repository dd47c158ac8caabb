import { z } from "zod";
import { serverUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { line, secret } from "../fields.ts";

export const AlertmanagerTarget = z.strictObject({
  kind: z.literal("alertmanager"),
  server: serverUrl({ placeholder: "https://alertmanager.example.com" }),
  user: line(500).default("").meta({ label: "User", hint: "Where a proxy asks for one." }),
  password: secret("Password"),
});
export type AlertmanagerTarget = z.output<typeof AlertmanagerTarget>;

export const alertmanager = channelKindOf(AlertmanagerTarget)({
  label: "Alertmanager",
  about: "An alert that ends along with ours, for its own routes and silences.",
  group: "oncall",
  howTo: { text: "Any Prometheus Alertmanager, API v2", url: "https://prometheus.io/docs/alerting/latest/alerts_api/" },
  address: ({ server }) => new URL(server).host,
  destination: ({ server }) => new URL(server).origin,
});

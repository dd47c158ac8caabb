import { z } from "zod";
import { serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const AppriseTarget = z.strictObject({
  kind: z.literal("apprise"),
  server: serverUrl({ placeholder: "https://apprise.example.com" }),
  to: z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("key"),
        key: token("Configuration key", {}, [/^[\w-]{1,128}$/, "A key has letters, digits, _ and - only."]),
      }),
      z.strictObject({ type: z.literal("urls"), urls: token("Apprise URLs", { hint: "Separated by commas.", placeholder: "tgram://…" }) }),
    ])
    .meta({ label: "To", place: "main", choices: { key: "What a configuration of the server says", urls: "Apprise URLs" } }),
});
export type AppriseTarget = z.output<typeof AppriseTarget>;

export const apprise = channelKindOf(AppriseTarget)({
  label: "Apprise",
  about: "A bridge to a hundred more services, through an Apprise API server.",
  group: "push",
  howTo: { text: "Run an Apprise API server", url: "https://github.com/caronc/apprise-api" },
  address: ({ server }) => new URL(server).host,
  destination: ({ server }) => new URL(server).origin,
});

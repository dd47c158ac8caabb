import { z } from "zod";
import { serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const GotifyTarget = z.strictObject({
  kind: z.literal("gotify"),
  server: serverUrl({ placeholder: "https://gotify.example.com" }),
  token: token("Application token"),
});
export type GotifyTarget = z.output<typeof GotifyTarget>;

export const gotify = channelKindOf(GotifyTarget)({
  label: "Gotify",
  about: "A push message through a server of your own.",
  group: "push",
  howTo: { text: "Apps, Create application", url: "https://gotify.net/docs/pushmsg" },
  address: ({ server }) => new URL(server).host,
  destination: ({ server }) => new URL(server).origin,
});

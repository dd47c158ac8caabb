import { z } from "zod";
import { lineField, serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const MatrixTarget = z.strictObject({
  kind: z.literal("matrix"),
  server: serverUrl({ placeholder: "https://matrix.org" }),
  token: token("Access token", { hint: "Of an account that has joined the room." }),
  room: lineField("Room ID", 255, { placeholder: "!abc:matrix.org" }, [
    /^!\S+$/,
    "A room ID begins with !. It stands in the room's advanced settings.",
  ]),
});
export type MatrixTarget = z.output<typeof MatrixTarget>;

export const matrix = channelKindOf(MatrixTarget)({
  label: "Matrix",
  about: "A message to an unencrypted room; what follows answers the first one.",
  group: "chat",
  howTo: {
    text: "Room settings, Advanced; and an access token of the bot's account",
    url: "https://spec.matrix.org/latest/client-server-api/#client-authentication",
  },
  address: ({ room }) => room,
  destination: ({ server }) => new URL(server).origin,
});

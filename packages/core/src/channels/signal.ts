import { z } from "zod";
import { PhoneNumber, serverUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const SignalTarget = z.strictObject({
  kind: z.literal("signal"),
  server: serverUrl({ placeholder: "http://signal.example.com:8080" }),
  number: PhoneNumber.meta({ label: "Sender's number", place: "main", placeholder: "+4915112345678" }),
  recipients: z
    .array(z.string().regex(/^(?:\+[1-9]\d{6,14}|group\.[\w+/=]+|[\w.]+\.\d+)$/, "Type a number with +, a user name, or group.…"))
    .min(1, "Name at least one recipient.")
    .max(20, "At most 20 recipients.")
    .meta({ label: "Recipients", hint: "Numbers, user names or group IDs, one per line.", place: "main" }),
});
export type SignalTarget = z.output<typeof SignalTarget>;

export const signal = channelKindOf(SignalTarget)({
  label: "Signal",
  about: "A message through a signal-cli REST bridge of your own.",
  group: "chat",
  howTo: { text: "Run the bridge", url: "https://github.com/bbernhard/signal-cli-rest-api" },
  address: ({ recipients }) => recipients.join(", "),
});

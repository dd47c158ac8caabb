import type { z } from "zod";

/** Where a kind stands in the gallery. */
export const channelGroups = {
  usual: "E-mail and webhooks",
  chat: "Chat",
  oncall: "On-call and incident tools",
  push: "Push",
  phone: "Phone",
  issues: "Issues",
} as const;
export type ChannelGroup = keyof typeof channelGroups;

/** All that the house needs to know of one kind of channel besides how it is sent to. One file each in `channels/`. */
export type ChannelKindInfo<Schema extends z.ZodType = z.ZodType> = {
  schema: Schema;
  label: string;
  /** One line that says what arrives there. */
  about: string;
  group: ChannelGroup;
  /** Where a person gets what the form asks for. */
  howTo: { text: string; url: string };
  /** Where messages go, in one line. Is asked with the public half, so it may show whatever it sees. */
  address: (target: z.output<Schema>) => string;
  /** Where the service reports presses on its buttons, below our own address. */
  pressesAt?: string;
  /** Everywhere the typed secrets are sent, where that is not fixed: once it changes, they have to be typed again. */
  destination?: (target: z.output<Schema>) => string;
};

/** Gives the functions of a kind the types of its schema: `channelKindOf(SlackTarget)({ label: … })`. */
export function channelKindOf<Schema extends z.ZodType>(
  schema: Schema,
): (info: Omit<ChannelKindInfo<Schema>, "schema">) => ChannelKindInfo<Schema> {
  return (info) => ({ schema, ...info });
}

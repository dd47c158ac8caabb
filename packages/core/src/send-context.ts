import { type Voice, usualVoice } from "./alert-words.ts";

/** What a sender is told beside the message. `reference`: what the service called what it was last sent about this incident. */
export type SendContext = {
  voice: Voice;
  reference: string | null;
  /** For each recipient of a mail the address at which they leave the channel; absent where nobody can. */
  leaveUrlOf?: (recipient: string) => string;
  /** For a service that has to be told where to report presses: the address, and the secret by which a bot's reports are known. */
  webhook?: { url: string; secretOf: (botToken: string) => string };
  /** Of a message that asks for somebody, what its buttons carry that act in place; absent elsewhere. */
  presses?: Presses;
};

/** `url`: below it presses are answered, by who sends them. `link`: the token that the message's links carry. `chat`: 64 characters for chats. */
export type Presses = { url: string; acknowledge: PressTokens; snooze: PressTokens };
export type PressTokens = { link: string; chat: string };

export const usualContext: SendContext = { voice: usualVoice, reference: null };

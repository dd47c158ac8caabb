import { type Voice, usualVoice } from "./alert-words.ts";

/** What a sender is told beside the message. `reference`: what the service called what it was last sent about this incident. */
export type SendContext = {
  voice: Voice;
  reference: string | null;
  /** For each recipient of a mail the address at which they leave the channel; absent where nobody can. */
  leaveUrlOf?: (recipient: string) => string;
};

export const usualContext: SendContext = { voice: usualVoice, reference: null };

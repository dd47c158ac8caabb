/** The public half of a channel's target: what people may read again. The rest is sealed. */
export type ChannelConfig = { kind: "email"; to: string[] } | { kind: "webhook"; url: string };

/** A channel as it is configured, without its secrets. Times are milliseconds since the epoch. */
export type ChannelRecord = {
  id: string;
  name: string;
  config: ChannelConfig;
  enabled: boolean;
  /** Why the platform itself switched it off, such as an answer 410. */
  disabledReason: string | null;
  failingSinceMs: number | null;
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
};

/** A channel as the list shows it: with how it did in the last 7 days. */
export type ChannelRow = ChannelRecord & {
  deliveries: { delivered: number; failed: number; waiting: number };
  lastDelivery: { atMs: number; ok: boolean; code: number | null; detail: string } | null;
};

import type { AlertTemplates } from "./alert-template.ts";
import type { ChannelConfig } from "./channel.ts";

/** A channel as it is configured, without its secrets. Times are milliseconds since the epoch. */
export type ChannelRecord = {
  id: string;
  name: string;
  config: ChannelConfig;
  templates: AlertTemplates;
  enabled: boolean;
  /** Why the platform itself switched it off, such as an answer 410. */
  disabledReason: string | null;
  failingSinceMs: number | null;
  version: number;
  createdAtMs: number;
  updatedAtMs: number;
};

/** A channel as the list shows it: with whose it is (null: the team's), and how it did in the last 7 days. */
export type ChannelRow = ChannelRecord & {
  ownerId: string | null;
  deliveries: { delivered: number; failed: number; waiting: number };
  lastDelivery: { atMs: number; ok: boolean; code: number | null; detail: string } | null;
};

import type { Db } from "@vedette/db/db";

/** What every verb of the road is handed: nothing here is read from the environment or the wall clock behind its back. */
export type RoadDeps = {
  db: Db;
  /** A fresh UUID; version 7, so that rows of one time lie together in their index. */
  newId: () => string;
  /** Where people open the admin UI, without a trailing slash; links in alerts begin with it. */
  publicUrl: string;
  /** Called between any two awaited steps that change something. The crash tests end the process in it; otherwise it does nothing. */
  step: (name: Step) => Promise<void>;
};

/** Every point at which a crash is survived, in the order of the road. */
export const steps = [
  "claimed",
  "taken",
  "probed",
  "results-stored",
  "states-saved",
  "incidents-changed",
  "outbox-appended",
  "observed",
  "delivery-taken",
  "sent",
  "delivery-recorded",
  "snapshot-built",
  "published",
] as const;
export type Step = (typeof steps)[number];

export async function noStep(): Promise<void> {}

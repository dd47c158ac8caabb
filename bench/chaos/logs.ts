/** A target is up or down from `atMs` on, by the farm's own clock. */
export type TruthLine = { target: number; up: boolean; atMs: number };

/**
 * What the uplink of a location lets through from `atMs` on: none of these targets, and no canary where `canaries` is true; but for a packet
 * now and then, where it leaks.
 */
export type CutLine = { locationNo: number; targets: number[]; canaries: boolean; leaks: boolean; atMs: number };

/** The farm itself had no turn then, so nobody got an answer. */
export type StallLine = { fromMs: number; untilMs: number };

/** What the sink was sent, and what it answered: `taken` with a 2xx; `reset` after it had read everything, so the sender cannot know. */
export type DeliveryLine = { atMs: number; id: string; type: string; incidentId: string; answer: "taken" | "reset" | "refused" };

/** A mail to whoever runs the instance; sent again it bears the same id. */
export type MailLine = { id: string; subject: string };

/** What was done to the platform, and for how long. `targets`: which of the watched services were down meanwhile, all at once. */
export type FaultLine = { name: string; part: string; fromMs: number; untilMs: number; targets: number[] };

/** What was asked for and answered well, once each. `name`: the monitor's from then on; of a ping its body. */
export type AnswerLine = { did: "created" | "updated" | "deleted" | "restored" | "pinged"; monitorId: string; name: string };

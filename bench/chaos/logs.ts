/** A target is up or down from `atMs` on, by the farm's own clock. */
export type TruthLine = { target: number; up: boolean; atMs: number };

/** What the sink was sent, and what it answered: `taken` with a 2xx; `reset` after it had read everything, so the sender cannot know. */
export type DeliveryLine = { atMs: number; id: string; type: string; incidentId: string; answer: "taken" | "reset" | "refused" };

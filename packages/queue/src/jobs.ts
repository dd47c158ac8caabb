/** What each job carries: ids that say where to look, never data to act on. Postgres is asked what is really due. */
export type JobPayloads = {
  probe: { batchId: string };
  deliver: { outboxId: string };
  errand: { errandId: string };
  rollUp: { resolutionS: 300 | 3_600 | 86_400 };
  analyse: Record<string, never>;
  publish: { pageId: string };
};
export type JobName = keyof JobPayloads;

export type JobPolicy = {
  /** How many run at once in one process. */
  concurrency: number;
  /** Runs before the job is dropped. 1 where a row in Postgres already knows when to try again. */
  attempts: number;
  /** Wait before the second attempt; it doubles with each. */
  backoffMs: number;
};

export const jobs: Readonly<Record<JobName, JobPolicy>> = {
  probe: { concurrency: 3, attempts: 1, backoffMs: 0 },
  deliver: { concurrency: 20, attempts: 1, backoffMs: 0 },
  errand: { concurrency: 5, attempts: 1, backoffMs: 0 },
  rollUp: { concurrency: 1, attempts: 5, backoffMs: 2_000 },
  analyse: { concurrency: 1, attempts: 3, backoffMs: 10_000 },
  publish: { concurrency: 2, attempts: 5, backoffMs: 1_000 },
};

export const jobNames = Object.keys(jobs) as JobName[]; // safe because the record has exactly the job names

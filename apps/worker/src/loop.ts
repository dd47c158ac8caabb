import type { Logger } from "pino";

export type Loop = { stop: () => Promise<void>; /** Milliseconds since the last run that ended well. */ ageMs: () => number };

/**
 * Runs `work` again and again, `everyMs` after the start of the run before, never twice at once. A run that fails is logged once per
 * kind of failure in a row, and the next one is tried as if nothing had happened.
 */
export function loop(name: string, everyMs: number, log: Logger, work: () => Promise<void>): Loop {
  let stopped = false;
  let wake: () => void = () => {};
  let lastFailure = "";
  let lastGood = performance.now();

  const finished = (async () => {
    while (!stopped) {
      const startedAt = performance.now();
      try {
        await work();
        lastGood = performance.now();
        if (lastFailure !== "") log.info({ loop: name }, "works again");
        lastFailure = "";
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        if (failure !== lastFailure) log.error({ err: error, loop: name }, "a run failed; the next one is tried in its turn");
        lastFailure = failure;
      }
      const waitMs = everyMs - (performance.now() - startedAt);
      if (waitMs > 0 && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => (clearTimeout(timer), resolve());
        });
      }
    }
  })();

  return {
    ageMs: () => performance.now() - lastGood,
    stop: async () => {
      stopped = true;
      wake();
      await finished;
    },
  };
}

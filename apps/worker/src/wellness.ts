import { type Signs, type UnwellReason, createGlimpses, unwellReason, unwellWords } from "@vedette/core/location-health";
import type { ObservedResult } from "@vedette/engine/observe";
import type { Logger } from "pino";

/** Whether this location may be believed. */
export type Wellness = {
  /**
   * Takes notice of a finished check, and answers with what is to be made of it: the check itself, or, where this location is found to be
   * unwell at a moment after the check ended, that it cannot tell. Good checks pass at once; bad ones wait for that, about a second at most
   * and a canary's deadline more.
   */
  judge: (result: ObservedResult) => ObservedResult | Promise<ObservedResult>;
};

type Options = {
  /** Asks each canary; how many there are and how many did not answer. */
  askCanaries: () => Promise<Signs["canaries"]>;
  canaryCount: number;
  seenElsewhere: (failing: { monitorNo: number; sinceMs: number }[]) => Promise<Signs["others"]>;
  declare: (reason: UnwellReason) => Promise<void>;
  log: Logger;
};

/** However many checks fail, canaries are not asked more often. */
const spacingMs = 1_000;
const mostRemembered = 500;
const rememberedMs = 600_000;

export function createWellness({ askCanaries, canaryCount, seenElsewhere, declare, log }: Options): Wellness {
  const glimpses = createGlimpses();
  /** Monitors that fail here, and since which check. */
  const failing = new Map<number, { sinceMs: number; at: number }>();
  let next: Promise<UnwellReason | null> | null = null;
  let startedAt = -Infinity;

  async function assess(): Promise<UnwellReason | null> {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + spacingMs - performance.now())));
    // Whoever fails from here on needs an answer that is younger than this one.
    next = null;
    startedAt = performance.now();
    const suspicion = glimpses.suspicion(startedAt);
    // One that was paused or deleted never ends by itself.
    for (const [monitorNo, { at }] of failing) if (at < startedAt - rememberedMs) failing.delete(monitorNo);
    const list = [...failing].map(([monitorNo, { sinceMs }]) => ({ monitorNo, sinceMs }));
    const none = { shared: 0, up: 0 };
    const [canaries, others] = await Promise.all([
      askCanaries(),
      suspicion === "failing" ? seenElsewhere(list).catch(() => none) : none, // the database is away: nobody can be asked
    ]);
    const reason = unwellReason({ suspicion, canaries, others });
    if (reason !== null) {
      log.warn({ reason }, `this location does not trust itself: ${unwellWords[reason]}`);
      // Not awaited: it must not keep results waiting, and is said again with the next failing check.
      declare(reason).catch((error: unknown) => log.warn({ err: error }, "that could not be written down yet"));
    }
    return reason;
  }

  async function believed(result: ObservedResult): Promise<ObservedResult> {
    const reason = await (next ??= assess());
    if (reason === null) return result;
    const { content: _, ...rest } = result;
    return {
      ...rest,
      verdict: "inconclusive",
      code: "location_unwell",
      reason: `This location does not trust itself: ${unwellWords[reason]}.`,
    };
  }

  return {
    judge: (result) => {
      const { monitorNo, verdict, code, dueMs } = result;
      const isBad = verdict === "down" || verdict === "degraded";
      glimpses.add(performance.now(), verdict === "down" ? "failed" : code === "prober_stalled" ? "stalled" : "fine");
      if (verdict === "up") failing.delete(monitorNo);
      else if (isBad && !failing.has(monitorNo) && failing.size < mostRemembered)
        failing.set(monitorNo, { sinceMs: dueMs, at: performance.now() });
      if (!isBad || (canaryCount === 0 && glimpses.suspicion(performance.now()) === null)) return result;
      return believed(result);
    },
  };
}

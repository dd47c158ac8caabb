import { type Signs, type UnwellReason, type Way, createGlimpses, unwellReason, unwellWords, wayOf } from "@vedette/core/location-health";
import type { ObservedResult } from "@vedette/engine/observe";
import type { Logger } from "pino";

/** Whether this location may be believed. */
export type Wellness = {
  /**
   * Takes notice of a finished check, and answers with what is to be made of it: the check itself, or, where this location is found to be
   * unwell at a moment after the check ended, or not known to be well when it began, that it cannot tell. Good checks pass at once; bad ones
   * wait for that, about a second at most and a canary's deadline more.
   */
  judge: (result: ObservedResult) => ObservedResult | Promise<ObservedResult>;
  /** No more questions are asked. */
  stop: () => void;
};

/** `wellSince`: for good now, or Infinity. */
type Assessment = { reason: UnwellReason | null; wellSince: number };

/** What is asked in one way. `wellSince`: since when it is known to be well; Infinity: it is not, or nobody knows yet. */
type Question = { next: Promise<Assessment> | null; startedAt: number; lastReason: UnwellReason | null; wellSince: number };

type Options = {
  /** Asks each canary in this way; how many there are and how many did not answer. */
  askCanaries: (way: Way) => Promise<Signs["canaries"]>;
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
  let isStopped = false;
  const asking = (wellSince: number): Question => ({ next: null, startedAt: -Infinity, lastReason: null, wellSince });
  // A place may have no IPv6, or do without names: nobody asks before something fails there.
  const questions: Record<Way, Question> = {
    ipv4: asking(canaryCount === 0 ? -Infinity : Infinity),
    ipv6: asking(-Infinity),
    names: asking(-Infinity),
  };

  async function assess(way: Way): Promise<Assessment> {
    const question = questions[way];
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, question.startedAt + spacingMs - performance.now())).unref());
    // Whoever fails from here on needs an answer that is younger than this one.
    question.next = null;
    question.startedAt = performance.now();
    const suspicion = glimpses.suspicion(question.startedAt);
    // One that was paused or deleted never ends by itself.
    for (const [monitorNo, { at }] of failing) if (at < question.startedAt - rememberedMs) failing.delete(monitorNo);
    const list = [...failing].map(([monitorNo, { sinceMs }]) => ({ monitorNo, sinceMs }));
    const none = { shared: 0, up: 0 };
    const [canaries, others] = await Promise.all([
      askCanaries(way),
      suspicion === "failing" ? seenElsewhere(list).catch(() => none) : none, // the database is away: nobody can be asked
    ]);
    const reason = unwellReason({ way, suspicion, canaries, others });
    if (reason === null) question.wellSince = Math.min(question.wellSince, performance.now());
    else {
      question.wellSince = Infinity;
      askOn(way);
      if (reason !== question.lastReason) log.warn({ reason }, `this location does not trust itself: ${unwellWords[reason]}`);
      // Not awaited: it must not keep results waiting, and is said again in a second.
      declare(reason).catch((error: unknown) => log.warn({ err: error }, "that could not be written down yet"));
    }
    question.lastReason = reason;
    return { reason, wellSince: question.wellSince };
  }

  /** Asks until it is well, so that what fails from then on counts at once: also before anything fails. */
  function askOn(way: Way): void {
    if (isStopped) return;
    (questions[way].next ??= assess(way)).catch((error: unknown) =>
      log.error({ err: error }, "this location cannot find out whether it is well"),
    );
  }

  async function believed(result: ObservedResult): Promise<ObservedResult> {
    const beganAt = performance.now() - (result.totalUs ?? 0) / 1_000;
    const way = wayOf(result);
    const { reason, wellSince: knownSince } = await (questions[way].next ??= assess(way));
    // What an uplink did to a check that had begun before it came back is not known: it may end long after.
    if (reason === null && beganAt >= knownSince) return result;
    const { content: _, ...rest } = result;
    const why = reason === null ? "it was not known to be well when the check began" : unwellWords[reason];
    return { ...rest, verdict: "inconclusive", code: "location_unwell", reason: `This location does not trust itself: ${why}.` };
  }

  if (canaryCount > 0) askOn("ipv4");

  return {
    judge: (result) => {
      const { monitorNo, verdict, code, dueMs } = result;
      const isBad = verdict === "down" || verdict === "degraded";
      glimpses.add(performance.now(), verdict === "down" ? "failed" : code === "prober_stalled" ? "stalled" : "fine");
      if (verdict === "up") failing.delete(monitorNo);
      else if (isBad && !failing.has(monitorNo) && failing.size < mostRemembered)
        failing.set(monitorNo, { sinceMs: dueMs, at: performance.now() });
      const isCalm = canaryCount === 0 && questions.ipv4.wellSince < Infinity && glimpses.suspicion(performance.now()) === null;
      return !isBad || isCalm ? result : believed(result);
    },
    stop: () => {
      isStopped = true;
    },
  };
}

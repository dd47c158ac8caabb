/** Places for checks that run at once, shared among teams; whoever finds none waits in a line of its team's own. */
export type Places = {
  /** Starts `work` now, or once the team may have a place. A place is free again when what `work` returned has settled. */
  enter: (teamId: string, work: () => Promise<void>) => void;
  /** Teams of which so much waits that no more of it should be fetched. */
  full: () => string[];
  taken: () => number;
  /** Forgets all that waits; what runs goes on. */
  clear: () => void;
  /** Resolves when nothing runs and nothing waits. */
  idle: () => Promise<void>;
};

/**
 * A team may hold as many places as it leaves free (Choudhury and Hahne: "Dynamic Queue Length Thresholds for Shared-Memory Packet
 * Switches", 1998): the first half of all, the next half of the rest. So a few teams whose targets hang leave room for those that hold
 * little. What may wait is shared by the same rule.
 */
export function createPlaces(limits: { running: number; waiting: number }): Places {
  const running = new Map<string, number>();
  const lines = new Map<string, (() => Promise<void>)[]>();
  const idling: (() => void)[] = [];
  let taken = 0;
  let waiting = 0;

  const mayStart = (teamId: string) => (running.get(teamId) ?? 0) < limits.running - taken;

  function start(teamId: string, work: () => Promise<void>): void {
    taken += 1;
    running.set(teamId, (running.get(teamId) ?? 0) + 1);
    void work().finally(() => leave(teamId));
  }

  function leave(teamId: string): void {
    taken -= 1;
    const left = (running.get(teamId) ?? 1) - 1;
    if (left === 0) running.delete(teamId);
    else running.set(teamId, left);
    // In turn: a team that was let in goes to the end.
    for (const [each, works] of lines) {
      if (!mayStart(each)) continue;
      const work = works.shift();
      lines.delete(each);
      if (works.length > 0) lines.set(each, works);
      waiting -= 1;
      if (work !== undefined) start(each, work);
      break;
    }
    wakeIfIdle();
  }

  function wakeIfIdle(): void {
    if (taken === 0 && waiting === 0) for (const wake of idling.splice(0)) wake();
  }

  return {
    enter: (teamId, work) => {
      const before = lines.get(teamId);
      if (before === undefined && mayStart(teamId)) return start(teamId, work);
      if (before === undefined) lines.set(teamId, [work]);
      else before.push(work);
      waiting += 1;
    },
    full: () => [...lines].filter(([, works]) => works.length >= limits.waiting - waiting).map(([teamId]) => teamId),
    taken: () => taken,
    clear: () => {
      lines.clear();
      waiting = 0;
      wakeIfIdle();
    },
    idle: async () => {
      while (taken > 0 || waiting > 0) await new Promise<void>((resolve) => idling.push(resolve));
    },
  };
}

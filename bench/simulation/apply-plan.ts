import type { Road } from "../../apps/worker/src/road.ts";
import type { Plan } from "./faults.ts";
import type { Database } from "./model/database.ts";
import type { Program, Scheduler } from "./scheduler.ts";
import { type Watch, leaseMs } from "./watch.ts";

/** Lets happen what the plan says, each thing in its time. `kill`: ends a program without a word and starts another after a while. */
export function applyPlan(options: {
  plan: Plan;
  scheduler: Scheduler;
  database: Database;
  watch: Watch;
  slots: { program: Program; road: Road }[];
  kill: (program: Program, awayMs: number) => void;
  note: (line: () => string) => void;
}): void {
  const { plan, scheduler, database, watch, slots, kill, note } = options;
  const { killAtEvents } = plan;
  scheduler.kills = (program, event) => {
    if (event < (killAtEvents[0] ?? Infinity)) return false;
    killAtEvents.shift();
    kill(program, 1_000);
    return true;
  };
  for (const fault of plan.faults) {
    scheduler.after(fault.atMs, null, 30, () => {
      const { nowMs } = scheduler;
      note(() => `fault: ${JSON.stringify(fault)}`);
      const troubled = (lastsMs: number) => void watch.trouble.push({ fromMs: nowMs, untilMs: nowMs + lastsMs + leaseMs });
      const slot = "slot" in fault ? slots[fault.slot] : undefined;
      switch (fault.kind) {
        case "killed":
          if (slot !== undefined) kill(slot.program, fault.awayMs);
          break;
        case "restarted":
          if (slot !== undefined) scheduler.after(0, slot.program, 31, () => void restart(slot, fault.awayMs));
          break;
        case "frozen":
          if (slot !== undefined) slot.program.frozenUntilMs = nowMs + fault.lastsMs;
          troubled(fault.lastsMs);
          break;
        case "database away":
          database.awayUntilMs = nowMs + fault.lastsMs;
          database.disconnect(() => true);
          troubled(fault.lastsMs);
          break;
        case "database stalled":
          database.stalledUntilMs = nowMs + fault.lastsMs;
          troubled(fault.lastsMs);
          break;
        case "worker's clock set":
          if (slot !== undefined) slot.program.wallMs += fault.byMs;
          break;
        case "database's clock set":
          database.setClock(fault.byMs);
          watch.isClockSet = true;
          break;
      }
    });
  }

  async function restart({ program, road }: { program: Program; road: Road }, awayMs: number): Promise<void> {
    watch.trouble.push({ fromMs: scheduler.nowMs, untilMs: scheduler.nowMs + 15_000 });
    program.state = "closing";
    await road.close(5_000);
    kill(program, awayMs);
  }
}

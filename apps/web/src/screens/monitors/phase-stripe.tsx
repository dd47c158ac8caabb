import type { PhasesUs } from "@vedette/core/probe-result";
import { phaseStyles } from "./phases.ts";

type Phases = { [Phase in keyof PhasesUs]?: number | null };

const partsOf = (phases: Phases) => phaseStyles.map((style) => ({ ...style, us: phases[style.key] ?? 0 })).filter((part) => part.us > 0);

/** The phases of one check to scale, without words: the figures must stand elsewhere. */
export function PhaseStripe({ phases }: { phases: Phases }) {
  return (
    <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full">
      {partsOf(phases).map((part) => (
        <span key={part.key} className="forced-color-adjust-none" style={{ flexGrow: part.us, background: part.colour }} />
      ))}
    </div>
  );
}

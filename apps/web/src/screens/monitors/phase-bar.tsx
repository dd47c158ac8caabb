import type { PhasesUs } from "@vedette/core/probe-result";
import { formatUs } from "../../ui/format.ts";
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

/** Where the time of one check went: a bar to scale, and the same as a list that is read out. */
export function PhaseBar({ phases }: { phases: Phases }) {
  const parts = partsOf(phases);
  if (parts.length === 0) return null;
  return (
    <div>
      <PhaseStripe phases={phases} />
      <ul className="tabular mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
        {parts.map((part) => (
          <li key={part.key} className="flex items-center gap-1.5">
            <span aria-hidden="true" className="size-2 rounded-sm" style={{ background: part.colour }} />
            <span className="text-muted">{part.name}</span> {formatUs(part.us)}
          </li>
        ))}
      </ul>
    </div>
  );
}

import type { PhasesUs } from "@vedette/core/probe-result";
import { formatUs } from "../../ui/format.ts";
import { phaseStyles } from "./phases.ts";

/** Where the time of one check went: a bar to scale, and the same as a list that is read out. */
export function PhaseBar({ phases }: { phases: { [Phase in keyof PhasesUs]?: number | null } }) {
  const parts = phaseStyles.map((style) => ({ ...style, us: phases[style.key] ?? 0 })).filter((part) => part.us > 0);
  if (parts.length === 0) return null;
  return (
    <div>
      <div aria-hidden="true" className="flex h-2.5 gap-px overflow-hidden rounded-full">
        {parts.map((part) => (
          <span key={part.key} className="forced-color-adjust-none" style={{ flexGrow: part.us, background: part.colour }} />
        ))}
      </div>
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

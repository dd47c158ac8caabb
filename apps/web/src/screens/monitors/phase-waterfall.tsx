import type { PhasesUs } from "@vedette/core/probe-result";
import { formatUs } from "../../ui/format.ts";
import { phaseStyles } from "./phases.ts";

/** The phases of one check one below the other, each beginning where the one before ended. The figures stand beside the bars. */
export function PhaseWaterfall({ phases }: { phases: { [Phase in keyof PhasesUs]?: number | null } }) {
  const parts = phaseStyles.map((style) => ({ ...style, us: phases[style.key] ?? 0 })).filter((part) => part.us > 0);
  const totalUs = parts.reduce((sum, part) => sum + part.us, 0);
  if (totalUs === 0) return null;
  return (
    <ol aria-label="Phases" className="flex flex-col gap-1 text-xs">
      {parts.map((part, i) => {
        const startUs = parts.slice(0, i).reduce((sum, before) => sum + before.us, 0);
        return (
          <li key={part.key} className="grid grid-cols-[5.5rem_minmax(0,1fr)_4.5rem] items-center gap-2">
            <span className="text-muted">{part.name}</span>
            <svg aria-hidden="true" viewBox="0 0 1000 8" preserveAspectRatio="none" className="h-2 w-full forced-color-adjust-none">
              <rect x={(startUs / totalUs) * 1_000} width={Math.max(2, (part.us / totalUs) * 1_000)} height="8" fill={part.colour} />
            </svg>
            <span className="tabular text-right">{formatUs(part.us)}</span>
          </li>
        );
      })}
    </ol>
  );
}

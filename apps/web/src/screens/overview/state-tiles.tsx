import type { OverviewRecord } from "@vedette/core/overview-record";
import Link from "next/link";
import { type MarkKey, StatusShape, markWords } from "../../ui/status-mark.tsx";
import { useTeam } from "../shell/team-context.tsx";

const tiles: readonly { mark: MarkKey; of: keyof OverviewRecord["monitors"] }[] = [
  { mark: "down", of: "down" },
  { mark: "degraded", of: "degraded" },
  { mark: "up", of: "up" },
  { mark: "no_data", of: "unknown" },
  { mark: "paused", of: "paused" },
];

/** How many monitors are in each state; each number is the way to them. */
export function StateTiles({ monitors }: { monitors: OverviewRecord["monitors"] }) {
  const { base } = useTeam();
  return (
    <ul aria-label="Monitors by state" className="grid grid-cols-2 gap-2 sm:grid-cols-5">
      {tiles.map(({ mark, of }) => (
        <li key={mark}>
          <Link
            href={`${base}/monitors?state=${mark}`}
            className="flex items-center gap-2.5 rounded-xl border border-line bg-raised px-4 py-3 hover:bg-hover"
          >
            <StatusShape status={mark} />
            <span className="tabular text-lg leading-none font-semibold">{monitors[of]}</span>
            <span className="text-muted">{markWords[mark]}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

import type { IncidentRow } from "@vedette/core/incident-record";
import Link from "next/link";
import { useTeam } from "../../client/team.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Duration, Time } from "../../ui/time.tsx";

/** Incidents as dense rows, each a link; open ones carry the sign of their severity, ended ones that of being over. */
export function IncidentList({ incidents }: { incidents: readonly IncidentRow[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-raised">
      {incidents.map((incident) => (
        <IncidentLine key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

function IncidentLine({ incident }: { incident: IncidentRow }) {
  const team = useTeam();
  const isOpen = incident.endedAtMs === null;
  return (
    <li className="relative grid grid-cols-[auto_1fr] gap-x-3 px-4 py-3 focus-within:bg-hover hover:bg-hover sm:grid-cols-[auto_1fr_auto]">
      <span className="pt-0.5">
        <StatusMark state={isOpen ? incident.severity : "up"} label={isOpen ? undefined : "Resolved"} hideWord />
      </span>
      <div className="min-w-0">
        <Link
          data-row
          href={`/t/${team.slug}/incidents/${incident.id}`}
          className="font-medium text-fg after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          {incident.monitor.name}
        </Link>
        <span className="ml-2 text-sm text-muted tabular-nums">#{incident.number}</span>
        <p className="truncate text-sm text-muted">{incident.summary}</p>
      </div>
      <p className="col-start-2 mt-1 text-sm text-muted sm:col-start-3 sm:mt-0 sm:text-right">
        <span className="text-fg tabular-nums">
          {isOpen ? "Open for " : "Lasted "}
          <Duration fromMs={incident.startedAtMs} untilMs={incident.endedAtMs} />
        </span>
        <span className="mx-1.5 sm:hidden">·</span>
        <span className="sm:block">
          {isOpen && incident.acknowledgedBy !== null ? `${incident.acknowledgedBy.name} is on it` : <Time atMs={incident.startedAtMs} relative />}
        </span>
      </p>
    </li>
  );
}

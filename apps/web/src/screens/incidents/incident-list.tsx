import type { HoldReason } from "@vedette/core/hold";
import type { IncidentRow } from "@vedette/core/incident-record";
import Link from "next/link";
import { useTeam } from "../shell/team-context.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Ago, Lasted } from "../../ui/time.tsx";
import { snoozeWords } from "./timeline.ts";

/** Incidents as dense rows, each a link; open ones carry the sign of their severity, ended ones that of being over. */
export function IncidentList({ incidents }: { incidents: readonly IncidentRow[] }) {
  return (
    <ul aria-label="Incidents" className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-raised">
      {incidents.map((incident) => (
        <IncidentLine key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

const heldWords: Record<HoldReason, string> = {
  maintenance: "Nobody was told: it began during maintenance.",
  parent: "Nobody was told: what it depends on is down.",
  flapping: "Nobody was told: it flaps.",
};

/** Why people hear less of it than of others, and what else it stands for. */
function quietOf({ heldFor, snoozedUntilMs, mergedInto, mergedN }: IncidentRow): string[] {
  return [
    ...(heldFor === null ? [] : [heldWords[heldFor]]),
    ...(snoozedUntilMs === null ? [] : [`Snoozed ${snoozeWords(snoozedUntilMs)}.`]),
    ...(mergedInto === null ? [] : [`Dealt with in #${mergedInto.number}.`]),
    ...(mergedN === 0 ? [] : [mergedN === 1 ? "Another one is dealt with in it." : `${mergedN} others are dealt with in it.`]),
  ];
}

function IncidentLine({ incident }: { incident: IncidentRow }) {
  const team = useTeam();
  const isOpen = incident.endedAtMs === null;
  return (
    <li
      data-row=""
      className="relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-4 py-3 focus-within:bg-hover hover:bg-hover sm:grid-cols-[6.5rem_minmax(0,1fr)_auto]"
    >
      <StatusMark
        status={isOpen ? incident.severity : "up"}
        {...(isOpen ? {} : { word: "Resolved" })}
        className="col-span-2 self-start sm:col-span-1"
      />
      <div className="col-span-2 min-w-0 sm:col-span-1">
        {/* The link spans the whole row, so that any point of it can be pressed. */}
        <Link href={`${team.base}/incidents/${incident.id}`} className="font-medium after:absolute after:inset-0">
          {incident.monitor.name}
        </Link>
        <span className="tabular ml-2 text-muted">#{incident.number}</span>
        <p className="line-clamp-2 text-muted wrap-anywhere">{incident.summary}</p>
        {quietOf(incident).map((words) => (
          <p key={words} className="text-xs text-muted">
            {words}
          </p>
        ))}
      </div>
      <p className="tabular col-span-2 mt-1 text-muted sm:col-span-1 sm:mt-0 sm:text-right">
        <span className="text-fg">
          {isOpen ? "Open for " : "Lasted "}
          <Lasted fromMs={incident.startedAtMs} untilMs={incident.endedAtMs} />
        </span>
        <span className="mx-1.5 sm:hidden">·</span>
        <span className="sm:block">
          {isOpen && incident.acknowledgedAtMs !== null ? (
            `${incident.acknowledgedBy?.name ?? "Somebody"} is on it`
          ) : (
            <Ago atMs={incident.startedAtMs} />
          )}
        </span>
      </p>
    </li>
  );
}

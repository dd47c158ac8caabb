import { channelLabel } from "@vedette/core/channel-kinds";
import type { DeliveryRow, IncidentDetail } from "@vedette/core/incident-record";
import { MessageSquare, User } from "lucide-react";
import { Instant } from "../../ui/instant.tsx";
import { LightText, LinkedText } from "../../ui/light-text.tsx";
import { StatusShape } from "../../ui/status-mark.tsx";
import { DeliveryAttempts } from "../alerts/delivery-attempts.tsx";
import { outcomeSentence } from "../alerts/delivery-words.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";

/** The story of an incident, oldest first: checks, people, and every message with its channel and what came of it. */
export function IncidentTimeline({ incident }: { incident: IncidentDetail }) {
  const entries = timelineOf(incident);
  return (
    <>
      <ol className="relative ml-2.5 border-l border-line-strong">
        {entries.map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </ol>
      {incident.deliveries.length === 0 && incident.heldFor === null && (
        <p className="mt-4 text-muted">Nobody was told: no channel was on for this monitor.</p>
      )}
    </>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const [first, ...others] = entry.deliveries;
  return (
    <li className="relative pb-5 pl-6 text-sm last:pb-0">
      <span className="absolute top-0 -left-[0.7rem] flex size-[1.35rem] items-center justify-center rounded-full border border-line-strong bg-page">
        <EntrySign mark={entry.mark} />
      </span>
      <p>
        <span className="font-medium">{entry.text}</span>{" "}
        <span className="text-xs whitespace-nowrap text-muted tabular-nums">
          <Instant atMs={entry.atMs} />
        </span>
        {entry.of !== undefined && (
          <span className="ml-1 text-xs text-muted">
            {entry.of.monitor} #{entry.of.number}
          </span>
        )}
      </p>
      {entry.detail !== null && <p className="mt-0.5 break-words text-muted">{entry.detail}</p>}
      {entry.comment !== null && (
        <div className="mt-1 rounded-lg border border-line bg-surface px-3 py-2">
          <LightText text={entry.comment} />
        </div>
      )}
      {entry.told !== null && (
        <div className="mt-1 rounded-lg border border-line bg-surface px-3 py-2">
          <LinkedText text={entry.told} />
        </div>
      )}
      {first !== undefined && others.length === 0 && <Delivery delivery={first} name={channelLabel(first.channel?.kind ?? "")} />}
      {others.length > 0 && (
        <details className="mt-0.5">
          <summary className="touchable inline-flex min-h-6 cursor-pointer items-center text-xs text-muted underline underline-offset-2">
            {entry.deliveries.length} answers
          </summary>
          {entry.deliveries.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} name={delivery.channel?.name ?? ""} />
          ))}
        </details>
      )}
    </li>
  );
}

function Delivery({ delivery, name }: { delivery: DeliveryRow; name: string }) {
  return (
    <div className="mt-0.5 text-muted">
      <p className="break-words">
        {name === "" ? "" : `${name}: `}
        {outcomeSentence(delivery)}
      </p>
      {delivery.attempts.length > 1 && <DeliveryAttempts attempts={delivery.attempts} />}
    </div>
  );
}

function EntrySign({ mark }: { mark: TimelineEntry["mark"] }) {
  if (mark === "person") return <User aria-hidden="true" className="size-3" />;
  if (mark === "message") return <MessageSquare aria-hidden="true" className="size-3" />;
  return <StatusShape status={mark} className="size-3" />;
}

"use client";
import { shifts } from "@vedette/core/on-call";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../api/trpc.ts";
import type { RouterOutputs } from "../../server/app-router.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { ShiftTime, useMinute } from "./use-minute.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { OwnCalendar } from "./calendar-link.tsx";
import { namesOf } from "./names-of.ts";

type OnCall = RouterOutputs["onCall"]["get"];

/** Who is on call now, by every schedule, and who comes next. */
export function OnCallScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const onCall = useQuery(trpc.onCall.get.queryOptions({ team: team.slug }));
  const add = team.can("policy:write") && (
    <ButtonLink look="primary" href={`${team.base}/on-call/new`}>
      Add a schedule
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="On call" lead="Who is told now, and who comes next." actions={add} />
      {onCall.isPending && <SkeletonRows rows={3} />}
      {onCall.isError && <RefusalNote error={onCall.error} onRetry={() => void onCall.refetch()} />}
      {onCall.isSuccess &&
        (onCall.data.schedules.length === 0 ? (
          <EmptyState title="Nobody takes turns yet." action={add}>
            A schedule says who is on call when. A policy tells whoever it is.
          </EmptyState>
        ) : (
          <div className="flex flex-col gap-5">
            <ul aria-label="Schedules" className="divide-y divide-line rounded-xl border border-line bg-raised">
              {onCall.data.schedules.map((schedule) => (
                <ScheduleLine key={schedule.id} schedule={schedule} onCall={onCall.data} />
              ))}
            </ul>
            <Panel title="Your own shifts in your calendar">
              <OwnCalendar token={onCall.data.ownToken} />
            </Panel>
          </div>
        ))}
    </>
  );
}

function ScheduleLine({ schedule, onCall }: { schedule: OnCall["schedules"][number]; onCall: OnCall }) {
  const team = useTeam();
  const nowMs = useMinute();
  const nameOf = namesOf(onCall.people);
  const [now, next] = nowMs === null ? [] : shifts(schedule, nowMs, nowMs + 28 * 86_400_000);
  return (
    <li data-row="" className="px-4 py-3">
      <Link href={`${team.base}/on-call/${schedule.id}`} className="inline-block min-h-6 font-medium underline-offset-2 hover:underline">
        {schedule.name}
      </Link>
      {now !== undefined && (
        <p className="wrap-anywhere">
          <span className="font-medium">{nameOf(now.userId)}</span>{" "}
          <span className="text-muted">
            until <ShiftTime atMs={now.untilMs} />
            {next !== undefined && `, then ${nameOf(next.userId)}`}
          </span>
        </p>
      )}
      {schedule.note !== "" && <p className="mt-1 line-clamp-2 whitespace-pre-line text-muted wrap-anywhere">{schedule.note}</p>}
    </li>
  );
}

"use client";
import { type Shift, shifts } from "@vedette/core/on-call";
import { durationName } from "@vedette/core/zoned-time";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import type { RouterOutputs } from "../../server/app-router.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Row, Table, Td, Th } from "../../ui/table.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ScheduleCalendar } from "./calendar-link.tsx";
import { namesOf } from "./names-of.ts";
import { OverrideDialog } from "./override-dialog.tsx";
import { ShiftBand } from "./shift-band.tsx";
import { notesOf, sourceText } from "./shift-words.ts";
import { ShiftTime, shiftTime, useMinute } from "./use-minute.tsx";

type Schedule = RouterOutputs["onCall"]["get"]["schedules"][number];
type People = RouterOutputs["onCall"]["get"]["people"];
const weekMs = 7 * 86_400_000;

/** One schedule: who is on call, the coming shifts, who stands in, the note for whoever takes over, its calendar. */
export function ScheduleScreen({ scheduleId }: { scheduleId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const onCall = useQuery(trpc.onCall.get.queryOptions({ team: team.slug }));
  const schedule = onCall.data?.schedules.find((each) => each.id === scheduleId);
  const lead = <BackLink href={`${team.base}/on-call`}>On call</BackLink>;
  if (onCall.isSuccess && schedule !== undefined)
    return (
      <>
        <PageHeader
          title={schedule.name}
          lead={lead}
          actions={
            team.can("policy:write") && (
              <>
                <ButtonLink href={`${team.base}/on-call/${schedule.id}/edit`}>Edit</ButtonLink>
                <DeleteSchedule id={schedule.id} name={schedule.name} />
              </>
            )
          }
        />
        <Loaded schedule={schedule} people={onCall.data.people} />
      </>
    );
  return (
    <>
      <PageHeader title="Schedule" lead={lead} />
      {onCall.isPending && <SkeletonRows />}
      {onCall.isError && <RefusalNote error={onCall.error} onRetry={() => void onCall.refetch()} />}
      {onCall.isSuccess && (
        <EmptyState
          title="This schedule does not exist, or it was deleted."
          action={<ButtonLink href={`${team.base}/on-call`}>See schedules</ButtonLink>}
        />
      )}
    </>
  );
}

function Loaded({ schedule, people }: { schedule: Schedule; people: People }) {
  const team = useTeam();
  const nowMs = useMinute();
  const nameOf = namesOf(people);
  const [isAsking, setIsAsking] = useState(false);
  if (nowMs === null) return <SkeletonRows />;
  const coming = shifts(schedule, nowMs, nowMs + 4 * weekMs);
  const notes = notesOf(schedule, nameOf, shiftTime, nowMs);
  return (
    <div className="flex flex-col gap-5">
      {notes.map((note) => (
        <p key={note} className="rounded-lg border border-line-strong bg-surface px-4 py-3">
          {note}
        </p>
      ))}
      <Panel
        title="The next four weeks"
        flush
        actions={team.can("on-call:swap") && <Button onClick={() => setIsAsking(true)}>Let somebody stand in</Button>}
      >
        <ShiftBand shifts={coming} nameOf={nameOf} />
        <ShiftTable shifts={coming} nameOf={nameOf} />
        <p className="px-4 py-3 text-xs text-muted">In your time zone, {Intl.DateTimeFormat().resolvedOptions().timeZone}.</p>
      </Panel>
      <Overrides schedule={schedule} nameOf={nameOf} nowMs={nowMs} />
      {schedule.note !== "" && (
        <Panel title="For whoever takes over">
          <p className="whitespace-pre-line wrap-anywhere">{schedule.note}</p>
        </Panel>
      )}
      <Panel title="In your calendar">
        <ScheduleCalendar scheduleId={schedule.id} token={schedule.feedToken} />
      </Panel>
      <OverrideDialog open={isAsking} onClose={() => setIsAsking(false)} scheduleId={schedule.id} people={people} />
    </div>
  );
}

function ShiftTable({ shifts: all, nameOf }: { shifts: readonly Shift[]; nameOf: (userId: string | null) => string }) {
  return (
    <Table
      label="Shifts"
      head={
        <>
          <Th>Who</Th>
          <Th>From</Th>
          <Th>Until</Th>
          <Th>Lasts</Th>
          <Th>By</Th>
        </>
      }
    >
      {all.map((shift, i) => (
        <Row key={shift.fromMs}>
          <Td className="font-medium">{nameOf(shift.userId)}</Td>
          <Td className="whitespace-nowrap">{i === 0 ? "now" : <ShiftTime atMs={shift.fromMs} />}</Td>
          <Td className="whitespace-nowrap">
            <ShiftTime atMs={shift.untilMs} />
          </Td>
          <Td className="tabular whitespace-nowrap">{durationName(shift.untilMs - shift.fromMs)}</Td>
          <Td className="whitespace-nowrap text-muted">{sourceText(shift.source)}</Td>
        </Row>
      ))}
    </Table>
  );
}

function Overrides({ schedule, nameOf, nowMs }: { schedule: Schedule; nameOf: (userId: string | null) => string; nowMs: number }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const shared = {
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" as const }),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.onCall.pathKey() }),
  };
  const add = useMutation(trpc.onCall.addOverride.mutationOptions(shared));
  const remove = useMutation(trpc.onCall.removeOverride.mutationOptions(shared));
  const coming = schedule.overrides.filter((override) => override.untilMs > nowMs).toSorted((a, b) => a.fromMs - b.fromMs);
  if (coming.length === 0) return null;
  const end = ({ id, ...override }: (typeof coming)[number]) =>
    remove.mutate(
      { team: team.slug, overrideId: id },
      {
        onSuccess: () =>
          toast({
            title: `${nameOf(override.userId)} does not stand in any more.`,
            action: { label: "Undo", onPress: () => add.mutate({ team: team.slug, scheduleId: schedule.id, override }) },
          }),
      },
    );
  return (
    <Panel title="Who stands in">
      <ul className="flex flex-col gap-2">
        {coming.map((override) => (
          <li key={override.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 flex-1 basis-60">
              <span className="font-medium">{nameOf(override.userId)}</span>{" "}
              <span className="text-muted">
                <ShiftTime atMs={override.fromMs} /> to <ShiftTime atMs={override.untilMs} />
              </span>
            </span>
            {team.can("on-call:swap") && (
              <Button look="quiet" pending={remove.isPending} onClick={() => end(override)}>
                Remove<span className="sr-only"> {nameOf(override.userId)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function DeleteSchedule({ id, name }: { id: string; name: string }) {
  const team = useTeam();
  const router = useRouter();
  const client = useTRPCClient();
  const input = { team: team.slug, scheduleId: id };
  const remove = useUndoable({
    run: () => client.onCall.remove.mutate(input),
    undo: () => client.onCall.restore.mutate(input),
    done: `${name} was deleted.`,
    undone: `${name} is back.`,
    changes: useTRPC().onCall.pathKey(),
    after: () => router.push(`${team.base}/on-call`),
  });
  return (
    <Button pending={remove.isPending} onClick={() => remove.mutate()}>
      Delete
    </Button>
  );
}

"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { TextField } from "../../ui/field.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** The address of one's own shifts in all schedules of the team. */
export function OwnCalendar({ token }: { token: string | null }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const renew = useMutation(trpc.onCall.renewOwnFeed.mutationOptions(useShared()));
  return <CalendarLink token={token} pending={renew.isPending} onRenew={() => renew.mutate({ team: slug })} />;
}

/** The address of a schedule's shifts. */
export function ScheduleCalendar({ scheduleId, token }: { scheduleId: string; token: string }) {
  const trpc = useTRPC();
  const { slug, can } = useTeam();
  const renew = useMutation(trpc.onCall.renewFeed.mutationOptions(useShared()));
  return (
    <CalendarLink
      token={token}
      pending={renew.isPending}
      onRenew={can("policy:write") ? () => renew.mutate({ team: slug, scheduleId }) : null}
    />
  );
}

function useShared() {
  const trpc = useTRPC();
  const toast = useToast();
  const queries = useQueryClient();
  return {
    onSuccess: () => toast({ title: "The calendar has a new address." }),
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" as const }),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.onCall.pathKey() }),
  };
}

function CalendarLink({ token, pending, onRenew }: { token: string | null; pending: boolean; onRenew: (() => void) | null }) {
  const address = token === null ? null : `${globalThis.location?.origin ?? ""}/api/calendar/${token}.ics`;
  return (
    <div className="flex flex-col gap-3">
      {address !== null && (
        <TextField
          label="Address (iCal)"
          readOnly
          value={address}
          hint="Add it to a calendar as a subscription. Whoever has the address can read it, without signing in."
          onFocus={(event) => event.target.select()}
          suppressHydrationWarning
        />
      )}
      <div className="flex flex-wrap gap-2">
        {address !== null && <CopyButton text={address} />}
        {onRenew !== null && (
          <Button pending={pending} onClick={onRenew}>
            {address === null ? "Make an address" : "Make a new address"}
          </Button>
        )}
      </div>
    </div>
  );
}

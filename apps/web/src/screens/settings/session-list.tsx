"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Ago } from "../../ui/time.tsx";
import { useToast } from "../../ui/toast.tsx";
import { browserName } from "./browser-name.ts";

/** Every browser that is signed in as this person, and how to sign it out. */
export function SessionList() {
  const trpc = useTRPC();
  const toast = useToast();
  const queries = useQueryClient();
  const sessions = useQuery(trpc.account.sessions.queryOptions({}));
  const shared = {
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" }),
    onSettled: () => queries.invalidateQueries(trpc.account.pathFilter()),
  };
  const revoke = useMutation(
    trpc.account.revokeSession.mutationOptions({ ...shared, onSuccess: () => toast({ title: "That browser was signed out." }) }),
  );
  const revokeOthers = useMutation(
    trpc.account.revokeOtherSessions.mutationOptions({
      ...shared,
      onSuccess: () => toast({ title: "Every other browser was signed out." }),
    }),
  );
  const rows = sessions.data ?? [];
  return (
    <Panel
      title="Signed-in browsers"
      flush
      actions={
        rows.length > 1 && (
          <Button pending={revokeOthers.isPending} onClick={() => revokeOthers.mutate({})}>
            Sign out all others
          </Button>
        )
      }
    >
      {sessions.isPending && <SkeletonRows rows={2} />}
      {sessions.isError && <RefusalNote error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul aria-label="Signed-in browsers" className="divide-y divide-line">
        {rows.map((session) => (
          <li key={session.id} data-row="" className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-0 flex-1 basis-52">
              <p className="font-medium">{browserName(session.userAgent)}</p>
              <p className="text-muted wrap-anywhere">
                {session.ip === null ? "" : `${session.ip} · `}used <Ago atMs={session.usedAtMs} />
              </p>
            </div>
            {session.current ? (
              <p className="text-muted">This browser</p>
            ) : (
              <Button
                aria-label={`Sign out ${browserName(session.userAgent)}`}
                pending={revoke.isPending && revoke.variables.sessionId === session.id}
                onClick={() => revoke.mutate({ sessionId: session.id })}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

"use client";
import type { AuditRow } from "@vedette/core/team-record";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Instant } from "../../ui/instant.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { actionText, changeLines } from "./audit-words.ts";

/** Who changed what, newest first, with what it was before. */
export function AuditScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const log = useInfiniteQuery(
    trpc.team.audit.infiniteQueryOptions({ team: team.slug }, { getNextPageParam: (page) => page.nextCursor ?? undefined }),
  );
  if (log.isPending) return <SkeletonRows rows={8} />;
  if (log.isError) return <RefusalNote error={log.error} onRetry={() => void log.refetch()} />;
  const rows = log.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <EmptyState title="Nothing was changed yet." />;
  return (
    <>
      <ul aria-label="Changes" className="divide-y divide-line rounded-xl border border-line bg-raised">
        {rows.map((row) => (
          <AuditLine key={row.id} row={row} />
        ))}
      </ul>
      {log.hasNextPage && (
        <div className="flex justify-center">
          <Button pending={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show earlier changes
          </Button>
        </div>
      )}
    </>
  );
}

function AuditLine({ row }: { row: AuditRow }) {
  const lines = changeLines(row.change);
  return (
    <li className="px-4 py-3">
      <p className="flex flex-wrap gap-x-3">
        <span className="font-medium">{actionText(row.action)}</span>
        <span className="text-muted">
          {row.actor?.name ?? "Vedette"}
          {row.ip !== null && ` from ${row.ip}`}, <Instant atMs={row.atMs} />
        </span>
      </p>
      {lines.length > 0 && (
        <details className="mt-1">
          <summary className="min-h-6 cursor-pointer text-muted">What changed</summary>
          <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[10rem_minmax(0,1fr)]">
            {lines.map((line) => (
              <div key={line.field} className="contents">
                <dt className="text-muted">{line.field}</dt>
                <dd className="wrap-anywhere">
                  {line.before !== null && <del className="text-muted">{line.before}</del>} {line.after}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </li>
  );
}

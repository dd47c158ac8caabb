"use client";
import type { PageRow } from "@vedette/core/page-record";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { counted } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Ago } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** The team's public pages: which are public, and since when they are up to date. */
export function PagesScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const pages = useQuery(trpc.pages.list.queryOptions({ team: team.slug }, { refetchInterval: 10_000 }));
  const create = team.can("page:write") && (
    <ButtonLink look="primary" href={`${team.base}/pages/new`}>
      Create a page
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Status pages" actions={pages.data !== undefined && pages.data.length > 0 && create} />
      {pages.isPending && <SkeletonRows rows={3} />}
      {pages.isError && <RefusalNote error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data?.length === 0 && (
        <EmptyState title="Your customers see nothing yet." action={create}>
          A page shows the state and the last 90 days of what you choose, and stays up when everything else is down.
        </EmptyState>
      )}
      {pages.data !== undefined && pages.data.length > 0 && (
        <ul aria-label="Status pages" className="divide-y divide-line rounded-xl border border-line bg-raised">
          {pages.data.map((page) => (
            <PageLine key={page.id} page={page} />
          ))}
        </ul>
      )}
    </>
  );
}

function PageLine({ page }: { page: PageRow }) {
  const team = useTeam();
  return (
    <li
      data-row=""
      className="grid items-center gap-x-4 gap-y-1 px-4 py-3 focus-within:bg-hover hover:bg-hover sm:grid-cols-[minmax(0,1fr)_8rem_minmax(0,14rem)_auto]"
    >
      <div className="min-w-0">
        <Link href={`${team.base}/pages/${page.id}`} className="inline-block min-h-6 font-medium underline-offset-2 hover:underline">
          {page.name}
        </Link>
        <p className="text-muted wrap-anywhere">
          /s/{page.slug} · {counted(page.components, "component")}
        </p>
      </div>
      <StatusMark status={page.published ? "up" : "no_data"} word={page.published ? "Public" : "Not public"} />
      <p className="text-muted">
        {page.published && page.publishedAtMs !== null ? (
          <>
            updated <Ago atMs={page.publishedAtMs} />
          </>
        ) : (
          ""
        )}
      </p>
      {page.published && (
        <a
          href={`${team.instance.edgeUrl}/s/${page.slug}`}
          target="_blank"
          rel="noreferrer"
          className="touchable inline-flex min-h-6 items-center gap-1 text-accent underline underline-offset-2"
        >
          Open<span className="sr-only"> {page.name} as visitors see it</span>
          <ExternalLink aria-hidden="true" className="size-3.5" />
        </a>
      )}
    </li>
  );
}

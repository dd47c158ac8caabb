"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { PageEditor } from "./page-editor.tsx";

/** One page: what it says and shows beside a true preview. */
export function PageEditorScreen({ pageId }: { pageId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const page = useQuery(trpc.pages.get.queryOptions({ team: team.slug, pageId }));
  if (page.data !== undefined) return <PageEditor page={page.data} />;
  return (
    <>
      <PageHeader title="Status page" lead={<BackLink href={`${team.base}/pages`}>Status pages</BackLink>} />
      {page.isError ? <RefusalNote error={page.error} onRetry={() => void page.refetch()} /> : <SkeletonRows rows={6} />}
    </>
  );
}

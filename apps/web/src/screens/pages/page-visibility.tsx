"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { EditedPage } from "./edited-page.ts";

/** Whether visitors can see the page, where, and the switch for it. */
export function PageVisibility({ page, onChanged }: { page: EditedPage; onChanged: (page: { version: number }) => void }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const shared = {
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.pages.pathKey() }),
  };
  const publish = useMutation(
    trpc.pages.publish.mutationOptions({
      ...shared,
      onSuccess: (made) => {
        onChanged(made);
        toast({ title: `${made.name} is public.`, description: page.url });
      },
    }),
  );
  const unpublish = useMutation(
    trpc.pages.unpublish.mutationOptions({
      ...shared,
      onSuccess: (made) => {
        onChanged(made);
        toast({ title: `${made.name} is no longer public.` });
      },
    }),
  );
  const input = { team: team.slug, pageId: page.id };
  return (
    <>
      <StatusMark status={page.published ? "up" : "no_data"} word={page.published ? "Public" : "Not public"} className="mr-1" />
      {page.published && (
        <>
          <a
            href={page.url}
            target="_blank"
            rel="noreferrer"
            className="touchable inline-flex min-h-6 items-center gap-1 text-accent underline underline-offset-2"
          >
            Open public page
            <ExternalLink aria-hidden="true" className="size-3.5" />
          </a>
          <CopyButton text={page.url} label="Copy address" />
        </>
      )}
      {team.can("page:write") &&
        (page.published ? (
          <Button pending={unpublish.isPending} onClick={() => unpublish.mutate(input)}>
            Unpublish
          </Button>
        ) : (
          <Button look="primary" pending={publish.isPending} onClick={() => publish.mutate(input)}>
            Publish
          </Button>
        ))}
    </>
  );
}

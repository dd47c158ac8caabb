"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useToast } from "../../ui/toast.tsx";
import { TypedConfirmation } from "../../ui/typed-confirmation.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { EditedPage } from "./edited-page.ts";

/** Deletes a page once its address was typed, with 30 seconds to think again. */
export function DeletePage({ page }: { page: EditedPage }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const router = useRouter();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.pages.pathKey() });
  const restore = useMutation(
    trpc.pages.restore.mutationOptions({
      onSuccess: (restored) => toast({ title: `${restored.name} is back.` }),
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: refresh,
    }),
  );
  const remove = useMutation(
    trpc.pages.remove.mutationOptions({
      onSuccess: () => {
        toast({
          title: `${page.name} was deleted.`,
          action: { label: "Undo", onPress: () => restore.mutate({ team: team.slug, pageId: page.id }) },
        });
        router.push(`${team.base}/pages`);
      },
      onSettled: refresh,
    }),
  );
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
      <p className="min-w-0 flex-1 basis-56 text-muted">Deleting takes the page from the public within seconds.</p>
      <TypedConfirmation
        label="Delete page"
        title={`Delete ${page.name}?`}
        word={page.slug}
        pending={remove.isPending}
        problem={remove.isError ? refusalOf(remove.error).message : null}
        onConfirm={(typedSlug) => remove.mutate({ team: team.slug, pageId: page.id, typedSlug })}
      >
        {page.published ? `Visitors of ${page.url} will find nothing there.` : "The page and its components will be gone."}
      </TypedConfirmation>
    </div>
  );
}

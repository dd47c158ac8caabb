"use client";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { TypedConfirmation } from "../../ui/typed-confirmation.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { EditedPage } from "./edited-page.ts";

/** Deletes a page once its address was typed, with 30 seconds to think again. */
export function DeletePage({ page }: { page: EditedPage }) {
  const team = useTeam();
  const router = useRouter();
  const client = useTRPCClient();
  const input = { team: team.slug, pageId: page.id };
  const remove = useUndoable({
    run: (typedSlug: string) => client.pages.remove.mutate({ ...input, typedSlug }),
    undo: () => client.pages.restore.mutate(input),
    done: `${page.name} was deleted.`,
    undone: `${page.name} is back.`,
    changes: useTRPC().pages.pathKey(),
    after: () => router.push(`${team.base}/pages`),
    showsRefusal: true,
  });
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
      <p className="min-w-0 flex-1 basis-56 text-muted">Deleting takes the page from the public within seconds.</p>
      <TypedConfirmation
        label="Delete page"
        title={`Delete ${page.name}?`}
        word={page.slug}
        pending={remove.isPending}
        problem={remove.isError ? refusalOf(remove.error).message : null}
        onConfirm={(typedSlug) => remove.mutate(typedSlug)}
      >
        {page.published ? `Visitors of ${page.url} will find nothing there.` : "The page and its components will be gone."}
      </TypedConfirmation>
    </div>
  );
}

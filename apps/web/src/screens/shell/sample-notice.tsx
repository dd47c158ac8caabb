"use client";
import { useMutation } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "./team-context.tsx";

/** Says that a team is made up, and takes it away in one press. */
export function SampleNotice() {
  const { team, slug, can } = useTeam();
  const trpc = useTRPC();
  const toast = useToast();
  const remove = useMutation({
    ...trpc.sample.remove.mutationOptions(),
    // A whole new page: nothing cached of the team may stay on screen.
    onSuccess: () => window.location.assign("/start"),
    onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
  });
  if (!team.isSample) return null;
  return (
    <section
      aria-label="Sample data"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-4 py-1.5 text-sm md:px-8"
    >
      <p className="min-w-0 flex-1 basis-56">Sample data: nothing here is real, and nobody is alerted.</p>
      {can("team:delete") && (
        <Button pending={remove.isPending} onClick={() => remove.mutate({ team: slug })}>
          Delete the sample
        </Button>
      )}
    </section>
  );
}

"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** Replaces a webhook's signing secret; the old one stops at once. */
export function RotateSecret({ channelId }: { channelId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const queries = useQueryClient();
  const rotate = useMutation(
    trpc.channels.rotateSecret.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.channels.pathKey() }) }),
  );
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          The signing secret cannot be read again. A new one replaces it at once; give it to your receiver.
        </p>
        <Button pending={rotate.isPending} onClick={() => rotate.mutate({ team: team.slug, channelId })}>
          Make a new secret
        </Button>
      </div>
      {rotate.isError && <FieldError>{refusalOf(rotate.error).message}</FieldError>}
      <div aria-live="polite">{rotate.data !== undefined && <SecretOnce secret={rotate.data.secret} />}</div>
    </div>
  );
}

"use client";
import type { ChannelRow } from "@vedette/core/channel-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Switch on and off, and delete with 30 seconds to think again. */
export function ChannelActions({ channel }: { channel: ChannelRow }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const router = useRouter();
  const queries = useQueryClient();
  const setEnabled = useMutation(
    trpc.channels.setEnabled.mutationOptions({
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.channels.pathKey() }),
    }),
  );
  const client = useTRPCClient();
  const input = { team: team.slug, channelId: channel.id };
  const remove = useUndoable({
    run: () => client.channels.remove.mutate(input),
    undo: () => client.channels.restore.mutate(input),
    done: `${channel.name} was deleted.`,
    undone: `${channel.name} is back.`,
    changes: trpc.channels.pathKey(),
    after: () => router.push(`${team.base}/alerts`),
  });
  return (
    <>
      <Button pending={setEnabled.isPending} onClick={() => setEnabled.mutate({ ...input, enabled: !channel.enabled })}>
        {channel.enabled ? "Switch off" : "Switch on"}
      </Button>
      <Button pending={remove.isPending} onClick={() => remove.mutate()}>
        Delete
      </Button>
    </>
  );
}

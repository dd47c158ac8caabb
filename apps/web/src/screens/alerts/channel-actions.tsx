"use client";
import type { ChannelRow } from "@vedette/core/channel-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
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
  const shared = {
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.channels.pathKey() }),
  };
  const setEnabled = useMutation(trpc.channels.setEnabled.mutationOptions(shared));
  const restore = useMutation(
    trpc.channels.restore.mutationOptions({ ...shared, onSuccess: (restored) => toast({ title: `${restored.name} is back.` }) }),
  );
  const input = { team: team.slug, channelId: channel.id };
  const remove = useMutation(
    trpc.channels.remove.mutationOptions({
      ...shared,
      onSuccess: () => {
        toast({ title: `${channel.name} was deleted.`, action: { label: "Undo", onPress: () => restore.mutate(input) } });
        router.push(`${team.base}/alerts`);
      },
    }),
  );
  return (
    <>
      <Button pending={setEnabled.isPending} onClick={() => setEnabled.mutate({ ...input, enabled: !channel.enabled })}>
        {channel.enabled ? "Switch off" : "Switch on"}
      </Button>
      <Button pending={remove.isPending} onClick={() => remove.mutate(input)}>
        Delete
      </Button>
    </>
  );
}

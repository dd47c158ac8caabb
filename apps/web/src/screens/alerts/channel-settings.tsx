"use client";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { ConflictNote } from "../../ui/conflict-note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { draftOf } from "./channel-draft.ts";
import { ChannelForm } from "./channel-form.tsx";
import { RotateSecret } from "./rotate-secret.tsx";

/** Edits all that is set of a channel. The version it was opened with goes along, so that nobody's edit is overwritten unseen. */
export function ChannelSettings({ channel }: { channel: ChannelRecord }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(channel);
  const update = useMutation(
    trpc.channels.update.mutationOptions({
      onSuccess: (saved) => {
        setOpened(saved);
        toast({ title: `${saved.name} was saved.` });
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.channels.pathKey() }),
    }),
  );
  const isConflict = update.isError && refusalOf(update.error).code === "conflict";
  const reload = () => {
    setOpened(channel);
    update.reset();
  };
  return (
    <Panel title="Settings">
      <div className="flex flex-col gap-5">
        {isConflict && <ConflictNote onLoad={reload}>Somebody else has changed this channel meanwhile.</ConflictNote>}
        <ChannelForm
          key={opened.version}
          initial={draftOf(opened)}
          submitLabel="Save"
          pending={update.isPending}
          error={isConflict ? null : update.error}
          onSubmit={(input) => update.mutate({ team: team.slug, channelId: channel.id, version: opened.version, channel: input })}
          onChange={() => update.isError && !isConflict && update.reset()}
        />
        {channel.config.kind === "webhook" && <RotateSecret channelId={channel.id} />}
      </div>
    </Panel>
  );
}

"use client";
import { channelAddress, channelKinds, isChannelKind } from "@vedette/core/channel-kinds";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";
import { newDraft } from "./channel-draft.ts";
import { ChannelForm } from "./channel-form.tsx";
import { ChannelGallery } from "./channel-gallery.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { SendTest } from "./send-test.tsx";

/** Which kind, then its few fields, then at once the test. */
export function NewChannelScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const queries = useQueryClient();
  const [kindParam] = useUrlParam("kind");
  const [made, setMade] = useState<{ channel: ChannelRecord; secret: string | null } | null>(null);
  const create = useMutation(
    trpc.channels.create.mutationOptions({
      onSuccess: (created) => {
        setMade(created);
        return queries.invalidateQueries({ queryKey: trpc.channels.pathKey() });
      },
    }),
  );
  const base = `${team.base}/alerts`;
  if (made !== null) return <Created {...made} />;
  if (kindParam === null || !isChannelKind(kindParam)) {
    return (
      <>
        <PageHeader title="Add a channel" lead={<BackLink href={base}>Alerts</BackLink>} />
        <ChannelGallery hrefOf={(kind) => `${base}/new?kind=${kind}`} />
      </>
    );
  }
  const kind = kindParam;
  return (
    <>
      <PageHeader title={`Add ${channelKinds[kind].label}`} lead={<BackLink href={`${base}/new`}>All kinds of channels</BackLink>} />
      <p className="mb-4">{channelKinds[kind].about}</p>
      {kind === "email" && !team.instance.sendsMail && (
        <p className="mb-4 max-w-lg rounded-lg border border-line-strong bg-surface px-4 py-3">
          This installation has no mail server yet, so e-mail would not arrive. Whoever runs it sets SMTP_URL; a webhook works at once.
        </p>
      )}
      <ChannelForm
        key={kind}
        initial={newDraft(kind)}
        submitLabel="Add channel"
        pending={create.isPending}
        error={create.error}
        onSubmit={(channel) => create.mutate({ team: team.slug, channel })}
        onChange={() => create.isError && create.reset()}
      />
    </>
  );
}

function Created({ channel, secret }: { channel: ChannelRecord; secret: string | null }) {
  const team = useTeam();
  return (
    <>
      <PageHeader title={`${channel.name} was added`} lead={<BackLink href={`${team.base}/alerts`}>Alerts</BackLink>} />
      <div className="flex max-w-2xl flex-col gap-5">
        <p className="wrap-anywhere">Alerts go to {channelAddress(channel.config)} from now on. Send a test to see that they arrive.</p>
        {secret !== null && <SecretOnce secret={secret} />}
        <div className="flex flex-wrap items-start gap-3">
          <SendTest channel={channel} />
          <ButtonLink href={`${team.base}/alerts`}>Done</ButtonLink>
        </div>
      </div>
    </>
  );
}

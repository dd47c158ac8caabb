"use client";
import type { ChannelKind } from "@vedette/core/channel";
import { type ChannelGroup, channelGroups } from "@vedette/core/channel-kind";
import { channelKinds } from "@vedette/core/channel-kinds";
import Link from "next/link";
import { useState } from "react";
import { TextField } from "../../ui/field.tsx";
import { ChannelIcon } from "./channel-icon.tsx";
import { kindsLike } from "./channel-words.ts";

const groups = Object.keys(channelGroups) as ChannelGroup[]; // safe because the literal's keys are the type

/** Every kind of channel, by group, to search and to choose from. */
export function ChannelGallery({ hrefOf }: { hrefOf: (kind: ChannelKind) => string }) {
  const [typed, setTyped] = useState("");
  const found = kindsLike(typed);
  return (
    <>
      <div className="mb-5 max-w-lg">
        <TextField
          type="search"
          label="Where should alerts go?"
          placeholder="Slack, on-call, telephone …"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
        />
      </div>
      <p className="sr-only" role="status">
        {found.length === 1 ? "1 kind" : `${found.length} kinds`}
      </p>
      {found.length === 0 && <p>Nothing is called that. A webhook, custom HTTP or Apprise reaches most services.</p>}
      {groups.map((group) => {
        const kinds = found.filter((kind) => channelKinds[kind].group === group);
        return (
          kinds.length > 0 && (
            <section key={group} aria-label={channelGroups[group]} className="mb-6">
              <h2 className="mb-2 text-sm font-semibold">{channelGroups[group]}</h2>
              <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
                {kinds.map((kind) => (
                  <li key={kind}>
                    <Link
                      href={hrefOf(kind)}
                      className="flex h-full gap-3 rounded-lg border border-line bg-raised px-3 py-2.5 hover:bg-hover"
                    >
                      <ChannelIcon kind={kind} />
                      <span className="min-w-0">
                        <span className="block font-medium">{channelKinds[kind].label}</span>
                        <span className="block text-sm text-muted">{channelKinds[kind].about}</span>
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
    </>
  );
}

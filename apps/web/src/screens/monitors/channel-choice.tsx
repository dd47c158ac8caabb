"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../api/trpc.ts";
import { CheckboxField, FieldError } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";

type ChannelChoiceProps = { value: "all" | string[]; onChange: (value: "all" | string[]) => void; error?: string | undefined };

/** Who is told, named one by one before anything is saved. */
export function ChannelChoice({ value, onChange, error }: ChannelChoiceProps) {
  const trpc = useTRPC();
  const { slug, base } = useTeam();
  // Those of people are told by policies alone.
  const channels = useQuery(trpc.channels.list.queryOptions({ team: slug })).data?.filter((channel) => channel.ownerId === null);
  const enabled = channels?.filter((channel) => channel.enabled) ?? [];
  const names = enabled.map((channel) => channel.name).join(", ");
  const toggle = (id: string, on: boolean) => onChange(value === "all" ? [] : on ? [...value, id] : value.filter((each) => each !== id));
  return (
    <fieldset className="rounded-lg border border-line px-4 py-3">
      <legend className="px-1 text-sm font-medium">Who is told</legend>
      {channels?.length === 0 ? (
        <p className="text-sm text-muted">
          Nobody would be told today.{" "}
          <Link href={`${base}/alerts/new`} className="text-accent underline underline-offset-2">
            Add a channel
          </Link>
          ; monitors that tell everyone use it at once.
        </p>
      ) : (
        <>
          <CheckboxField
            label="Every channel, also later ones"
            checked={value === "all"}
            onChange={(event) => onChange(event.target.checked ? "all" : enabled.map((channel) => channel.id))}
            {...(value === "all" && names !== "" ? { hint: `Today: ${names}` } : {})}
          />
          {value !== "all" && (
            <div className="mt-1 ml-6.5">
              {channels?.map((channel) => (
                <CheckboxField
                  key={channel.id}
                  label={channel.enabled ? channel.name : `${channel.name} (switched off)`}
                  checked={value.includes(channel.id)}
                  onChange={(event) => toggle(channel.id, event.target.checked)}
                />
              ))}
              {value.length === 0 && <p className="mt-1 text-sm text-muted">Nobody is told.</p>}
            </div>
          )}
        </>
      )}
      {error !== undefined && <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

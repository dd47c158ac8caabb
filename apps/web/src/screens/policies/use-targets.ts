"use client";
import type { PolicyTarget } from "@vedette/core/policy";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { useTeam } from "../shell/team-context.tsx";
import { valueOf } from "./policy-draft.ts";

export type TargetChoice = { value: string; text: string };

/** Everything that a step can tell, by what it is, and the name of one of them. */
export function useTargets(): { groups: { label: string; choices: TargetChoice[] }[]; nameOf: (target: PolicyTarget) => string } {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const channels = useQuery(trpc.channels.list.queryOptions({ team: slug })).data ?? [];
  const onCall = useQuery(trpc.onCall.get.queryOptions({ team: slug })).data;
  const groups = [
    { label: "Monitor", choices: [{ value: "monitor", text: "The monitor's own channels" }] },
    {
      label: "On call",
      choices: (onCall?.schedules ?? []).map(({ id, name }) => ({
        value: valueOf({ kind: "schedule", scheduleId: id }),
        text: `Whoever is on call in ${name}`,
      })),
    },
    {
      label: "People",
      choices: (onCall?.people ?? []).map(({ userId, name }) => ({ value: valueOf({ kind: "member", userId }), text: name })),
    },
    {
      label: "Channels",
      choices: channels.map(({ id, name, enabled }) => ({
        value: valueOf({ kind: "channel", channelId: id }),
        text: enabled ? name : `${name} (switched off)`,
      })),
    },
  ].filter((group) => group.choices.length > 0);
  const names = new Map(groups.flatMap((group) => group.choices.map(({ value, text }) => [value, text])));
  return { groups, nameOf: (target) => names.get(valueOf(target)) ?? "something that was deleted" };
}

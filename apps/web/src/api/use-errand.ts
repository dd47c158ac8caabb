"use client";
import { useQuery } from "@tanstack/react-query";
import type { ErrandAnswer } from "@vedette/core/errand";
import { useTeam } from "../screens/shell/team-context.tsx";
import { useTRPC } from "./trpc.ts";

export type ErrandState = { waiting: boolean; answer: ErrandAnswer | null; error: unknown };

/** Asks twice a second until the worker has answered the errand; with `errandId` null it does nothing. */
export function useErrand(errandId: string | null): ErrandState {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const query = useQuery({
    ...trpc.errands.get.queryOptions({ team: slug, errandId: errandId ?? "" }),
    enabled: errandId !== null,
    refetchInterval: ({ state }) => (state.data?.answer === null && state.error === null ? 500 : false),
  });
  if (errandId === null) return { waiting: false, answer: null, error: null };
  const answer = query.data?.answer ?? null;
  return { waiting: answer === null && query.error === null, answer, error: query.error };
}

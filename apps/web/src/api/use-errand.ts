"use client";
import { useQuery } from "@tanstack/react-query";
import type { ErrandAnswer } from "@vedette/core/errand";
import { useEffect, useState } from "react";
import { useTeam } from "../screens/shell/team-context.tsx";
import { useTRPC } from "./trpc.ts";

/** `isUnheard`: no worker has taken it for so long that there may be none. */
export type ErrandState = { waiting: boolean; isUnheard: boolean; answer: ErrandAnswer | null; error: unknown };

const unheardMs = 8_000;

/** Asks twice a second until the worker has answered the errand; with `errandId` null it does nothing. */
export function useErrand(errandId: string | null): ErrandState {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const query = useQuery({
    ...trpc.errands.get.queryOptions({ team: slug, errandId: errandId ?? "" }),
    enabled: errandId !== null,
    refetchInterval: ({ state }) => (state.data?.answer === null && state.error === null ? 500 : false),
  });
  const [lateId, setLateId] = useState<string | null>(null);
  useEffect(() => {
    if (errandId === null) return;
    const timer = setTimeout(() => setLateId(errandId), unheardMs);
    return () => clearTimeout(timer);
  }, [errandId]);
  if (errandId === null) return { waiting: false, isUnheard: false, answer: null, error: null };
  const answer = query.data?.answer ?? null;
  const isUnheard = lateId === errandId && query.data?.takenAtMs === null;
  return { waiting: answer === null && query.error === null, isUnheard, answer, error: query.error };
}

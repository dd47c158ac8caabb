"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RuleInput } from "@vedette/core/rule";
import { useEffect, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { useTeam } from "../shell/team-context.tsx";

const restMs = 600;

/** The back-test of a rule each time it has rested; null asks for none. The last answer stands until the next one comes. */
export function useBackTest(rule: RuleInput | null, days: 7 | 30) {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const key = rule === null ? null : JSON.stringify(rule);
  const [rested, setRested] = useState<string | null>(key);
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), restMs);
    return () => clearTimeout(timer);
  }, [key]);
  const isOfNow = key !== null && rested === key;
  const query = useQuery({
    // safe because `rested` is the JSON of a rule, which holds nothing that JSON loses
    ...trpc.rules.backTest.queryOptions({ team: slug, rule: JSON.parse(rested ?? "{}") as RuleInput, days }),
    enabled: rested !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  return { test: query.data, error: query.error, isWaiting: !isOfNow || query.isFetching };
}

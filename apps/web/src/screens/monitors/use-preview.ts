"use client";
import { useMutation } from "@tanstack/react-query";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { withoutScheme } from "@vedette/core/propose-specs";
import { useEffect, useState } from "react";
import { useTRPCClient } from "../../api/trpc.ts";
import { type ErrandState, useErrand } from "../../api/use-errand.ts";
import { useTeam } from "../shell/team-context.tsx";

const restMs = 700;

/** `again` repeats at once. `isOfNow`: whether what is known is about this very input; else it is about the last one that could be asked. */
type RestedErrand = ErrandState & { again: () => void; isOfNow: boolean };

/**
 * A real check of `spec` each time it has rested; null checks nothing. `monitorId`: whose stored secrets stand behind hidden ones.
 */
export function usePreview(spec: ActiveSpec | null, monitorId?: string): RestedErrand {
  const { slug } = useTeam();
  const client = useTRPCClient();
  return useRestedErrand(spec, async (checked) => await client.monitors.preview.mutate({ team: slug, spec: checked, monitorId }));
}

/** The scheme under which a host that was typed without one answers; null when nothing does, and for an address that says its own. */
export function useRecognized(address: string): { waiting: boolean; isUnheard: boolean; scheme: string | null } {
  const { slug } = useTeam();
  const client = useTRPCClient();
  const host = withoutScheme(address);
  const errand = useRestedErrand(host, async (at) => await client.monitors.recognize.mutate({ team: slug, ...at }));
  const scheme = errand.isOfNow && errand.answer?.kind === "recognized" ? errand.answer.scheme : null;
  return { waiting: host !== null && !errand.isOfNow, isUnheard: errand.isUnheard, scheme };
}

function useRestedErrand<Input>(input: Input | null, start: (input: Input) => Promise<{ errandId: string }>): RestedErrand {
  const key = input === null ? null : JSON.stringify(input);
  const [asked, setAsked] = useState<{ key: string; errandId: string | null } | null>(null);
  const { mutate, error, isPending } = useMutation({
    mutationFn: start,
    // An answer to an older question must not replace a newer one.
    onSuccess: ({ errandId }, about) => setAsked((now) => (now?.key === JSON.stringify(about) ? { ...now, errandId } : now)),
  });
  const askedKey = asked?.key ?? null;
  useEffect(() => {
    if (key === null || key === askedKey) return;
    const timer = setTimeout(() => {
      setAsked({ key, errandId: null });
      // safe because `key` is the JSON of an input, which holds nothing that JSON loses
      mutate(JSON.parse(key) as Input);
    }, restMs);
    return () => clearTimeout(timer);
  }, [key, askedKey, mutate]);
  const errand = useErrand(asked?.errandId ?? null);
  const failure = error ?? errand.error;
  return {
    waiting: isPending || errand.waiting,
    isUnheard: errand.isUnheard,
    answer: errand.answer,
    error: failure,
    isOfNow: key !== null && askedKey === key && !isPending && (errand.answer !== null || (failure ?? null) !== null),
    again: () => {
      if (key === null || input === null) return;
      setAsked({ key, errandId: null });
      mutate(input);
    },
  };
}

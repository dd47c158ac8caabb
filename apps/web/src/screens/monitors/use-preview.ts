"use client";
import { useMutation } from "@tanstack/react-query";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { withoutScheme } from "@vedette/core/propose-specs";
import { useEffect, useState } from "react";
import { useTRPCClient } from "../../api/trpc.ts";
import { type ErrandState, useErrand } from "../../api/use-errand.ts";
import { useTeam } from "../shell/team-context.tsx";
import { sendsSecretsElsewhere } from "./sends-secrets.ts";

const restMs = 700;

/**
 * `again` asks at once. `isOfNow`: whether what is known is about this very input; else it is about the last one that could be asked.
 * `isHeld`: it is not asked before `again` is called.
 */
type RestedErrand = ErrandState & { again: () => void; isOfNow: boolean; isHeld: boolean };

/**
 * A real check of `spec` each time it has rested, unless that would send a typed secret to another place than before; null checks nothing.
 * `monitorId`: whose stored secrets stand behind hidden ones.
 */
export function usePreview(spec: ActiveSpec | null, monitorId?: string): RestedErrand {
  const { slug } = useTeam();
  const client = useTRPCClient();
  const start = async (checked: ActiveSpec) => await client.monitors.preview.mutate({ team: slug, spec: checked, monitorId });
  return useRestedErrand(spec, start, sendsSecretsElsewhere);
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

/** `isForPeople`: what may not follow what was asked before of its own accord. */
function useRestedErrand<Input>(
  input: Input | null,
  start: (input: Input) => Promise<{ errandId: string }>,
  isForPeople: (next: Input, before: Input | null) => boolean = () => false,
): RestedErrand {
  const key = input === null ? null : JSON.stringify(input);
  const [asked, setAsked] = useState<{ key: string; errandId: string | null } | null>(null);
  const { mutate, error, isPending } = useMutation({
    mutationFn: start,
    // An answer to an older question must not replace a newer one.
    onSuccess: ({ errandId }, about) => setAsked((now) => (now?.key === JSON.stringify(about) ? { ...now, errandId } : now)),
  });
  const askedKey = asked?.key ?? null;
  // safe because a key is the JSON of an input, which holds nothing that JSON loses
  const isHeld = input !== null && key !== askedKey && isForPeople(input, askedKey === null ? null : (JSON.parse(askedKey) as Input));
  useEffect(() => {
    if (key === null || key === askedKey || isHeld) return;
    const timer = setTimeout(() => {
      setAsked({ key, errandId: null });
      mutate(JSON.parse(key) as Input); // safe as above
    }, restMs);
    return () => clearTimeout(timer);
  }, [key, askedKey, isHeld, mutate]);
  const errand = useErrand(asked?.errandId ?? null);
  const failure = error ?? errand.error;
  return {
    waiting: isPending || errand.waiting,
    isUnheard: errand.isUnheard,
    answer: errand.answer,
    error: failure,
    isHeld,
    isOfNow: key !== null && askedKey === key && !isPending && (errand.answer !== null || (failure ?? null) !== null),
    again: () => {
      if (key === null || input === null) return;
      setAsked({ key, errandId: null });
      mutate(input);
    },
  };
}

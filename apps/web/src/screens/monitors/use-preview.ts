"use client";
import { useMutation } from "@tanstack/react-query";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { type ErrandState, useErrand } from "../../api/use-errand.ts";
import { useTeam } from "../shell/team-context.tsx";

const restMs = 700;

/**
 * A real check of `spec` each time it has rested; null checks nothing. `again` repeats at once. `monitorId`: whose stored secrets stand
 * behind hidden ones. `isOfNow`: whether what is shown is about this very spec.
 */
export function usePreview(spec: ActiveSpec | null, monitorId?: string): ErrandState & { again: () => void; isOfNow: () => boolean } {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const [errandId, setErrandId] = useState<string | null>(null);
  const key = spec === null ? null : JSON.stringify(spec);
  const asked = useRef<string | null>(null);
  const start = useMutation({
    ...trpc.monitors.preview.mutationOptions(),
    // An answer to an older question must not replace a newer one.
    onSuccess: ({ errandId: id }, { spec: checked }) => JSON.stringify(checked) === asked.current && setErrandId(id),
  });
  const { mutate } = start;
  useEffect(() => {
    if (key === null || key === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = key;
      setErrandId(null);
      // safe because `key` is the JSON of a parsed spec
      mutate({ team: slug, spec: JSON.parse(key) as ActiveSpec, monitorId });
    }, restMs);
    return () => clearTimeout(timer);
  }, [key, monitorId, mutate, slug]);
  const errand = useErrand(errandId);
  return {
    waiting: start.isPending || errand.waiting,
    answer: errand.answer,
    error: start.error ?? errand.error,
    isOfNow: () => asked.current === key && (errand.answer !== null || start.isError || errand.error !== null),
    again: () => {
      if (spec === null) return;
      asked.current = key;
      setErrandId(null);
      mutate({ team: slug, spec, monitorId });
    },
  };
}

"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ErrandAnswer } from "@vedette/core/errand";
import { useEffect, useState } from "react";
import { refusalOf } from "../../../api/refusal.ts";
import { useTRPC } from "../../../api/trpc.ts";
import { useErrand } from "../../../api/use-errand.ts";
import { formatUs } from "../../../ui/format.ts";
import { markWords } from "../../../ui/status-mark.tsx";
import { useToast } from "../../../ui/toast.tsx";
import { useTeam } from "../../shell/team-context.tsx";

/** Asks for a check at once and says what it found. */
export function useRunNow(monitorId: string): { run: () => void; pending: boolean } {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const client = useQueryClient();
  const toast = useToast();
  const [errandId, setErrandId] = useState<string | null>(null);
  const start = useMutation({
    ...trpc.monitors.checkNow.mutationOptions(),
    onSuccess: (started) => setErrandId(started.errandId),
    onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
  });
  const { waiting, answer, error } = useErrand(errandId);
  useEffect(() => {
    if (answer === null && error === null) return;
    setErrandId(null);
    if (answer === null) return toast({ title: refusalOf(error).message, tone: "bad" });
    toast(wordsOf(answer));
    void client.invalidateQueries(trpc.monitors.pathFilter());
  }, [answer, error, toast, client, trpc]);
  return { run: () => start.mutate({ team: slug, monitorId }), pending: start.isPending || waiting };
}

function wordsOf(answer: ErrandAnswer): { title: string; description?: string } {
  if (answer.kind === "refused") return { title: answer.message };
  if (answer.kind !== "checked") return { title: "Done." };
  const { judgement, result } = answer;
  const title = `Checked: ${markWords[judgement.kind].toLowerCase()} after ${formatUs(result.totalUs)}.`;
  return judgement.reason === "" ? { title } : { title, description: judgement.reason };
}

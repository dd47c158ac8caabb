"use client";
import type { ErrandAnswer } from "@vedette/core/errand";
import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useErrand } from "../../api/use-errand.ts";
import { Button } from "../../ui/button.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { answerOf } from "./delivery-words.ts";

/** Sends a real message through a channel and shows the service's own answer. */
export function SendTest({ channel }: { channel: { id: string; name: string } }) {
  const trpc = useTRPC();
  const team = useTeam();
  const [errandId, setErrandId] = useState<string | null>(null);
  const test = useMutation(trpc.channels.test.mutationOptions({ onSuccess: (started) => setErrandId(started.errandId) }));
  const errand = useErrand(errandId);
  const waiting = test.isPending || errand.waiting;
  const problem = test.error ?? errand.error;
  const start = () => {
    setErrandId(null);
    test.mutate({ team: team.slug, channelId: channel.id });
  };
  return (
    <div className="min-w-0">
      <Button pending={waiting} onClick={start} aria-label={`Send test to ${channel.name}`}>
        {!waiting && <Send aria-hidden="true" className="size-3.5" />}
        Send test
      </Button>
      <output className="mt-2 block text-sm empty:mt-0">
        {waiting && <span className="text-muted">Sending. The service's answer appears here.</span>}
        {!waiting && problem !== null && <span>{refusalOf(problem).message}</span>}
        {!waiting && problem === null && errand.answer !== null && <Answer answer={errand.answer} />}
      </output>
    </div>
  );
}

function Answer({ answer }: { answer: ErrandAnswer }) {
  if (answer.kind !== "sent")
    return <span>{answer.kind === "refused" ? answer.message : "The worker answered another question. Try again."}</span>;
  const { receipt, durationMs } = answer;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <StatusMark status={receipt.ok ? "up" : "down"} word={receipt.ok ? "Accepted" : "Failed"} />
      <span className="min-w-0 text-muted wrap-anywhere">
        {answerOf(receipt)} · {durationMs} ms
      </span>
    </span>
  );
}

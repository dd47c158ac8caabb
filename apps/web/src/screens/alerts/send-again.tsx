"use client";
import type { DeliveryRow } from "@vedette/core/incident-record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { subjectOf } from "./delivery-words.ts";

/** Sends a message once more under its own id, which a receiver may take for the one that it has. */
export function SendAgain({ delivery }: { delivery: DeliveryRow }) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const again = useMutation(
    trpc.channels.sendAgain.mutationOptions({
      onSuccess: () => toast({ title: "It is sent again." }),
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.channels.deliveries.pathKey() }),
    }),
  );
  return (
    <Button
      look="quiet"
      pending={again.isPending}
      onClick={() => again.mutate({ team: team.slug, deliveryId: delivery.id })}
      aria-label={`Send again: ${subjectOf(delivery.type)}${delivery.incident === null ? "" : ` of incident #${delivery.incident.number}`}`}
    >
      Send again
    </Button>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CorrectionInput } from "@vedette/core/correction";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** Making and withdrawing corrections of one monitor. A toast undoes what was just made. */
export function useCorrections(monitorId: string, onMade: () => void) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries(trpc.monitors.pathFilter());
  const withdraw = useMutation(
    trpc.monitors.withdrawCorrection.mutationOptions({
      onSuccess: () => toast({ title: "Withdrawn. It stays in the list." }),
      onError: (error) => toast({ title: refusalOf(error).message, tone: "bad" }),
      onSettled: renew,
    }),
  );
  const make = useMutation(
    trpc.monitors.correct.mutationOptions({
      onSuccess: ({ id }, { correction }) => {
        onMade();
        toast({
          title: correction.kind === "excluded" ? "Excluded. Every uptime follows." : "Noted.",
          action: { label: "Undo", onPress: () => withdraw.mutate({ team: slug, correctionId: id }) },
        });
      },
      onSettled: renew,
    }),
  );
  return {
    make: (correction: CorrectionInput) => make.mutate({ team: slug, monitorId, correction }),
    making: { pending: make.isPending, error: make.error, reset: make.reset },
    withdraw: (correctionId: string) => withdraw.mutate({ team: slug, correctionId }),
    withdrawing: withdraw.isPending ? withdraw.variables.correctionId : null,
  };
}

"use client";
import { useQueryClient } from "@tanstack/react-query";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { type ToastInput, useToast } from "../../ui/toast.tsx";

/** What follows a mutation of incidents: a toast, with how to undo it where that is possible, and fresh records. */
export function useAct() {
  const trpc = useTRPC();
  const toast = useToast();
  const queries = useQueryClient();
  return (title: string, { undo, done }: { undo?: (() => void) | undefined; done?: () => void } = {}) => ({
    onSuccess: () => {
      const said: ToastInput = { title };
      toast(undo === undefined ? said : { ...said, action: { label: "Undo", onPress: undo } });
      done?.();
    },
    // A conflict means that somebody was faster or that it is over: the fresh record says which.
    onError: (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" as const }),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.incidents.pathKey() }),
  });
}

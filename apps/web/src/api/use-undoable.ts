"use client";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "../ui/toast.tsx";
import { refusalOf } from "./refusal.ts";

type Undoable<Input> = {
  run: (input: Input) => Promise<unknown>;
  undo: () => Promise<unknown>;
  /** What has happened, and what has happened once it was undone. */
  done: string;
  undone: string;
  /** What is read again after either. */
  changes: QueryKey;
  after?: () => void;
  /** Whether the caller itself shows why `run` was refused. */
  showsRefusal?: boolean;
};

/** Something that is done at once; the toast that tells of it undoes it, also on another page. */
export function useUndoable<Input = void>({ run, undo, done, undone, changes, after, showsRefusal = false }: Undoable<Input>) {
  const toast = useToast();
  const queries = useQueryClient();
  const refused = (error: unknown) => toast({ title: refusalOf(error).message, tone: "bad" });
  const onSettled = () => queries.invalidateQueries({ queryKey: changes });
  const undoing = useMutation({ mutationFn: undo, onSuccess: () => toast({ title: undone }), onError: refused, onSettled });
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      toast({ title: done, action: { label: "Undo", onPress: () => undoing.mutate() } });
      after?.();
    },
    ...(!showsRefusal && { onError: refused }),
    onSettled,
  });
}

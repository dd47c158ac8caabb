"use client";
import { Comment } from "@vedette/core/comment";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useRef, useState } from "react";
import { generalProblem, problemAt, problemsOf } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError, TextAreaField } from "../../ui/field.tsx";
import { useShortcut } from "../../ui/keyboard.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { useAct } from "./use-act.ts";

/** Writes into the timeline. What was typed is kept until it was taken. */
export function CommentForm({ incidentId }: { incidentId: string }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const comment = useMutation(
    trpc.incidents.comment.mutationOptions({
      ...act("Your comment is in the timeline.", {
        done: () => {
          setText("");
          setTried(false);
        },
      }),
      onError: () => {},
    }),
  );
  const parsed = Comment.safeParse(text);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) comment.mutate({ team: slug, incidentId, text: parsed.data });
  };
  useShortcut("c", "Comment on this incident", () => form.current?.querySelector("textarea")?.focus());
  const general = generalProblem(comment.error);
  return (
    <form ref={form} onSubmit={submit} noValidate className="mt-5 flex flex-col gap-2 border-t border-line pt-4">
      <TextAreaField
        label="Comment"
        hint="Everyone in the team sees it. **Bold**, `code`, - lists and links are understood."
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={tried ? problemAt(problemsOf(parsed), "") : null}
        aria-keyshortcuts="c"
      />
      {general !== null && <FieldError>{general.message}</FieldError>}
      <Button type="submit" className="self-end" pending={comment.isPending}>
        Comment
      </Button>
    </form>
  );
}

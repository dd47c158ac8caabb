"use client";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./field.tsx";

type TypedConfirmationProps = {
  /** The button that opens the window, and the one that does it. */
  label: string;
  title: string;
  children: ReactNode;
  /** What must be typed, letter by letter. */
  word: string;
  pending: boolean;
  problem: string | null;
  onConfirm: (typed: string) => void;
};

/** For what cannot be undone, or nearly: its name must be typed. */
export function TypedConfirmation({ label, title, children, word, pending, problem, onConfirm }: TypedConfirmationProps) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed === word) onConfirm(typed);
  };
  const close = () => {
    setOpen(false);
    setTyped("");
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      <Dialog open={open} onClose={close} title={title}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <div>{children}</div>
          <TextField
            label={`Type ${word} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            error={problem}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look="danger" pending={pending} disabled={typed !== word}>
              {label}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

"use client";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FieldError } from "./field.tsx";

type ConfirmButtonProps = {
  /** What stands on the button, and its full name where the button alone says too little. */
  label: string;
  name?: string;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  pending: boolean;
  problem: string | null;
  onConfirm: () => void;
};

/** For what a toast cannot undo: asks once before it happens. */
export function ConfirmButton({ label, name, title, children, confirmLabel, pending, problem, onConfirm }: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button aria-label={name} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onClose={close} title={title}>
        <p>{children}</p>
        {problem !== null && <FieldError>{problem}</FieldError>}
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={close}>Cancel</Button>
          <Button look="danger" pending={pending} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

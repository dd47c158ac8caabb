import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import type { FormAction } from "../../server/forms.ts";

type PlainFormProps = { action: FormAction; submit: string; hidden?: Record<string, string | undefined>; children?: ReactNode };

/** A form that the browser itself posts, with or without script. Hidden fields without a value are left out. */
export function PlainForm({ action, submit, hidden = {}, children }: PlainFormProps) {
  return (
    <form method="post" action={`/api/form/${action}`} className="flex flex-col gap-4">
      {Object.entries(hidden).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
      {children}
      <Button type="submit" look="primary" className="h-10">
        {submit}
      </Button>
    </form>
  );
}

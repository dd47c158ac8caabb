"use client";
import { Tags } from "@vedette/core/tags";
import { type SubmitEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { TagsField } from "./tags-field.tsx";

type TagChangeProps = { pending: boolean; onChange: (tags: { add: string[]; remove: string[] }) => void };

/** Which tags many monitors get and lose. */
export function TagChange({ pending, onChange }: TagChangeProps) {
  const [add, setAdd] = useState<readonly string[]>([]);
  const [remove, setRemove] = useState<readonly string[]>([]);
  const [adding, removing] = [Tags.safeParse(add), Tags.safeParse(remove)];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (adding.success && removing.success) onChange({ add: adding.data, remove: removing.data });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TagsField label="Add" value={add} onChange={setAdd} error={adding.error?.issues[0]?.message} />
      <TagsField label="Remove" value={remove} onChange={setRemove} error={removing.error?.issues[0]?.message} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" pending={pending} disabled={add.length + remove.length === 0}>
          Change tags
        </Button>
      </div>
    </form>
  );
}

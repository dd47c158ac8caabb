"use client";
import { Trash2 } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { type ComponentsDraft, moveGroup, removeGroup, renameGroup } from "./components-draft.ts";
import { MoveButtons } from "./move-buttons.tsx";
import type { PageEdit } from "./use-page-edit.ts";

type GroupHeadProps = {
  edit: PageEdit;
  group: ComponentsDraft["groups"][number];
  isFirst: boolean;
  isLast: boolean;
  problem: string | null;
};

/** The name of a group and where it stands; removing it keeps its components. */
export function GroupHead({ edit, group, isFirst, isLast, problem }: GroupHeadProps) {
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <TextField
          label="Name of the group"
          hideLabel
          value={group.name}
          onChange={(event) => edit.changeComponents((before) => renameGroup(before, group.id, event.target.value))}
          error={problem}
          autoComplete="off"
        />
      </div>
      <MoveButtons
        name={`group ${group.name}`}
        isFirst={isFirst}
        isLast={isLast}
        onMove={(by) => edit.changeComponents((before) => moveGroup(before, group.id, by))}
      />
      <IconButton label={`Remove group ${group.name}`} onClick={() => edit.changeComponents((before) => removeGroup(before, group.id))}>
        <Trash2 aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}

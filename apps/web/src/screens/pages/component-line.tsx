"use client";
import { ChevronDown, Trash2 } from "lucide-react";
import { useId } from "react";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { counted } from "../../ui/format.ts";
import { ComponentDetails } from "./component-details.tsx";
import type { MonitorChoice } from "./monitor-choice.ts";
import { type DraftComponent, moveComponent, removeComponent } from "./components-draft.ts";
import { MoveButtons } from "./move-buttons.tsx";
import type { PageEdit } from "./use-page-edit.ts";

type ComponentLineProps = {
  edit: PageEdit;
  component: DraftComponent;
  monitors: readonly MonitorChoice[];
  isFirst: boolean;
  isLast: boolean;
  isOpen: boolean;
  onToggle: () => void;
  problemAt: (field: string) => string | null;
};

/** One component: its name and what feeds it; unfolded, everything that can be set. */
export function ComponentLine({ edit, component, monitors, isFirst, isLast, isOpen, onToggle, problemAt }: ComponentLineProps) {
  const id = useId();
  const name = component.name === "" ? "Component without a name" : component.name;
  const problem = problemAt("name") ?? problemAt("description");
  return (
    <li className="rounded-lg border border-line bg-raised">
      <div className="flex items-center gap-1 py-1 pr-1 pl-1.5">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
          className="touchable flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover"
        >
          <ChevronDown aria-hidden="true" className={cx("size-4 shrink-0 text-muted transition-transform", !isOpen && "-rotate-90")} />
          <span className="min-w-0">
            <span className="block font-medium wrap-anywhere">{name}</span>
            <span className="block text-xs text-muted">{problem ?? feedText(component, monitors)}</span>
          </span>
        </button>
        <MoveButtons
          name={name}
          isFirst={isFirst}
          isLast={isLast}
          onMove={(by) => edit.changeComponents((before) => moveComponent(before, component.id, by))}
        />
        <IconButton label={`Remove ${name}`} onClick={() => edit.changeComponents((before) => removeComponent(before, component.id))}>
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <div id={id} hidden={!isOpen} className="border-t border-line p-3">
        {isOpen && <ComponentDetails edit={edit} component={component} monitors={monitors} problemAt={problemAt} />}
      </div>
    </li>
  );
}

function feedText(component: DraftComponent, monitors: readonly MonitorChoice[]): string {
  const [first, ...rest] = component.monitorIds;
  if (first === undefined) return "Fed by no monitor: shown as “No data”";
  const name = monitors.find((monitor) => monitor.id === first)?.name;
  if (name === undefined) return `Fed by ${counted(component.monitorIds.length, "monitor")}`;
  return rest.length === 0 ? `Fed by ${name}` : `Fed by ${name} and ${counted(rest.length, "other monitor")}`;
}

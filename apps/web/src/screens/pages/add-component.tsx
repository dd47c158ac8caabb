"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { newId } from "../../ui/new-id.ts";
import type { MonitorChoice } from "./monitor-choice.ts";
import { addComponent } from "./components-draft.ts";
import type { PageEdit } from "./use-page-edit.ts";

/** Adds a component, named after the monitor that feeds it; monitors that the page shows already are left out. */
export function AddComponent({
  edit,
  monitors,
  onAdded,
}: {
  edit: PageEdit;
  monitors: readonly MonitorChoice[];
  onAdded: (id: string) => void;
}) {
  const [monitorId, setMonitorId] = useState("");
  const shown = new Set(edit.components.components.flatMap((component) => component.monitorIds));
  const choices = monitors.filter((monitor) => !shown.has(monitor.id));
  const monitor = choices.find((choice) => choice.id === monitorId);
  const add = () => {
    const id = newId();
    const fed = monitor === undefined ? { name: "New component", monitorIds: [] } : { name: monitor.name, monitorIds: [monitor.id] };
    edit.changeComponents((before) => addComponent(before, { id, description: null, groupId: null, showUptime: true, ...fed }));
    setMonitorId("");
    onAdded(id);
  };
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-0 flex-1 basis-52">
        <SelectField
          label="Add a component for"
          value={monitor === undefined ? "" : monitorId}
          onChange={(event) => setMonitorId(event.target.value)}
        >
          <option value="">No monitor</option>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </SelectField>
      </div>
      <Button onClick={add} className="h-9">
        <Plus aria-hidden="true" className="size-4" />
        Add component
      </Button>
    </div>
  );
}

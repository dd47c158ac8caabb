"use client";
import { CheckboxField, SelectField, TextField } from "../../ui/field.tsx";
import type { MonitorChoice } from "./monitor-choice.ts";
import { type DraftComponent, changeComponent } from "./components-draft.ts";
import type { PageEdit } from "./use-page-edit.ts";

type ComponentDetailsProps = {
  edit: PageEdit;
  component: DraftComponent;
  monitors: readonly MonitorChoice[];
  problemAt: (field: string) => string | null;
};

/** Everything that can be set of one component. */
export function ComponentDetails({ edit, component, monitors, problemAt }: ComponentDetailsProps) {
  const change = (part: Partial<DraftComponent>) => edit.changeComponents((before) => changeComponent(before, component.id, part));
  const link = (monitorId: string, isLinked: boolean) =>
    change({ monitorIds: isLinked ? [...component.monitorIds, monitorId] : component.monitorIds.filter((id) => id !== monitorId) });
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label="Public name"
        value={component.name}
        onChange={(event) => change({ name: event.target.value })}
        error={problemAt("name")}
        autoComplete="off"
      />
      <TextField
        label="Description"
        hint="May stay empty."
        value={component.description ?? ""}
        onChange={(event) => change({ description: event.target.value === "" ? null : event.target.value })}
        error={problemAt("description")}
        autoComplete="off"
      />
      {edit.components.groups.length > 0 && (
        <SelectField
          label="Group"
          value={component.groupId ?? ""}
          onChange={(event) => change({ groupId: event.target.value === "" ? null : event.target.value })}
        >
          <option value="">No group</option>
          {edit.components.groups.map((group) => (
            <option key={group.id} value={group.id}>
              {group.name}
            </option>
          ))}
        </SelectField>
      )}
      <CheckboxField
        label="Show uptime and the last 90 days"
        checked={component.showUptime}
        onChange={(event) => change({ showUptime: event.target.checked })}
      />
      <fieldset>
        <legend className="mb-1 font-medium">Fed by these monitors</legend>
        {monitors.length === 0 && <p className="text-muted">The team has no monitor yet.</p>}
        <div className="max-h-56 overflow-y-auto rounded-md border border-line px-2.5 py-1 empty:hidden">
          {monitors.map((monitor) => (
            <CheckboxField
              key={monitor.id}
              label={monitor.name}
              hint={<span className="wrap-anywhere">{monitor.target}</span>}
              checked={component.monitorIds.includes(monitor.id)}
              onChange={(event) => link(monitor.id, event.target.checked)}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}

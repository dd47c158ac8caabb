"use client";
import { useQuery } from "@tanstack/react-query";
import { PageComponentsInput } from "@vedette/core/page-record";
import { FolderPlus } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { type Problems, generalProblem, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import { newId } from "../../ui/new-id.ts";
import { useTeam } from "../shell/team-context.tsx";
import { AddComponent } from "./add-component.tsx";
import { ComponentLine } from "./component-line.tsx";
import type { MonitorChoice } from "./monitor-choice.ts";
import { type ComponentsDraft, addGroup, membersOf } from "./components-draft.ts";
import { GroupHead } from "./group-head.tsx";
import type { PageEdit } from "./use-page-edit.ts";

/** Groups and components of a page, moved by buttons, fed by monitors. Nothing is public before it is saved. */
export function ComponentsEditor({ edit }: { edit: PageEdit }) {
  const trpc = useTRPC();
  const team = useTeam();
  const monitors = useQuery(trpc.monitors.names.queryOptions({ team: team.slug }));
  const [openId, setOpenId] = useState<string | null>(null);
  const draft = edit.components;
  const parsed = PageComponentsInput.safeParse(draft);
  const { pending, error } = edit.componentsState;
  const problems = { ...refusedFields(error, "page"), ...problemsOf(parsed) };
  const general = generalProblem(error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) edit.saveComponents(parsed.data);
  };
  const shared = { edit, problems, monitors: monitors.data ?? [], openId, setOpenId };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <ComponentBlock {...shared} groupId={null} />
      {draft.groups.map((group, i) => (
        <section key={group.id} aria-label={`Group ${group.name}`} className="rounded-xl border border-line p-3">
          <GroupHead
            edit={edit}
            group={group}
            isFirst={i === 0}
            isLast={i === draft.groups.length - 1}
            problem={problems[`groups.${i}.name`] ?? null}
          />
          <ComponentBlock {...shared} groupId={group.id} />
        </section>
      ))}
      {draft.components.length === 0 && (
        <p className="text-muted">This page shows no component. Add one for each thing your customers know by name.</p>
      )}
      <AddComponent edit={edit} monitors={shared.monitors} onAdded={setOpenId} />
      <div className="flex flex-wrap items-center gap-2 border-t border-line pt-4">
        <Button type="submit" look="primary" pending={pending} disabled={!parsed.success}>
          Save components
        </Button>
        <Button onClick={() => edit.changeComponents((before) => addGroup(before, { id: newId(), name: "New group" }))}>
          <FolderPlus aria-hidden="true" className="size-4" />
          Add group
        </Button>
        {general !== null && <FieldError>{general.message}</FieldError>}
      </div>
    </form>
  );
}

type BlockProps = {
  edit: PageEdit;
  groupId: string | null;
  problems: Problems;
  monitors: readonly MonitorChoice[];
  openId: string | null;
  setOpenId: (id: string | null) => void;
};

function ComponentBlock({ edit, groupId, problems, monitors, openId, setOpenId }: BlockProps) {
  const draft: ComponentsDraft = edit.components;
  const members = membersOf(draft, groupId);
  if (members.length === 0) return groupId === null ? null : <p className="pt-2 text-muted">No component is in this group.</p>;
  return (
    <ul aria-label={groupId === null ? "Components" : "Components of the group"} className="flex flex-col gap-2 pt-2 first:pt-0">
      {members.map((component, i) => (
        <ComponentLine
          key={component.id}
          edit={edit}
          component={component}
          monitors={monitors}
          isFirst={i === 0}
          isLast={i === members.length - 1}
          isOpen={openId === component.id}
          onToggle={() => setOpenId(openId === component.id ? null : component.id)}
          problemAt={(field) => problems[`components.${draft.components.indexOf(component)}.${field}`] ?? null}
        />
      ))}
    </ul>
  );
}

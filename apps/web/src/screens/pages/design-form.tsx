"use client";
import { PageInput } from "@vedette/core/page-record";
import type { SubmitEvent } from "react";
import { generalProblem, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { DeletePage } from "./delete-page.tsx";
import { DesignFields } from "./design-fields.tsx";
import type { EditedPage } from "./edited-page.ts";
import type { PageEdit } from "./use-page-edit.ts";

/** Name, address, description and time zone of a page. */
export function DesignForm({ page, edit }: { page: EditedPage; edit: PageEdit }) {
  const team = useTeam();
  const parsed = PageInput.safeParse(edit.design);
  const { pending, error } = edit.designState;
  const general = generalProblem(error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (parsed.success) edit.saveDesign(parsed.data);
  };
  return (
    <div className="flex flex-col gap-8">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <DesignFields
          draft={edit.design}
          address={team.instance.edgeUrl}
          problems={{ ...refusedFields(error, "page"), ...problemsOf(parsed) }}
          onChange={edit.changeDesign}
        />
        {page.published && edit.design.slug !== page.slug && (
          <p className="text-muted">Visitors find the page at its new address once you save; the old one stops working.</p>
        )}
        <div>
          <Button type="submit" look="primary" pending={pending}>
            Save design
          </Button>
          {general !== null && <FieldError>{general.message}</FieldError>}
        </div>
      </form>
      {team.can("page:write") && <DeletePage page={page} />}
    </div>
  );
}

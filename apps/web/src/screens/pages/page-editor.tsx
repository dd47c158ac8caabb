"use client";
import { ConflictNote } from "../../ui/conflict-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { TabLinks } from "../../ui/tab-links.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";
import { ComponentsEditor } from "./components-editor.tsx";
import { DesignForm } from "./design-form.tsx";
import type { EditedPage } from "./edited-page.ts";
import { PagePreview } from "./page-preview.tsx";
import { PageVisibility } from "./page-visibility.tsx";
import { usePageEdit } from "./use-page-edit.ts";

/** The editor keeps what was typed in both tabs until it is saved, and saves each with the version it was opened with. */
export function PageEditor({ page }: { page: EditedPage }) {
  const team = useTeam();
  const [tab] = useUrlParam("tab");
  const edit = usePageEdit(page);
  const mayChange = team.can("page:write");
  const base = `${team.base}/pages/${page.id}`;
  return (
    <>
      <PageHeader
        title={page.name}
        lead={<BackLink href={`${team.base}/pages`}>Status pages</BackLink>}
        actions={<PageVisibility page={page} onChanged={edit.adopt} />}
      />
      <TabLinks
        label={page.name}
        current={tab === "components" ? `${base}?tab=components` : base}
        tabs={[
          { href: base, text: "Design" },
          { href: `${base}?tab=components`, text: "Components", count: page.components.length },
        ]}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {edit.isConflict && <ConflictNote onLoad={edit.loadNewer}>Somebody else has changed this page meanwhile.</ConflictNote>}
          {!mayChange && <p className="text-muted">Your role lets you look at this page. An editor of the team can change it.</p>}
          <fieldset disabled={!mayChange} className="min-w-0">
            <legend className="sr-only">{tab === "components" ? "Components" : "Design"}</legend>
            {tab === "components" ? <ComponentsEditor edit={edit} /> : <DesignForm page={page} edit={edit} />}
          </fieldset>
        </div>
        <PagePreview pageId={page.id} pageName={page.name} />
      </div>
    </>
  );
}

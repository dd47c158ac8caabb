"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PageInput } from "@vedette/core/page-record";
import { useState } from "react";
import { refusalOf } from "../../api/refusal.ts";
import { useTRPC } from "../../api/trpc.ts";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { type ComponentsDraft, draftOf } from "./components-draft.ts";
import type { DesignDraft } from "./design-fields.tsx";
import type { EditedPage } from "./edited-page.ts";

export type PageEdit = ReturnType<typeof usePageEdit>;

/** The unsaved state of a page's editor. `version` is what the drafts were made from and follows our own saves only. */
export function usePageEdit(page: EditedPage) {
  const trpc = useTRPC();
  const team = useTeam();
  const toast = useToast();
  const queries = useQueryClient();
  const [version, setVersion] = useState(page.version);
  const [design, setDesign] = useState<DesignDraft>(() => designOf(page));
  const [components, setComponents] = useState<ComponentsDraft>(() => draftOf(page));
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.pages.pathKey() });
  const saveDesign = useMutation(
    trpc.pages.update.mutationOptions({
      onSuccess: (saved) => {
        setVersion(saved.version);
        setDesign(designOf(saved));
        toast({ title: saved.published ? "Saved. The public page follows within seconds." : "Saved." });
      },
      onSettled: refresh,
    }),
  );
  const saveComponents = useMutation(
    trpc.pages.saveComponents.mutationOptions({
      onSuccess: (saved) => {
        setVersion(saved.version);
        // The server gives new lines ids of its own.
        setComponents(draftOf(saved));
        toast({ title: saved.published ? "Saved. The public page follows within seconds." : "Saved." });
      },
      onSettled: refresh,
    }),
  );
  const key = { team: team.slug, pageId: page.id, version };
  return {
    design,
    components,
    saveDesign: (input: PageInput) => saveDesign.mutate({ ...key, page: input }),
    saveComponents: (input: ComponentsDraft) => saveComponents.mutate({ ...key, ...input }),
    designState: { pending: saveDesign.isPending, error: errorOf(saveDesign.error) },
    componentsState: { pending: saveComponents.isPending, error: errorOf(saveComponents.error) },
    isConflict: isVersionConflict(saveDesign.error) || isVersionConflict(saveComponents.error),
    changeDesign: (part: Partial<DesignDraft>) => {
      setDesign((before) => ({ ...before, ...part }));
      if (saveDesign.isError && !isVersionConflict(saveDesign.error)) saveDesign.reset();
    },
    changeComponents: (change: (before: ComponentsDraft) => ComponentsDraft) => {
      setComponents(change);
      if (saveComponents.isError && !isVersionConflict(saveComponents.error)) saveComponents.reset();
    },
    /** Takes over a version that we made ourselves, such as by publishing. */
    adopt: (made: { version: number }) => setVersion(made.version),
    /** Gives up what was typed for what somebody else saved. */
    loadNewer: () => {
      setVersion(page.version);
      setDesign(designOf(page));
      setComponents(draftOf(page));
      saveDesign.reset();
      saveComponents.reset();
    },
  };
}

function designOf({ name, slug, description, timeZone, uptime }: Pick<EditedPage, keyof DesignDraft>): DesignDraft {
  return { name, slug, description: description ?? "", timeZone, uptime };
}

/** A conflict that names a field, such as an address that is taken, is no conflict of versions. */
function isVersionConflict(error: unknown): boolean {
  if (error === null) return false;
  const refusal = refusalOf(error);
  return refusal.code === "conflict" && Object.keys(refusal.fields).length === 0;
}

function errorOf(error: unknown): unknown {
  return isVersionConflict(error) ? null : error;
}

"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PageInput } from "@vedette/core/page-record";
import { slugOf } from "@vedette/core/text";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { generalProblem, problemsOf, refusedFields } from "../../api/form-problems.ts";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { FieldError } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { type DesignDraft, DesignFields } from "./design-fields.tsx";

/** A page begins with a name; its address follows the name until somebody types one. */
export function NewPageScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const router = useRouter();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<DesignDraft>({
    name: "",
    slug: "",
    description: "",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    uptime: null,
  });
  const [hasOwnSlug, setHasOwnSlug] = useState(false);
  const [tried, setTried] = useState(false);
  const create = useMutation(
    trpc.pages.create.mutationOptions({
      onSuccess: async (page) => {
        await queries.invalidateQueries({ queryKey: trpc.pages.pathKey() });
        router.push(`${team.base}/pages/${page.id}?tab=components`);
      },
    }),
  );
  const parsed = PageInput.safeParse(draft);
  const general = generalProblem(create.error);
  const change = (part: Partial<DesignDraft>) => {
    setDraft((before) => {
      const next = { ...before, ...part };
      return part.name === undefined || hasOwnSlug ? next : { ...next, slug: slugOf(part.name, "") };
    });
    if (part.slug !== undefined) setHasOwnSlug(true);
    if (create.isError) create.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (parsed.success) create.mutate({ team: team.slug, page: parsed.data });
  };
  return (
    <>
      <PageHeader title="Create a status page" lead={<BackLink href={`${team.base}/pages`}>Status pages</BackLink>} />
      <form onSubmit={submit} noValidate className="flex max-w-lg flex-col gap-4">
        <DesignFields
          draft={draft}
          address={team.instance.edgeUrl}
          problems={{ ...refusedFields(create.error, "page"), ...(tried ? problemsOf(parsed) : {}) }}
          onChange={change}
        />
        <div>
          <Button type="submit" look="primary" pending={create.isPending || create.isSuccess}>
            Create page
          </Button>
          <p className="mt-2 text-muted">Nobody sees it before you publish it.</p>
          {general !== null && <FieldError>{general.message}</FieldError>}
        </div>
      </form>
    </>
  );
}

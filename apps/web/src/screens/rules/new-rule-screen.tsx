"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../api/trpc.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { BackLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { useTeam } from "../shell/team-context.tsx";
import { newRuleDraft } from "./rule-draft.ts";
import { RuleForm } from "./rule-form.tsx";

/** A rule, and at once what it would have done; for one monitor where the address names it. */
export function NewRuleScreen() {
  const { base, slug } = useTeam();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [monitorId] = useUrlParam("monitor");
  const back = monitorId === null ? `${base}/alerts?tab=rules` : `${base}/monitors/${monitorId}/settings`;
  const create = useMutation({
    ...trpc.rules.create.mutationOptions(),
    onSuccess: () => {
      void queries.invalidateQueries(trpc.rules.pathFilter());
      toast({ title: "The rule was added. It is judged within a minute." });
      router.push(back);
    },
  });
  return (
    <>
      <PageHeader title="Add a rule" lead={<BackLink href={back}>{monitorId === null ? "Rules" : "Monitor"}</BackLink>} />
      <RuleForm
        initial={newRuleDraft("latency", monitorId)}
        submitLabel="Add rule"
        pending={create.isPending}
        error={create.error}
        onSubmit={(rule) => create.mutate({ team: slug, rule })}
        onChange={() => create.isError && create.reset()}
      />
    </>
  );
}

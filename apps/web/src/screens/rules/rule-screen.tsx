"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type RuleRecord, ruleTitle } from "@vedette/core/rule";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../api/trpc.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { BackLink, TextLink } from "../../ui/text-link.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { draftOfRule } from "./rule-draft.ts";
import { RuleForm } from "./rule-form.tsx";

/** One rule: its form with the back-test for those who may change it, its words for everybody else. */
export function RuleScreen({ ruleId }: { ruleId: string }) {
  const { base, slug, can } = useTeam();
  const trpc = useTRPC();
  const rule = useQuery(trpc.rules.get.queryOptions({ team: slug, ruleId }));
  return (
    <>
      <PageHeader
        title={rule.data === undefined ? "Rule" : ruleTitle(rule.data)}
        lead={<BackLink href={`${base}/alerts?tab=rules`}>Rules</BackLink>}
      />
      {rule.isPending && <SkeletonRows />}
      {rule.isError && <RefusalNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.isSuccess && <Runbook rule={rule.data} />}
      {rule.isSuccess && can("monitor:write") && <Edit key={ruleId} rule={rule.data} />}
    </>
  );
}

function Runbook({ rule: { settings } }: { rule: RuleRecord }) {
  if (settings.runbook === "") return null;
  return (
    <p className="mb-4 wrap-anywhere">
      Runbook:{" "}
      <TextLink href={settings.runbook} target="_blank" rel="noreferrer">
        {settings.runbook}
      </TextLink>
    </p>
  );
}

function Edit({ rule }: { rule: RuleRecord }) {
  const { base, slug } = useTeam();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const update = useMutation({
    ...trpc.rules.update.mutationOptions(),
    onSuccess: () => {
      void queries.invalidateQueries(trpc.rules.pathFilter());
      toast({ title: "The rule was changed. It is judged anew." });
      router.push(`${base}/alerts?tab=rules`);
    },
  });
  return (
    <RuleForm
      initial={draftOfRule(rule)}
      submitLabel="Save rule"
      pending={update.isPending}
      error={update.error}
      onSubmit={(changed) => update.mutate({ team: slug, ruleId: rule.id, rule: changed })}
      onChange={() => update.isError && update.reset()}
    />
  );
}

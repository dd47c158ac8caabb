"use client";
import { type RuleInput, type RuleRow, ruleTitle } from "@vedette/core/rule";
import { useTRPC, useTRPCClient } from "../../api/trpc.ts";
import { useUndoable } from "../../api/use-undoable.ts";
import { Button } from "../../ui/button.tsx";
import { counted } from "../../ui/format.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Lasted } from "../../ui/time.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { scopeWords, standingOf } from "./rule-words.ts";

/** Rules with how they stand; each opens its form, and deleting one can be undone. */
export function RuleList({ rules }: { rules: readonly RuleRow[] }) {
  return (
    <ul aria-label="Rules" className="divide-y divide-line">
      {rules.map((rule) => (
        <RuleLine key={rule.id} rule={rule} />
      ))}
    </ul>
  );
}

function RuleLine({ rule }: { rule: RuleRow }) {
  const { base, can } = useTeam();
  const { mark, word } = standingOf(rule);
  const { confirmed, sinceMs } = rule.standing;
  return (
    <li data-row="" className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-72">
        <TextLink href={`${base}/alerts/rules/${rule.id}`} className="font-medium wrap-anywhere">
          {ruleTitle(rule)}
        </TextLink>
        <p className="text-muted wrap-anywhere">
          {scopeWords(rule)}
          {rule.opened30d > 0 && ` · opened ${counted(rule.opened30d, "time")} in 30 days`}
          {rule.settings.labels.map(({ name, value }) => ` · ${name}=${value}`).join("")}
        </p>
      </div>
      <span className="flex flex-wrap items-center gap-x-2 text-muted">
        <StatusMark status={mark} word={word} className="text-fg" />
        {rule.enabled && confirmed !== "unknown" && sinceMs !== null && (
          <span>
            for <Lasted fromMs={sinceMs} untilMs={null} />
          </span>
        )}
      </span>
      {can("monitor:write") && <DeleteRule rule={rule} />}
    </li>
  );
}

function DeleteRule({ rule }: { rule: RuleRow }) {
  const { slug } = useTeam();
  const client = useTRPCClient();
  const { kind, name, scope, params, settings, enabled } = rule;
  const content: RuleInput = { kind, name, scope, params, settings, enabled };
  const remove = useUndoable({
    run: () => client.rules.remove.mutate({ team: slug, ruleId: rule.id }),
    undo: () => client.rules.create.mutate({ team: slug, rule: content }),
    done: "The rule was deleted.",
    undone: "The rule is back.",
    changes: useTRPC().rules.pathKey(),
  });
  return (
    <Button look="quiet" pending={remove.isPending} onClick={() => remove.mutate()}>
      Delete<span className="sr-only"> the rule {ruleTitle(rule)}</span>
    </Button>
  );
}

import { type FormField, formFieldsOf } from "@vedette/core/form-fields";
import { RuleInput, RuleSettings } from "@vedette/core/rule";
import { type RuleKind, ruleKinds } from "@vedette/core/rule-kinds";
import { type SpecDraft, draftFrom, inputFrom } from "../monitors/spec-draft.ts";

/** A rule while it is typed. Of the scopes one counts; what was typed for the others is kept. */
export type RuleDraft = {
  kind: RuleKind;
  name: string;
  scope: RuleInput["scope"]["type"];
  monitorId: string;
  tag: string;
  params: SpecDraft;
  settings: SpecDraft;
  enabled: boolean;
};

export const settingFields: readonly FormField[] = formFieldsOf(RuleSettings);

export function paramFields(kind: RuleKind): readonly FormField[] {
  return formFieldsOf(ruleKinds[kind].schema);
}

/** A new rule as it usually is; for one monitor where one is named. */
export function newRuleDraft(kind: RuleKind, monitorId: string | null): RuleDraft {
  return {
    kind,
    name: "",
    scope: monitorId === null ? "team" : "monitor",
    monitorId: monitorId ?? "",
    tag: "",
    params: draftFrom(paramFields(kind), {}),
    settings: draftFrom(settingFields, {}),
    enabled: true,
  };
}

export function draftOfRule({ kind, name, scope, params, settings, enabled }: RuleInput): RuleDraft {
  return {
    kind,
    name,
    scope: scope.type,
    monitorId: scope.type === "monitor" ? scope.monitorId : "",
    tag: scope.type === "tag" ? scope.tag : "",
    params: draftFrom(paramFields(kind), params),
    settings: draftFrom(settingFields, settings),
    enabled,
  };
}

/** The same rule of another kind; what both kinds are asked for stays. */
export function withKind(draft: RuleDraft, kind: RuleKind): RuleDraft {
  const usual = draftFrom(paramFields(kind), {});
  const kept = Object.fromEntries(
    Object.entries(draft.params).filter(([key, value]) => key in usual && typeof value === "string" && value !== ""),
  );
  return { ...draft, kind, params: { ...usual, ...kept } };
}

/** What the schema says of a draft. */
export function readRuleDraft(draft: RuleDraft) {
  const { kind, name, enabled } = draft;
  const scope =
    draft.scope === "monitor"
      ? { type: "monitor", monitorId: draft.monitorId }
      : draft.scope === "tag"
        ? { type: "tag", tag: draft.tag }
        : { type: "team" };
  const params = inputFrom(paramFields(kind), draft.params);
  return RuleInput.safeParse({ kind, name, enabled, scope, params, settings: inputFrom(settingFields, draft.settings) });
}

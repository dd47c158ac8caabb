import type { PolicyInput, PolicyRecord, PolicyTarget } from "@vedette/core/policy";

/** A policy while it is edited; what is half typed need not be one yet. */
export type PolicyDraft = PolicyInput;
export type StepDraft = PolicyDraft["plan"]["steps"][number];

export const emptyStep: StepDraft = { afterMinutes: 0, tell: [], severity: "any", tags: [], hours: null };

export const emptyPolicy: PolicyDraft = {
  name: "",
  monitorIds: [],
  tags: [],
  isDefault: false,
  plan: { steps: [emptyStep], repeat: { times: 0, afterMinutes: 30 }, remindMinutes: null, groupSeconds: 10 },
};

export function draftOf({ name, monitorIds, tags, isDefault, plan }: PolicyRecord): PolicyDraft {
  return { name, monitorIds, tags, isDefault, plan };
}

/** A target as the value of a choice, and back. */
export function valueOf(target: PolicyTarget): string {
  switch (target.kind) {
    case "monitor":
      return "monitor";
    case "channel":
      return `channel:${target.channelId}`;
    case "schedule":
      return `schedule:${target.scheduleId}`;
    case "member":
      return `member:${target.userId}`;
  }
}

export function targetOf(value: string): PolicyTarget {
  const [kind, id = ""] = value.split(":");
  if (kind === "channel") return { kind, channelId: id };
  if (kind === "schedule") return { kind, scheduleId: id };
  return kind === "member" ? { kind, userId: id } : { kind: "monitor" };
}

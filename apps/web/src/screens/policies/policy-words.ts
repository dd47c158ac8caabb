import type { PolicyRecord, PolicyStep } from "@vedette/core/policy";
import type { Foresight } from "@vedette/core/telling";
import { hoursText } from "@vedette/core/uptime-words";
import { counted } from "../../ui/format.ts";

/** Which monitors follow a policy. */
export function scopeText({ monitorIds, tags, isDefault }: PolicyRecord): string {
  const parts = [
    ...(monitorIds.length > 0 ? [counted(monitorIds.length, "monitor")] : []),
    ...(tags.length > 0 ? [`monitors tagged ${tags.join(" or ")}`] : []),
    ...(isDefault ? ["everything that no other policy holds for"] : []),
  ];
  return parts.length === 0 ? "No monitor follows it yet." : `Holds for ${parts.join(", ")}.`;
}

/** Which policy holds for a monitor, and why. */
export function holdingText({ name, because }: NonNullable<Foresight["policy"]>): string {
  return `${name} holds for it, ${{ named: "as chosen for this monitor", tag: "by a tag", default: "as the team's default" }[because]}.`;
}

/** What deleting a policy changes for the monitors that follow it. */
export function deletionText({ monitorIds, tags, isDefault }: Pick<PolicyRecord, "monitorIds" | "tags" | "isDefault">): string {
  const followed = monitorIds.length + tags.length > 0 || isDefault;
  const named = monitorIds.length > 0 ? ` It was chosen for ${counted(monitorIds.length, "monitor")}.` : "";
  const change = "What follows it then follows another policy that has its tags, else the default, else tells its own channels at once.";
  return followed ? `${change}${named} Open incidents go on as they began.` : "No monitor follows it. Open incidents go on as they began.";
}

/** When a step is taken and for what, such as `after 10 min, only for what is down`. */
export function conditionText({ afterMinutes, severity, tags, hours }: PolicyStep): string {
  return [
    afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`,
    ...(severity === "any" ? [] : [`only for what is ${severity}`]),
    ...(tags.length === 0 ? [] : [`only for ${tags.join(" or ")}`]),
    ...(hours === null ? [] : [`only ${hoursText(hours)}`]),
  ].join(", ");
}

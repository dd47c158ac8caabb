import type { PolicyRecord, PolicyStep } from "@vedette/core/policy";
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

/** When a step is taken and for what, such as `after 10 min, only for what is down`. */
export function conditionText({ afterMinutes, severity, tags, hours }: PolicyStep): string {
  return [
    afterMinutes === 0 ? "at once" : `after ${afterMinutes} min`,
    ...(severity === "any" ? [] : [`only for what is ${severity}`]),
    ...(tags.length === 0 ? [] : [`only for ${tags.join(" or ")}`]),
    ...(hours === null ? [] : [`only ${hoursText(hours)}`]),
  ].join(", ");
}

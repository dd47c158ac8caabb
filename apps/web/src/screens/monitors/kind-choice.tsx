import type { KindGroup } from "@vedette/core/kind";
import { kinds } from "@vedette/core/kinds";
import type { MonitorKind } from "@vedette/core/monitor-spec";
import { SelectField } from "../../ui/field.tsx";

const groupNames: Record<KindGroup, string> = {
  web: "Web",
  network: "Network",
  mail: "Mail and files",
  database: "Databases",
  queue: "Queues",
  inside: "From inside",
  computed: "Computed",
};

const monitorKinds = Object.keys(kinds) as MonitorKind[]; // safe because the literal's keys are the type

/** Which kind of monitor it is. `likely` are those that the typed address could mean, best first. */
export function KindChoice({
  value,
  likely,
  onChange,
}: {
  value: MonitorKind;
  likely: readonly MonitorKind[];
  onChange: (kind: MonitorKind) => void;
}) {
  const groups = Object.groupBy(monitorKinds, (kind) => kinds[kind].group);
  return (
    <SelectField
      label="Kind"
      hint={kinds[value].about}
      value={value}
      onChange={(event) => onChange(event.target.value as MonitorKind) /* safe because the options are kinds */}
    >
      {likely.length > 1 && (
        <optgroup label="This address">
          {likely.map((kind) => (
            <option key={kind} value={kind}>
              {kinds[kind].label}
            </option>
          ))}
        </optgroup>
      )}
      {Object.entries(groupNames).map(([group, name]) => {
        const members = groups[group as KindGroup]?.filter((kind) => likely.length < 2 || !likely.includes(kind)) ?? []; // safe because the keys are groups
        return members.length === 0 ? null : (
          <optgroup key={group} label={name}>
            {members.map((kind) => (
              <option key={kind} value={kind}>
                {kinds[kind].label}
              </option>
            ))}
          </optgroup>
        );
      })}
    </SelectField>
  );
}

import { SelectField } from "./field.tsx";

const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

type TimeZoneFieldProps = { label: string; hint?: string; value: string; onChange: (zone: string) => void; error: string | null };

/** Every zone that the browser lists, and the one that is set, which may go by a name that it does not. */
export function TimeZoneField({ value, onChange, ...rest }: TimeZoneFieldProps) {
  return (
    <SelectField {...rest} value={value} onChange={(event) => onChange(event.target.value)}>
      {!zones.includes(value) && <option>{value}</option>}
      {zones.map((zone) => (
        <option key={zone}>{zone}</option>
      ))}
    </SelectField>
  );
}

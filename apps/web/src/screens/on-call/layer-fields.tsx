"use client";
import type { Layer } from "@vedette/core/on-call";
import { ArrowUp, X } from "lucide-react";
import { type Problems, problemAt, within } from "../../api/form-problems.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CheckboxField, SelectField, TextField } from "../../ui/field.tsx";
import { TimeZoneField } from "../../ui/time-zone-field.tsx";
import { officeHours } from "../policies/step-fields.tsx";
import { HoursFields } from "../uptime/hours-fields.tsx";
import { namesOf } from "./names-of.ts";

type LayerFieldsProps = {
  nth: number;
  layer: Layer;
  people: readonly { userId: string; name: string }[];
  problems: Problems;
  onChange: (layer: Layer) => void;
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
};

/** One layer: who takes turns in what order, how long a turn is and when it is handed over. */
export function LayerFields({ nth, layer, people, problems, onChange, onRemove }: LayerFieldsProps) {
  const change = (part: Partial<Layer>) => onChange({ ...layer, ...part });
  const nameOf = namesOf(people);
  return (
    <fieldset className="rounded-lg border border-line px-4 pt-1 pb-4">
      <legend className="px-1 text-sm font-medium">Layer {nth}</legend>
      <div className="flex flex-col gap-4">
        <div>
          <SelectField
            label="Who takes turns"
            value=""
            onChange={(event) => event.target.value !== "" && change({ people: [...layer.people, event.target.value] })}
            error={problemAt(problems, "people")}
          >
            <option value="">Add a member…</option>
            {people.map(({ userId, name }) => (
              <option key={userId} value={userId}>
                {name}
              </option>
            ))}
          </SelectField>
          {layer.people.length > 0 && (
            <ol aria-label={`Turns of layer ${nth}`} className="mt-2 flex flex-col gap-1">
              {layer.people.map((userId, i) => (
                <li key={i} className="flex items-center rounded-md border border-line-strong bg-surface pl-3">
                  <span className="min-w-0 flex-1 truncate">
                    {i + 1}. {nameOf(userId)}
                  </span>
                  <IconButton
                    label={`Move ${nameOf(userId)} up`}
                    disabled={i === 0}
                    onClick={() => change({ people: layer.people.toSpliced(i, 1).toSpliced(i - 1, 0, userId) })}
                  >
                    <ArrowUp aria-hidden="true" className="size-4" />
                  </IconButton>
                  <IconButton label={`Leave out ${nameOf(userId)}`} onClick={() => change({ people: layer.people.toSpliced(i, 1) })}>
                    <X aria-hidden="true" className="size-4" />
                  </IconButton>
                </li>
              ))}
            </ol>
          )}
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="A turn lasts"
            inputMode="numeric"
            value={Number.isNaN(layer.turn.length) ? "" : String(layer.turn.length)}
            onChange={(event) =>
              change({ turn: { ...layer.turn, length: event.target.value === "" ? Number.NaN : Number(event.target.value) } })
            }
            error={problemAt(problems, "turn.length")}
          />
          <SelectField
            label="Unit"
            value={layer.turn.unit}
            // safe because the options are the three of them
            onChange={(event) => change({ turn: { ...layer.turn, unit: event.target.value as Layer["turn"]["unit"] } })}
          >
            <option value="hours">hours</option>
            <option value="days">days</option>
            <option value="weeks">weeks</option>
          </SelectField>
          <TextField
            label="First turn begins on"
            type="date"
            value={layer.startsOn}
            onChange={(event) => change({ startsOn: event.target.value })}
            error={problemAt(problems, "startsOn")}
          />
          <TextField
            label="Handed over at"
            type="time"
            value={layer.handover}
            onChange={(event) => change({ handover: event.target.value })}
            error={problemAt(problems, "handover")}
          />
        </div>
        <TimeZoneField
          label="Time zone"
          value={layer.timeZone}
          onChange={(timeZone) => change({ timeZone })}
          error={problemAt(problems, "timeZone")}
        />
        <CheckboxField
          label="Only at some hours"
          hint="At others the layers before it count."
          checked={layer.hours !== null}
          onChange={(event) => change({ hours: event.target.checked ? officeHours() : null })}
        />
        {layer.hours !== null && (
          <HoursFields hours={layer.hours} problems={within(problems, "hours")} onChange={(hours) => change({ hours })} />
        )}
        {onRemove !== null && (
          <div>
            <Button look="quiet" onClick={onRemove}>
              Remove layer {nth}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}

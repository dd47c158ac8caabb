"use client";
import { verdictCodes } from "@vedette/core/verdict";
import { type Choice, ChoiceLinks } from "../../../ui/choice-links.tsx";
import { markWords } from "../../../ui/status-mark.tsx";
import { ChecksTable } from "./checks-table.tsx";

const kinds = ["down", "degraded", "inconclusive", "no_data", "up"] as const satisfies readonly (keyof typeof verdictCodes)[];
const choices: Choice[] = [{ value: "all", text: "All" }, ...kinds.map((kind) => ({ value: kind, text: markWords[kind] }))];

/** Every stored check, by verdict. */
export function ChecksTab() {
  return (
    <div className="flex flex-col gap-3">
      <ChoiceLinks label="Verdict" param="verdict" choices={choices} />
      <div className="overflow-hidden rounded-xl border border-line bg-raised">
        <ChecksTable />
      </div>
    </div>
  );
}

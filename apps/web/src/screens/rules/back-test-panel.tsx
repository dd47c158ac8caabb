"use client";
import type { BackTest } from "@vedette/core/back-test";
import type { RuleInput } from "@vedette/core/rule";
import { ruleKinds } from "@vedette/core/rule-kinds";
import { useState } from "react";
import { BarStrip } from "../../ui/bar-strip.tsx";
import { Button } from "../../ui/button.tsx";
import { dateTimeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Switcher } from "../../ui/switcher.tsx";
import { BucketTable } from "../monitors/detail/bucket-table.tsx";
import { ChartSwitch, type ChartView } from "../monitors/detail/chart-switch.tsx";
import { backTestWords, barsOf, lastedWords, openingsOf } from "./rule-words.ts";
import { useBackTest } from "./use-back-test.ts";

export type Days = 7 | 30;
type BackTestPanelProps = {
  rule: RuleInput | null;
  days: Days;
  onDays: (days: Days) => void;
  onSuggested: ((limit: number) => void) | null;
};

/** What the rule would have done with what is stored, renewed whenever it has rested. */
export function BackTestPanel({ rule, days, onDays, onSuggested }: BackTestPanelProps) {
  const [view, setView] = useState<ChartView>("chart");
  const { test, error, isWaiting } = useBackTest(rule, days);
  return (
    <Panel
      title="Back-test"
      actions={
        <>
          <Switcher
            label="How far back"
            value={String(days)}
            choices={[
              { value: "7", text: "7 days" },
              { value: "30", text: "30 days" },
            ]}
            onChange={(value) => onDays(value === "7" ? 7 : 30)}
          />
          <ChartSwitch view={view} onChange={setView} label="Back-test" />
        </>
      }
    >
      {rule === null && test === undefined && <p className="text-muted">Fill in what is missing, and the past answers.</p>}
      {error !== null && rule !== null && !isWaiting && <RefusalNote error={error} />}
      {rule !== null && test === undefined && error === null && <p className="text-muted">Replaying what is stored…</p>}
      {test !== undefined && (
        <div className="flex flex-col gap-3" aria-busy={isWaiting}>
          <p aria-live="polite" className={isWaiting ? "text-muted" : ""}>
            {rule === null
              ? "Fill in what is missing, and the past answers."
              : isWaiting
                ? "Replaying what is stored…"
                : backTestWords(test)}
          </p>
          {rule !== null && <Shown test={test} rule={rule} days={days} view={view} onSuggested={onSuggested} />}
        </div>
      )}
    </Panel>
  );
}

type ShownProps = { test: BackTest; rule: RuleInput; days: Days; view: ChartView; onSuggested: BackTestPanelProps["onSuggested"] };

function Shown({ test, rule, days, view, onSuggested }: ShownProps) {
  const { format } = ruleKinds[rule.kind];
  const figure = (value: number | null) => (value === null ? "–" : format(value, rule.params));
  return (
    <>
      {test.fromMs !== null &&
        (view === "chart" ? (
          <BarStrip
            bars={barsOf(test, days, rule.settings.severity)}
            label="When the rule would have been broken"
            ends={[`${days} days ago`, "now"]}
          />
        ) : (
          <BucketTable
            label="When the rule would have been broken"
            head={["From", "Lasted", "Worst", "Monitor", "Told"]}
            rows={openingsOf(test).map((each) => [
              dateTimeText(each.fromMs),
              lastedWords(each, test.untilMs),
              figure(each.worst),
              each.monitor,
              each.told,
            ])}
          />
        ))}
      {test.now !== null && <p className="text-muted">Now it is {test.now}.</p>}
      {test.suggested !== null && onSuggested !== null && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>99 % of what was measured in 14 days stayed clear of {figure(test.suggested)}.</span>
          <Button onClick={() => onSuggested(test.suggested ?? 0)}>Use it as the limit</Button>
        </p>
      )}
      {test.problems.length > 0 && (
        <ul aria-label="Notes on this rule" className="flex flex-col gap-1.5">
          {test.problems.map((problem) => (
            <li key={problem.message} className="rounded-lg border border-line-strong bg-surface px-3 py-2">
              {problem.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

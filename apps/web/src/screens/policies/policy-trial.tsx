"use client";
import { PolicyInput } from "@vedette/core/policy";
import type { Hole } from "@vedette/core/policy-holes";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/trpc.ts";
import { dateTimeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { ForesightList } from "./foresight-list.tsx";
import type { PolicyDraft } from "./policy-draft.ts";

const shown = 4;

/** What a policy would do as it is typed, and when in the coming week it would reach nobody. */
export function PolicyTrial({ draft }: { draft: PolicyDraft }) {
  const trpc = useTRPC();
  const { slug } = useTeam();
  // The monitors it holds for change nothing about what it does, and may be a thousand.
  const parsed = PolicyInput.safeParse({ ...draft, monitorIds: [], name: draft.name.trim() === "" ? "This policy" : draft.name });
  const trial = useQuery(
    trpc.policies.tryOut.queryOptions(
      { team: slug, policy: parsed.data ?? { name: "", plan: { steps: [] } } },
      { enabled: parsed.success, placeholderData: (before) => before },
    ),
  );
  return (
    <Panel title="What it would do now, for a monitor that is down">
      <div aria-live="polite" className="flex flex-col gap-4">
        {!parsed.success && <p className="text-muted">Shown once every step says whom it tells.</p>}
        {parsed.success && trial.data !== undefined && (
          <>
            <ForesightList foresight={trial.data.foresight} />
            <Holes holes={trial.data.holes} />
          </>
        )}
      </div>
    </Panel>
  );
}

function Holes({ holes }: { holes: readonly Hole[] }) {
  if (holes.length === 0) return <p>At every hour of the coming week somebody would be reached.</p>;
  return (
    <div className="rounded-lg border border-line-strong bg-surface px-4 py-3">
      <p className="font-medium">In the coming week no step reaches anybody at times. Then the monitor's own channels are told:</p>
      <ul className="mt-1 list-disc pl-5">
        {holes.slice(0, shown).map((hole) => (
          <li key={`${hole.severity}-${hole.fromMs}`}>
            {dateTimeText(hole.fromMs)} to {dateTimeText(hole.untilMs)}, for what is {hole.severity}
          </li>
        ))}
        {holes.length > shown && <li>and {holes.length - shown} more</li>}
      </ul>
    </div>
  );
}

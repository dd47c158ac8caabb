"use client";
import type { OverviewRecord } from "@vedette/core/overview-record";
import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";

/** What a new team has still to do: somebody to tell, something to show, a colleague. Gone when done or dismissed. */
export function FirstSteps({ overview }: { overview: OverviewRecord }) {
  const { slug, base, team, can } = useTeam();
  const trpc = useTRPC();
  const key = `vedette.first-steps.${team.id}`;
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(key) === "dismissed");
  const members = useQuery(trpc.members.list.queryOptions({ team: slug })).data;
  const steps = [
    { done: overview.channels > 0, text: "Say who is told", href: "/alerts/new" },
    { done: overview.pages.total > 0, text: "Show your customers a status page", href: "/pages/new" },
    { done: members === undefined || members.length > 1, text: "Invite a teammate", href: "/settings/members" },
  ];
  if (dismissed || team.isSample || !can("team:write") || steps.every((step) => step.done)) return null;
  const dismiss = () => {
    localStorage.setItem(key, "dismissed");
    setDismissed(true);
  };
  return (
    <section aria-labelledby="first-steps" className="rounded-xl border border-line bg-surface px-4 py-3 lg:col-span-2">
      <div className="flex items-center gap-3">
        <h2 id="first-steps" className="flex-1 font-semibold">
          Next steps
        </h2>
        <Button look="quiet" onClick={dismiss}>
          Dismiss
        </Button>
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-6 gap-y-1">
        {steps.map((step) => (
          <li key={step.href} className="flex min-h-6 items-center gap-2">
            {step.done ? (
              <Check aria-label="Done" className="size-4 text-accent" />
            ) : (
              <Circle aria-label="To do" className="size-4 text-muted" />
            )}
            {step.done ? (
              <span className="text-muted line-through">{step.text}</span>
            ) : (
              <TextLink href={base + step.href}>{step.text}</TextLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

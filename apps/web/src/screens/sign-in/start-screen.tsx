"use client";
import type { TeamSummary } from "@vedette/core/team-record";
import { TextLink } from "../../ui/text-link.tsx";
import { CreateTeamForm } from "../teams/create-team-form.tsx";
import { SampleDataButton } from "../teams/sample-data-button.tsx";
import { SignInCard } from "./sign-in-card.tsx";

/** A team of one's own, or a made-up one to look around in. */
export function StartScreen({ teams }: { teams: readonly TeamSummary[] }) {
  const below = teams.length > 0 && (
    <ul className="flex flex-wrap justify-center gap-x-4">
      {teams.map((team) => (
        <li key={team.id}>
          <TextLink href={`/t/${team.slug}`}>{team.name}</TextLink>
        </li>
      ))}
    </ul>
  );
  return (
    <SignInCard title="New team" lead="A team has its own monitors, channels, pages and members." below={below}>
      <CreateTeamForm onCreated={(team) => window.location.assign(`/t/${team.slug}`)} />
      {!teams.some((team) => team.isSample) && (
        <div className="mt-5 border-t border-line pt-4">
          <p className="mb-2 text-muted">Or look around first, in a team with 90 days of made-up history.</p>
          <SampleDataButton />
        </div>
      )}
    </SignInCard>
  );
}

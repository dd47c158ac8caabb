"use client";
import { SampleDataButton } from "../teams/sample-data-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { DeleteTeam } from "./delete-team.tsx";
import { RetentionPart } from "./retention-form.tsx";
import { TeamNameForm } from "./team-name-form.tsx";
import { UptimePanel } from "./uptime-panel.tsx";
import { VoicePart } from "./voice-form.tsx";

/** The team's name, how its alerts speak, what counts as its uptime, how long it keeps what it saw, a sample to look at, and the end of the team. */
export function GeneralScreen() {
  const { team, can } = useTeam();
  return (
    <>
      <Panel title="Team">{can("team:write") ? <TeamNameForm /> : <p>{team.name}</p>}</Panel>
      <Panel title="Alerts">
        <VoicePart />
      </Panel>
      <UptimePanel />
      <Panel title="How long it is kept">
        <RetentionPart />
      </Panel>
      {!team.isSample && (
        <Panel title="Sample data">
          <p className="mb-3 text-muted">
            A made-up team with 90 days of history, to look around in. It alerts nobody and goes in one press.
          </p>
          <SampleDataButton />
        </Panel>
      )}
      {can("team:delete") && (
        <Panel title="Delete this team">
          <DeleteTeam />
        </Panel>
      )}
    </>
  );
}

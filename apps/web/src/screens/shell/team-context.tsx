"use client";
import type { Permission } from "@vedette/core/access";
import type { TeamDetail, TeamSummary } from "@vedette/core/team-record";
import { createContext, useContext } from "react";
import type { InstanceFacts, Person } from "../../server/routers/session.router.ts";

/** Everything about the place where a screen stands: the team, the person, their other teams. */
export type TeamPlace = {
  slug: string;
  /** `/t/acme`: what every address of the team begins with. */
  base: string;
  team: TeamDetail;
  person: Person;
  teams: TeamSummary[];
  instance: InstanceFacts;
  can: (permission: Permission) => boolean;
};

export const TeamContext = createContext<TeamPlace | null>(null);

export function useTeam(): TeamPlace {
  const place = useContext(TeamContext);
  if (place === null) throw new Error("useTeam needs the team's shell above it");
  return place;
}

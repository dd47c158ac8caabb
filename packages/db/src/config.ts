import { auditOn } from "./audit.ts";
import { channelPreferencesOn } from "./channel-preferences.ts";
import { channelsOn } from "./channels.ts";
import type { ConfigClient } from "./config-client.ts";
import { contentApprovalsOn } from "./content-approvals.ts";
import { errandsOn } from "./errands.ts";
import { groupMembersOn } from "./group-members.ts";
import { heartbeatSetupOn } from "./heartbeat-setup.ts";
import { invitationsOn } from "./invitations.ts";
import { locationsOn } from "./locations.ts";
import { maintenancesOn } from "./maintenances.ts";
import { membersOn } from "./members.ts";
import { monitorChangesOn } from "./monitor-changes.ts";
import { monitorsOn } from "./monitors.ts";
import { onCallSchedulesOn } from "./on-call-schedules.ts";
import { pagesOn } from "./pages.ts";
import { parentsOn } from "./parents.ts";
import { policiesOn } from "./policies.ts";
import { rulesOn } from "./rules.ts";
import { teamsOn } from "./teams.ts";
import { uptimeSetupOn } from "./uptime-setup.ts";
import { usersOn } from "./users.ts";
import { waitingOn } from "./waiting.ts";

/** Configuration and people, by noun. Every query names its team; the few that cannot say why. */
export function configOn(prisma: ConfigClient) {
  return {
    audit: auditOn(prisma),
    channelPreferences: channelPreferencesOn(prisma),
    channels: channelsOn(prisma),
    contentApprovals: contentApprovalsOn(prisma),
    errands: errandsOn(prisma),
    groupMembers: groupMembersOn(prisma),
    heartbeats: heartbeatSetupOn(prisma),
    invitations: invitationsOn(prisma),
    locations: locationsOn(prisma),
    maintenances: maintenancesOn(prisma),
    members: membersOn(prisma),
    monitors: { ...monitorsOn(prisma), ...monitorChangesOn(prisma) },
    onCallSchedules: onCallSchedulesOn(prisma),
    pages: pagesOn(prisma),
    parents: parentsOn(prisma),
    policies: policiesOn(prisma),
    rules: rulesOn(prisma),
    teams: teamsOn(prisma),
    uptime: uptimeSetupOn(prisma),
    users: usersOn(prisma),
    waiting: waitingOn(prisma),
  };
}

export type ConfigNouns = ReturnType<typeof configOn>;

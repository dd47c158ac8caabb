import type { Api } from "./api.ts";

/** Every address of a team, with the sample team's own monitors, incidents, channels and pages in it. */
export async function sampleRoutes(api: Api): Promise<string[]> {
  const { slug: team } = await api.sample.create.mutate({});
  const [monitors, incidents, channels, pages] = await Promise.all([
    api.monitors.list.query({ team }),
    api.incidents.list.query({ team }),
    api.channels.list.query({ team }),
    api.pages.list.query({ team }),
  ]);
  const down = monitors.find((monitor) => monitor.health.confirmed === "degraded") ?? monitors[0];
  return [
    "",
    "/monitors",
    "/monitors/new",
    ...["", "/checks", "/incidents", "/settings", "/edit"].map((part) => `/monitors/${down?.id}${part}`),
    "/incidents",
    "/incidents?state=all",
    "/incidents?state=mine",
    `/incidents/${incidents.items[0]?.id}`,
    "/alerts",
    "/alerts?tab=rules",
    "/alerts?tab=log",
    "/alerts/rules/new",
    "/alerts?tab=noise",
    "/alerts?tab=policies",
    "/alerts/policies/new",
    "/alerts/new",
    "/alerts/new?kind=webhook",
    ...channels.slice(0, 1).map((channel) => `/alerts/${channel.id}`),
    "/on-call",
    "/on-call/new",
    "/maintenance",
    "/maintenance/new",
    "/pages",
    "/pages/new",
    ...pages.slice(0, 1).flatMap((page) => [`/pages/${page.id}`, `/pages/${page.id}?tab=components`]),
    "/settings/general",
    "/settings/members",
    "/settings/audit",
    "/settings/account",
    "/settings/appearance",
    "/settings/platform",
  ].map((path) => `/t/${team}${path}`);
}

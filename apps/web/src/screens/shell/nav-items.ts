import { Activity, Bell, CalendarClock, Gauge, type LucideIcon, PanelsTopLeft, Settings, Siren, Wrench } from "lucide-react";

export type NavItem = { path: string; text: string; key: string; icon: LucideIcon };

/** Places of a team, in order; `path` follows the team's own address, `key` follows `g`. */
export const navItems: readonly NavItem[] = [
  { path: "", text: "Overview", key: "o", icon: Gauge },
  { path: "/monitors", text: "Monitors", key: "m", icon: Activity },
  { path: "/incidents", text: "Incidents", key: "i", icon: Siren },
  { path: "/pages", text: "Status pages", key: "s", icon: PanelsTopLeft },
  { path: "/alerts", text: "Alerts", key: "a", icon: Bell },
  { path: "/on-call", text: "On call", key: "c", icon: CalendarClock },
  { path: "/maintenance", text: "Maintenance", key: "w", icon: Wrench },
  { path: "/settings", text: "Settings", key: "t", icon: Settings },
];

/** Whether `path` is the place itself or below it; Overview is only itself. */
export function isWithin(pathname: string, base: string, item: NavItem): boolean {
  const place = base + item.path;
  return pathname === place || (item.path !== "" && pathname.startsWith(`${place}/`));
}

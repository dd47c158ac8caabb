/** Something the palette can do: go to an address, or run. `hint` says what kind of thing it is. */
export type PaletteItem = { value: string; label: string; hint: string; href: string };
export type PaletteGroup = { value: string; items: PaletteItem[] };

export type PaletteSource = {
  base: string;
  mayWrite: boolean;
  runsInstance: boolean;
  monitors: readonly { id: string; name: string; target: string }[];
  channels: readonly { id: string; name: string }[];
  pages: readonly { id: string; name: string; slug: string }[];
};

const perGroup = 8;

/** What fits `query`, best kind first, at most eight of a kind. An address that is typed offers a monitor for it. */
export function paletteGroups(source: PaletteSource, query: string): PaletteGroup[] {
  const { base } = source;
  const item = (label: string, hint: string, href: string): PaletteItem => ({ value: `${href} ${label}`, label, hint, href: base + href });
  const groups: PaletteGroup[] = [
    { value: "Monitors", items: source.monitors.map((monitor) => item(monitor.name, monitor.target, `/monitors/${monitor.id}`)) },
    { value: "Status pages", items: source.pages.map((page) => item(page.name, page.slug, `/pages/${page.id}`)) },
    { value: "Channels", items: source.channels.map((channel) => item(channel.name, "Channel", `/alerts/${channel.id}`)) },
    { value: "Go to", items: placesFor(source).map(([label, href]) => item(label, "Screen", href)) },
    { value: "Create", items: source.mayWrite ? creations.map(([label, href]) => item(label, "Action", href)) : [] },
  ];
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label, hint }: PaletteItem) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word));
  const found = groups
    .map((group) => ({ ...group, items: group.items.filter(fits).slice(0, perGroup) }))
    .filter((group) => group.items.length > 0);
  const address = source.mayWrite ? addressOf(query) : null;
  if (address === null) return found;
  const create = item(`Create monitor for ${address}`, "Action", `/monitors/new?url=${encodeURIComponent(address)}`);
  return [{ value: "Watch", items: [create] }, ...found];
}

/** What was typed as an address to watch: with a scheme as it is, a bare host name with https. Null for anything else. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  if (/^https?:\/\/\S+$/i.test(text)) return text;
  return /^([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?(\/\S*)?$/i.test(text) ? `https://${text}` : null;
}

const places = [
  ["Overview", ""],
  ["Monitors", "/monitors"],
  ["Incidents", "/incidents"],
  ["Status pages", "/pages"],
  ["Alert channels", "/alerts"],
  ["Maintenance", "/maintenance"],
  ["Team settings", "/settings/general"],
  ["Members and invitations", "/settings/members"],
  ["Account, password, sessions", "/settings/account"],
  ["Appearance, theme, keyboard", "/settings/appearance"],
] as const;
const placesFor = ({ runsInstance }: PaletteSource) =>
  runsInstance ? [...places, ["Platform status", "/settings/platform"] as const] : places;

const creations = [
  ["New monitor", "/monitors/new"],
  ["New alert channel", "/alerts/new"],
  ["Plan maintenance", "/maintenance/new"],
  ["New status page", "/pages/new"],
] as const;

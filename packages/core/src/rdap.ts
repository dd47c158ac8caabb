import { z } from "zod";

const maxEntries = 50;
const names = z.array(z.string().max(300)).max(500);

const RdapDomain = z.object({
  objectClassName: z.literal("domain"),
  ldhName: z.string().max(300),
  status: names.default([]),
  events: z
    .array(z.object({ eventAction: z.string(), eventDate: z.string() }))
    .max(100)
    .default([]),
  nameservers: z
    .array(z.object({ ldhName: z.string().max(300).optional() }))
    .max(500)
    .default([]),
  entities: z
    .array(z.object({ roles: names.default([]), handle: z.string().optional(), vcardArray: z.array(z.unknown()).optional() }))
    .max(100)
    .default([]),
});

/** What a registry says of a domain. `expiresAtMs` null and `registrar` empty where it does not say. Lists are bounded and sorted. */
export type Registration = { domain: string; expiresAtMs: number | null; registrar: string; status: string[]; nameservers: string[] };

/** Reads the answer to a domain query (RFC 9083 section 5.3); null when it is none. */
export function readRegistration(json: unknown): Registration | null {
  const read = RdapDomain.safeParse(json).data;
  if (read === undefined) return null;
  const expiry = read.events.find((event) => event.eventAction === "expiration")?.eventDate ?? "";
  const registrar = read.entities.find((entity) => entity.roles.includes("registrar"));
  return {
    domain: read.ldhName.toLowerCase().replace(/\.$/, ""),
    expiresAtMs: Number.isNaN(Date.parse(expiry)) ? null : Date.parse(expiry),
    registrar: (fullNameOf(registrar?.vcardArray) ?? registrar?.handle ?? "").slice(0, 200),
    status: read.status.toSorted().slice(0, maxEntries),
    nameservers: read.nameservers
      .flatMap(({ ldhName }) => (ldhName === undefined ? [] : [ldhName.toLowerCase().replace(/\.$/, "")]))
      .toSorted()
      .slice(0, maxEntries),
  };
}

/** jCard (RFC 7095): `["vcard", [["fn", {}, "text", "Example Inc."], …]]`. */
function fullNameOf(vcard: readonly unknown[] | undefined): string | undefined {
  const properties = Array.isArray(vcard?.[1]) ? (vcard[1] as unknown[]) : [];
  const name = properties.find((each): each is unknown[] => Array.isArray(each) && each[0] === "fn")?.[3];
  return typeof name === "string" && name !== "" ? name : undefined;
}

const Bootstrap = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) });

/** The base addresses by top-level domain of a bootstrap file (RFC 9224), HTTPS where there is a choice; null when it is none. */
export function readRdapServices(json: unknown): Map<string, string> | null {
  const read = Bootstrap.safeParse(json).data;
  if (read === undefined) return null;
  return new Map(
    read.services.flatMap(([zones, bases]) => {
      const base = bases.find((each) => each.startsWith("https://")) ?? bases[0];
      return base === undefined ? [] : zones.map((zone) => [zone.toLowerCase(), base] as const);
    }),
  );
}

/** Roles of a team, weakest first. Each may do all that the ones before it may. */
export const roles = ["viewer", "editor", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

/** The weakest role that holds each permission. Deny by default: what is not listed nobody may do. */
const weakestRole = {
  "team:read": "viewer",
  "monitor:read": "viewer",
  "incident:read": "viewer",
  "channel:read": "viewer",
  "policy:read": "viewer",
  "page:read": "viewer",
  "member:read": "viewer",
  "monitor:write": "editor",
  "incident:acknowledge": "editor",
  "on-call:swap": "editor",
  "page:write": "editor",
  "channel:write": "admin",
  "policy:write": "admin",
  "member:write": "admin",
  "team:write": "admin",
  "audit:read": "admin",
  "team:delete": "owner",
} as const satisfies Record<string, Role>;
export type Permission = keyof typeof weakestRole;

export const permissions = Object.keys(weakestRole) as Permission[]; // safe because the literal's keys are the type

export function allows(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(weakestRole[permission]);
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}

/** Who does something: a person in one team. Every verb a person can trigger takes one and checks it itself. */
export type Actor = { userId: string; teamId: string; role: Role; ip: string | null };

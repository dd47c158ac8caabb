import { type Role, roles } from "@vedette/core/access";

export const roleNames: Record<Role, string> = { viewer: "Viewer", editor: "Editor", admin: "Admin", owner: "Owner" };

export const roleSentences: Record<Role, string> = {
  viewer: "sees everything, changes nothing.",
  editor: "also changes monitors and pages, and acknowledges incidents.",
  admin: "also changes channels, members and the team's name.",
  owner: "also deletes the team, and makes owners.",
};

/** The roles that somebody of `own` role may give: only an owner makes owners. */
export function givableRoles(own: Role): Role[] {
  return roles.filter((role) => role !== "owner" || own === "owner");
}

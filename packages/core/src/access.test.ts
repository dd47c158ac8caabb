import { expect, it } from "vitest";
import { allows, permissions, roles } from "./access.ts";
import { authorize } from "./authorize.ts";

it("lets each role do all that the weaker ones may", () => {
  for (const permission of permissions) {
    const allowed = roles.map((role) => allows(role, permission));
    expect(allowed).toEqual(allowed.toSorted((a, b) => Number(a) - Number(b)));
    expect(allows("owner", permission)).toBe(true);
  }
});

it("lets a viewer read and change nothing", () => {
  expect(permissions.filter((permission) => allows("viewer", permission))).toEqual(
    permissions.filter((permission) => permission.endsWith(":read") && permission !== "audit:read"),
  );
});

it("refuses with the role and the remedy", () => {
  const actor = { userId: "u", teamId: "t", role: "viewer", ip: null } as const;
  expect(() => authorize(actor, "monitor:write")).toThrow("Your role (viewer) does not allow this. Ask an admin of the team.");
});

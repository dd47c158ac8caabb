import { type Actor, type Permission, allows } from "./access.ts";
import { AppError } from "./app-error.ts";

/** Throws `forbidden` unless the actor's role holds the permission. The first line of every engine verb. */
export function authorize(actor: Actor, permission: Permission): void {
  if (!allows(actor.role, permission)) {
    throw new AppError("forbidden", `Your role (${actor.role}) does not allow this. Ask an admin of the team.`);
  }
}

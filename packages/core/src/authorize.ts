import { type Actor, type Permission, allows } from "./access.ts";
import { AppError } from "./app-error.ts";

/** Throws `forbidden` unless the actor's role holds the permission. The first line of every engine verb. */
export function authorize(actor: Actor, permission: Permission): void {
  if (!allows(actor.role, permission)) {
    throw new AppError("forbidden", `Your role (${actor.role}) does not allow this. Ask an admin of the team.`);
  }
}

/** Throws `forbidden` unless the person runs the instance: what concerns the platform itself belongs to no team. */
export function authorizeOperator({ isInstanceOwner }: { isInstanceOwner: boolean }): void {
  if (!isInstanceOwner) throw new AppError("forbidden", "Only whoever runs this instance may see this.");
}

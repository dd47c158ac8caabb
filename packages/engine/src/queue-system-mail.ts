import type { SystemMail } from "@vedette/core/alert";
import type { ConfigDeps } from "./config-deps.ts";
import { systemMailContext } from "./seal.ts";

/**
 * Puts a mail of the platform itself (verify, reset, invite) on the road. It rests sealed, because its links are keys.
 * Returns once it is stored; it is sent soon after, and again until the mail server takes it.
 */
export async function queueSystemMail(
  deps: Pick<ConfigDeps, "db" | "newId" | "sealer" | "ring">,
  mail: { to: string; subject: string; text: string },
): Promise<void> {
  const id = deps.newId();
  const key = `mail_${id}`;
  const message: SystemMail = { id: key, type: "system.mail", ...mail };
  await deps.db.outbox.appendSystemMail({ id, key, sealed: deps.sealer.seal(JSON.stringify(message), systemMailContext(key)) });
  await deps.ring({ job: "deliver", outboxId: id });
}

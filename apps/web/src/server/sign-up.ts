import { AppError } from "@vedette/core/app-error";
import { EmailAddress } from "@vedette/core/channels/email";
import { PersonName, TeamName } from "@vedette/core/team-record";
import { createTeam } from "@vedette/engine/create-team";
import { z } from "zod";
import { isAPIError } from "better-auth/api";
import { noteAccount } from "./account-log.ts";
import { clientIpHeader } from "./auth.ts";
import type { Deps } from "./deps.ts";
import { requireGoodPassword } from "./passwords.ts";

export type SignUpMode = "first" | "open" | "invited" | "closed";

/** Who may sign up now. The first person may always: somebody has to own the instance. */
export async function signUpMode(deps: Deps): Promise<SignUpMode> {
  return (await deps.db.config.users.exists()) ? deps.env.SIGN_UP : "first";
}

export const SignUpInput = z.object({
  email: EmailAddress.toLowerCase(),
  password: z.string().max(1_000),
  name: z.union([z.literal("").transform(() => undefined), PersonName]).optional(),
  invitation: z.union([z.literal("").transform(() => undefined), z.uuid()]).optional(),
});
export type SignUpInput = z.infer<typeof SignUpInput>;

/**
 * Makes an account and, unless the person was invited to one, their team. `cookies` sign in at once where no mail has to be
 * confirmed first. Where mail is confirmed, an address that has an account answers exactly like a new one.
 * Throws `forbidden` when sign-up is closed to this person.
 */
export async function signUp(deps: Deps, input: SignUpInput, headers: Headers): Promise<{ cookies: string[]; mustConfirm: boolean }> {
  requireGoodPassword(input.password, "password", input.email);
  const name = input.name ?? input.email.split("@")[0]?.slice(0, 80) ?? "Owner";
  await requireOpen(deps, input);
  const userId = await createAccount(deps, input, name).catch(async (error: unknown) => {
    // Two people were first in the same moment: who came second is judged as any other.
    if (isAPIError(error) && error.body?.code === "FAILED_TO_CREATE_USER" && (await deps.db.config.users.exists())) {
      await requireOpen(deps, input);
      return await createAccount(deps, input, name);
    }
    throw error;
  });
  const user = await deps.db.config.users.find(userId);
  if (user === null) {
    // The address has an account already: the library answered with a person who does not exist.
    if (deps.sendsMail) return { cookies: [], mustConfirm: true };
    throw new AppError("conflict", "This did not work. If you have an account already, sign in.");
  }
  noteAccount(deps.log, "signed-up", { userId, ip: headers.get(clientIpHeader) });
  if (input.invitation === undefined) {
    const teamName = TeamName.catch("My team").parse(`${name.slice(0, 50)}'s team`);
    await createTeam(deps, { userId, ip: headers.get(clientIpHeader) }, { name: teamName });
  }
  if (deps.sendsMail && !user.emailVerified) return { cookies: [], mustConfirm: true };
  const { headers: answered } = await deps.auth.api.signInEmail({
    body: { email: input.email, password: input.password },
    headers,
    returnHeaders: true,
  });
  return { cookies: answered.getSetCookie(), mustConfirm: false };
}

async function createAccount(deps: Deps, input: SignUpInput, name: string): Promise<string> {
  const { user } = await deps.auth.api.signUpEmail({ body: { email: input.email, password: input.password, name } });
  return user.id;
}

async function requireOpen(deps: Deps, input: SignUpInput): Promise<void> {
  const mode = await signUpMode(deps);
  if (mode === "first" || mode === "open") return;
  if (mode === "closed") throw new AppError("forbidden", "Sign-up is closed on this instance.");
  const invitation = input.invitation === undefined ? null : await deps.db.config.invitations.byKey(input.invitation);
  const isGood = invitation !== null && invitation.isPending && invitation.expiresAtMs > deps.now() && invitation.email === input.email;
  if (!isGood) throw new AppError("forbidden", "You need an invitation to sign up here. Open its link and use the address it was sent to.");
}

import { z } from "zod";
import type { Permission, Role } from "./access.ts";
import { Language } from "./language.ts";
import { singleLine } from "./text.ts";
import { TimeZone } from "./time-zone.ts";

export const TeamName = singleLine("The name of the team", 60);
export const PersonName = singleLine("Your name", 80);

/** In which language and time zone a team's alerts speak. */
export const TeamVoice = z.strictObject({ language: Language, timeZone: TimeZone });
export type TeamVoice = z.infer<typeof TeamVoice>;

/** A team as its member sees it. */
export type TeamSummary = { id: string; slug: string; name: string; isSample: boolean; role: Role };
export type TeamDetail = TeamSummary & { permissions: Permission[]; createdAtMs: number };

export type MemberRecord = { id: string; userId: string; name: string; email: string; role: Role; joinedAtMs: number };

export const InvitationInput = z.strictObject({
  email: z.email("This is not an e-mail address.").max(254, "An e-mail address has at most 254 characters.").toLowerCase(),
  role: z.enum(["viewer", "editor", "admin", "owner"], "Choose a role: viewer, editor, admin or owner."),
});
export type InvitationInput = z.infer<typeof InvitationInput>;

/** An invitation that nobody has answered yet. Its id is the key in its link. */
export type InvitationRecord = { id: string; email: string; role: Role; expiresAtMs: number; createdAtMs: number; inviter: string | null };

/** Who did what, newest first. `change` holds before and after, secrets left out. */
export type AuditRow = {
  id: number;
  atMs: number;
  actor: { id: string; name: string } | null;
  ip: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  change: Record<string, unknown>;
};

import { AppError } from "@vedette/core/app-error";

/** How much of each one team, or one person, may have: generous to people, finite to a script. */
export const limits = {
  monitors: 10_000,
  channels: 50,
  policies: 50,
  "on-call schedules": 50,
  pages: 200,
  "planned maintenances": 500,
  "open invitations": 500,
  teams: 50,
  "corrections of this monitor": 500,
  "updates of this incident": 100,
} as const;

/** First checks that are asked for at once, per team and minute; a monitor beyond them waits for its own grid. */
export const firstChecksPerMinute = 60;

/** Refuses `wanted` more where `present` of them are there already. To be asked inside the change that adds them. */
export function requireRoom(noun: keyof typeof limits, present: number, wanted = 1): void {
  const most = limits[noun];
  if (wanted > 1 && present + wanted > most) {
    throw new AppError(
      "conflict",
      `There are ${present} ${noun} already, and ${wanted} more would pass the most, ${most}. Remove some first.`,
    );
  }
  if (present >= most) throw new AppError("conflict", `There are ${most} ${noun} already, which is the most. Remove some first.`);
}

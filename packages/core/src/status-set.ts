import { z } from "zod";

const statusPart = /^([1-5])(?:xx|(\d\d)(?:-([1-5]\d\d))?)$/;

/** Expected status codes as people write them: `2xx, 301, 404-410`. Comma separated, any order. */
export const StatusSet = z
  .string()
  .trim()
  .min(1, "Say which status is expected, such as 2xx.")
  .max(100, "The list of statuses is too long. Use at most 100 characters.")
  .refine(
    (text) => text.split(",").every((part) => statusPart.test(part.trim())),
    "Write statuses as 2xx, 301 or 200-299, separated by commas.",
  );
export type StatusSet = z.infer<typeof StatusSet>;

/** Whether `status` is in the set. The set must have passed `StatusSet`. */
export function statusMatches(set: StatusSet, status: number): boolean {
  return set.split(",").some((part) => {
    const text = part.trim();
    if (text.endsWith("xx")) return Math.floor(status / 100) === Number(text[0]);
    const [from, to] = text.split("-").map(Number);
    return status >= (from ?? 0) && status <= (to ?? from ?? 0);
  });
}

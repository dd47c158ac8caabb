import { slugOf } from "@vedette/core/text";

/** A slug made from a name; where it is taken, with a few characters of a fresh id behind it. */
export async function freeSlug(
  name: string,
  fallback: string,
  newId: () => string,
  isTaken: (slug: string) => Promise<boolean>,
): Promise<string> {
  const slug = slugOf(name, fallback);
  return (await isTaken(slug)) ? `${slug}-${newId().replaceAll("-", "").slice(-8)}` : slug;
}

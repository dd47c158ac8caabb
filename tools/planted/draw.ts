import { seededRandom } from "@vedette/testkit/sample-snapshot";

/** `count` of the items, in a random order that the seed decides; all of them when there are no more. */
export function draw<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ item }) => item);
}

import { expect, it } from "vitest";
import { type Kin, relatedOf } from "./related-incidents.ts";

const t0 = 1_780_000_000_000;
const kin = (number: number, over: Partial<Kin> & { target?: string } = {}): Kin => ({
  id: `i${number}`,
  number,
  monitor: { id: `m${number}`, name: `Monitor ${number}`, target: over.target ?? `https://host-${number}.example/` },
  severity: "down",
  tags: [],
  address: null,
  certificate: null,
  startedAtMs: t0,
  endedAtMs: null,
  ...over,
});
const own = kin(1, { target: "https://shop.example/", tags: ["eu", "shop"], address: "203.0.113.7:443", certificate: "AA" });
const why = (...others: Kin[]) => relatedOf(own, others).map((each) => each.why);

it.each([
  [{ target: "https://shop.example:8443/api", startedAtMs: t0 + 12_000 }, "same host shop.example, began 12 s later"],
  [{ address: "203.0.113.7:5432", startedAtMs: t0 - 90_000 }, "same address 203.0.113.7, began 1 min earlier"],
  [{ certificate: "AA" }, "same certificate, began at the same moment"],
  [{ tags: ["eu", "api", "shop"], startedAtMs: t0 + 600_000 }, "same tag eu, shop, began 10 min later"],
  [{ startedAtMs: t0 + 60_000 }, "began 1 min later"],
] as const)("names what they have in common: %o", (over, words) => expect(why(kin(2, over))).toEqual([words]));

it("leaves out itself, what began at another time without anything in common, and what was over long before", () => {
  expect(
    why(
      own,
      kin(2, { startedAtMs: t0 + 61_000 }),
      kin(3, { target: "https://shop.example/", startedAtMs: t0 - 7_200_000, endedAtMs: t0 - 3_700_000 }),
    ),
  ).toEqual([]);
  expect(why(kin(4, { target: "https://shop.example/", startedAtMs: t0 - 7_200_000 }))).toEqual([
    "same host shop.example, began 2 h earlier",
  ]);
});

it("shows the likeliest first, ten at most", () => {
  const others = Array.from({ length: 15 }, (_, i) => kin(i + 2, { startedAtMs: t0 + i * 1_000 }));
  const related = relatedOf(own, [...others, kin(20, { target: "https://shop.example/", startedAtMs: t0 + 3_000_000 })]);
  expect(related.map(({ number }) => number)).toEqual([20, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

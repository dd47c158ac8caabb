import { expect, it } from "vitest";
import { pageColours, statusStyle } from "./status-style.ts";

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const sights: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (m: Matrix, [r, g, b]: Rgb): Rgb => [
  m[0][0] * r + m[0][1] * g + m[0][2] * b,
  m[1][0] * r + m[1][1] * g + m[1][2] * b,
  m[2][0] * r + m[2][1] * g + m[2][2] * b,
];
const map = ([a, b, c]: Rgb, of: (x: number) => number): Rgb => [of(a), of(b), of(c)];

function linear(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return map([channel(1), channel(3), channel(5)], (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
}

/** WCAG 2 contrast. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => linear(hex).reduce((sum, v, i) => sum + v * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Ottosson 2020. */
function oklab(rgb: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    map(lms, Math.cbrt),
  );
}

function deltaE(a: string, b: string, sight: string): number {
  const seen = (hex: string) =>
    oklab(
      map(
        times(
          sights[sight] ?? [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
          linear(hex),
        ),
        (v) => Math.min(1, Math.max(0, v)),
      ),
    );
  const [p, q] = [seen(a), seen(b)];
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

const coloured = ["up", "degraded", "down", "maintenance"] as const;
const pairs = coloured.flatMap((a, i) => coloured.slice(i + 1).map((b) => [a, b] as const));

it.each([
  ["light", { up: "3.32", degraded: "3.60", down: "8.43", maintenance: "7.56" }],
  ["dark", { up: "12.10", degraded: "10.26", down: "5.49", maintenance: "5.56" }],
] as const)("has the published contrasts on the %s page", (theme, expected) => {
  const figures = coloured.map((key) => [key, contrast(statusStyle[key][theme], pageColours[theme].background).toFixed(2)]);
  expect(Object.fromEntries(figures)).toEqual(expected);
});

it.each([
  ["light", 13.7, 18.8],
  ["dark", 16.8, 19.2],
] as const)("keeps the %s colours apart under every sight", (theme, least, upAndDown) => {
  const distances = Object.keys(sights).flatMap((sight) =>
    pairs.map(([a, b]) => deltaE(statusStyle[a][theme], statusStyle[b][theme], sight)),
  );
  expect(Math.min(...distances)).toBeCloseTo(least, 1);
  expect(deltaE(statusStyle.up[theme], statusStyle.down[theme], "deutan")).toBeCloseTo(upAndDown, 1);
});

it.each(["light", "dark"] as const)("writes %s text at 4.5:1 or better", (theme) => {
  const { background, foreground, muted } = pageColours[theme];
  expect(contrast(foreground, background)).toBeGreaterThan(12);
  expect(contrast(muted, background)).toBeGreaterThan(4.5);
});

it("gives every state a shape and a word of its own", () => {
  const styles = Object.values(statusStyle);
  expect(new Set(styles.map((style) => style.glyph)).size).toBe(styles.length);
  expect(new Set(styles.map((style) => style.word)).size).toBe(styles.length);
});

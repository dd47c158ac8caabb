import { pageColours, statusStyle } from "@vedette/core/status-style";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
function colour(name: string, theme: "light" | "dark"): string {
  const value = tokens.get(name)?.[theme];
  if (value === undefined) throw new Error(`no token --${name}`);
  return value;
}

const themes = ["light", "dark"] as const;
const grounds = ["page", "surface", "raised", "hover"] as const;

it.each(themes)("draws states in core's colours on core's page (%s)", (theme) => {
  for (const key of ["up", "degraded", "down", "maintenance", "no_data"] as const) {
    expect(colour(`status-${key.replace("_", "-")}`, theme)).toBe(statusStyle[key][theme]);
  }
  expect(colour("page", theme)).toBe(pageColours[theme].background);
  expect(colour("fg", theme)).toBe(pageColours[theme].foreground);
});

it.each(themes)("writes every text at 4.5:1 or more on every ground (%s)", (theme) => {
  for (const text of ["fg", "muted", "accent"]) {
    for (const ground of [...grounds, "accent-soft"])
      expect(contrast(colour(text, theme), colour(ground, theme)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
  for (const [text, ground] of [
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["on-danger", "danger"],
  ] as const) {
    expect(contrast(colour(text, theme), colour(ground, theme)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});

it.each(themes)("draws the edges of fields, and the shapes of states, at 3:1 or more (%s)", (theme) => {
  for (const edge of ["field-line", "danger"]) expect(contrast(colour(edge, theme), colour("page", theme)), edge).toBeGreaterThanOrEqual(3);
  for (const state of ["up", "degraded", "down", "maintenance"]) {
    for (const ground of ["page", "raised"])
      expect(contrast(colour(`status-${state}`, theme), colour(ground, theme)), `${state} on ${ground}`).toBeGreaterThanOrEqual(3);
  }
});

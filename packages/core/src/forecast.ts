import { z } from "zod";
import { relativeAccuracy } from "./quantile-sketch.ts";
import { type Slope, median, quantileOf, sortedOf, spread, theilSen } from "./robust.ts";

export const Forecast = z.object({
  /** Share of the spread that trend and time of day explain: 1 − (spread of residuals / spread of values)². */
  fit: z.number(),
  /** Hours and days that it was made from. */
  hours: z.int(),
  days: z.int(),
  slopeUsPerDay: z.number(),
  /** Each hour's value lies within its interval with this probability. */
  level: z.literal(0.9),
  points: z.array(z.object({ atMs: z.int(), us: z.int(), lowUs: z.int(), highUs: z.int() })),
  /** When the middle of the day reaches a limit, at the earliest and at the latest; `latestMs` null: perhaps never. */
  crossing: z.object({ limitUs: z.int(), atMs: z.int(), earliestMs: z.int(), latestMs: z.int().nullable() }).nullable(),
});
export type Forecast = z.infer<typeof Forecast>;

/** One hour: any figure of it, such as its p95. `atMs` is the hour's beginning. */
export type HourValue = { atMs: number; us: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of the history that is held against its own last quarter: a forecast therefore needs 14 days. */
const fewestDays = 10;
/** A day with fewer hours is not compared: its median would depend on which hours those were. */
const fewestHoursOfDay = 18;
const stepHours = 3;
const horizonHours = 7 * 24;
const worstFit = 0.3;
/** Of the hours held back at least this share must lie within an interval meant for 90 %. */
const worstCoverage = 0.8;

/**
 * The next 7 days of a series of hours that may be in any order and have holes. A straight line through the medians of days
 * (Theil–Sen), plus the median of what is left per hour of the day (UTC) where that explains more than the line alone, plus an
 * interval from the quantiles of the residuals, widened by the uncertainty of the slope (Sen's interval) with distance.
 *
 * Null unless it deserves to be shown: about 14 days, a fit of 0.3, and a last quarter that a forecast made from the first three
 * quarters would have foreseen (Hyndman and Athanasopoulos, "Forecasting", 5.8: judge on data that was not fitted).
 */
export function forecast(values: readonly HourValue[], limitUs: number | null = null): Forecast | null {
  const hours = values.toSorted((a, b) => a.atMs - b.atMs);
  const last = hours.at(-1);
  const model = modelOf(hours);
  if (last === undefined || model === null || model.fit < worstFit || !wasForeseen(hours)) return null;
  const points = Array.from({ length: horizonHours / stepHours }, (_, i) => {
    const atMs = last.atMs + (i + 1) * stepHours * hourMs;
    const { us, lowUs, highUs } = predict(model, atMs);
    return { atMs, us: Math.round(us), lowUs: Math.round(lowUs), highUs: Math.round(highUs) };
  });
  const slopeUsPerDay = model.slope.perStep;
  return {
    fit: model.fit,
    hours: hours.length,
    days: model.days,
    slopeUsPerDay,
    level: 0.9,
    points,
    crossing: crossingOf(model, last.atMs, limitUs),
  };
}

type Model = {
  days: number;
  fit: number;
  /** Days since the first hour: where the line passes through `level`, the middle of what was seen. */
  middleDay: number;
  originMs: number;
  level: number;
  slope: Slope;
  /** What an hour of the day adds; zeros where the time of day does not matter. */
  season: readonly number[];
  low: number;
  high: number;
};

const hourOfDay = (atMs: number) => Math.floor(atMs / hourMs) % 24;

function modelOf(hours: readonly HourValue[]): Model | null {
  const originMs = hours[0]?.atMs ?? 0;
  const dayOf = (atMs: number) => (atMs - originMs) / dayMs;
  const days = [...Map.groupBy(hours, (hour) => Math.floor(dayOf(hour.atMs)))]
    .filter(([, ofDay]) => ofDay.length >= fewestHoursOfDay)
    .map(([x, ofDay]) => ({ x: x + 0.5, y: median(ofDay.map((hour) => hour.us)) }));
  if (days.length < fewestDays) return null;

  const slope = theilSen(days);
  const middleDay = median(days.map((day) => day.x));
  const detrended = hours.map((hour) => ({ slot: hourOfDay(hour.atMs), us: hour.us - slope.perStep * (dayOf(hour.atMs) - middleDay) }));
  const level = median(detrended.map((hour) => hour.us));
  const plain = detrended.map((hour) => hour.us - level);
  const slots = Map.groupBy(detrended, (hour) => hour.slot);
  const candidate = Array.from({ length: 24 }, (_, slot) =>
    slots.has(slot) ? median((slots.get(slot) ?? []).map((hour) => hour.us)) - level : 0,
  );
  const seasonal = detrended.map((hour) => hour.us - level - (candidate[hour.slot] ?? 0));
  // Medians of few values always explain a little of them; a real rhythm explains more.
  const hasSeason = spread(seasonal) < 0.8 * spread(plain);

  const residuals = sortedOf(hasSeason ? seasonal : plain);
  // Residuals of fitted values are smaller than those to come.
  const widening = 1 + (hasSeason ? 1.5 : 0.5) / days.length;
  const spreadBefore = spread(hours.map((hour) => hour.us));
  const fit = spreadBefore === 0 ? 0 : 1 - (spread([...residuals]) / spreadBefore) ** 2;
  const season = hasSeason ? candidate : candidate.map(() => 0);
  return {
    days: days.length,
    fit,
    middleDay,
    originMs,
    level,
    slope,
    season,
    low: quantileOf(residuals, 0.05) * widening,
    high: quantileOf(residuals, 0.95) * widening,
  };
}

function predict(model: Model, atMs: number): { us: number; lowUs: number; highUs: number } {
  const distance = (atMs - model.originMs) / dayMs - model.middleDay;
  const base = model.level + (model.season[hourOfDay(atMs)] ?? 0);
  const at = (slope: number, extra: number) => Math.max(0, base + slope * distance + extra);
  // The values themselves are quantiles of sketches, known to 1 %.
  return {
    us: at(model.slope.perStep, 0),
    lowUs: at(model.slope.low, model.low) * (1 - relativeAccuracy),
    highUs: at(model.slope.high, model.high) * (1 + relativeAccuracy),
  };
}

function wasForeseen(hours: readonly HourValue[]): boolean {
  const firstMs = hours[0]?.atMs ?? 0;
  const cutMs = firstMs + 0.75 * ((hours.at(-1)?.atMs ?? 0) - firstMs);
  const heldBack = hours.filter((hour) => hour.atMs >= cutMs);
  const model = modelOf(hours.filter((hour) => hour.atMs < cutMs));
  if (model === null) return false;
  const inside = heldBack.filter((hour) => {
    const { lowUs, highUs } = predict(model, hour.atMs);
    return lowUs <= hour.us && hour.us <= highUs;
  });
  return inside.length >= worstCoverage * heldBack.length;
}

/** Only of a series that grows, has not reached the limit, and will within as long as it has been watched. */
function crossingOf(model: Model, lastMs: number, limitUs: number | null): Forecast["crossing"] {
  if (limitUs === null) return null;
  const reached = (slope: number) => (slope > 0 ? model.originMs + (model.middleDay + (limitUs - model.level) / slope) * dayMs : Infinity);
  const atMs = reached(model.slope.perStep);
  if (atMs <= lastMs || atMs > lastMs + (lastMs - model.originMs)) return null;
  const latestMs = reached(model.slope.low);
  return {
    limitUs,
    atMs: Math.round(atMs),
    earliestMs: Math.round(Math.max(lastMs, reached(model.slope.high))),
    latestMs: Number.isFinite(latestMs) ? Math.round(latestMs) : null,
  };
}

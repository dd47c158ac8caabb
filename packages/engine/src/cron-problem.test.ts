import { expect, it } from "vitest";
import { cronProblem } from "./cron-problem.ts";

it.each(["30 2 * * *", "*/15 8-18 * * MON-FRI", "0 0 29 2 *", "0 0 * * 7", "1,31 * * * *", "@daily"])("follows %j", (expression) => {
  expect(cronProblem(expression)).toBeNull();
});

it.each([
  ["61 2 * * *", "The minute 61 cannot be read. Type 0 to 59,"],
  ["*/0 * * * *", "The minute */0 cannot be read. Type 0 to 59,"],
  ["0 24 * * *", "The hour 24 cannot be read. Type 0 to 23,"],
  ["0 0 0 * *", "The day of the month 0 cannot be read. Type 1 to 31,"],
  ["0 0 * FOO *", "The month FOO cannot be read. Type 1 to 12 or JAN to DEC,"],
  ["0 0 * * 8", "The day of the week 8 cannot be read. Type 0 (Sunday)"],
  ["0 0 31 2 *", "No month that it names has a day 31."],
])("says of %j which field is wrong, and what to type", (expression, words) => {
  expect(cronProblem(expression)).toContain(words);
});

import { CronExpressionParser } from "cron-parser";

const fields = [
  ["minute", "0 to 59"],
  ["hour", "0 to 23"],
  ["day of the month", "1 to 31"],
  ["month", "1 to 12 or JAN to DEC"],
  ["day of the week", "0 (Sunday) to 7 (Sunday again) or SUN to SAT"],
] as const;

/** What is wrong with a cron expression of five fields or a name such as `@daily`, and what to type instead; null when it can be followed. */
export function cronProblem(expression: string): string | null {
  if (isReadable(expression)) return null;
  const typed = expression.split(/ +/);
  const i = fields.findIndex((_, at) => !isReadable(fields.map((__, each) => (each === at ? (typed[at] ?? "") : "*")).join(" ")));
  const [name, range] = fields[i] ?? [];
  if (name === undefined) return `No month that it names has a day ${typed[2] ?? ""}. Type a day that comes, or another month.`;
  return `The ${name} ${typed[i] ?? ""} cannot be read. Type ${range}, also as a list (1,5), a range (1-5) or a step (*/5), or * for every one.`;
}

function isReadable(expression: string): boolean {
  try {
    CronExpressionParser.parse(expression);
    return true;
  } catch {
    return false;
  }
}

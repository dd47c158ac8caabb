import { printTable } from "../lib/figures.ts";
import { answers, crashes } from "./answers.ts";
import { blocked } from "./blocked.ts";
import { burst } from "./burst.ts";
import { failing } from "./failing.ts";
import { kills } from "./kills.ts";
import type { Outcome } from "./outcome.ts";
import { signatures } from "./signatures.ts";
import { stuck } from "./stuck.ts";

const experiments: Record<string, (options: { quick: boolean }) => Promise<Outcome>> = {
  burst,
  answers,
  crashes,
  blocked,
  kills,
  failing,
  stuck,
  signatures,
};

/**
 * What becomes of alerts when receivers, workers, Redis or whole processes fail, as the product is shipped, each seen in the receiver. With
 * names, only these experiments. `broken`: how many promises were; each is named before the table.
 */
export async function benchDelivery({ quick, args }: { quick: boolean; args: string[] }): Promise<Record<string, number>> {
  const named = args.filter((arg) => !arg.startsWith("--"));
  const unknown = named.find((name) => experiments[name] === undefined);
  if (unknown !== undefined) throw new Error(`There is no experiment ${unknown}: ${Object.keys(experiments).join(", ")}.`);
  const outcomes: Outcome[] = [];
  for (const [name, run] of Object.entries(experiments)) {
    if (named.length > 0 && !named.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    outcomes.push(await run({ quick }).catch((error: Error) => ({ rows: [], figures: {}, broken: [`${name}: ${error.message}`] })));
  }
  const broken = outcomes.flatMap((outcome) => outcome.broken);
  for (const words of broken) process.stderr.write(`broken: ${words}\n`);
  printTable([["delivery", ""], ...outcomes.flatMap((outcome) => outcome.rows)]);
  return { ...Object.fromEntries(outcomes.flatMap((outcome) => Object.entries(outcome.figures))), broken: broken.length };
}

import { z } from "zod";

/** Commands that read, answer one value, and how many words follow each: at least, at most. */
const reading: Record<string, readonly [least: number, most: number]> = {
  DBSIZE: [0, 0],
  EXISTS: [1, 20],
  GET: [1, 1],
  HEXISTS: [2, 2],
  HGET: [2, 2],
  HLEN: [1, 1],
  INFO: [0, 1],
  LASTSAVE: [0, 0],
  LINDEX: [2, 2],
  LLEN: [1, 1],
  PFCOUNT: [1, 20],
  PTTL: [1, 1],
  SCARD: [1, 1],
  SISMEMBER: [2, 2],
  STRLEN: [1, 1],
  TTL: [1, 1],
  TYPE: [1, 1],
  XLEN: [1, 1],
  ZCARD: [1, 1],
  ZCOUNT: [3, 3],
  ZSCORE: [2, 2],
};

/** The words of a command: separated by spaces, in double quotes where one holds a space. Null when a quote is left open. */
export function commandWords(command: string): string[] | null {
  const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)];
  const rest = command.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  return rest.includes('"') ? null : words.map(([whole, quoted]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? whole);
}

/** A command from the closed list above, or nothing. */
export const RedisCommand = z
  .string()
  .trim()
  .max(1_000, { error: "At most 1,000 characters.", abort: true })
  .superRefine((command, context) => {
    const message = complaint(command);
    if (message !== null) context.addIssue({ code: "custom", message });
  })
  .default("")
  .meta({
    label: "Command",
    place: "main",
    placeholder: "LLEN jobs",
    hint: "One that reads a single value, such as GET, LLEN, XLEN, ZCARD, TTL, DBSIZE or INFO memory. It is redis.value in conditions. Left empty, PING is enough.",
  });

function complaint(command: string): string | null {
  if (command === "") return null;
  const words = commandWords(command);
  if (words === null) return 'A double quote is left open. Close it, or write \\" inside quotes.';
  const name = (words[0] ?? "").toUpperCase();
  const known = reading[name];
  if (known === undefined) return `${name.slice(0, 20)} is not among the commands that only read: ${Object.keys(reading).join(", ")}.`;
  const [least, most] = known;
  const given = words.length - 1;
  if (given >= least && given <= most) return null;
  return `${name} takes ${least === most ? least : `${least} to ${most}`} ${most === 1 ? "word" : "words"} after it, not ${given}.`;
}

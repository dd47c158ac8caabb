import { type Random, seededRandom } from "./seeded-random.ts";

/** A reader of foreign bytes or texts, and what has to hold whatever it reads. */
export type FuzzTarget<Input extends Buffer | string = Buffer | string> = {
  name: string;
  /** One input, which the random numbers alone decide. */
  input: (random: Random) => Input;
  /** Reads it; throws what is wrong. The random numbers go on from those of the input. */
  read: (input: Input, random: Random) => void | Promise<void>;
};

export type FuzzFinding = { name: string; seed: number; index: number; input: Buffer | string; problem: string };
export type FuzzOutcome = { inputs: number; slowestMs: number; finding: FuzzFinding | null };

/** CPU time of our thread that one input may take. */
const maxCpuMs = 50;

/**
 * Reads inputs from number `from` on until `isOver` says so or one is found that breaks a promise: it throws, or takes more than 50 ms
 * of our thread three times in a row. The same seed and number always make the same input.
 */
export async function fuzz<Input extends Buffer | string>(
  target: FuzzTarget<Input>,
  seed: number,
  isOver: (inputs: number) => boolean,
  from = 0,
): Promise<FuzzOutcome> {
  let slowestMs = 0;
  let index = from;
  for (; !isOver(index - from); index++) {
    const once = await readOne(target, seed, index);
    let tookMs = once.tookMs;
    // The first inputs pay for compiling, and any may pay for a collection of garbage.
    for (let again = 0; once.problem === null && tookMs > maxCpuMs && again < 3; again++)
      tookMs = Math.min(tookMs, (await readOne(target, seed, index)).tookMs);
    slowestMs = Math.max(slowestMs, tookMs);
    const problem = once.problem ?? (tookMs > maxCpuMs ? `it took ${Math.round(tookMs)} ms of CPU` : null);
    if (problem !== null)
      return { inputs: index - from + 1, slowestMs, finding: { name: target.name, seed, index, input: once.input, problem } };
  }
  return { inputs: index - from, slowestMs, finding: null };
}

type Once<Input> = { input: Input; tookMs: number; problem: string | null };

async function readOne<Input extends Buffer | string>(
  { input: make, read }: FuzzTarget<Input>,
  seed: number,
  index: number,
): Promise<Once<Input>> {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const input = make(random);
  const before = process.threadCpuUsage();
  try {
    await read(input, random);
    const { user, system } = process.threadCpuUsage(before);
    return { input, tookMs: (user + system) / 1_000, problem: null };
  } catch (error) {
    return { input, tookMs: 0, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

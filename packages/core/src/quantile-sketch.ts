/**
 * DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", VLDB 2019).
 * A value v falls into the bin ceil(log_γ v) with γ = (1 + α) / (1 − α), so every quantile is within α = 1 % of a value that was
 * really seen at that rank, and merging loses nothing. Values are microseconds; whatever is below 1 counts as 1.
 */
export type Sketch = { readonly count: number; /** Bin number to how many values it holds. */ readonly bins: ReadonlyMap<number, number> };

export const relativeAccuracy = 0.01;
const gamma = (1 + relativeAccuracy) / (1 - relativeAccuracy);
const logGamma = Math.log(gamma);
/** 2^53 lies in bin 1,837: no safe integer comes after this one. */
const lastBin = 2_000;
const formatVersion = 1;

export const emptySketch: Sketch = { count: 0, bins: new Map() };

/** A sketch of what `sketch` holds and these values. Throws a RangeError on a value that is negative or not finite. */
export function add(sketch: Sketch, valuesUs: readonly number[]): Sketch {
  const bins = new Map(sketch.bins);
  for (const valueUs of valuesUs) {
    if (!(valueUs >= 0 && valueUs <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`a sketch cannot hold ${valueUs}`);
    const bin = valueUs <= 1 ? 0 : Math.ceil(Math.log(valueUs) / logGamma);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return { count: sketch.count + valuesUs.length, bins };
}

/** The same sketch as if all values had been added to one, in any order. */
export function merge(sketches: readonly Sketch[]): Sketch {
  if (sketches.length === 1 && sketches[0] !== undefined) return sketches[0];
  const bins = new Map<number, number>();
  let count = 0;
  for (const sketch of sketches) {
    count += sketch.count;
    for (const [bin, n] of sketch.bins) bins.set(bin, (bins.get(bin) ?? 0) + n);
  }
  return { count, bins };
}

/** The value at rank floor(q × (count − 1)), off by at most 1 %; null when the sketch is empty. Throws unless 0 ≤ q ≤ 1. */
export function quantile(sketch: Sketch, q: number): number | null {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`there is no quantile ${q}`);
  const rank = Math.floor(q * (sketch.count - 1));
  let seen = 0;
  for (const bin of binsOf(sketch)) {
    seen += sketch.bins.get(bin) ?? 0;
    if (seen > rank) return (2 * gamma ** bin) / (gamma + 1);
  }
  return null;
}

function binsOf(sketch: Sketch): number[] {
  return [...sketch.bins.keys()].toSorted((a, b) => a - b);
}

/** Version, number of bins, then per bin the distance from the one before and its count; all but the first byte as LEB128. */
export function encode(sketch: Sketch): Uint8Array {
  const bytes: number[] = [formatVersion];
  pushVarint(bytes, sketch.bins.size);
  let before = 0;
  for (const bin of binsOf(sketch)) {
    pushVarint(bytes, bin - before);
    pushVarint(bytes, sketch.bins.get(bin) ?? 0);
    before = bin;
  }
  return Uint8Array.from(bytes);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}

export class SketchError extends Error {
  override readonly name = "SketchError";
}

/** The inverse of `encode`. Throws `SketchError` on anything that `encode` cannot have written. */
export function decode(bytes: Uint8Array): Sketch {
  if (bytes[0] !== formatVersion) throw new SketchError(`a sketch of version ${bytes[0] ?? "none"} cannot be read`);
  const reader = { bytes, at: 1 };
  const size = readVarint(reader);
  const bins = new Map<number, number>();
  let bin = 0;
  let count = 0;
  for (let i = 0; i < size; i++) {
    const distance = readVarint(reader);
    const n = readVarint(reader);
    bin += distance;
    count += n;
    if (bin > lastBin || (i > 0 && distance === 0)) throw new SketchError("the bins of a sketch are out of range or out of order");
    if (n === 0 || !Number.isSafeInteger(count)) throw new SketchError("a bin of a sketch has an impossible count");
    bins.set(bin, n);
  }
  if (reader.at !== bytes.length) throw new SketchError("a sketch has bytes after its end");
  return { count, bins };
}

function readVarint(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) throw new SketchError("a sketch ends too early");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (byte === 0 && scale > 1) throw new SketchError("a number in a sketch is longer than it needs to be");
      return value;
    }
  }
  throw new SketchError("a number in a sketch is too large");
}

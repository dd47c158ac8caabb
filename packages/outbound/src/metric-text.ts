export type Label = readonly [name: string, value: string];
export type Sample = { name: string; labels: readonly Label[]; value: number };

const maxSamples = 50_000;

/** Sticky and without two ways to match the same text: each byte is looked at once. */
const patterns = {
  space: /[ \t]*/y,
  name: /[a-zA-Z_:][\w:]*/y,
  quoted: /"((?:[^"\\]|\\.)*)"/y,
  number: /[+-]?(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan)(?![\w.])/iy,
};

/** Walks over one line; every step takes what matches, or gives null and stays. */
class Line {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: keyof typeof patterns): string | null {
    this.skip();
    const sticky = patterns[pattern];
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#text);
    if (match === null) return null;
    this.#at = sticky.lastIndex;
    return match[1] ?? match[0];
  }

  takes(character: string): boolean {
    this.skip();
    const isThere = this.#text.startsWith(character, this.#at);
    if (isThere) this.#at += character.length;
    return isThere;
  }

  isOver(): boolean {
    this.skip();
    return this.#at >= this.#text.length;
  }

  skip(): void {
    patterns.space.lastIndex = this.#at;
    patterns.space.exec(this.#text);
    this.#at = patterns.space.lastIndex;
  }
}

/**
 * The samples of a text in the Prometheus format 0.0.4 or in OpenMetrics 1.0, names in quotes (UTF-8) included. Types, help, time stamps
 * and exemplars are passed over. A string says what is wrong, and in which line; so does one sample more than 50,000.
 */
export function readMetrics(text: string): Sample[] | string {
  const samples: Sample[] = [];
  let number = 0;
  for (const raw of text.split("\n")) {
    number++;
    if (raw === "# EOF" || raw === "# EOF\r") break;
    const line = new Line(raw.endsWith("\r") ? raw.slice(0, -1) : raw);
    if (line.isOver() || line.takes("#")) continue;
    const sample = readSample(line);
    if (sample === null) return `Line ${number} is no sample: ${raw.slice(0, 80)}`;
    if (samples.length === maxSamples) return `There are more than ${maxSamples} samples.`;
    samples.push(sample);
  }
  return samples;
}

function readSample(line: Line): Sample | null {
  const series = readSeries(line, ["="]);
  const value = numberOf(line.take("number"));
  if (series === null || value === null) return null;
  line.take("number"); // the time stamp
  if (!line.isOver() && !line.takes("#")) return null;
  return { name: series.name, labels: series.matchers.map(({ label, value: text }) => [label, text]), value };
}

type Matcher = { label: string; operator: string; value: string };

/** `name`, `name{label="value",…}`, or `{"name in quotes",label="value"}`. */
function readSeries(line: Line, operators: readonly string[]): { name: string; matchers: Matcher[] } | null {
  let name = line.take("name");
  const matchers: Matcher[] = [];
  if (line.takes("{")) {
    while (!line.takes("}")) {
      const quoted = line.take("quoted");
      const label = quoted === null ? line.take("name") : unescaped(quoted);
      const operator = operators.find((each) => line.takes(each));
      if (operator === undefined && quoted !== null && name === null) name = label;
      else {
        const value = line.take("quoted");
        if (label === null || operator === undefined || value === null) return null;
        matchers.push({ label, operator, value: unescaped(value) });
      }
      if (!line.takes(",")) {
        if (!line.takes("}")) return null;
        break;
      }
    }
  }
  return name === null ? null : { name, matchers };
}

/** What a selector asks of the samples: exactly one, or one figure of all that match. */
export type MetricSelector = { aggregate: "one" | "sum" | "min" | "max" | "avg" | "count"; name: string; matchers: readonly Matcher[] };

/** Reads `name`, `name{label="value",other!="value"}`, or one of those in `sum(…)`, `min(…)`, `max(…)`, `avg(…)`, `count(…)`. */
export function readSelector(text: string): MetricSelector | null {
  const wrapped = /^\s*(sum|min|max|avg|count)\s*\((.*)\)\s*$/s.exec(text);
  const line = new Line(wrapped?.[2] ?? text);
  const series = readSeries(line, ["!=", "="]);
  if (series === null || !line.isOver()) return null;
  // safe because the expression matches nothing else
  return { aggregate: (wrapped?.[1] as MetricSelector["aggregate"] | undefined) ?? "one", ...series };
}

/** The selector that names a sample with all of its labels. */
export function selectorOf({ name, labels }: Sample): string {
  const isPlain = /^[a-zA-Z_:][\w:]*$/.test(name);
  const parts = labels.map(([label, value]) => `${/^[a-zA-Z_]\w*$/.test(label) ? label : quoted(label)}=${quoted(value)}`);
  const all = isPlain ? parts : [quoted(name), ...parts];
  return (isPlain ? name : "") + (all.length > 0 ? `{${all.join(",")}}` : "");
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/**
 * The figure that a selector picks. Null when no sample matches (a count is then 0), or several do and no aggregate says what to make of
 * them. A label that a sample lacks counts as empty. NaN among the samples makes sum, min, max and avg NaN.
 */
export function pickMetric(samples: readonly Sample[], { aggregate, name, matchers }: MetricSelector): number | null {
  const values = samples
    .filter((sample) => sample.name === name && matchers.every((matcher) => matches(sample.labels, matcher)))
    .map((sample) => sample.value);
  if (aggregate === "count") return values.length;
  const [first] = values;
  if (first === undefined || (aggregate === "one" && values.length > 1)) return null;
  if (aggregate === "one") return first;
  if (aggregate === "min" || aggregate === "max") return values.reduce((a, b) => Math[aggregate as "min" | "max"](a, b));
  const sum = values.reduce((a, b) => a + b);
  return aggregate === "sum" ? sum : sum / values.length;
}

function matches(labels: readonly Label[], { label, operator, value }: Matcher): boolean {
  const has = labels.find(([name]) => name === label)?.[1] ?? "";
  return (has === value) === (operator === "=");
}

function numberOf(text: string | null): number | null {
  if (text === null) return null;
  if (/nan/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}

function unescaped(text: string): string {
  return text.includes("\\")
    ? text.replaceAll(/\\(.)/g, (whole, letter: string) => ({ n: "\n", '"': '"', "\\": "\\" })[letter] ?? whole)
    : text;
}

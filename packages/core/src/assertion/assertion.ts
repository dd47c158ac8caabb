/** What a value of a subject is: durations are milliseconds, sizes bytes; `texts` is a set whose order means nothing. */
export type SubjectType = "number" | "duration" | "bytes" | "text" | "texts" | "boolean" | "json";

/** Something that conditions of a kind can be about. Names are words joined by dots, such as `tls.expires_in`. */
export type Subject = {
  name: string;
  type: SubjectType;
  label: string;
  /** Present where the subject takes a quoted argument: `header "content-type"`, `json "$.queue.depth"`. */
  argument?: { label: string; placeholder: string };
  /** Only an answer's body holds it, so the body has to be read. */
  needsBody?: boolean;
};

export type FactValue = number | string | boolean | null | readonly string[];

/**
 * What a check learnt, by name of the subject. A subject that is not there did not exist in the answer. `headers` and `body` hold
 * what the subjects with an argument look into; header names are lower-case. `body` is decoded text of at most 1 MB. What only the
 * kind itself can look up stands in `values` under the subject with its argument, see `factName`.
 */
export type Facts = {
  values: Record<string, FactValue>;
  headers?: readonly (readonly [name: string, value: string])[];
  body?: string;
};

/** The name of what a subject says of one argument: `metric "up"`. */
export function factName(subject: string, argument: string): string {
  return `${subject} ${JSON.stringify(argument)}`;
}

export type Severity = "degraded" | "down";

/**
 * One condition after a check. `text` is the canonical condition; `actual` what was there instead, bounded; `code` says more than
 * that the condition does not hold.
 */
export type AssertionOutcome = {
  text: string;
  severity: Severity;
  ok: boolean;
  actual: string;
  code: "assertion_failed" | "assertion_too_slow" | "content_changed";
  /** The figure that it looked at, under the name that a condition gives it: durations are milliseconds, sizes bytes. */
  figure?: { name: string; value: number };
};

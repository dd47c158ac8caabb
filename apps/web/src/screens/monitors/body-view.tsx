"use client";
import type { Asserting } from "./condition-for.ts";
import { Assertable, Part } from "./evidence-parts.tsx";

const maxEntries = 200;

/** The body of an answer: JSON as a tree whose values become conditions, anything else as text. */
export function BodyView({ body, asserting }: { body: string; asserting: Asserting | undefined }) {
  const json = parsed(body);
  return (
    <Part title={json === undefined ? "Body" : "JSON body"} isOpen>
      {json === undefined ? (
        <pre className="max-h-72 overflow-auto rounded-md bg-surface p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere">{body}</pre>
      ) : (
        <div className="max-h-96 overflow-auto">
          <JsonNode path="$" value={json.value} asserting={asserting} />
        </div>
      )}
    </Part>
  );
}

function JsonNode({ path, value, asserting }: { path: string; value: unknown; asserting: Asserting | undefined }) {
  if (value === null || typeof value !== "object") {
    const scalar = value as string | number | boolean | null; // safe because JSON holds nothing else
    return (
      <Assertable asserting={asserting} subject="json" argument={path} value={scalar}>
        {JSON.stringify(scalar)}
      </Assertable>
    );
  }
  const entries = Array.isArray(value)
    ? value.map((item, i) => [String(i), item, `${path}[${i}]`] as const)
    : Object.entries(value).map(([key, item]) => [key, item, `${path}${memberOf(key)}`] as const);
  return (
    <ul className="ml-3 border-l border-line pl-3">
      {entries.slice(0, maxEntries).map(([key, item, at]) => (
        <li key={key} className="py-px">
          <span className="font-mono text-xs text-muted">{key}: </span>
          <JsonNode path={at} value={item} asserting={asserting} />
        </li>
      ))}
      {entries.length > maxEntries && <li className="text-muted">and {entries.length - maxEntries} more</li>}
    </ul>
  );
}

/** A member in a JSONPath (RFC 9535): a plain name after a dot, any other one in brackets. */
function memberOf(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `['${key.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}']`;
}

function parsed(body: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { value } : undefined;
  } catch {
    return undefined;
  }
}

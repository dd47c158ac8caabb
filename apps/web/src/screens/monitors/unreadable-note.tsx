import type { StoredSpec } from "@vedette/core/stored-spec";

/** Why a monitor is not checked whose settings another version has stored; nothing for any other. */
export function UnreadableNote({ spec }: { spec: StoredSpec }) {
  if (spec.kind !== "unreadable") return null;
  return (
    <p role="alert" className="mb-4 rounded-lg border border-line-strong bg-surface px-4 py-3 text-sm wrap-anywhere">
      {spec.problem}
    </p>
  );
}

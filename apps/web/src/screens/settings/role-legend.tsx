import { roles } from "@vedette/core/access";
import { roleNames, roleSentences } from "./role-words.ts";

/** What each role may do, so that nobody has to guess. */
export function RoleLegend() {
  return (
    <details className="text-muted">
      <summary className="touchable inline-flex min-h-6 items-center underline underline-offset-2">What each role may do</summary>
      <dl className="mt-2 space-y-1">
        {roles.map((role) => (
          <div key={role}>
            <dt className="inline font-medium text-fg">{roleNames[role]}</dt> <dd className="inline">{roleSentences[role]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

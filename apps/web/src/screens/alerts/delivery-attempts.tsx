import type { DeliveryAttemptRow } from "@vedette/core/incident-record";
import { Instant } from "../../ui/instant.tsx";
import { answerOf } from "./delivery-words.ts";

/** Every attempt of one delivery, folded away until asked for. */
export function DeliveryAttempts({ attempts }: { attempts: readonly DeliveryAttemptRow[] }) {
  return (
    <details className="mt-1">
      <summary className="touchable inline-flex min-h-6 cursor-pointer items-center text-xs underline underline-offset-2">
        All {attempts.length} attempts
      </summary>
      <ol className="mt-1 space-y-1 border-l border-line pl-3 text-xs">
        {attempts.map((attempt) => (
          <li key={attempt.no} className="break-words">
            <span className="tabular-nums">
              {attempt.no}. <Instant atMs={attempt.atMs} />
            </span>{" "}
            · {answerOf(attempt)} · {attempt.durationMs} ms
            {!attempt.ok && attempt.permanent && " · not repeated"}
          </li>
        ))}
      </ol>
    </details>
  );
}

"use client";
import { refusalOf } from "../api/refusal.ts";
import { Button } from "./button.tsx";

/** What went wrong in place of what was asked for, with the way out where there is one. */
export function RefusalNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const refusal = refusalOf(error);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-lg border border-line-strong bg-surface px-4 py-3 text-sm">
      <span aria-hidden="true" className="text-danger">
        ✕
      </span>
      <p className="min-w-0 flex-1 basis-56">{refusal.message}</p>
      {onRetry !== undefined && refusal.mayPass && <Button onClick={onRetry}>Retry</Button>}
    </div>
  );
}

import type { ReactNode } from "react";

/** The only h1 of a page, what it is about, and its main actions. */
export function PageHeader({ title, lead, actions }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-40">
        <h1 className="text-xl leading-tight font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {lead !== undefined && <div className="mt-1 text-sm text-muted">{lead}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

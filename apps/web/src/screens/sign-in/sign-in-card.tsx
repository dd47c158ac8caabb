import type { ReactNode } from "react";
import { BrandMark } from "../../ui/brand.tsx";

type SignInCardProps = {
  title: string;
  lead?: ReactNode;
  error?: string | null;
  notice?: string | null;
  children?: ReactNode;
  below?: ReactNode;
};

/** One thing to do on an otherwise empty page. Needs no script. */
export function SignInCard({ title, lead, error = null, notice = null, children, below }: SignInCardProps) {
  return (
    <main id="main" className="flex min-h-dvh flex-col items-center bg-surface px-4 py-[max(2rem,10vh)]">
      <div className="mb-6 flex items-center gap-2.5 text-lg font-semibold tracking-tight">
        <BrandMark /> Vedette
      </div>
      <div className="w-full max-w-sm rounded-2xl border border-line bg-raised p-6 shadow-sm shadow-(color:--shadow)">
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        {lead !== undefined && <div className="mt-1 text-muted">{lead}</div>}
        {error !== null && (
          <p role="alert" className="mt-4 flex gap-2 rounded-lg border border-danger px-3 py-2">
            <span aria-hidden="true" className="text-danger">
              ✕
            </span>
            {error}
          </p>
        )}
        {notice !== null && (
          <p role="status" className="mt-4 rounded-lg bg-accent-soft px-3 py-2">
            {notice}
          </p>
        )}
        {children !== undefined && <div className="mt-5">{children}</div>}
      </div>
      {below !== undefined && <div className="mt-5 text-center text-muted">{below}</div>}
    </main>
  );
}

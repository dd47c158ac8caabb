import type { ReactNode } from "react";

/** A key as it is printed on the keyboard. Hidden from assistive technology: the sheet of keys says it in words. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden="true"
      className="hidden min-w-5 items-center justify-center rounded border border-line-strong px-1 font-sans text-[0.6875rem] leading-4 text-muted md:inline-flex"
    >
      {children}
    </kbd>
  );
}

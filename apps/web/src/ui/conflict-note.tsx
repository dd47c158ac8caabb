import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** In the middle, since a form's bar may cover its end. Always the same function, so that it is called once. */
const bringIntoSight = (note: HTMLDivElement | null) => note?.scrollIntoView({ block: "center" });

/** Two people edited the same thing: what was typed stays on screen until its author asks for the newer version. Comes into sight by itself. */
export function ConflictNote({ children, onLoad }: { children: ReactNode; onLoad: () => void }) {
  return (
    <div
      ref={bringIntoSight}
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-lg border border-line-strong bg-surface px-4 py-3 text-sm"
    >
      <p className="min-w-0 flex-1 basis-56">{children} What you typed is still here; loading the newer version replaces it.</p>
      <Button onClick={onLoad}>Load the newer version</Button>
    </div>
  );
}

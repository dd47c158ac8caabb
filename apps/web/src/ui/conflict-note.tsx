import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** Two people edited the same thing: what was typed stays on screen until its author asks for the newer version. */
export function ConflictNote({ children, onLoad }: { children: ReactNode; onLoad: () => void }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-lg border border-line-strong bg-surface px-4 py-3 text-sm">
      <p className="min-w-0 flex-1 basis-56">{children} What you typed is still here; loading the newer version replaces it.</p>
      <Button onClick={onLoad}>Load the newer version</Button>
    </div>
  );
}

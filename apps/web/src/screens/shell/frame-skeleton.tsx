import { Skeleton } from "../../ui/skeleton.tsx";

/** The frame before we know who looks: same places, no content. */
export function FrameSkeleton() {
  return (
    <div className="flex min-h-dvh">
      <div className="hidden w-58 shrink-0 border-r border-line bg-surface p-3 md:block">
        <Skeleton className="h-9" />
      </div>
      <main id="main" className="mx-auto w-full max-w-6xl p-4 md:px-8 md:py-7">
        <h1 className="sr-only">Loading</h1>
        <noscript>
          <p className="mb-6">This part of Vedette needs JavaScript. Signing in and the public status pages do not.</p>
        </noscript>
        <Skeleton className="h-7 w-48" />
        <Skeleton className="mt-6 h-40" />
      </main>
    </div>
  );
}

"use client";
import { useEffect, useRef, useState } from "react";

/** How much of a long list to draw: `step` at first, more as its end comes near. Put `ref` on an element after the list. */
export function useGrowing(length: number, step: number) {
  const [shown, setShown] = useState(step);
  const ref = useRef<HTMLDivElement>(null);
  const isAll = shown >= length;
  useEffect(() => {
    const end = ref.current;
    if (end === null || isAll) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setShown((count) => count + step);
      },
      { rootMargin: "800px" },
    );
    observer.observe(end);
    return () => observer.disconnect();
    // `shown` restarts the observer: one that still sees the end reports it anew.
  }, [isAll, step, shown]);
  return { shown, ref };
}

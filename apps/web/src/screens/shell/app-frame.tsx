"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { BottomBar } from "./bottom-bar.tsx";
import { SampleNotice } from "./sample-notice.tsx";
import { ShellKeys } from "./shell-keys.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

/** Skip link, navigation, and the place for a screen. A new address moves focus to the top of the screen. */
export function AppFrame({ notice, children }: { notice: ReactNode; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const path = usePathname();
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    // A screen that focuses a field of its own has already done so.
    if (main.current?.contains(document.activeElement) !== true) main.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="fixed top-2 left-2 z-70 -translate-y-16 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <ShellKeys />
      <Sidebar />
      <TopBar />
      <div className="flex min-w-0 flex-1 flex-col">
        {notice}
        <SampleNotice />
        <main
          ref={main}
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl flex-1 px-4 pt-5 pb-28 outline-none md:px-8 md:pt-7 md:pb-12"
        >
          {children}
        </main>
      </div>
      <BottomBar />
    </div>
  );
}

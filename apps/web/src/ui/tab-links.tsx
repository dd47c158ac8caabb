"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { cx } from "./cx.ts";

export type TabLink = { href: string; text: string; count?: number };

/** Parts of one thing, each with its own address. The longest address that fits is the current one, unless `current` says so. */
export function TabLinks({ label, tabs, current }: { label: string; tabs: readonly TabLink[]; current?: string }) {
  const path = usePathname();
  const fits = tabs.filter((tab) => path === tab.href || path.startsWith(`${tab.href}/`)).map((tab) => tab.href);
  const shown = current ?? fits.toSorted((a, b) => b.length - a.length)[0];
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the current one may lie beyond the edge; only the row moves, never the page.
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (nav.current === null || link === null || link === undefined) return;
    const [row, place] = [nav.current.getBoundingClientRect(), link.getBoundingClientRect()];
    if (place.right > row.right) nav.current.scrollLeft += place.right - row.right;
    else if (place.left < row.left) nav.current.scrollLeft -= row.left - place.left;
  }, [shown]);
  return (
    <nav ref={nav} aria-label={label} className="mb-5 overflow-x-auto overflow-y-hidden border-b border-line">
      <ul className="flex sm:gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              scroll={false}
              aria-current={tab.href === shown ? "page" : undefined}
              className={cx(
                "touchable -mb-px flex h-9 items-center gap-1.5 border-b-2 px-2 text-sm sm:px-3 whitespace-nowrap -outline-offset-2",
                tab.href === shown ? "border-accent font-medium text-fg" : "border-transparent text-muted hover:text-fg",
              )}
            >
              {tab.text}
              {tab.count !== undefined && tab.count > 0 && (
                <span className="tabular rounded-full bg-hover px-1.5 text-xs text-fg">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

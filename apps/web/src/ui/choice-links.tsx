"use client";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { cx } from "./cx.ts";
import { formatCount } from "./format.ts";
import { replaceSearch } from "./replace-search.ts";

export type Choice = { value: string; text: string; count?: number };

type ChoiceLinksProps = { label: string; param: string; choices: readonly Choice[]; usual?: string };

/** One choice out of few, kept in the address under `param`. The usual one (else the first) leaves the address clean. */
export function ChoiceLinks({ label, param, choices, usual = choices[0]?.value ?? "" }: ChoiceLinksProps) {
  const path = usePathname();
  const search = useSearchParams();
  const current = search.get(param) ?? usual;
  const pick = (event: MouseEvent, value: string) => {
    // The screen reads the address itself: a plain press need not ask the server. Any other press opens a tab as ever.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    replaceSearch({ [param]: value === usual ? null : value });
  };
  const hrefOf = (value: string) => {
    const next = new URLSearchParams(search);
    if (value === usual) next.delete(param);
    else next.set(param, value);
    return next.size === 0 ? path : `${path}?${next.toString()}`;
  };
  return (
    <nav aria-label={label}>
      <ul className="flex w-fit max-w-full flex-wrap gap-0.5 rounded-lg border border-line bg-surface p-0.5">
        {choices.map((choice) => (
          <li key={choice.value}>
            <Link
              href={hrefOf(choice.value)}
              scroll={false}
              prefetch={false}
              onClick={(event) => pick(event, choice.value)}
              aria-current={choice.value === current ? "true" : undefined}
              className={cx(
                "touchable flex h-7 min-w-8 items-center justify-center gap-1.5 rounded-md px-2 text-xs",
                choice.value === current ? "bg-raised font-semibold text-fg shadow-sm ring-1 ring-line-strong" : "text-muted hover:text-fg",
              )}
            >
              {choice.text}
              {choice.count !== undefined && <span className="tabular font-normal">{formatCount(choice.count)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

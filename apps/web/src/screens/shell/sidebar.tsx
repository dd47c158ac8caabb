"use client";
import { useQuery } from "@tanstack/react-query";
import { PanelLeft, Plus, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTRPC } from "../../api/trpc.ts";
import { cx } from "../../ui/cx.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { isWithin, navItems } from "./nav-items.ts";
import { openPalette } from "./palette-state.ts";
import { useFolded } from "./folded.ts";
import { useTeam } from "./team-context.tsx";
import { TeamSwitcher } from "./team-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

const line = "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm";

/** Navigation of wide screens. Folded, it shows icons whose names are read out and shown as titles. */
export function Sidebar() {
  const { base, can } = useTeam();
  const [folded, setFolded] = useFolded();
  return (
    <aside
      aria-label="Sidebar"
      className={cx(
        "sticky top-0 hidden h-dvh shrink-0 flex-col gap-3 overflow-y-auto border-r border-line bg-surface p-3 md:flex",
        folded ? "w-15" : "w-58",
      )}
    >
      <TeamSwitcher compact={folded} />
      <div className="flex flex-col gap-1">
        <button
          type="button"
          onClick={openPalette}
          className={cx(line, "border border-line-strong bg-raised text-muted hover:text-fg", folded && "justify-center")}
        >
          <Search aria-hidden="true" className="size-4 shrink-0" />
          <span className={folded ? "sr-only" : "flex-1 text-left"}>Search</span>
          {!folded && <Kbd>Ctrl K</Kbd>}
        </button>
        {can("monitor:write") && (
          <Link
            href={`${base}/monitors/new`}
            title="New monitor"
            className={cx(line, "font-medium hover:bg-hover", folded && "justify-center")}
          >
            <Plus aria-hidden="true" className="size-4 shrink-0" />
            <span className={folded ? "sr-only" : "flex-1"}>New monitor</span>
            {!folded && <Kbd>C</Kbd>}
          </Link>
        )}
      </div>
      <NavList folded={folded} />
      <div className={cx("mt-auto flex gap-1", folded ? "flex-col items-center" : "items-center")}>
        <UserMenu compact={folded} />
        <button
          type="button"
          onClick={() => setFolded(!folded)}
          aria-expanded={!folded}
          aria-label="Wide sidebar"
          title={folded ? "Unfold the sidebar ( [ )" : "Fold the sidebar ( [ )"}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-fg"
        >
          <PanelLeft aria-hidden="true" className="size-4" />
        </button>
      </div>
    </aside>
  );
}

function NavList({ folded }: { folded: boolean }) {
  const { base } = useTeam();
  const path = usePathname();
  const open = useOpenIncidents();
  return (
    <nav aria-label="Main">
      <ul className="flex flex-col gap-0.5">
        {navItems.map((item) => {
          const current = isWithin(path, base, item);
          return (
            <li key={item.path}>
              <Link
                href={base + item.path}
                aria-current={current ? "page" : undefined}
                title={folded ? item.text : undefined}
                className={cx(
                  line,
                  "relative",
                  current ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg",
                  folded && "justify-center",
                )}
              >
                <item.icon aria-hidden="true" className={cx("size-4 shrink-0", current && "text-accent")} />
                <span className={folded ? "sr-only" : "flex-1"}>{item.text}</span>
                {item.path === "/incidents" && open > 0 && <OpenBadge count={open} corner={folded} />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** How many incidents are open now; 0 until known. */
export function useOpenIncidents(): number {
  const trpc = useTRPC();
  const { slug } = useTeam();
  return (
    useQuery({ ...trpc.incidents.list.queryOptions({ team: slug, state: "open", limit: 1 }), refetchInterval: 30_000 }).data?.openCount ?? 0
  );
}

const mostInBadge = 99;

export function OpenBadge({ count, corner }: { count: number; corner: boolean }) {
  return (
    <span
      className={cx(
        "tabular min-w-5 rounded-full bg-fg px-1.5 text-center text-[0.6875rem] leading-4.5 font-semibold text-page",
        corner && "absolute -top-1 -right-1",
      )}
    >
      {count > mostInBadge ? `${mostInBadge}+` : count}
      <span className="sr-only"> open</span>
    </span>
  );
}

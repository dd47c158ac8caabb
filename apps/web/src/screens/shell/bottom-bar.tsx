"use client";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "../../ui/cx.ts";
import { Menu, MenuLink } from "../../ui/menu.tsx";
import { isWithin, navItems } from "./nav-items.ts";
import { OpenBadge, useOpenIncidents } from "./sidebar.tsx";
import { useTeam } from "./team-context.tsx";

const shown = navItems.slice(0, 4);
const more = navItems.slice(4);
const cell = "relative flex h-14 w-full flex-col items-center justify-center gap-0.5 text-[0.6875rem]";

/** Navigation of narrow screens: four places and the rest behind More. */
export function BottomBar() {
  const { base } = useTeam();
  const path = usePathname();
  const open = useOpenIncidents();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid grid-cols-5">
        {shown.map((item) => {
          const current = isWithin(path, base, item);
          return (
            <li key={item.path}>
              <Link
                href={base + item.path}
                aria-current={current ? "page" : undefined}
                className={cx(cell, "-outline-offset-2", current ? "font-semibold" : "text-muted")}
              >
                <item.icon aria-hidden="true" className={cx("size-5", current && "text-accent")} />
                {item.text === "Status pages" ? "Pages" : item.text}
                {item.path === "/incidents" && open > 0 && (
                  <span className="absolute top-1 left-1/2 ml-1">
                    <OpenBadge count={open} corner={false} />
                  </span>
                )}
              </Link>
            </li>
          );
        })}
        <li>
          <Menu
            label="Places:"
            className={cx(cell, "rounded-none", more.some((item) => isWithin(path, base, item)) ? "font-semibold" : "text-muted")}
            trigger={
              <>
                <Ellipsis aria-hidden="true" className="size-5" />
                More
              </>
            }
          >
            {more.map((item) => (
              <MenuLink key={item.path} href={base + item.path}>
                <item.icon aria-hidden="true" className="size-4 text-muted" /> {item.text}
              </MenuLink>
            ))}
          </Menu>
        </li>
      </ul>
    </nav>
  );
}

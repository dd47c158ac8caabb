"use client";
import { Search } from "lucide-react";
import { IconButton } from "../../ui/button.tsx";
import { openPalette } from "./palette-state.ts";
import { TeamSwitcher } from "./team-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The head of narrow screens: team, search, account. */
export function TopBar() {
  return (
    <header className="sticky top-0 z-20 flex items-center gap-1 border-b border-line bg-surface px-2 py-1 md:hidden">
      <div className="min-w-0 flex-1">
        <TeamSwitcher compact={false} />
      </div>
      <IconButton label="Search" onClick={openPalette}>
        <Search aria-hidden="true" className="size-4" />
      </IconButton>
      <UserMenu compact />
    </header>
  );
}

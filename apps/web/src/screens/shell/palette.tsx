"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { type PaletteGroup, type PaletteItem, paletteGroups } from "./palette-items.ts";
import { closePalette } from "./palette-state.ts";
import { useTeam } from "./team-context.tsx";

/** Search over everything of the team, and its actions; Enter goes there. */
export function Palette() {
  const { slug, base, can, person } = useTeam();
  const trpc = useTRPC();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const monitors = useQuery(trpc.monitors.names.queryOptions({ team: slug })).data;
  const channels = useQuery(trpc.channels.list.queryOptions({ team: slug })).data;
  const pages = useQuery(trpc.pages.list.queryOptions({ team: slug })).data;
  const mayWrite = can("monitor:write");
  const runsInstance = person.isInstanceOwner;
  const groups = useMemo(
    () => paletteGroups({ base, mayWrite, runsInstance, monitors: monitors ?? [], channels: channels ?? [], pages: pages ?? [] }, query),
    [base, mayWrite, runsInstance, monitors, channels, pages, query],
  );
  const go = (item: PaletteItem) => {
    closePalette();
    router.push(item.href);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Popup
          aria-label="Search and do"
          className="fixed top-[max(1rem,12vh)] left-1/2 z-50 flex max-h-[70vh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised text-fg shadow-2xl shadow-(color:--shadow)"
        >
          <Autocomplete.Root
            open
            inline
            items={groups}
            filter={null}
            value={query}
            onValueChange={setQuery}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden="true" className="size-4 text-muted" />
              <Autocomplete.Input
                aria-label="Search monitors, pages, channels and actions"
                placeholder="Search, or paste an address to watch"
                className="h-12 flex-1 bg-transparent outline-none placeholder:text-muted"
              />
              <Dialog.Close className="touchable rounded border border-line-strong px-1.5 text-xs text-muted hover:text-fg">
                Esc
              </Dialog.Close>
            </div>
            <div className="overflow-y-auto overscroll-contain p-1.5">
              <Autocomplete.Empty>
                <p className="px-3 py-6 text-sm text-muted empty:hidden">Nothing fits “{query}”.</p>
              </Autocomplete.Empty>
              <Autocomplete.List>{(group: PaletteGroup) => <GroupOf key={group.value} group={group} onGo={go} />}</Autocomplete.List>
            </div>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function GroupOf({ group, onGo }: { group: PaletteGroup; onGo: (item: PaletteItem) => void }) {
  return (
    <Autocomplete.Group items={group.items} className="mb-1">
      <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-muted">{group.value}</Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(item: PaletteItem) => (
          <Autocomplete.Item
            key={item.value}
            value={item}
            onClick={() => onGo(item)}
            className="flex min-h-8 cursor-default items-center gap-3 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11"
          >
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            <span className="max-w-[45%] truncate text-xs text-muted">{item.hint}</span>
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}

"use client";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { Menu, MenuHeading, MenuLine, MenuLink } from "../../ui/menu.tsx";
import { useTeam } from "./team-context.tsx";

/** The team one is in, and the way to the others. */
export function TeamSwitcher({ compact }: { compact: boolean }) {
  const { team, teams } = useTeam();
  return (
    <Menu
      label={compact ? `Switch team: ${team.name}` : "Switch team:"}
      className={compact ? "size-9 justify-center" : "h-9 w-full gap-2 px-1.5"}
      trigger={
        <>
          <TeamLetter name={team.name} />
          {!compact && (
            <>
              <span className="min-w-0 flex-1 truncate text-left text-sm font-semibold">{team.name}</span>
              {team.isSample && <SampleBadge />}
              <ChevronsUpDown aria-hidden="true" className="size-3.5 text-muted" />
            </>
          )}
        </>
      }
    >
      <MenuHeading>Teams</MenuHeading>
      {teams.map((each) => (
        <MenuLink key={each.id} href={`/t/${each.slug}`}>
          <TeamLetter name={each.name} />
          <span className="min-w-0 max-w-56 flex-1 truncate">{each.name}</span>
          {each.isSample && <SampleBadge />}
          {each.id === team.id && <Check aria-label="current" className="size-4" />}
        </MenuLink>
      ))}
      <MenuLine />
      <MenuLink href="/start?new">
        <Plus aria-hidden="true" className="mx-1 size-4" /> New team
      </MenuLink>
    </Menu>
  );
}

function TeamLetter({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-md bg-accent text-xs font-semibold text-on-accent"
    >
      {firstLetter(name)}
    </span>
  );
}

/** What a reader sees as one character, so that an emoji stays whole. */
function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toUpperCase() ?? "·";
}

function SampleBadge() {
  return <span className="rounded border border-line-strong px-1 text-[0.6875rem] font-medium text-muted">Sample</span>;
}

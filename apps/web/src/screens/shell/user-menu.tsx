"use client";
import { CircleUser, Keyboard, LogOut, Monitor, Moon, Sun, UserCog } from "lucide-react";
import { useKeyboard } from "../../ui/keyboard.tsx";
import { Menu, MenuHeading, MenuItem, MenuLine, MenuLink } from "../../ui/menu.tsx";
import { useTheme } from "../../ui/theme.ts";
import { signOut } from "./sign-out.ts";
import { useTeam } from "./team-context.tsx";

const icon = "size-4 text-muted";
const themeChoices = [
  { theme: "system", text: "Theme of the system", Icon: Monitor },
  { theme: "light", text: "Light theme", Icon: Sun },
  { theme: "dark", text: "Dark theme", Icon: Moon },
] as const;

/** Account, theme, keys, sign out. */
export function UserMenu({ compact }: { compact: boolean }) {
  const { person, base } = useTeam();
  const { sheet } = useKeyboard();
  const [theme, setTheme] = useTheme();
  return (
    <Menu
      label={compact ? `Account: ${person.name}` : "Account:"}
      className={compact ? "size-8 justify-center" : "h-8 min-w-0 flex-1 gap-2 px-2"}
      trigger={
        <>
          <CircleUser aria-hidden="true" className="size-4 shrink-0 text-muted" />
          {!compact && <span className="truncate text-sm">{person.name}</span>}
        </>
      }
    >
      <MenuHeading>{person.email}</MenuHeading>
      <MenuLink href={`${base}/settings/account`}>
        <UserCog aria-hidden="true" className={icon} /> Account
      </MenuLink>
      <MenuItem onPress={() => sheet.setOpen(true)}>
        <Keyboard aria-hidden="true" className={icon} /> Keyboard shortcuts
      </MenuItem>
      <MenuLine />
      {themeChoices.map(({ theme: each, text, Icon }) => (
        <MenuItem key={each} onPress={() => setTheme(each)}>
          <Icon aria-hidden="true" className={icon} /> <span className="flex-1">{text}</span>
          {theme === each && <span className="text-xs text-muted">now</span>}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onPress={signOut}>
        <LogOut aria-hidden="true" className={icon} /> Sign out
      </MenuItem>
    </Menu>
  );
}

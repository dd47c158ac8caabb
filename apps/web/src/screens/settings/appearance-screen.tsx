"use client";
import { CheckboxField } from "../../ui/field.tsx";
import { useSingleKeys } from "../../ui/keyboard.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Switcher } from "../../ui/switcher.tsx";
import { useTheme } from "../../ui/theme.ts";

/** How Vedette looks and listens in this browser. */
export function AppearanceScreen() {
  const [theme, setTheme] = useTheme();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <>
      <Panel title="Theme">
        <div className="flex">
          <Switcher
            label="Theme"
            value={theme}
            onChange={setTheme}
            choices={[
              { value: "system", text: "Like the system" },
              { value: "light", text: "Light" },
              { value: "dark", text: "Dark" },
            ]}
          />
        </div>
        <p className="mt-2 text-muted">Kept in this browser.</p>
      </Panel>
      <Panel title="Keyboard">
        <CheckboxField
          label="Single-letter shortcuts"
          hint="Such as j and k to move through a list, or a to acknowledge. Press ? to see them all. Ctrl K and ⌘ K work in any case."
          checked={singleKeys}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
      </Panel>
    </>
  );
}

"use client";
import { Dialog } from "../../ui/dialog.tsx";
import { useKeyboard, useSingleKeys } from "../../ui/keyboard.tsx";

const always = [
  { keys: "Ctrl K", does: "Search and do" },
  { keys: "j", does: "Next row" },
  { keys: "k", does: "Previous row" },
  { keys: "?", does: "This sheet" },
  { keys: "Esc", does: "Close" },
];

/** All keys that work on this screen, and the switch that turns single-letter keys off. */
export function KeySheet() {
  const { shortcuts, sheet } = useKeyboard();
  const [enabled, setEnabled] = useSingleKeys();
  const lines = [...shortcuts.values(), ...always];
  return (
    <Dialog open onClose={() => sheet.setOpen(false)} title="Keyboard shortcuts" description="They never fire while you type.">
      <dl className="grid gap-x-8 sm:grid-cols-2">
        {lines.map((line) => (
          <div key={line.keys} className="flex items-center gap-3 border-b border-line py-1.5 text-sm">
            <dt className="order-2 flex gap-1">
              {line.keys.split(" ").map((key, index) => (
                <kbd
                  key={index}
                  className="min-w-6 rounded border border-line-strong bg-surface px-1.5 text-center font-sans text-xs leading-5"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="flex-1">{line.does}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex min-h-6 items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        Single-letter keys are on
      </label>
    </Dialog>
  );
}

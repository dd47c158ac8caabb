"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { flushSync } from "react-dom";
import { IconButton } from "../../ui/button.tsx";

type MoveButtonsProps = { name: string; isFirst: boolean; isLast: boolean; onMove: (by: -1 | 1) => void };

/**
 * Moves a line up or down and keeps the focus on the pressed button, so that it can be pressed again. At either end a button is
 * only marked as disabled: one that really is would lose the focus.
 */
export function MoveButtons({ name, isFirst, isLast, onMove }: MoveButtonsProps) {
  const directions = [
    { by: -1, label: `Move ${name} up`, isAtEnd: isFirst, Icon: ArrowUp },
    { by: 1, label: `Move ${name} down`, isAtEnd: isLast, Icon: ArrowDown },
  ] as const;
  return directions.map(({ by, label, isAtEnd, Icon }) => (
    <IconButton
      key={by}
      label={label}
      aria-disabled={isAtEnd || undefined}
      className="aria-disabled:opacity-55"
      onClick={(event) => {
        const button = event.currentTarget;
        flushSync(() => onMove(by));
        button.focus();
      }}
    >
      <Icon aria-hidden="true" className="size-4" />
    </IconButton>
  ));
}

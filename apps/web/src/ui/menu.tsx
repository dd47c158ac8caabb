"use client";
import Link from "next/link";
import { type KeyboardEvent, type ReactNode, type ToggleEvent, createContext, useContext, useId, useRef } from "react";
import { cx } from "./cx.ts";

const item =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm -outline-offset-2 enabled:hover:bg-hover [a&]:hover:bg-hover pointer-coarse:min-h-11";
const gapPx = 4;
const edgePx = 8;

const Close = createContext<() => void>(() => {});

/**
 * A button that opens a list of actions or links. `label` is read out before what the button shows. The browser's own popover
 * closes it on Escape and on a press outside, and puts it after its button in the order of Tab; arrow keys work too.
 */
export function Menu({
  trigger,
  label,
  children,
  className,
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === "open" && button.current !== null) placeBeside(event.currentTarget, button.current.getBoundingClientRect());
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          popup.current?.showPopover();
          moveFocus(popup.current, 1);
        }}
        className={cx("touchable inline-flex items-center rounded-md hover:bg-hover", className)}
      >
        <span className="sr-only">{label} </span>
        {trigger}
      </button>
      {/* The group is not operated itself: its keys only move between the buttons and links inside. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        onToggle={place}
        onKeyDown={(event) => moveByKey(event, popup.current)}
        className="fixed inset-auto m-0 max-h-[80vh] w-max max-w-[calc(100vw-1rem)] min-w-52 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 text-fg shadow-lg shadow-(color:--shadow)"
      >
        <Close value={() => popup.current?.hidePopover()}>{children}</Close>
      </div>
    </>
  );
}

export function MenuItem({ onPress, disabled = false, children }: { onPress: () => void; disabled?: boolean; children: ReactNode }) {
  const close = useContext(Close);
  const press = () => {
    close();
    onPress();
  };
  return (
    <button type="button" onClick={press} disabled={disabled} className={cx(item, disabled && "opacity-55")}>
      {children}
    </button>
  );
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} onClick={useContext(Close)} className={item}>
      {children}
    </Link>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{children}</p>;
}

export function MenuLine() {
  return <hr className="my-1 h-px border-0 bg-line" />;
}

/** Below the button where there is room, else above it; always inside the window. */
function placeBeside(popup: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = popup;
  const below = at.bottom + gapPx;
  const top = below + height + edgePx <= window.innerHeight ? below : Math.max(edgePx, at.top - gapPx - height);
  popup.style.top = `${top}px`;
  popup.style.left = `${Math.max(edgePx, Math.min(at.left, window.innerWidth - width - edgePx))}px`;
}

function moveByKey(event: KeyboardEvent, popup: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  moveFocus(popup, step);
}

function moveFocus(popup: HTMLElement | null, step: number): void {
  const items = [...(popup?.querySelectorAll<HTMLElement>("a, button:enabled") ?? [])];
  const at = items.findIndex((each) => each === document.activeElement);
  items.at(at === -1 && step < 0 ? -1 : (at + step) % items.length)?.focus();
}

"use client";
import { Menu as Base } from "@base-ui/react/menu";
import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

const item =
  "flex min-h-8 w-full cursor-default items-center gap-2 rounded-md px-2 py-1 text-left text-sm outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11";

/** A button that opens a list of actions or links. `label` is read out before what the button shows. */
export function Menu({ trigger, label, children, className }: { trigger: ReactNode; label: string; children: ReactNode; className?: string }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={cx("touchable inline-flex items-center rounded-md hover:bg-hover data-popup-open:bg-hover", className)}>
        <span className="sr-only">{label} </span>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-52 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 text-fg shadow-lg shadow-(color:--shadow)">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onPress, disabled = false, children }: { onPress: () => void; disabled?: boolean; children: ReactNode }) {
  return (
    <Base.Item onClick={onPress} disabled={disabled} className={cx(item, disabled && "opacity-55")}>
      {children}
    </Base.Item>
  );
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Base.Item className={item} render={<Link href={href} />}>
      {children}
    </Base.Item>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{children}</div>;
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}

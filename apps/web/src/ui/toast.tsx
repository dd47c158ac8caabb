"use client";
import { X } from "lucide-react";
import { type ReactNode, createContext, useCallback, useContext, useEffect, useRef, useState } from "react";

export type ToastInput = {
  title: string;
  description?: string;
  /** One thing that can be done about it, such as Undo. The toast then stays for 30 s. */
  action?: { label: string; onPress: () => void };
  /** `bad` interrupts a screen reader; use it for failures alone. */
  tone?: "plain" | "bad";
};
type ShownToast = ToastInput & { id: number };

const mostShown = 4;
const Add = createContext<((toast: ToastInput) => void) | null>(null);

/** Where toasts appear, once per page, in a landmark that F6 reaches. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<ShownToast[]>([]);
  const nextId = useRef(0);
  const add = useCallback((toast: ToastInput) => {
    const id = nextId.current++;
    setToasts((shown) => [...shown, { ...toast, id }].slice(-mostShown));
  }, []);
  const remove = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  return (
    <Add value={add}>
      {children}
      <ToastPlace toasts={toasts} onClose={remove} />
    </Add>
  );
}

/** Shows a toast. Each call shows one more; its time stands still while the pointer or focus is on any of them. */
export function useToast(): (toast: ToastInput) => void {
  const add = useContext(Add);
  if (add === null) throw new Error("useToast needs a ToastProvider above it");
  return add;
}

function ToastPlace({ toasts, onClose }: { toasts: readonly ShownToast[]; onClose: (id: number) => void }) {
  const place = useRef<HTMLElement>(null);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "F6" || place.current?.querySelector("button") === null) return;
      event.preventDefault();
      place.current?.focus();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    // Not operated itself: it only notices that somebody is reading.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={place}
      aria-label="Notifications (F6)"
      tabIndex={-1}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed right-4 bottom-[calc(5rem+var(--bar-height))] z-60 w-[calc(100vw-2rem)] max-w-sm md:bottom-[calc(1rem+var(--bar-height))]"
    >
      <div aria-live="polite" className="flex flex-col gap-2">
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} isHeld={isHeld} onClose={() => onClose(toast.id)} />
        ))}
      </div>
    </section>
  );
}

function Toast({ toast, isHeld, onClose }: { toast: ShownToast; isHeld: boolean; onClose: () => void }) {
  const { title, description, action, tone = "plain" } = toast;
  const leftMs = useRef(action === undefined ? (tone === "bad" ? 10_000 : 5_000) : 30_000);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    if (isHeld) return;
    const startedMs = Date.now();
    const timer = setTimeout(() => close.current(), leftMs.current);
    return () => {
      clearTimeout(timer);
      leftMs.current -= Date.now() - startedMs;
    };
  }, [isHeld]);
  const act = () => {
    onClose();
    action?.onPress();
  };
  return (
    <div
      {...(tone === "bad" ? { role: "alert" } : {})}
      className="flex animate-[toast_150ms_ease-out] items-center gap-3 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3.5 text-fg shadow-lg shadow-(color:--shadow)"
    >
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className="font-medium">{title}</p>
        {description !== undefined && <p className="text-muted">{description}</p>}
      </div>
      {action !== undefined && (
        <button
          type="button"
          onClick={act}
          className="touchable h-7 rounded-md border border-line-strong px-2.5 font-medium hover:bg-hover"
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={onClose}
        className="touchable inline-flex size-7 items-center justify-center rounded-md hover:bg-hover"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}

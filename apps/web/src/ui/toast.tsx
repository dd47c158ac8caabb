"use client";
import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useCallback } from "react";

export type ToastInput = {
  title: string;
  description?: string;
  /** One thing that can be done about it, such as Undo. The toast then stays for 30 s. */
  action?: { label: string; onPress: () => void };
  /** `bad` interrupts a screen reader; use it for failures alone. */
  tone?: "plain" | "bad";
};

/** Where toasts appear, once per page, in a landmark that F6 reaches. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider limit={4}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-20 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2 outline-none md:bottom-4">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

/** Shows a toast. Each call shows one more; a timer stops while the pointer or focus is on it. */
export function useToast(): (toast: ToastInput) => void {
  const { add, close } = Base.useToastManager();
  return useCallback(
    ({ title, description, action, tone = "plain" }) => {
      const id = add({
        title,
        ...(description === undefined ? {} : { description }),
        priority: tone === "bad" ? "high" : "low",
        type: tone,
        timeout: action === undefined ? (tone === "bad" ? 10_000 : 5_000) : 30_000,
        ...(action === undefined
          ? {}
          : {
              actionProps: {
                children: action.label,
                onClick: () => {
                  close(id);
                  action.onPress();
                },
              },
            }),
      });
    },
    [add, close],
  );
}

function ToastList() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection="right"
      className="rounded-lg border border-line-strong bg-raised text-fg shadow-lg shadow-(color:--shadow) transition-[opacity,transform] data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-center gap-3 py-2.5 pr-2 pl-3.5">
        <div className="min-w-0 flex-1">
          <Base.Title className="text-sm font-medium" />
          <Base.Description className="text-sm text-muted" />
        </div>
        {toast.actionProps !== undefined && (
          <Base.Action className="touchable h-7 rounded-md border border-line-strong px-2.5 text-sm font-medium hover:bg-hover" />
        )}
        <Base.Close aria-label="Dismiss" className="touchable inline-flex size-7 items-center justify-center rounded-md hover:bg-hover">
          <X aria-hidden="true" className="size-4" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}

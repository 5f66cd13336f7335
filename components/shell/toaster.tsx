"use client";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { buttonClass } from "@/components/ui/button";
import { closeToast, currentToasts, subscribeToasts, type Toast } from "@/components/ui/toast";

const NONE: readonly Toast[] = [];

/**
 * Where short confirmations appear: on a phone at the top, since what is pressed next is at the bottom.
 * What matters for longer than that stands on the page itself.
 */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts, () => NONE);
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-15 z-60 flex flex-col items-end gap-2 sm:top-auto sm:right-4 sm:bottom-4 sm:left-auto sm:w-90"
    >
      {toasts.map(({ id, tone, title, detail }) => {
        const Icon = tone === "ok" ? CircleCheck : CircleAlert;
        return (
          <div
            key={id}
            className="pointer-events-auto flex w-full animate-appear gap-2.5 rounded-lg border border-line bg-raised p-3.5 shadow-panel"
          >
            <Icon
              aria-hidden
              className={`mt-0.5 size-4 shrink-0 ${tone === "ok" ? "text-ok-text" : "text-danger-text"}`}
            />
            <div className="min-w-0 flex-1">
              <p className="font-medium break-words">{title}</p>
              <p className="text-sm break-words text-muted">{detail}</p>
            </div>
            <button
              type="button"
              aria-label="Close message"
              onClick={() => closeToast(id)}
              className={`${buttonClass({ variant: "quiet", size: "icon" })} -mt-1 -mr-1`}
            >
              <X aria-hidden />
            </button>
          </div>
        );
      })}
    </section>
  );
}

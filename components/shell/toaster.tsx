"use client";
import { Toaster as Sonner } from "sonner";

/** Where short confirmations appear. What matters for longer than that stands on the page itself. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      duration={6000}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-3 rounded-lg border border-line bg-raised p-3.5 text-base text-text shadow-panel font-sans",
          title: "font-medium",
          description: "mt-0.5 text-sm text-muted",
          icon: "mt-0.5 text-ok-text",
        },
      }}
    />
  );
}

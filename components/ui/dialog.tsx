"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "./button";
import { cx } from "./cx";
import { focusFirstField } from "./focus";

type DialogProps = {
  readonly open: boolean;
  /** Asked to close by the cross, Escape or a click outside. The owner may decline. */
  readonly onClose: () => void;
  readonly title: string;
  readonly purpose: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
};

/** A question in the way of everything else: focus stays inside until it is answered. */
export function Dialog({ open, onClose, title, purpose, children, wide }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          onOpenAutoFocus={focusFirstField}
          tabIndex={-1}
          className={cx(
            "fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-lg border border-line bg-raised shadow-panel outline-none",
            "animate-appear sm:inset-x-auto sm:top-[8vh] sm:bottom-auto sm:left-1/2 sm:max-h-[86vh] sm:-translate-x-1/2 sm:rounded-lg",
            wide ? "sm:w-[680px]" : "sm:w-[480px]",
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-4">
            <div>
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              <Radix.Description className="mt-0.5 text-base text-muted">
                {purpose}
              </Radix.Description>
            </div>
            <Radix.Close
              aria-label="Close"
              className={buttonClass({ variant: "quiet", size: "icon" })}
            >
              <X aria-hidden />
            </Radix.Close>
          </header>
          <div className="overflow-y-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The acts at the foot of a dialog or form; the main one last. */
export function DialogActs({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>
  );
}

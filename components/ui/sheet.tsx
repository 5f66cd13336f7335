"use client";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { buttonClass } from "./button";
import { focusItself } from "./focus";

type SheetProps = {
  /** Where closing leads: the same page without this record in its address. */
  readonly closeHref: string;
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly children: ReactNode;
};

/**
 * The side panel of one record. Its state is the page's address, so it can be shared and the back
 * button closes it; the table beneath stays where it was.
 */
export function Sheet({ closeHref, title, subtitle, children }: SheetProps) {
  const router = useRouter();
  const [open, setOpen] = useState(true);
  const close = () => {
    setOpen(false);
    router.push(closeHref, { scroll: false });
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : close())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusItself}
          tabIndex={-1}
          className="fixed inset-y-0 right-0 z-50 flex w-full max-w-[560px] animate-slide flex-col border-l border-line bg-surface shadow-panel outline-none"
        >
          <header className="flex items-start justify-between gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0">
              <Radix.Title className="truncate text-lg font-semibold">{title}</Radix.Title>
              {subtitle ? <div className="mt-1 text-sm text-muted">{subtitle}</div> : null}
            </div>
            <Radix.Close
              aria-label="Close panel"
              className={buttonClass({ variant: "quiet", size: "icon" })}
            >
              <X aria-hidden />
            </Radix.Close>
          </header>
          <div className="flex-1 overflow-y-auto px-5 py-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

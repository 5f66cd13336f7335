"use client";
import { Menu, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { PaletteIcon } from "./palette-provider";
import { Rail, type Who } from "./rail";

/** The top bar of a small screen, and the rail as a drawer behind its button. */
export function TopBar({ who }: { readonly who: Who }) {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-3 border-b border-line bg-canvas px-3 lg:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger
          aria-label="Open navigation"
          className={buttonClass({ variant: "quiet", size: "icon" })}
        >
          <Menu aria-hidden />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] animate-appear border-r border-line bg-canvas shadow-panel outline-none"
          >
            <Dialog.Title className="sr-only">Navigation</Dialog.Title>
            <Rail who={who} onNavigate={() => setOpen(false)} />
            <Dialog.Close
              aria-label="Close navigation"
              className={`${buttonClass({ variant: "quiet", size: "icon" })} absolute! top-4 right-3`}
            >
              <X aria-hidden />
            </Dialog.Close>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <span className="flex min-w-0 items-center gap-2 font-semibold">
        <Mark className="size-5 shrink-0 text-accent-text" />
        <span className="truncate">{who.tenantName}</span>
      </span>
      <span className="ml-auto">
        <PaletteIcon />
      </span>
    </header>
  );
}

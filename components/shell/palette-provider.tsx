"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import type { PaletteActs } from "./palette-items";

const OpenContext = createContext<() => void>(() => undefined);

// Loaded when it is first asked for: no page pays for it before.
const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });

type PaletteProviderProps = {
  readonly slug: string;
  readonly acts: PaletteActs;
  readonly children: ReactNode;
};

/** Holds the command palette of every page, and opens it at Ctrl K or Command K. */
export function PaletteProvider({ slug, acts, children }: PaletteProviderProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      if (event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <OpenContext value={() => setOpen(true)}>
      {children}
      {open ? <Palette slug={slug} acts={acts} onClose={() => setOpen(false)} /> : null}
    </OpenContext>
  );
}

/** Opens the palette, where there is room for its words. */
export function PaletteButton({ onOpen }: { readonly onOpen?: (() => void) | undefined }) {
  const open = useContext(OpenContext);
  return (
    <button
      type="button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => {
        onOpen?.();
        open();
      }}
      className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-left text-sm text-faint hover:text-text pointer-coarse:h-10"
    >
      <Search aria-hidden className="size-3.5 shrink-0" />
      <span className="flex-1">Find or do</span>
      <kbd className="rounded-sm border border-line px-1 font-sans text-xs pointer-coarse:hidden">
        Ctrl K
      </kbd>
    </button>
  );
}

/** The same as an icon, on a small screen. */
export function PaletteIcon() {
  const open = useContext(OpenContext);
  return (
    <button
      type="button"
      aria-label="Find or do"
      onClick={open}
      className={buttonClass({ variant: "quiet", size: "icon" })}
    >
      <Search aria-hidden />
    </button>
  );
}

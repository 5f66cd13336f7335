import type { ReactNode } from "react";
import { TopBar } from "./drawer";
import type { PaletteActs } from "./palette-items";
import { PaletteProvider } from "./palette-provider";
import { Rail, type Who } from "./rail";

/** The frame of every page of a tenant's console: places at the left, the page at the right. */
export function Shell({
  who,
  acts,
  children,
}: {
  readonly who: Who;
  readonly acts: PaletteActs;
  readonly children: ReactNode;
}) {
  return (
    <PaletteProvider slug={who.slug} acts={acts}>
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <div className="min-h-dvh lg:grid lg:grid-cols-[236px_minmax(0,1fr)]">
        <aside
          aria-label="Navigation"
          className="sticky top-0 hidden h-dvh border-r border-line bg-canvas lg:block"
        >
          <Rail who={who} />
        </aside>
        <TopBar who={who} />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[1240px] px-4 pt-5 pb-16 outline-none sm:px-6 lg:px-9 lg:pt-8"
        >
          {children}
        </main>
      </div>
    </PaletteProvider>
  );
}

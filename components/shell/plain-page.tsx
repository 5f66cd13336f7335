import type { ReactNode } from "react";
import { Mark } from "@/components/ui/mark";

/** A page outside of any organisation's console: one thing, in the middle. */
export function PlainPage({
  children,
  wide,
}: {
  readonly children: ReactNode;
  readonly wide?: boolean;
}) {
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] bg-canvas px-5">
      <main
        className={`mx-auto w-full self-center py-12 ${wide ? "max-w-[560px]" : "max-w-[380px]"}`}
      >
        <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold">
          <span className="grid size-8 place-items-center rounded-md bg-accent text-on-accent">
            <Mark className="size-5" />
          </span>
          Portcullis
        </p>
        <div className="rounded-lg border border-line bg-raised p-6 shadow-raised">{children}</div>
      </main>
      <footer className="mx-auto pb-6 text-sm text-faint">
        Who is asking, may they, and how it is proven.
      </footer>
    </div>
  );
}

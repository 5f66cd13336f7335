import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./button";
import { cx } from "./cx";

/** What a role may not do, and who may. Shown, not hidden; the use case is what refuses. */
export type Permit = { readonly may: boolean; readonly why: string };

type NotPermittedProps = {
  readonly children: ReactNode;
  readonly why: string;
  readonly size?: "md" | "sm";
};

/** The act in its place, locked, and why: pointed at, focused, or read out. */
export function NotPermitted({ children, why, size = "md" }: NotPermittedProps) {
  return (
    <span className="group relative inline-flex">
      <button
        type="button"
        aria-disabled
        aria-label={`${typeof children === "string" ? children : "Not permitted"}: ${why}`}
        className={buttonClass({ size })}
      >
        <Lock aria-hidden />
        {children}
      </button>
      <span
        aria-hidden
        className={cx(
          "pointer-events-none absolute top-full right-0 z-40 mt-1.5 hidden w-64 rounded-md border border-line bg-raised px-3 py-2",
          "text-sm whitespace-normal text-muted shadow-panel group-focus-within:block group-hover:block",
        )}
      >
        {why}
      </span>
    </span>
  );
}

"use client";
import { useSyncExternalStore } from "react";
import { cx } from "./cx";
import { ago, utc } from "./time";

// One clock and one choice for all the times of a page, so that a hundred rows need one timer and
// turn to UTC together.
let nowMs = Date.now();
let showUtc = false;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function tell() {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  // The clock may have stood still while no time was on the page.
  nowMs = Date.now();
  timer ??= setInterval(tell, 5000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** An instant: relative; exact when pointed at; in UTC, with all others on the page, when clicked. */
export function Ago({ at, className }: { readonly at: string; readonly className?: string }) {
  const words = useSyncExternalStore(
    subscribe,
    () => (showUtc ? utc(at) : ago(at, nowMs)),
    () => ago(at, Date.now()),
  );
  return (
    // Not in the tab order: in a table that would be a stop a row. Panels show the exact time.
    <button
      type="button"
      tabIndex={-1}
      onClick={() => {
        showUtc = !showUtc;
        tell();
      }}
      className={cx("relative z-10 rounded-sm whitespace-nowrap hover:underline", className)}
    >
      <time dateTime={at} title={new Date(at).toString()} suppressHydrationWarning>
        {words}
      </time>
    </button>
  );
}

"use client";
import { useMemo, useState } from "react";
import { cx } from "@/components/ui/cx";
import { plural } from "@/components/ui/time";
import { compactDiff, lineDiff } from "./line-diff";

const SIGNS = { same: " ", added: "+", removed: "−" } as const;
const LOOKS = {
  same: "text-muted",
  added: "bg-ok-soft text-ok-text",
  removed: "bg-danger-soft text-danger-text",
} as const;
const WORDS = { same: "", added: "Added: ", removed: "Removed: " } as const;

/** So many lines are read; more are shown when they are asked for. */
const SHOWN = 400;

/** What a publication changes, line by line; a sign before each line as well as its colour. */
export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const all = useMemo(() => compactDiff(lineDiff(before, after)), [before, after]);
  const [whole, setWhole] = useState(false);
  const parts = whole ? all : all.slice(0, SHOWN);
  return (
    <section
      aria-label="Changes"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-md border border-line bg-canvas py-1.5 font-mono text-xs leading-5"
    >
      <div className="w-max min-w-full">
        {parts.map((part, index) =>
          part.kind === "skipped" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change here
            <div key={index} className="px-3 text-faint">
              … {part.count} unchanged
            </div>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change here
            <div key={index} className={cx("flex px-3 whitespace-pre", LOOKS[part.kind])}>
              <span aria-hidden className="w-4 shrink-0 select-none">
                {SIGNS[part.kind]}
              </span>
              <span className="sr-only">{WORDS[part.kind]}</span>
              {part.text}
            </div>
          ),
        )}
        {all.length > parts.length ? (
          <button
            type="button"
            onClick={() => setWhole(true)}
            className="px-3 text-accent-text hover:underline"
          >
            Show {plural(all.length - parts.length, "more line", "more lines")}
          </button>
        ) : null}
      </div>
    </section>
  );
}

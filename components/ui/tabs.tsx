"use client";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { cx } from "./cx";

type TabsProps = {
  readonly label: string;
  readonly tabs: readonly {
    readonly id: string;
    readonly label: string;
    readonly body: ReactNode;
  }[];
};

/**
 * A few forms of one thing in the same place, for where an address of its own would be too much: the
 * tabs pattern of WAI-ARIA's authoring practices, in which arrows, Home and End choose.
 */
export function Tabs({ label, tabs }: TabsProps) {
  const base = useId();
  const [chosen, setChosen] = useState(tabs[0]?.id);
  const choose = (event: KeyboardEvent<HTMLElement>, from: number) => {
    const last = tabs.length - 1;
    const places: Record<string, number> = {
      ArrowRight: from === last ? 0 : from + 1,
      ArrowLeft: from === 0 ? last : from - 1,
      Home: 0,
      End: last,
    };
    const to = tabs[places[event.key] ?? -1];
    if (to === undefined) return;
    event.preventDefault();
    setChosen(to.id);
    document.getElementById(`${base}-${to.id}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className="mb-2 flex gap-4 border-b border-line">
        {tabs.map((tab, place) => {
          const active = tab.id === chosen;
          return (
            <button
              key={tab.id}
              id={`${base}-${tab.id}`}
              type="button"
              role="tab"
              aria-selected={active}
              aria-controls={`${base}-${tab.id}-body`}
              tabIndex={active ? 0 : -1}
              onClick={() => setChosen(tab.id)}
              onKeyDown={(event) => choose(event, place)}
              className={cx(
                "-mb-px h-8 border-b-2 text-sm font-medium hover:text-text",
                active ? "border-accent text-text" : "border-transparent text-muted",
              )}
            >
              {tab.label}
            </button>
          );
        })}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          id={`${base}-${tab.id}-body`}
          role="tabpanel"
          aria-labelledby={`${base}-${tab.id}`}
          hidden={tab.id !== chosen}
        >
          {tab.body}
        </div>
      ))}
    </>
  );
}

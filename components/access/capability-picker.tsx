"use client";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { holds, PERMISSION_GROUPS, permissionSentence } from "./permission-groups";

type CapabilityPickerProps = {
  /** What the chooser holds: nothing else can be given away. */
  readonly held: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
  readonly error?: string | undefined;
};

const ALL = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions);

/** Chooses capabilities one by one. What the chooser does not hold is shown and cannot be given. */
export function CapabilityPicker({ held, chosen, onChange, error }: CapabilityPickerProps) {
  const id = useId();
  const given = ALL.filter((name) => name !== "admin:all" && holds(held, name));
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChange(next);
  };
  return (
    <fieldset
      aria-labelledby={`${id}-label`}
      aria-describedby={error ? `${id}-error` : undefined}
      data-faulty={error ? true : undefined}
      tabIndex={-1}
      className="min-w-0 outline-none"
    >
      <div className="mb-2 flex flex-wrap items-end justify-between gap-2">
        <span id={`${id}-label`} className="text-sm font-medium">
          Capabilities
        </span>
        <span className="flex gap-1">
          <Button
            size="sm"
            variant="quiet"
            onClick={() => onChange(new Set(given.filter((name) => name.endsWith(":read"))))}
          >
            Reading only
          </Button>
          <Button size="sm" variant="quiet" onClick={() => onChange(new Set(given))}>
            All I hold
          </Button>
          <Button size="sm" variant="quiet" onClick={() => onChange(new Set())}>
            None
          </Button>
        </span>
      </div>
      {error ? (
        <p id={`${id}-error`} role="alert" className="mb-2 text-sm text-danger-text">
          {error}
        </p>
      ) : null}
      <div className="divide-y divide-line rounded-md border border-line">
        {PERMISSION_GROUPS.map(({ title, permissions }) => (
          <section key={title} aria-label={title} className="px-3 py-2.5">
            <h3 className="mb-1 text-xs font-medium text-faint">{title}</h3>
            {permissions.map((name) => {
              const may = holds(held, name);
              return (
                <label
                  key={name}
                  className={cx(
                    "flex items-start gap-2.5 rounded-sm py-1 pointer-coarse:py-2",
                    may ? "cursor-pointer" : "cursor-not-allowed text-muted",
                  )}
                >
                  <input
                    type="checkbox"
                    className="mt-1 size-3.5 shrink-0 accent-accent"
                    checked={chosen.has(name)}
                    disabled={!may}
                    onChange={() => toggle(name)}
                  />
                  <span className="min-w-0">
                    {permissionSentence(name)}{" "}
                    <code className="font-mono text-xs text-faint">{name}</code>
                    {may ? null : (
                      <span className="block text-sm text-faint">
                        You do not hold this, so you cannot give it to a key.
                      </span>
                    )}
                  </span>
                </label>
              );
            })}
          </section>
        ))}
      </div>
    </fieldset>
  );
}

"use client";
import { useId } from "react";
import { FieldSet } from "@/components/ui/field";
import type { ShownPlaces } from "@/lib/access";

/** A workspace that can be chosen. */
export type WorkspaceOption = { readonly id: string; readonly name: string };

type PlacesChoiceProps = {
  readonly label: string;
  /** What seeing every workspace means for whoever it is chosen for. */
  readonly every: string;
  readonly value: ShownPlaces;
  readonly onChange: (places: ShownPlaces) => void;
  /** Those that whoever chooses sees: nobody gives another. */
  readonly options: readonly WorkspaceOption[];
  /** Whether whoever chooses sees every workspace, so that they can give every one. */
  readonly mayEvery: boolean;
  readonly error?: string | undefined;
};

/** Which workspaces somebody sees: every one that there is and will be, or some. */
export function PlacesChoice(props: PlacesChoiceProps) {
  const { label, every, value, onChange, options, mayEvery, error } = props;
  const id = useId();
  const some = value === "every" ? [] : value;
  const toggle = (one: string) =>
    onChange(some.includes(one) ? some.filter((other) => other !== one) : [...some, one]);
  return (
    <FieldSet label={label} error={error}>
      <div className="divide-y divide-line rounded-md border border-line">
        <label className="flex items-start gap-2.5 px-3 py-2 pointer-coarse:py-3">
          <input
            type="radio"
            name={`${id}-places`}
            className="mt-1 accent-accent"
            checked={value === "every"}
            disabled={!mayEvery}
            onChange={() => onChange("every")}
          />
          <span className="min-w-0">
            <span className="font-medium">Every workspace</span>
            <span className="block text-sm text-muted">
              {every}
              {mayEvery ? null : " You do not see every one, so you cannot give every one."}
            </span>
          </span>
        </label>
        <div className="px-3 py-2 pointer-coarse:py-3">
          <label className="flex items-start gap-2.5">
            <input
              type="radio"
              name={`${id}-places`}
              className="mt-1 accent-accent"
              checked={value !== "every"}
              onChange={() => onChange([])}
            />
            <span className="min-w-0">
              <span className="font-medium">Only these</span>
              <span className="block text-sm text-muted">
                Servers, grants and decisions of others are kept back.
              </span>
            </span>
          </label>
          {value === "every" ? null : (
            <div className="mt-1.5 max-h-60 overflow-y-auto pl-6">
              {options.map((option) => (
                <label
                  key={option.id}
                  className="flex items-start gap-2.5 py-1 pointer-coarse:py-2"
                >
                  <input
                    type="checkbox"
                    className="mt-1 size-3.5 shrink-0 accent-accent"
                    checked={some.includes(option.id)}
                    onChange={() => toggle(option.id)}
                  />
                  <span className="min-w-0 break-words">{option.name}</span>
                </label>
              ))}
            </div>
          )}
        </div>
      </div>
    </FieldSet>
  );
}

"use client";
import { FieldSet, Select } from "@/components/ui/field";
import type { ShownPlaces } from "@/lib/access";
import type { WorkspaceOption } from "./places-choice";

type PlacesSelectProps = {
  readonly label: string;
  readonly places: readonly WorkspaceOption[];
  readonly value: ShownPlaces | null;
  readonly onPlaces: (places: ShownPlaces | null) => void;
  readonly error?: string | undefined;
};

/** Which workspaces: nothing said, every one, or some of them. */
export function PlacesSelect({ label, places, value, onPlaces, error }: PlacesSelectProps) {
  const kind = value === null ? "unsaid" : value === "every" ? "every" : "some";
  const chosen = value === null || value === "every" ? [] : value;
  const toggle = (id: string, on: boolean) =>
    onPlaces(places.map((one) => one.id).filter((one) => (one === id ? on : chosen.includes(one))));
  return (
    <FieldSet label={label} error={error}>
      <Select
        aria-label={label}
        value={kind}
        onChange={({ currentTarget }) =>
          onPlaces(
            currentTarget.value === "unsaid"
              ? null
              : currentTarget.value === "every"
                ? "every"
                : [],
          )
        }
      >
        <option value="unsaid">What others say: another group, or the policy for newcomers</option>
        <option value="some">These</option>
        <option value="every">Every workspace, those that come later too</option>
      </Select>
      {kind === "some" ? (
        <div className="mt-2 max-h-44 space-y-1.5 overflow-auto">
          {places.map(({ id, name }) => (
            <label key={id} className="flex items-start gap-2.5 pointer-coarse:py-1">
              <input
                type="checkbox"
                name="workspaces"
                className="mt-1 size-3.5 shrink-0 accent-accent"
                checked={chosen.includes(id)}
                onChange={(event) => toggle(id, event.target.checked)}
              />
              <span className="min-w-0">{name}</span>
            </label>
          ))}
        </div>
      ) : null}
    </FieldSet>
  );
}

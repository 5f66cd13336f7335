"use client";
import { useRef, useState, useTransition } from "react";
import { placesFault } from "@/components/access/places-chosen";
import { PlacesSelect } from "@/components/access/places-select";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";
import type { ShownPlaces } from "@/lib/access";
import { Changes, type Preview } from "./preview-changes";
import { RoleSelect } from "./role-select";
import type { PlaceChoice, RoleChoice } from "./words";

type Applied = { readonly receipt: ReceiptView; readonly changed: number };
type Mapping = { readonly role: string | null; readonly workspaces: ShownPlaces | null };

type MapGroupProps = {
  readonly group: Mapping & { readonly id: string; readonly displayName: string };
  readonly roles: readonly RoleChoice[];
  readonly places: readonly PlaceChoice[];
  readonly preview: (groupId: string, input: Mapping) => Promise<ActionResult<Preview>>;
  readonly map: (groupId: string, input: Mapping) => Promise<ActionResult<Applied>>;
};

/** Gives a group a role and workspaces; to whom that would happen is shown before it does. */
export function MapGroup({ group, roles, places, preview, map }: MapGroupProps) {
  const [open, setOpen] = useState(false);
  const before = { role: group.role, workspaces: group.workspaces };
  const [mapping, setMapping] = useState<Mapping>(before);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  // A choice that has only begun is not held against whoever makes it.
  const [judged, setJudged] = useState(false);
  // What is typed ahead of an answer makes that answer one to another question.
  const asked = useRef(0);
  const look = (wanted: Mapping) => {
    setMapping(wanted);
    setSeen(null);
    asked.current += 1;
    const own = asked.current;
    start(async () => {
      const result = await preview(group.id, wanted);
      if (own !== asked.current) return;
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setSeen(result.value);
    });
  };
  const apply = () => {
    setJudged(true);
    if (placesFault(mapping.workspaces) !== undefined) return;
    start(async () => {
      const result = await map(group.id, mapping);
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showDone(
        `${group.displayName} is mapped`,
        result,
        `${plural(result.value.changed, "membership")} changed.`,
      );
    });
  };
  const nothing = seen === null || JSON.stringify(mapping) === JSON.stringify(before);
  return (
    <>
      <Button
        size="sm"
        aria-label={`Map ${group.displayName}`}
        onClick={() => {
          setOpen(true);
          setJudged(false);
          look(before);
        }}
      >
        Map
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`What ${group.displayName} gives`}
        purpose="Of several groups the role that may do most counts, and the workspaces of all. Owners are made by owners, by hand."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <div className="flex flex-col gap-4">
          <Field label="Its people may do what this role may">
            <RoleSelect
              roles={roles}
              value={mapping.role}
              onRole={(role) => look({ ...mapping, role })}
              none="No role: the group gives none"
            />
          </Field>
          <PlacesSelect
            label="They see"
            places={places}
            value={mapping.workspaces}
            onPlaces={(workspaces) => look({ ...mapping, workspaces })}
            error={judged ? placesFault(mapping.workspaces) : undefined}
          />
        </div>
        <div aria-live="polite" className="mt-4 text-sm">
          {seen === null ? (
            <p className="text-muted">{problem ? null : "Looking at who that would change…"}</p>
          ) : (
            <Changes seen={seen} of="in the group" called={{ roles, places }} />
          )}
        </div>
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            variant="primary"
            pending={pending}
            aria-disabled={nothing}
            onClick={() => (nothing ? undefined : apply())}
          >
            {seen === null || seen.total === 0
              ? "Save mapping"
              : `Save mapping: ${plural(seen.total, "person", "people")} concerned`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}

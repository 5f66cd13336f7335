"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { RoleSelect } from "./role-select";
import { changeWords, type RoleChoice, roleWords } from "./words";

type Preview = {
  readonly people: number;
  readonly total: number;
  readonly changes: readonly {
    readonly userName: string;
    readonly name: string;
    readonly does: string;
    readonly roleNow: string | null;
    readonly roleThen: string | null;
    readonly why: string | null;
  }[];
};
type Applied = { readonly receipt: ReceiptView; readonly changed: number };
type Input = { readonly role: string | null };

type MapGroupProps = {
  readonly group: {
    readonly id: string;
    readonly displayName: string;
    readonly role: string | null;
  };
  readonly roles: readonly RoleChoice[];
  readonly preview: (groupId: string, input: Input) => Promise<ActionResult<Preview>>;
  readonly map: (groupId: string, input: Input) => Promise<ActionResult<Applied>>;
};

/** Gives a group a role; to whom that would happen is shown before it does. */
export function MapGroup({ group, roles, preview, map }: MapGroupProps) {
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState(group.role);
  const [seen, setSeen] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const look = (wanted: string | null) => {
    setRole(wanted);
    setSeen(null);
    start(async () => {
      const result = await preview(group.id, { role: wanted });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) setSeen(result.value);
    });
  };
  const apply = () =>
    start(async () => {
      const result = await map(group.id, { role });
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        `${group.displayName}: ${roleWords(role).toLowerCase()}`,
        `${plural(result.value.changed, "membership")} changed. Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      );
    });
  return (
    <>
      <Button
        size="sm"
        aria-label={`Set role of ${group.displayName}`}
        onClick={() => {
          setOpen(true);
          look(group.role);
        }}
      >
        Set role
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Role of ${group.displayName}`}
        purpose="Of several groups the one that may do most counts. Owners are made by owners, by hand."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <Field label="Its people may do what this role may">
          <RoleSelect
            roles={roles}
            value={role}
            onRole={look}
            none="No role: the group gives none"
          />
        </Field>
        <div aria-live="polite" className="mt-4 text-sm">
          {seen === null ? (
            <p className="text-muted">{problem ? null : "Looking at who that would change…"}</p>
          ) : (
            <Changes seen={seen} />
          )}
        </div>
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button
            variant="primary"
            pending={pending}
            aria-disabled={seen === null || role === group.role}
            onClick={() => (seen === null || role === group.role ? undefined : apply())}
          >
            {seen === null || seen.total === 0
              ? "Set role"
              : `Set role: ${plural(seen.total, "person", "people")} concerned`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}

function Changes({ seen }: { readonly seen: Preview }) {
  if (seen.total === 0)
    return (
      <p className="text-muted">
        Of {plural(seen.people, "person", "people")} in the group nobody would change.
      </p>
    );
  return (
    <>
      <p className="mb-1.5 font-medium">What would happen to whom</p>
      <ul className="max-h-56 divide-y divide-line overflow-auto rounded-md border border-line">
        {seen.changes.map((change) => (
          <li key={change.userName} className="px-3 py-2">
            <span className="font-medium">{change.name}</span>{" "}
            <span className="text-muted">{changeWords(change)}</span>
          </li>
        ))}
      </ul>
      {seen.total > seen.changes.length ? (
        <p className="mt-1.5 text-muted">and {seen.total - seen.changes.length} more.</p>
      ) : null}
    </>
  );
}

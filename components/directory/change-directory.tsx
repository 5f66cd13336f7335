"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { RoleSelect, roleOf } from "./role-select";
import type { RoleChoice } from "./words";

type Changed = { readonly receipt: ReceiptView; readonly changed: number };
type Changing = {
  readonly name: string;
  readonly defaultRole: string | null;
  readonly silentAfterHours: number | null;
};
type Props = {
  readonly directory: {
    readonly id: string;
    readonly name: string;
    readonly defaultRole: string | null;
    readonly silentAfterHours: number | null;
  };
  readonly roles: readonly RoleChoice[];
  readonly change: (id: string, input: Changing) => Promise<ActionResult<Changed>>;
};

/** Gives a directory another name, or its people another role where no group gives one. */
export function ChangeDirectory({ directory, roles, change }: Props) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get("name") ?? "");
    const defaultRole = roleOf(data.get("defaultRole"));
    const hours = String(data.get("silentAfterHours") ?? "").trim();
    const silentAfterHours = hours === "" ? null : Number(hours);
    start(async () => {
      const result = await change(directory.id, { name, defaultRole, silentAfterHours });
      if (!result.ok) return setProblem(result.problem);
      setProblem(null);
      setOpen(false);
      showToast(
        "ok",
        `${name} is changed`,
        `${plural(result.value.changed, "membership")} changed. Ledger entry ${result.value.receipt.seq}`,
      );
    });
  };
  const nameFault = fieldFault(problem, "/name");
  const hoursFault = fieldFault(problem, "/silentAfterHours");
  return (
    <>
      <Button onClick={() => setOpen(true)}>Change</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Change ${directory.name}`}
        purpose="Another role holds at once, for all whom no mapped group gives one."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {problem && !nameFault && !hoursFault ? <FormProblem problem={problem} /> : null}
          <Field label="Name" error={nameFault}>
            <Input name="name" maxLength={120} autoComplete="off" defaultValue={directory.name} />
          </Field>
          <Field
            label="Role without a mapped group"
            help="With no role, those who are in by this role alone are put out."
          >
            <RoleSelect
              name="defaultRole"
              roles={roles}
              value={directory.defaultRole}
              none="No role: they do not come in"
            />
          </Field>
          <Field
            label="Silent after, in hours"
            help="When nothing came for so long, 1 to 720 hours, it is told on the overview. Empty: silence is no fault."
            error={hoursFault}
          >
            <Input
              name="silentAfterHours"
              type="number"
              inputMode="numeric"
              min={1}
              max={720}
              className="max-w-32"
              defaultValue={directory.silentAfterHours ?? ""}
            />
          </Field>
          <DialogActs>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Save
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

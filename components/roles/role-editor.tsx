"use client";
import { type FormEvent, useState, useTransition } from "react";
import { CapabilityPicker } from "@/components/access/capability-picker";
import { MadeChoice, madeWords } from "@/components/access/made-choice";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Textarea } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { MadeFate, RoleView } from "@/lib/access";

export type RoleDraft = {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  /** What becomes of what was made by those who have the role; only where it is changed. */
  readonly keys?: MadeFate;
};

type Saved = {
  readonly receipt: ReceiptView;
  readonly made?: Parameters<typeof madeWords>[0];
};

type RoleEditorProps = {
  /** The role to change; none to make one. */
  readonly role?: RoleView;
  /** What the one who writes holds: nothing else can be given. */
  readonly held: readonly string[];
  readonly save: (draft: RoleDraft) => Promise<ActionResult<Saved>>;
};

const schema = () =>
  import("@/lib/access/roles/role.schema").then((module) => module.newRoleSchema);
const FIELDS = ["/name", "/description", "/permissions", "/keys"];

/** Makes a role of the organisation's own, or changes one, saying whom that touches. */
export function RoleEditor({ role, held, save }: RoleEditorProps) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(role?.name ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions ?? []));
  const [keys, setKeys] = useState<MadeFate>();
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const less = role?.permissions.some((one) => !chosen.has(one)) ?? false;
  const draft = { name, description, permissions: [...chosen] };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending) return;
    if (!(await check.holds(draft))) return focusFirstFault(form);
    start(async () => {
      const result = await save(less && keys !== undefined ? { ...draft, keys } : draft);
      if (!result.ok) {
        check.refused(result.problem, FIELDS);
        return focusFirstFault(form);
      }
      setOpen(false);
      const { receipt, made } = result.value;
      showToast(
        "ok",
        role ? `${name} is changed` : `${name} can be given now`,
        `${made ? madeWords(made) : ""}Ledger entry ${receipt.seq} · request id ${result.requestId}`,
      );
    });
  };
  return (
    <>
      <Button variant={role ? undefined : "primary"} onClick={() => setOpen(true)}>
        {role ? "Change role" : "Make a role"}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={role ? `Change ${role.name}` : "Make a role"}
        purpose={
          role
            ? `Holds from the next request on, for ${plural(role.members, "member")} who have it.`
            : "A role holds only what you hold yourself."
        }
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Name" error={check.fault("/name")}>
            <Input
              value={name}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => {
                setName(event.currentTarget.value);
                check.changed("/name");
              }}
            />
          </Field>
          <Field
            label="What it is for"
            optional
            help="Shown to whoever gives it."
            error={check.fault("/description")}
          >
            <Textarea
              value={description}
              maxLength={400}
              onChange={(event) => {
                setDescription(event.currentTarget.value);
                check.changed("/description");
              }}
            />
          </Field>
          <CapabilityPicker
            held={held}
            chosen={chosen}
            error={check.faultWithin("/permissions")}
            onChange={(next) => {
              setChosen(next);
              check.changed("/permissions");
            }}
          />
          {less ? (
            <MadeChoice value={keys} onChange={setKeys} error={check.fault("/keys")} />
          ) : null}
          <DialogActs>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {role ? "Save role" : "Make role"}
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

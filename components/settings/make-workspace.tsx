"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";

type Draft = { readonly name: string; readonly slug: string };
type MakeWorkspaceProps = {
  readonly make: (input: Draft) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

const schema = () =>
  import("@/lib/access/workspaces/workspace.schema").then((module) => module.newWorkspaceSchema);

/** Makes another workspace. */
export function MakeWorkspace({ make }: MakeWorkspaceProps) {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<Draft>({ name: "", slug: "" });
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending) return;
    if (!(await check.holds(draft))) return focusFirstFault(form);
    start(async () => {
      const result = await make(draft);
      if (!result.ok) {
        check.refused(result.problem, ["/name", "/slug"]);
        return focusFirstFault(form);
      }
      setOpen(false);
      setDraft({ name: "", slug: "" });
      const detail = `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`;
      showToast("ok", `${draft.name} is made`, detail);
    });
  };
  const type = (part: Partial<Draft>, path: string) => {
    setDraft((now) => ({ ...now, ...part }));
    check.changed(path);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Make a workspace</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Make a workspace"
        purpose="Servers, grants and decisions in it are seen by those who see every workspace, and by whom you place in it."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Name" error={check.fault("/name")}>
            <Input
              value={draft.name}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => type({ name: event.currentTarget.value }, "/name")}
            />
          </Field>
          <Field
            label="Address"
            help="Small letters, digits and dashes. It stays when the workspace is renamed."
            error={check.fault("/slug")}
          >
            <Input
              value={draft.slug}
              maxLength={40}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              onChange={(event) => type({ slug: event.currentTarget.value }, "/slug")}
            />
          </Field>
          <DialogActs>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Make workspace
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

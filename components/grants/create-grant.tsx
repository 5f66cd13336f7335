"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { endOf, LIFETIMES } from "./grant-state";
import { type CreatedGrantView, LEAVE_QUESTION, ShownOnce } from "./shown-once";

export type NewGrant = { readonly name: string; readonly expiresAt: string | null };

type CreateGrantProps = {
  readonly serverName: string;
  readonly create: (input: NewGrant) => Promise<ActionResult<CreatedGrantView>>;
};

/** Creates a grant and shows its token once. */
export function CreateGrant({ serverName, create }: CreateGrantProps) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ grant: CreatedGrantView; requestId: string } | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const end = () => {
    setOpen(false);
    setMade(null);
    setProblem(null);
  };
  const askToLeave = () => {
    if (made === null || window.confirm(LEAVE_QUESTION)) end();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      name: String(form.get("name") ?? ""),
      expiresAt: endOf(String(form.get("lifetime")), Date.now()),
    };
    start(async () => {
      const result = await create(input);
      if (result.ok) setMade({ grant: result.value, requestId: result.requestId });
      setProblem(result.ok ? null : result.problem);
    });
  };
  const nameFault = fieldFault(problem, "/name");
  const endFault = fieldFault(problem, "/expiresAt");
  return (
    <>
      <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
        Create grant
      </Button>
      <Dialog
        open={open}
        wide={made !== null}
        onClose={askToLeave}
        title={made ? `Grant ${made.grant.name}` : "Create a grant"}
        purpose={
          made
            ? "Store the token now. Only its fingerprint is kept here."
            : `Lets whoever holds its token call ${serverName}, within the rules. One for each agent, so that each can be revoked alone.`
        }
      >
        {made ? (
          <ShownOnce {...made} serverName={serverName} onTaken={end} />
        ) : (
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            {problem && !nameFault && !endFault ? <FormProblem problem={problem} /> : null}
            <Field
              label="Name"
              help="Who will use it. It stands beside every call in the log."
              error={nameFault}
            >
              <Input
                name="name"
                maxLength={120}
                autoComplete="off"
                placeholder="nightly report agent"
              />
            </Field>
            <Field label="Ends after" error={endFault}>
              <Select name="lifetime" defaultValue="90">
                {LIFETIMES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            </Field>
            <DialogActs>
              <Button onClick={end}>Cancel</Button>
              <Button type="submit" variant="primary" pending={pending}>
                Create grant
              </Button>
            </DialogActs>
          </form>
        )}
      </Dialog>
    </>
  );
}

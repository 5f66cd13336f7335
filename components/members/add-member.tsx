"use client";
import { UserPlus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { Role } from "@/lib/access/permissions";
import { RoleChoice } from "./role-choice";

export type NewMember = {
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly role: Role;
};

type AddMemberProps = {
  readonly givable: readonly Role[];
  readonly add: (input: NewMember) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

const FIELDS = ["/name", "/email", "/subject"];

/** Adds a person whom the organisation's identity provider knows. */
export function AddMember({ givable, add }: AddMemberProps) {
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<Role>("viewer");
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setProblem(null);
    setRole("viewer");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const input = { name: text("name"), email: text("email"), subject: text("subject"), role };
    start(async () => {
      const result = await add(input);
      if (!result.ok) return setProblem(result.problem);
      close();
      showToast(
        "ok",
        `${input.name} may sign in`,
        `Ledger entry ${result.value.receipt.seq}. No mail was sent: tell them the address of the console.`,
      );
    });
  };
  const fault = (path: string) => fieldFault(problem, path);
  const unplaced = problem !== null && !problem.fields.some(({ path }) => FIELDS.includes(path));
  return (
    <>
      <Button variant="primary" icon={<UserPlus aria-hidden />} onClick={() => setOpen(true)}>
        Add member
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title="Add a member"
        purpose="They sign in through your identity provider. No mail is sent."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {problem && unplaced ? <FormProblem problem={problem} /> : null}
          <Field label="Name" error={fault("/name")}>
            <Input name="name" maxLength={120} autoComplete="off" />
          </Field>
          <Field
            label="Mail address"
            help="For people to read. It opens nothing: addresses change hands."
            error={fault("/email")}
          >
            <Input name="email" type="email" maxLength={254} autoComplete="off" />
          </Field>
          <Field
            label="Subject"
            help="The sub that your identity provider gives this person. They are known by it, and by nothing else."
            error={fault("/subject")}
          >
            <Input
              name="subject"
              maxLength={255}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
          <RoleChoice label="Role" value={role} onChange={setRole} givable={givable} />
          <DialogActs>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Add member
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

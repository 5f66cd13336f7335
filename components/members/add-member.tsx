"use client";
import { UserPlus } from "lucide-react";
import { type FocusEvent, type FormEvent, useState, useTransition } from "react";
import { PlacesChoice } from "@/components/access/places-choice";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { GivablePlaces, ShownPlaces } from "@/lib/access";
import { type ChosenRole, RoleChoice, type RoleOption } from "./role-choice";

export type NewMember = {
  readonly name: string;
  readonly email: string;
  readonly subject: string;
  readonly workspaces?: ShownPlaces | undefined;
} & ChosenRole;

type AddMemberProps = {
  readonly options: readonly RoleOption[];
  readonly everyLevel: boolean;
  /** The workspaces that can be given; null where they are not to be chosen. */
  readonly places: GivablePlaces | null;
  readonly add: (input: NewMember) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

const schema = () => import("@/lib/people/member.schema").then((module) => module.newMemberSchema);
const VIEWER: ChosenRole = { role: "viewer", approverLevel: null };
const FIELDS = ["/name", "/email", "/subject", "/workspaces"];

/** Adds a person whom the organisation's identity provider knows. */
export function AddMember({ options, everyLevel, places, add }: AddMemberProps) {
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<ChosenRole>(VIEWER);
  const [seen, setSeen] = useState<ShownPlaces | undefined>(undefined);
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    check.reset();
    setRole(VIEWER);
    setSeen(undefined);
  };
  const inputOf = (form: HTMLFormElement): NewMember => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    return {
      name: text("name"),
      email: text("email"),
      subject: text("subject"),
      ...role,
      workspaces: seen,
    };
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = inputOf(form);
    if (!(await check.holds(input))) return focusFirstFault(form);
    start(async () => {
      const result = await add(input);
      if (!result.ok) {
        check.refused(result.problem, FIELDS);
        return focusFirstFault(form);
      }
      close();
      showToast(
        "ok",
        `${input.name} may sign in`,
        `Ledger entry ${result.value.receipt.seq}. No mail was sent: tell them the address of the console.`,
      );
    });
  };
  /** What every field does: judged when it is left, and its fault taken away when it is changed. */
  const judged = (path: string) => ({
    onChange: () => check.changed(path),
    onBlur: ({ currentTarget: { form } }: FocusEvent<HTMLInputElement>) => {
      if (form) check.left(path, inputOf(form));
    },
  });
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
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Name" error={check.fault("/name")}>
            <Input name="name" maxLength={120} autoComplete="off" {...judged("/name")} />
          </Field>
          <Field
            label="Mail address"
            help="For people to read. It opens nothing: addresses change hands."
            error={check.fault("/email")}
          >
            <Input
              name="email"
              type="email"
              maxLength={254}
              autoComplete="off"
              {...judged("/email")}
            />
          </Field>
          <Field
            label="Subject"
            help="The sub that your identity provider gives this person. They are known by it, and by nothing else."
            error={check.fault("/subject")}
          >
            <Input
              name="subject"
              maxLength={255}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              {...judged("/subject")}
            />
          </Field>
          <RoleChoice
            label="Role"
            value={role}
            onChange={setRole}
            options={options}
            everyLevel={everyLevel}
          />
          {places === null ? null : (
            <PlacesChoice
              label="They see"
              every="Those that come later, too."
              value={seen ?? (places.every ? "every" : places.workspaces.map(({ id }) => id))}
              onChange={(next) => {
                setSeen(next);
                check.changed("/workspaces");
              }}
              options={places.workspaces}
              mayEvery={places.every}
              error={check.faultWithin("/workspaces")}
            />
          )}
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

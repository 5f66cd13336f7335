"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FocusEvent, type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import { AddressFields } from "./address-fields";
import { CommandFields } from "./command-fields";
import {
  type CredentialForm,
  type NewServer,
  type Place,
  readRegistration,
} from "./read-registration";

type Registered = { readonly id: string; readonly name: string; readonly receipt: ReceiptView };

type RegisterDialogProps = {
  readonly base: string;
  /** The address rules of this installation, in a sentence. */
  readonly urlHelp: string;
  /** Which commands it starts, in a sentence. */
  readonly commandHelp: string;
  /** The workspaces it can stand in. */
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
  /** Whether the form is open from the start, as where another page leads here to register one. */
  readonly startsOpen?: boolean;
  readonly register: (input: NewServer) => Promise<ActionResult<Registered>>;
};

const schema = () => import("@/lib/servers/server.schema").then((module) => module.newServerSchema);
const FIELDS = ["/name", "/workspaceId", "/url", "/command", "/args", "/env", "/credential"];

/** What is refused for where it leads, or for being started here, stands at its field too. */
function placed(problem: ProblemView): ProblemView {
  const path = { url_refused: "/url", command_refused: "/command" }[problem.code];
  if (path === undefined) return problem;
  return { ...problem, fields: [...problem.fields, { path, message: problem.detail }] };
}

/** Registers an MCP server. Its credential is sealed before it is stored and never shown again. */
export function RegisterDialog(props: RegisterDialogProps) {
  const { base, urlHelp, commandHelp, workspaces, startsOpen = false, register } = props;
  const router = useRouter();
  const [open, setOpen] = useState(startsOpen);
  const [place, setPlace] = useState<Place>("address");
  const [form, setForm] = useState<CredentialForm>("none");
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    check.reset();
    setPlace("address");
    setForm("none");
  };
  const inputOf = (element: HTMLFormElement): NewServer => {
    const data = new FormData(element);
    return readRegistration((name) => String(data.get(name) ?? ""), place, form);
  };
  const judged = (path: string) => ({
    onChange: () => check.changed(path),
    onBlur: ({ currentTarget }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      currentTarget.form && check.left(path, inputOf(currentTarget.form)),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = inputOf(event.currentTarget);
    start(async () => {
      if (!(await check.holds(input))) return;
      const result = await register(input);
      if (!result.ok) return check.refused(placed(result.problem), FIELDS);
      close();
      showToast(
        "ok",
        `${result.value.name} is registered`,
        `Ledger entry ${result.value.receipt.seq}. It has no rules yet, so nothing passes.`,
      );
      router.push(`${base}/servers/${result.value.id}`);
    });
  };
  const parts = { judged, fault: check.fault, faultWithin: check.faultWithin };
  return (
    <>
      <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
        Register server
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title="Register a server"
        purpose="An MCP server that agents reach through the gate. Nothing passes until its rules say so."
      >
        <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Name" error={check.fault("/name")}>
            <Input
              {...judged("/name")}
              name="name"
              maxLength={120}
              autoComplete="off"
              placeholder="billing tools"
            />
          </Field>
          {workspaces.length > 1 ? (
            <Field
              label="Workspace"
              help="Only those who see it see the server, its rules, grants and decisions. It stays there."
              error={check.fault("/workspaceId")}
            >
              <Select name="workspaceId">
                {workspaces.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          <Field
            label="Where it is"
            help="Most servers have an address. One that you would start on a machine yourself is a command: the gate starts it, a process for each session, and ends it."
          >
            <Select
              value={place}
              onChange={(event) => {
                check.reset();
                setPlace(event.target.value as Place);
              }}
            >
              <option value="address">At an address</option>
              <option value="command">A command</option>
            </Select>
          </Field>
          {place === "address" ? (
            <AddressFields {...parts} help={urlHelp} form={form} onForm={setForm} />
          ) : (
            <CommandFields {...parts} help={commandHelp} />
          )}
          <DialogActs>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Register server
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Field, Input, Select } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { AddressFields } from "./address-fields";
import { CommandFields } from "./command-fields";
import {
  type CredentialForm,
  type NewServer,
  type Place,
  readRegistration,
} from "./read-registration";

type Registered = Receipted & { readonly id: string; readonly name: string };

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
  const [place, setPlace] = useState<Place>("address");
  const [form, setForm] = useState<CredentialForm>("none");
  const inputOf = (element: HTMLFormElement): NewServer => {
    const data = new FormData(element);
    return readRegistration((name) => String(data.get(name) ?? ""), place, form);
  };
  return (
    <FormDialog
      opener={{ variant: "primary", icon: <Plus aria-hidden />, children: "Register server" }}
      startsOpen={startsOpen}
      title="Register a server"
      purpose="An MCP server that agents reach through the gate. Nothing passes until its rules say so."
      submit="Register server"
      schema={schema}
      fields={FIELDS}
      read={inputOf}
      send={register}
      placed={placed}
      done={({ value: { id, name, receipt } }) => {
        showToast(
          "ok",
          `${name} is registered`,
          `Ledger entry ${receipt.seq}. It has no rules yet, so nothing passes.`,
        );
        router.push(`${base}/servers/${id}`);
      }}
      onEnd={() => {
        setPlace("address");
        setForm("none");
      }}
    >
      {(parts) => (
        <>
          <Field label="Name" error={parts.fault("/name")}>
            <Input
              {...parts.judged("/name")}
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
              error={parts.fault("/workspaceId")}
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
                parts.reset();
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
        </>
      )}
    </FormDialog>
  );
}

"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

export type NewServer = {
  readonly name: string;
  readonly url: string;
  readonly credential?: string | { readonly header: string; readonly value: string };
};
type Registered = { readonly id: string; readonly name: string; readonly receipt: ReceiptView };

type RegisterDialogProps = {
  readonly base: string;
  /** The address rules of this installation, in a sentence. */
  readonly urlHelp: string;
  readonly register: (input: NewServer) => Promise<ActionResult<Registered>>;
};

/** Registers an MCP server. Its credential is sealed before it is stored and never shown again. */
export function RegisterDialog({ base, urlHelp, register }: RegisterDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<"none" | "bearer" | "header">("none");
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    setProblem(null);
    setKind("none");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const value = text("value");
    const credential =
      kind === "bearer" ? value : kind === "header" ? { header: text("header"), value } : undefined;
    start(async () => {
      const result = await register({ name: text("name"), url: text("url").trim(), credential });
      if (!result.ok) return setProblem(result.problem);
      close();
      showToast(
        "ok",
        `${result.value.name} is registered`,
        `Ledger entry ${result.value.receipt.seq}. It has no rules yet, so nothing passes.`,
      );
      router.push(`${base}/servers/${result.value.id}`);
    });
  };
  const fault = (path: string) => fieldFault(problem, path);
  const credentialFault = problem?.fields.find((f) => f.path.startsWith("/credential"))?.message;
  const urlFault = fault("/url") ?? (problem?.code === "url_refused" ? problem.detail : undefined);
  const placed = urlFault ?? fault("/name") ?? credentialFault;
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
          {problem && !placed ? <FormProblem problem={problem} /> : null}
          <Field label="Name" error={fault("/name")}>
            <Input name="name" maxLength={120} autoComplete="off" placeholder="billing tools" />
          </Field>
          <Field label="Address" help={urlHelp} error={urlFault}>
            <Input
              name="url"
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              placeholder="https://mcp.example.com/mcp"
            />
          </Field>
          <Field
            label="Credential"
            help="Given to the server after a call is allowed. The caller never sees it."
          >
            <Select value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
              <option value="none">None</option>
              <option value="bearer">Bearer token</option>
              <option value="header">A header of its own</option>
            </Select>
          </Field>
          {kind === "header" ? (
            <Field label="Header" error={fault("/credential/header")}>
              <Input name="header" autoComplete="off" spellCheck={false} placeholder="x-api-key" />
            </Field>
          ) : null}
          {kind === "none" ? null : (
            <Field
              label={kind === "bearer" ? "Token" : "Value"}
              help="Sealed under your organisation's key. It cannot be read again, only replaced."
              error={fault("/credential/value") ?? fault("/credential")}
            >
              <Input name="value" type="password" autoComplete="off" spellCheck={false} />
            </Field>
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

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
import { newServerSchema } from "@/lib/servers/server.schema";

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
  /** Whether the form is open from the start, as where another page leads here to register one. */
  readonly startsOpen?: boolean;
  readonly register: (input: NewServer) => Promise<ActionResult<Registered>>;
};

const FIELDS = ["/name", "/url", "/credential", "/credential/header", "/credential/value"];

/** An address that is refused for where it leads stands at its field too. */
function placed(problem: ProblemView): ProblemView {
  if (problem.code !== "url_refused") return problem;
  return { ...problem, fields: [...problem.fields, { path: "/url", message: problem.detail }] };
}

/** Registers an MCP server. Its credential is sealed before it is stored and never shown again. */
export function RegisterDialog(props: RegisterDialogProps) {
  const { base, urlHelp, startsOpen = false, register } = props;
  const router = useRouter();
  const [open, setOpen] = useState(startsOpen);
  const [kind, setKind] = useState<"none" | "bearer" | "header">("none");
  const check = useFormCheck(newServerSchema);
  const [pending, start] = useTransition();
  const close = () => {
    setOpen(false);
    check.reset();
    setKind("none");
  };
  const inputOf = (form: HTMLFormElement): NewServer => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "");
    const value = text("value");
    const credential =
      kind === "bearer" ? value : kind === "header" ? { header: text("header"), value } : undefined;
    return { name: text("name"), url: text("url").trim(), credential };
  };
  const judged = (path: string) => ({
    onChange: () => check.changed(path),
    onBlur: ({ currentTarget: { form } }: FocusEvent<HTMLInputElement>) =>
      form && check.left(path, inputOf(form)),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = inputOf(event.currentTarget);
    if (!check.holds(input)) return;
    start(async () => {
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
  const { fault } = check;
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
          <Field label="Name" error={fault("/name")}>
            <Input
              {...judged("/name")}
              name="name"
              maxLength={120}
              autoComplete="off"
              placeholder="billing tools"
            />
          </Field>
          <Field label="Address" help={urlHelp} error={fault("/url")}>
            <Input
              {...judged("/url")}
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
              <Input
                {...judged("/credential/header")}
                name="header"
                autoComplete="off"
                spellCheck={false}
                placeholder="x-api-key"
              />
            </Field>
          ) : null}
          {kind === "none" ? null : (
            <Field
              label={kind === "bearer" ? "Token" : "Value"}
              help="Sealed under your organisation's key. It cannot be read again, only replaced."
              error={fault("/credential/value") ?? fault("/credential")}
            >
              <Input
                {...judged(kind === "bearer" ? "/credential" : "/credential/value")}
                name="value"
                type="password"
                autoComplete="off"
                spellCheck={false}
              />
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

"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { CapabilityPicker } from "@/components/access/capability-picker";
import { endOf, LIFETIMES } from "@/components/grants/grant-state";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { KeyShownOnce, LEAVE_QUESTION, type NewKeyView } from "./key-shown-once";

export type NewKey = {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly expiresAt: string | null;
};

type CreateKeyProps = {
  readonly origin: string;
  readonly held: readonly string[];
  readonly create: (input: NewKey) => Promise<ActionResult<NewKeyView>>;
};

const NOTHING: ReadonlySet<string> = new Set();

/** Creates an API key with chosen capabilities and shows it once. */
export function CreateKey({ origin, held, create }: CreateKeyProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(NOTHING);
  const [made, setMade] = useState<{ key: NewKeyView; requestId: string } | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const end = () => {
    setOpen(false);
    setMade(null);
    setProblem(null);
    setChosen(NOTHING);
  };
  const askToLeave = () => {
    if (made === null || window.confirm(LEAVE_QUESTION)) end();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = {
      name: String(form.get("name") ?? ""),
      capabilities: [...chosen].sort(),
      expiresAt: endOf(String(form.get("lifetime")), Date.now()),
    };
    start(async () => {
      const result = await create(input);
      if (result.ok) setMade({ key: result.value, requestId: result.requestId });
      setProblem(result.ok ? null : result.problem);
    });
  };
  const nameFault = fieldFault(problem, "/name");
  const endFault = fieldFault(problem, "/expiresAt");
  const ofChoice = ({ path }: { readonly path: string }) => path.startsWith("/capabilities");
  const choiceFault = problem?.fields.find(ofChoice)?.message;
  const choose = (next: ReadonlySet<string>) => {
    setChosen(next);
    // The fault was the choice as it stood; what other fields were told stays.
    const fields = problem?.fields.filter((fault) => !ofChoice(fault)) ?? [];
    if (choiceFault) setProblem(problem && fields.length > 0 ? { ...problem, fields } : null);
  };
  return (
    <>
      <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
        Create API key
      </Button>
      <Dialog
        open={open}
        wide
        onClose={askToLeave}
        title={made ? `API key ${made.key.name}` : "Create an API key"}
        purpose={
          made
            ? "Store the key now. Only its fingerprint is kept here."
            : "For one script or service, with no more than it needs. It can never hold more than you do."
        }
      >
        {made ? (
          <KeyShownOnce origin={origin} made={made.key} requestId={made.requestId} onTaken={end}>
            Whoever holds it may use{" "}
            {plural(made.key.capabilities.length, "capability", "capabilities")} of this
            organisation through the control API. Give it to the script in one of these forms:
          </KeyShownOnce>
        ) : (
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            {problem && !nameFault && !endFault && !choiceFault ? (
              <FormProblem problem={problem} />
            ) : null}
            <Field
              label="Name"
              help="What will use it. It stands beside every change the key makes."
              error={nameFault}
            >
              <Input name="name" maxLength={120} autoComplete="off" placeholder="deploy pipeline" />
            </Field>
            <CapabilityPicker held={held} chosen={chosen} onChange={choose} error={choiceFault} />
            <Field
              label="Ends after"
              help="A key that is forgotten ends by itself. It can be rotated before then."
              error={endFault}
            >
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
                {chosen.size === 0
                  ? "Create API key"
                  : `Create API key with ${plural(chosen.size, "capability", "capabilities")}`}
              </Button>
            </DialogActs>
          </form>
        )}
      </Dialog>
    </>
  );
}

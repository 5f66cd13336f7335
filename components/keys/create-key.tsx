"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { CapabilityPicker } from "@/components/access/capability-picker";
import { endOf, LIFETIMES } from "@/components/grants/grant-state";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { useFormCheck } from "@/components/ui/use-form-check";
import { newApiKeySchema } from "@/lib/credentials/api-key.schema";
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
const FIELDS = ["/name", "/capabilities", "/expiresAt"];

/** Creates an API key with chosen capabilities and shows it once. */
export function CreateKey({ origin, held, create }: CreateKeyProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(NOTHING);
  const [made, setMade] = useState<{ key: NewKeyView; requestId: string } | null>(null);
  const check = useFormCheck(newApiKeySchema);
  const [pending, start] = useTransition();
  const end = () => {
    setOpen(false);
    setMade(null);
    check.reset();
    setChosen(NOTHING);
  };
  const askToLeave = () => {
    if (made === null || window.confirm(LEAVE_QUESTION)) end();
  };
  const inputOf = (form: HTMLFormElement): NewKey => {
    const data = new FormData(form);
    return {
      name: String(data.get("name") ?? ""),
      capabilities: [...chosen].sort(),
      expiresAt: endOf(String(data.get("lifetime")), Date.now()),
    };
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = inputOf(form);
    if (!(await check.holds(input))) return focusFirstFault(form);
    start(async () => {
      const result = await create(input);
      if (result.ok) return setMade({ key: result.value, requestId: result.requestId });
      check.refused(result.problem, FIELDS);
      focusFirstFault(form);
    });
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
            {check.problem ? <FormProblem problem={check.problem} /> : null}
            <Field
              label="Name"
              help="What will use it. It stands beside every change the key makes."
              error={check.fault("/name")}
            >
              <Input
                name="name"
                maxLength={120}
                autoComplete="off"
                placeholder="deploy pipeline"
                onChange={() => check.changed("/name")}
                onBlur={(event) =>
                  event.currentTarget.form && check.left("/name", inputOf(event.currentTarget.form))
                }
              />
            </Field>
            <CapabilityPicker
              held={held}
              chosen={chosen}
              onChange={(next) => {
                setChosen(next);
                check.changed("/capabilities");
              }}
              error={check.faultWithin("/capabilities")}
            />
            <Field
              label="Ends after"
              help="A key that is forgotten ends by itself. It can be rotated before then."
              error={check.fault("/expiresAt")}
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

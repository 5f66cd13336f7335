"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { useFormCheck } from "@/components/ui/use-form-check";
import { useUnsaved } from "@/components/ui/use-unsaved";

type NameFormProps = {
  readonly label: string;
  readonly help: string;
  readonly name: string;
  readonly rename: (input: {
    readonly name: string;
  }) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

const schema = () => import("@/lib/access/settings.schema").then((module) => module.renameSchema);

/** A name that can be changed. What is typed and not saved is guarded. */
export function NameForm({ label, help, name, rename }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const question = "The new name is not saved. Leave without saving it?";
  const { changed, kept, keep } = useUnsaved(typed.trim(), name, question);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!changed || pending || !(await check.holds({ name: typed }))) return;
    start(async () => {
      const result = await rename({ name: typed });
      if (!result.ok) return check.refused(result.problem, ["/name"]);
      setTyped(typed.trim());
      keep(typed.trim());
      showDone(`The name is now ${typed.trim()}`, result);
    });
  };
  return (
    <form onSubmit={submit} noValidate className="max-w-[480px] space-y-3">
      {check.problem ? <FormProblem problem={check.problem} /> : null}
      <Field label={label} help={help} error={check.fault("/name")}>
        <Input
          name="name"
          maxLength={120}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            check.changed("/name");
          }}
          onBlur={() => changed && check.left("/name", { name: typed })}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending} aria-disabled={!changed}>
          Save name
        </Button>
        {changed ? (
          <Button
            onClick={() => {
              setTyped(kept);
              check.reset();
            }}
          >
            Undo
          </Button>
        ) : null}
      </div>
    </form>
  );
}

"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { useFormCheck } from "@/components/ui/use-form-check";
import { useUnsaved } from "@/components/ui/use-unsaved";
import type { PolicySection } from "@/lib/access";
import { fieldsOf, type OwnOptions, SECTIONS } from "./fields";
import { PolicyControl } from "./policy-control";

type Values = Readonly<Record<string, unknown>>;
type PolicyFormProps = {
  readonly section: PolicySection;
  readonly version: number;
  readonly document: Values;
  readonly options?: OwnOptions;
  readonly change: (input: {
    readonly version: number;
    readonly document: Values;
  }) => Promise<ActionResult<{ readonly version: number; readonly receipt: ReceiptView }>>;
};

/** A section of the policy as a form: judged by the section's own schema, saved as a whole. */
export function PolicyForm({ section, version, document, options, change }: PolicyFormProps) {
  const [values, setValues] = useState(document);
  const [pending, start] = useTransition();
  const check = useFormCheck(() =>
    import("@/lib/access/policies/sections").then((module) => module.POLICY_SECTIONS[section]),
  );
  const { title } = SECTIONS[section];
  const fields = fieldsOf(section, options);
  const question = `What you changed under ${title} is not saved. Leave without saving it?`;
  const { changed, kept, keep } = useUnsaved(values, document, question);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!changed || pending || !(await check.holds(values))) return;
    start(async () => {
      const result = await change({ version, document: values });
      if (!result.ok) {
        const paths = fields.map(({ name }) => `/document/${name}`);
        return check.refused(result.problem, paths);
      }
      keep(values);
      showDone(`${title}: saved, and in force`, result);
    });
  };
  return (
    <form onSubmit={submit} noValidate className="max-w-[560px] space-y-5">
      {check.problem ? <FormProblem problem={check.problem} /> : null}
      {fields.map((field) => (
        <PolicyControl
          key={field.name}
          field={field}
          value={values[field.name]}
          error={
            check.faultWithin(`/${field.name}`) ?? check.faultWithin(`/document/${field.name}`)
          }
          onChange={(value) => {
            setValues((now) => ({ ...now, [field.name]: value }));
            check.changed(`/${field.name}`);
          }}
          onLeave={() => changed && check.left(`/${field.name}`, values)}
        />
      ))}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending} aria-disabled={!changed}>
          Save {inSentence(title)}
        </Button>
        {changed ? (
          <Button
            onClick={() => {
              setValues(kept);
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

/** A title as it stands within a sentence; one that begins with an abbreviation keeps it. */
function inSentence(title: string): string {
  return /^[A-Z]{2}/.test(title) ? title : `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

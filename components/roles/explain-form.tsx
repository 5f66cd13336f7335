import { Check, X } from "lucide-react";
import { PERMISSION_GROUPS } from "@/components/access/permission-groups";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Field, Select } from "@/components/ui/field";

type Named = { readonly id: string; readonly name: string };

export type ExplanationView = {
  readonly name: string;
  readonly permission: string;
  readonly means: string;
  readonly allowed: boolean;
  readonly because: readonly { readonly holds: boolean; readonly text: string }[];
  readonly toAllow: readonly string[];
};

type ExplainFormProps = {
  /** The people and keys that can be asked about, as `member:<id>` and `api-key:<id>`. */
  readonly subjects: readonly Named[];
  readonly workspaces: readonly Named[];
  readonly asked: { readonly subject?: string; readonly can?: string; readonly in?: string };
  readonly told: ExplanationView | null;
};

/** Why somebody can or cannot do something: a question in the address, and its answer beneath. */
export function ExplainForm({ subjects, workspaces, asked, told }: ExplainFormProps) {
  return (
    <div className="space-y-5">
      <form className="grid max-w-[760px] items-end gap-3 sm:grid-cols-[1fr_1fr_1fr_auto]">
        <Field label="Who">
          <Select name="subject" defaultValue={asked.subject}>
            {subjects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="What">
          <Select name="can" defaultValue={asked.can ?? "servers:read"}>
            {PERMISSION_GROUPS.map(({ title, permissions }) => (
              <optgroup key={title} label={title}>
                {permissions.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </optgroup>
            ))}
          </Select>
        </Field>
        <Field label="Where">
          <Select name="in" defaultValue={asked.in ?? ""}>
            <option value="">Anywhere</option>
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Button type="submit">Explain</Button>
      </form>
      {told === null ? null : <Told told={told} />}
    </div>
  );
}

function Told({ told }: { readonly told: ExplanationView }) {
  return (
    <section aria-label="Answer" className="max-w-[760px] rounded-md border border-line p-4">
      <p className="font-medium">
        {told.name} {told.allowed ? "can" : "cannot"} do this.{" "}
        <span className="font-normal text-muted">{told.means}</span>
      </p>
      <ul className="mt-3 space-y-1.5">
        {told.because.map(({ holds, text }) => {
          const Icon = holds ? Check : X;
          return (
            <li key={text} className="flex gap-2">
              <Icon
                aria-hidden
                className={cx(
                  "mt-0.5 size-4 shrink-0",
                  holds ? "text-ok-text" : "text-danger-text",
                )}
              />
              <span>
                <span className="sr-only">{holds ? "Holds: " : "Stands against it: "}</span>
                {text}
              </span>
            </li>
          );
        })}
      </ul>
      {told.toAllow.length === 0 ? null : (
        <div className="mt-3 text-sm">
          <p className="font-medium">What would have to be different</p>
          <ul className="mt-1 list-disc space-y-0.5 pl-5 text-muted">
            {told.toAllow.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

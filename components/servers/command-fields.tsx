"use client";
import { Field, Input, Textarea } from "@/components/ui/field";
import type { FormParts } from "@/components/ui/sent-form";

type CommandFieldsProps = FormParts & { readonly help: string };

/** The part of a registration for a server that is a command. */
export function CommandFields({ help, judged, fault, faultWithin }: CommandFieldsProps) {
  return (
    <>
      <Field label="Command" help={help} error={fault("/command")}>
        <Input
          {...judged("/command")}
          name="command"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          placeholder="/usr/local/bin/mcp-files"
        />
      </Field>
      <Field
        label="Arguments"
        optional
        help="One on each line. Whoever may see the server sees them: no secrets here."
        error={faultWithin("/args")}
      >
        <Textarea
          {...judged("/args")}
          name="args"
          rows={3}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          placeholder={"--read-only\n/srv/files"}
        />
      </Field>
      <Field
        label="Variables"
        optional
        help="NAME=value, one on each line. It gets these, PATH, HOME and LANG, and nothing else of the gate's."
        error={faultWithin("/env")}
      >
        <Textarea
          {...judged("/env")}
          name="env"
          rows={2}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          placeholder="LOG_LEVEL=warn"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Secret variable"
          optional
          help="The name it expects its key or token in."
          error={fault("/credential/variable")}
        >
          <Input
            {...judged("/credential/variable")}
            name="variable"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            placeholder="FILES_TOKEN"
          />
        </Field>
        <Field
          label="Its value"
          optional
          help="Sealed. It cannot be read again."
          error={fault("/credential/value") ?? fault("/credential")}
        >
          <Input
            {...judged("/credential/value")}
            name="value"
            type="password"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      </div>
    </>
  );
}

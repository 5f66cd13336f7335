"use client";
import type { KeyboardEventHandler } from "react";
import { Field, Input } from "@/components/ui/field";

export type Method = "totp" | "passkey" | "recovery-code";

/** One code to type: of an app, or of the set that was kept. */
export function CodeField({
  way,
  code,
  onChange,
  onKeyDown,
}: {
  readonly way: Method;
  readonly code: string;
  readonly onChange: (code: string) => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
}) {
  const app = way === "totp";
  return (
    <Field
      label={app ? "Code of your app" : "Recovery code"}
      help={app ? "Six digits; each code is good once." : "One of those you kept; it is good once."}
    >
      <Input
        key={way}
        name="code"
        autoComplete={app ? "one-time-code" : "off"}
        inputMode={app ? "numeric" : "text"}
        maxLength={app ? 8 : 40}
        spellCheck={false}
        className="font-mono"
        value={code}
        onKeyDown={onKeyDown}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

"use client";
import type { ReactNode } from "react";
import { Field, Input, Select } from "./field";
import { endOf, LIFETIMES } from "./lifetime";
import type { FormParts } from "./sent-form";

type NameAndEndProps = {
  readonly form: FormParts;
  readonly placeholder: string;
  readonly nameHelp: string;
  readonly endHelp?: string;
  readonly children?: ReactNode;
};

/** The name of what is made and when it ends; what else there is stands between them. */
export function NameAndEnd({ form, placeholder, nameHelp, endHelp, children }: NameAndEndProps) {
  return (
    <>
      <Field label="Name" help={nameHelp} error={form.fault("/name")}>
        <Input
          name="name"
          maxLength={120}
          autoComplete="off"
          placeholder={placeholder}
          {...form.judged("/name")}
        />
      </Field>
      {children}
      <Field label="Ends after" help={endHelp} error={form.fault("/expiresAt")}>
        <Select name="lifetime" defaultValue="90">
          {LIFETIMES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}

/** What these two fields hold, as the control API takes it. */
export function nameAndEnd(form: HTMLFormElement) {
  const data = new FormData(form);
  return {
    name: String(data.get("name") ?? ""),
    expiresAt: endOf(String(data.get("lifetime")), Date.now()),
  };
}

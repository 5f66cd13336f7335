"use client";
import { Field, Input, Select } from "@/components/ui/field";
import type { FormParts } from "@/components/ui/sent-form";
import type { CredentialForm } from "./read-registration";

type AddressFieldsProps = FormParts & {
  readonly help: string;
  readonly form: CredentialForm;
  readonly onForm: (form: CredentialForm) => void;
};

/** The part of a registration for a server at an address. */
export function AddressFields({ help, judged, fault, form, onForm }: AddressFieldsProps) {
  return (
    <>
      <Field label="Address" help={help} error={fault("/url")}>
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
        <Select value={form} onChange={(event) => onForm(event.target.value as CredentialForm)}>
          <option value="none">None</option>
          <option value="bearer">Bearer token</option>
          <option value="header">A header of its own</option>
        </Select>
      </Field>
      {form === "header" ? (
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
      {form === "none" ? null : (
        <Field
          label={form === "bearer" ? "Token" : "Value"}
          help="Sealed under your organisation's key. It cannot be read again, only replaced."
          error={fault("/credential/value") ?? fault("/credential")}
        >
          <Input
            {...judged(form === "bearer" ? "/credential" : "/credential/value")}
            name="value"
            type="password"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
    </>
  );
}

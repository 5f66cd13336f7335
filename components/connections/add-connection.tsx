"use client";
import { Plug } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { Vendor } from "@/lib/identity";
import { GuideValues } from "./guide-values";
import { type Kind, type OwnValues, signedBy } from "./guides";
import { MetadataFields, metadataOf, type Source } from "./metadata-fields";
import type { Signatures } from "./signature-words";
import { SignaturesField } from "./signatures-field";
import { VENDOR_NAMES } from "./vendor-names";

export type Create = (
  input: unknown,
) => Promise<ActionResult<{ readonly id: string; readonly receipt: ReceiptView }>>;

type AddConnectionProps = { readonly own: OwnValues; readonly create: Create };

const schema = () =>
  import("@/lib/identity/connections/connection.schema").then((part) => part.newConnectionSchema);

/** Sets up a connection, with the values that its provider asks for. */
export function AddConnection({ own, create }: AddConnectionProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" icon={<Plug aria-hidden />} onClick={() => setOpen(true)}>
        Add connection
      </Button>
      <Dialog
        wide
        open={open}
        onClose={() => setOpen(false)}
        title="Add a connection"
        purpose="It begins as a draft, which lets nobody in: test it, then turn it on."
      >
        <ConnectionForm
          own={own}
          create={create}
          done={(name, receipt) => {
            setOpen(false);
            showToast("ok", `${name} is set up as a draft`, `Ledger entry ${receipt.seq}.`);
          }}
        >
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </ConnectionForm>
      </Dialog>
    </>
  );
}

type FormProps = AddConnectionProps & {
  readonly done: (name: string, receipt: ReceiptView) => void;
  readonly children?: React.ReactNode;
};

/** The form alone, for the console and for whoever comes by a setup link. */
export function ConnectionForm({ own, create, done, children }: FormProps) {
  const [vendor, setVendor] = useState<Vendor>("okta");
  const [signatures, setSignatures] = useState<Signatures>("both");
  const [kind, setKind] = useState<Kind>("oidc");
  const [source, setSource] = useState<Source>("url");
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const inputOf = (form: HTMLFormElement): unknown => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const common = { kind, vendor, name: text("name") };
    if (kind === "saml") return { ...common, metadata: metadataOf(source, text), signatures };
    return {
      ...common,
      discoveryUrl: text("discoveryUrl"),
      clientId: text("clientId"),
      clientSecret: text("clientSecret"),
    };
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const input = inputOf(form);
    if (!(await check.holds(input))) return focusFirstFault(form);
    start(async () => {
      const result = await create(input);
      if (result.ok) return done(String((input as { name: string }).name), result.value.receipt);
      check.refused(result.problem, ["/name", "/discoveryUrl", "/clientId", "/clientSecret"]);
      focusFirstFault(form);
    });
  };
  const input = (name: string, type = "text") => (
    <Input
      name={name}
      type={type}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      onChange={() => check.changed(`/${name}`)}
    />
  );
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {check.problem ? <FormProblem problem={check.problem} /> : null}
      <Field label="Identity provider">
        <Select
          name="vendor"
          value={vendor}
          onChange={(event) => {
            const chosen = event.target.value as Vendor;
            setVendor(chosen);
            setSignatures(signedBy(chosen));
          }}
        >
          {Object.entries(VENDOR_NAMES).map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Protocol">
        <Select name="kind" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          <option value="oidc">OpenID Connect</option>
          <option value="saml">SAML 2.0</option>
        </Select>
      </Field>
      <GuideValues vendor={vendor} kind={kind} own={own} />
      <Field
        label="Name"
        help="What people choose by, where there are several."
        error={check.fault("/name")}
      >
        {input("name")}
      </Field>
      {kind === "oidc" ? (
        <>
          <Field
            label="Issuer"
            help="Or the address of the discovery document."
            error={check.fault("/discoveryUrl")}
          >
            {input("discoveryUrl")}
          </Field>
          <Field label="Client id" error={check.fault("/clientId")}>
            {input("clientId")}
          </Field>
          <Field
            label="Client secret"
            help="Kept sealed, and shown to nobody again."
            error={check.fault("/clientSecret")}
          >
            {input("clientSecret", "password")}
          </Field>
        </>
      ) : (
        <>
          <MetadataFields
            source={source}
            setSource={setSource}
            error={check.faultWithin("/metadata")}
          />
          <SignaturesField value={signatures} choose={setSignatures} />
        </>
      )}
      <DialogActs>
        {children}
        <Button type="submit" variant="primary" pending={pending}>
          Set up as a draft
        </Button>
      </DialogActs>
    </form>
  );
}

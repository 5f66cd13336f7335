"use client";
import { Plug } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { SentForm, useSentForm } from "@/components/ui/sent-form";
import { showToast } from "@/components/ui/toast";
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

const FIELDS = ["/name", "/discoveryUrl", "/clientId", "/clientSecret"];
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
  const read = (form: HTMLFormElement) => {
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
  const form = useSentForm({
    ...{ schema, fields: FIELDS, read, send: create },
    done: ({ value }, { name }) => done(name, value.receipt),
  });
  const { fault, faultWithin, changed } = form.parts;
  const input = (name: string, type = "text") => (
    <Input
      name={name}
      type={type}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      onChange={() => changed(`/${name}`)}
    />
  );
  return (
    <SentForm form={form} submit="Set up as a draft" cancel={children}>
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
        error={fault("/name")}
      >
        {input("name")}
      </Field>
      {kind === "oidc" ? (
        <>
          <Field
            label="Issuer"
            help="Or the address of the discovery document."
            error={fault("/discoveryUrl")}
          >
            {input("discoveryUrl")}
          </Field>
          <Field label="Client id" error={fault("/clientId")}>
            {input("clientId")}
          </Field>
          <Field
            label="Client secret"
            help="Kept sealed, and shown to nobody again."
            error={fault("/clientSecret")}
          >
            {input("clientSecret", "password")}
          </Field>
        </>
      ) : (
        <>
          <MetadataFields source={source} setSource={setSource} error={faultWithin("/metadata")} />
          <SignaturesField value={signatures} choose={setSignatures} />
        </>
      )}
    </SentForm>
  );
}

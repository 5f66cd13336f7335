"use client";
import { useRef } from "react";
import { Field, Input, Select, Textarea } from "@/components/ui/field";

/** How a SAML provider's metadata is given. */
export type Source = "url" | "xml" | "fields";

type MetadataFieldsProps = {
  readonly source: Source;
  readonly setSource: (source: Source) => void;
  readonly error: string | undefined;
  /** Whether a connection that stands is renewed, so that what is not said stays as it is. */
  readonly renewal?: boolean;
};

/** A SAML provider's metadata: by its address, as a document, or by its values. */
export function MetadataFields(props: MetadataFieldsProps) {
  const { source, setSource, error, renewal = false } = props;
  return (
    <>
      <Field label="The provider's metadata" error={error}>
        <Select
          name="source"
          value={source}
          onChange={(event) => setSource(event.target.value as Source)}
        >
          <option value="url">By its address</option>
          <option value="xml">As a document</option>
          <option value="fields">By its values</option>
        </Select>
      </Field>
      {source === "url" ? (
        <Field label="Metadata address">
          <Input name="metadataUrl" autoComplete="off" spellCheck={false} />
        </Field>
      ) : null}
      {source === "xml" ? <DocumentFields /> : null}
      {source === "fields" ? (
        <>
          <Field label="Entity id">
            <Input name="entityId" autoComplete="off" spellCheck={false} />
          </Field>
          <Field label="Sign-in address" help="For requests by redirect (HTTP-Redirect).">
            <Input name="ssoUrl" autoComplete="off" spellCheck={false} />
          </Field>
          <Field label="Certificate" help="In PEM or base64.">
            <Textarea name="certificate" rows={5} className="font-mono text-sm" />
          </Field>
          <Field label="Next certificate" optional help="While the provider rolls over.">
            <Textarea name="nextCertificate" rows={5} className="font-mono text-sm" />
          </Field>
          <Field label="Requests" help="Signed where the provider asks for that.">
            <Select name="requests" defaultValue="">
              <option value="">{renewal ? "As until now" : "Not signed"}</option>
              <option value="signed">Signed</option>
              {renewal ? <option value="plain">Not signed</option> : null}
            </Select>
          </Field>
        </>
      ) : null}
    </>
  );
}

/** The document as a file that the provider gave out, or as text: what was chosen stands there to be read. */
function DocumentFields() {
  const document = useRef<HTMLTextAreaElement>(null);
  const take = async (file: File | undefined) => {
    if (file !== undefined && document.current !== null) document.current.value = await file.text();
  };
  return (
    <>
      <Field label="Metadata file" optional help="It is read into the document below.">
        <Input
          type="file"
          accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
          className="h-auto py-1 file:mr-2.5 file:rounded-sm file:border-0 file:bg-hover file:px-2 file:py-0.5 file:text-sm"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </Field>
      <Field label="Metadata document" help="The whole XML.">
        <Textarea
          ref={document}
          name="xml"
          rows={8}
          className="font-mono text-sm"
          spellCheck={false}
        />
      </Field>
    </>
  );
}

/** What the fields say, in the form that is sent. */
export function metadataOf(source: Source, text: (name: string) => string): unknown {
  if (source === "url") return { url: text("metadataUrl") };
  if (source === "xml") return { xml: text("xml") };
  const certificates = [text("certificate"), text("nextCertificate")].filter((one) => one !== "");
  const given = { entityId: text("entityId"), ssoUrl: text("ssoUrl"), certificates };
  const requests = text("requests");
  return requests === "" ? given : { ...given, signedRequests: requests === "signed" };
}

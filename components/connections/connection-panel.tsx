import type { ReactNode } from "react";
import type { PlaceChoice } from "@/components/directory/words";
import { Ago } from "@/components/ui/ago";
import { buttonClass } from "@/components/ui/button";
import { Facts, Section } from "@/components/ui/facts";
import { utc } from "@/components/ui/time";
import type { ConnectionTestView, ConnectionView, Vendor } from "@/lib/identity";
import { FAILURE_WORDS } from "./failure-words";
import { GuideValues } from "./guide-values";
import type { OwnValues } from "./guides";
import { OwnCertificates } from "./own-certificates";
import { SIGNATURE_WORDS } from "./signature-words";
import { FailingBadge, StateBadge } from "./state-badge";
import { TestResult } from "./test-result";
import { VENDOR_NAMES } from "./vendor-names";

type ConnectionPanelProps = {
  readonly connection: ConnectionView;
  readonly test: ConnectionTestView | null;
  /** What of ours its provider was given. */
  readonly own: OwnValues;
  readonly places: readonly PlaceChoice[];
  /** Where a test begins; null where the reader may not. */
  readonly testHref: string | null;
  readonly acts: ReactNode;
  /** The form of what it gives, where the reader may change that. */
  readonly mapping: ReactNode;
  /** The form of what its provider must sign, where it is a SAML connection that may be changed. */
  readonly signatures: ReactNode;
  readonly renewal: ReactNode;
};

/** Everything about one connection. */
export function ConnectionPanel(props: ConnectionPanelProps) {
  const { connection, own, test, places, testHref, acts, mapping, signatures, renewal } = props;
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-center gap-2">
        <StateBadge state={connection.state} />
        <FailingBadge failing={connection.failing} />
        {testHref === null ? null : (
          /* A plain link: it must not be fetched ahead, since following it begins a sign-in. */
          <a className={buttonClass({ variant: "primary" })} href={testHref} rel="nofollow">
            Test this connection
          </a>
        )}
        {acts}
      </div>
      {connection.failing === null ? null : (
        <p className="rounded-md bg-warn-soft px-3 py-2.5">
          Its identity provider {FAILURE_WORDS[connection.failing.failure]}, since{" "}
          <Ago at={connection.failing.since} />. Who is signed in stays so; who is not may have to
          wait. It is asked again every minute.
        </p>
      )}
      {test === null ? null : <TestResult test={test} places={places} />}
      <Facts
        facts={[
          { name: "Protocol", value: connection.kind === "saml" ? "SAML 2.0" : "OpenID Connect" },
          { name: "Provider", value: connection.issuer ?? "Not known" },
          { name: "Described at", value: connection.sourceUrl ?? "Nowhere: given by hand" },
          ...(connection.clientId === null
            ? []
            : [{ name: "Client id", value: connection.clientId }]),
          {
            name: "Domains",
            value: connection.domains.length > 0 ? connection.domains.join(", ") : "None verified",
          },
          ...(connection.kind === "saml"
            ? [{ name: "Must be signed", value: SIGNATURE_WORDS[connection.signatures].name }]
            : []),
          { name: "Known by it", value: `${connection.members} members` },
          {
            name: "Tested",
            value: connection.testedAt === null ? "Never" : utc(connection.testedAt),
          },
          ...connection.certificates.map(({ fingerprint, notAfter }) => ({
            name: `Certificate ${fingerprint.slice(0, 8)}`,
            value: `valid until ${utc(notAfter)}`,
          })),
        ]}
      />
      {connection.ownCertificates.length === 0 ? null : (
        <OwnCertificates certificates={connection.ownCertificates} metadataUrl={own.metadataUrl} />
      )}
      <details>
        <summary className="w-fit text-sm text-muted hover:text-text">
          What its provider asks for
        </summary>
        <div className="mt-2">
          <GuideValues vendor={vendorOf(connection.vendor)} kind={connection.kind} own={own} />
        </div>
      </details>
      <Section title="What it gives" note="To whom who comes for the first time.">
        {mapping}
      </Section>
      {signatures === null ? null : (
        <Section title="Signatures" note="Without which no answer is taken.">
          {signatures}
        </Section>
      )}
      {renewal === null ? null : <Section title="Renew">{renewal}</Section>}
    </div>
  );
}

/** A vendor by its name; one that is not known is any other. */
function vendorOf(name: string): Vendor {
  return name in VENDOR_NAMES ? (name as Vendor) : "other";
}

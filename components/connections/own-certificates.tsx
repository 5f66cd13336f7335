import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { utc } from "@/components/ui/time";
import type { ConnectionView } from "@/lib/identity";

type Own = ConnectionView["ownCertificates"][number];

const STATES: Readonly<Record<Own["state"], string>> = {
  next: "Next",
  current: "In use",
  previous: "Before",
};

type OwnCertificatesProps = {
  readonly certificates: readonly Own[];
  /** Where our metadata for the organisation's providers is. */
  readonly metadataUrl: string;
};

/** By which certificates of ours a SAML provider knows us, and what it must be given where that changes. */
export function OwnCertificates({ certificates, metadataUrl }: OwnCertificatesProps) {
  const next = certificates.find(({ state }) => state === "next");
  const before = certificates.some(({ state }) => state === "previous");
  return (
    <Section title="Our certificate" note="What your provider knows us by, and may encrypt to.">
      {next === undefined && !before ? null : (
        <div
          role="note"
          className="mb-3 space-y-1.5 rounded-lg border border-line bg-warn-soft px-4 py-3.5"
        >
          <p>
            <span className="font-medium">
              {next === undefined
                ? "Our certificate was replaced."
                : "Our certificate is being replaced."}
            </span>{" "}
            {next === undefined
              ? "If your provider does not know the one in use yet, give it our metadata now: requests are signed with it, and what is encrypted to the one before is taken until the time below."
              : "Give your provider our metadata anew, which names both, before the next one is in use."}
          </p>
          <p className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
            <Id value={metadataUrl} label="Copy the address of our metadata" />
          </p>
        </div>
      )}
      <Facts
        facts={certificates.map((one) => ({
          name: `${STATES[one.state]} ${one.fingerprint.slice(0, 8)}`,
          value: wordsOf(one),
        }))}
      />
    </Section>
  );
}

function wordsOf({ state, notAfter, signsFrom, opensUntil }: Own): string {
  const valid = `valid until ${utc(notAfter)}`;
  if (state === "next") {
    return signsFrom === null
      ? `${valid}; signs once the operator says so`
      : `${valid}; signs from ${utc(signsFrom)} on`;
  }
  return opensUntil === null ? valid : `answers encrypted to it are taken until ${utc(opensUntil)}`;
}

import Link from "next/link";
import type { ReactNode } from "react";
import { PermissionList } from "@/components/access/permission-list";
import { placesWords } from "@/components/access/places-words";
import { History } from "@/components/ledger/history";
import { Reference } from "@/components/ledger/reference";
import { Ago } from "@/components/ui/ago";
import { CodeBlock } from "@/components/ui/code-block";
import { Id } from "@/components/ui/copy-button";
import { type Fact, Facts, Section } from "@/components/ui/facts";
import { utc } from "@/components/ui/time";
import type { ApiKeyView } from "@/lib/credentials";
import type { LedgerEntryView } from "@/lib/ledger";
import { KeyBadges } from "./key-badges";

type KeyPanelProps = {
  readonly base: string;
  readonly apiKey: ApiKeyView;
  readonly history: readonly LedgerEntryView[] | null;
  readonly names: Readonly<Record<string, string>>;
  /** The names of workspaces, by their ids, as far as whoever looks may know them. */
  readonly workspaces: Readonly<Record<string, string>>;
  readonly hrefOf: (id: string) => string;
  readonly acts: ReactNode;
};

/** One API key: what it may do, where it stands in its line, and what the ledger holds of it. */
export function KeyPanel({
  base,
  apiKey,
  history,
  names,
  workspaces,
  hrefOf,
  acts,
}: KeyPanelProps) {
  return (
    <div className="space-y-8">
      <div className="space-y-3">
        <KeyBadges apiKey={apiKey} />
        <div className="flex flex-wrap gap-2">{acts}</div>
      </div>
      <Section title="Facts">
        <Facts facts={factsOf(apiKey, names, workspaces, hrefOf)} />
      </Section>
      <Section
        title="What it may do"
        note="Set when it was made. Nothing is ever added to it; another key can have others."
      >
        <PermissionList held={apiKey.capabilities} />
      </Section>
      <Section title="History" note="Of this key and of those it was rotated from and into.">
        <History base={base} entries={history} names={names} />
      </Section>
      <Section title="Raw" note="As the control API gives it.">
        <CodeBlock
          code={JSON.stringify(apiKey, null, 2)}
          label="key as JSON"
          className="max-h-72"
        />
      </Section>
    </div>
  );
}

/** What of a key its maker could not give it today. */
function beyondWords(beyond: ApiKeyView["beyondMaker"]): string {
  const places = beyond?.workspaces ? ["sees a workspace that they do not"] : [];
  return [...(beyond?.capabilities ?? []), ...places].join(", ");
}

function factsOf(
  key: ApiKeyView,
  names: KeyPanelProps["names"],
  workspaces: KeyPanelProps["workspaces"],
  hrefOf: KeyPanelProps["hrefOf"],
): Fact[] {
  const at = (iso: string) => (
    <>
      {utc(iso)} <span className="text-faint">(</span>
      <Ago at={iso} className="text-faint" />
      <span className="text-faint">)</span>
    </>
  );
  const other = (id: string, words: string) => (
    <Link href={hrefOf(id)} scroll={false} className="text-accent-text hover:underline">
      {words}
    </Link>
  );
  const optional = (when: unknown, fact: () => Fact): Fact[] => (when == null ? [] : [fact()]);
  return [
    {
      name: "Token",
      value: <code className="font-mono text-sm">pck_…{key.lastFour}</code>,
    },
    { name: "Made by", value: <Reference reference={key.createdBy} names={names} /> },
    ...optional(key.beyondMaker, () => ({
      name: "Beyond its maker",
      value: beyondWords(key.beyondMaker),
    })),
    { name: "Sees", value: placesWords(key.workspaces, workspaces) },
    { name: "Made", value: at(key.createdAt) },
    { name: "Last used", value: key.lastUsedAt ? at(key.lastUsedAt) : "Never" },
    { name: "Ends", value: key.expiresAt ? at(key.expiresAt) : "Not by itself" },
    ...optional(key.revokedAt, () => ({ name: "Revoked", value: at(key.revokedAt ?? "") })),
    ...optional(key.rotatedAt, () => ({ name: "Rotated", value: at(key.rotatedAt ?? "") })),
    ...optional(key.rotatedTo, () => ({
      name: "Successor",
      value: other(key.rotatedTo ?? "", "Open the key that took its place"),
    })),
    ...optional(key.rotatedFrom, () => ({
      name: "Before it",
      value: (
        <>
          {other(key.rotatedFrom ?? "", "Open the key it took the place of")}
          {key.overlap?.endsAt ? <>, which ends {utc(key.overlap.endsAt)}</> : null}
        </>
      ),
    })),
    { name: "Key id", value: <Id value={key.id} label="Copy key id" /> },
  ];
}

import Link from "next/link";
import type { ReactNode } from "react";
import { entryWords } from "@/components/ledger/entry-words";
import { Reference } from "@/components/ledger/reference";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count, plural, utc } from "@/components/ui/time";
import type { GrantUse } from "@/lib/decisions";
import type { GrantDetail } from "@/lib/servers";
import { BeyondMaker } from "./beyond-maker";
import { grantState } from "./grant-state";

type GrantPanelProps = {
  readonly base: string;
  readonly grant: GrantDetail;
  readonly use: GrantUse | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly nowMs: number;
  /** The act on it: to revoke it, or why not. Left out where it is of no use any more. */
  readonly act: ReactNode;
};

/** Everything about one grant: where it leads, who uses it, what became of it. */
export function GrantPanel({ base, grant, use, names, nowMs, act }: GrantPanelProps) {
  const { word, tone, icon, usable } = grantState(grant, nowMs);
  const link = "underline decoration-line underline-offset-2 hover:decoration-current";
  return (
    <div className="space-y-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="flex flex-wrap gap-1">
          <Badge tone={tone} icon={icon}>
            {word}
          </Badge>
          {grant.beyondMaker ? <BeyondMaker /> : null}
        </span>
        {usable ? act : null}
      </div>
      <Section title="Facts">
        <Facts
          facts={[
            {
              name: "Server",
              value: (
                <Link className={link} href={`${base}/servers/${grant.serverId}`}>
                  {grant.serverName}
                </Link>
              ),
            },
            {
              name: "Token",
              value: <code className="font-mono text-sm">pcg_…{grant.lastFour}</code>,
            },
            {
              name: "Last used",
              value: grant.lastUsedAt ? <Ago at={grant.lastUsedAt} /> : "Never",
            },
            {
              name: "Calls",
              value: (
                <Link
                  className={link}
                  href={withParams(`${base}/decisions`, {}, { grant: grant.id })}
                >
                  {use ? `${plural(use.callsLastDay, "call")} in the last day` : "Show its calls"}
                </Link>
              ),
            },
            { name: "Ends", value: grant.expiresAt ? utc(grant.expiresAt) : "Never by itself" },
            {
              name: "Created",
              value: (
                <>
                  {utc(grant.createdAt)} by <Reference reference={grant.createdBy} names={names} />
                </>
              ),
            },
            ...(grant.revokedAt ? [{ name: "Revoked", value: utc(grant.revokedAt) }] : []),
            { name: "Grant id", value: <Id value={grant.id} label="Copy grant id" /> },
          ]}
        />
      </Section>
      <Section title="History" note="From the ledger, oldest first. Its calls stand in Decisions.">
        {grant.history.length === 0 ? (
          <p className="text-muted">
            The ledger has no entry that names it alone: it was made before those were kept apart.
          </p>
        ) : (
          <ol className="divide-y divide-line border-y border-line">
            {grant.history.map((entry) => (
              <li
                key={entry.seq}
                className="relative flex items-baseline gap-3 py-2 hover:bg-hover"
              >
                <Link
                  href={withParams(`${base}/ledger`, {}, { entry: String(entry.seq) })}
                  className="tabular font-medium after:absolute after:inset-0"
                >
                  {count(entry.seq)}
                </Link>
                <span className="min-w-0 flex-1">
                  {entryWords(entry.type)}{" "}
                  <span className="text-muted">
                    by <Reference reference={entry.actor} names={names} />
                  </span>
                </span>
                <span className="tabular text-sm text-faint">{utc(entry.at)}</span>
              </li>
            ))}
          </ol>
        )}
      </Section>
    </div>
  );
}

import type { ReactNode } from "react";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { Cell, Head, Table } from "@/components/ui/table";
import type { GrantUse } from "@/lib/decisions";
import type { GrantView } from "@/lib/servers";
import { BeyondMaker } from "./beyond-maker";
import { grantState } from "./grant-state";

type GrantTableProps = {
  readonly grants: readonly GrantView[];
  /** Who created each, by the ledger's name for them. */
  readonly names: Readonly<Record<string, string>>;
  readonly usageOf: (grantId: string) => GrantUse | undefined;
  /** Whether a grant without a use was never used, or only not lately. */
  readonly usageKnown: boolean;
  readonly nowMs: number;
  readonly actOn: (grant: GrantView) => ReactNode;
};

/** The grants of a server, newest first, revoked ones too. */
export function GrantTable({ grants, names, usageOf, usageKnown, nowMs, actOn }: GrantTableProps) {
  return (
    <Table aria-label="Grants">
      <thead>
        <tr>
          <Head>Grant</Head>
          <Head className="w-28">State</Head>
          <Head className="w-28 max-sm:hidden">Last used</Head>
          <Head className="w-28 max-md:hidden">Ends</Head>
          <Head className="w-56 max-lg:hidden">Created</Head>
          <Head className="w-22">
            <span className="sr-only">Acts</span>
          </Head>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => {
          const { word, tone, icon, usable } = grantState(grant, nowMs);
          return (
            <tr key={grant.id} className={cx("hover:bg-hover", !usable && "text-muted")}>
              <Cell className="max-w-0 py-2">
                <span className="block truncate font-medium">{grant.name}</span>
                <code className="block truncate font-mono text-xs text-faint">
                  pcg_…{grant.lastFour}
                </code>
                {grant.beyondMaker ? <BeyondMaker /> : null}
              </Cell>
              <Cell>
                <Badge tone={tone} icon={icon}>
                  {word}
                </Badge>
              </Cell>
              <Cell className="text-sm text-muted max-sm:hidden">
                <LastUse use={usageOf(grant.id)} known={usageKnown} />
              </Cell>
              <Cell className="text-sm text-muted max-md:hidden">
                {grant.expiresAt ? <Ago at={grant.expiresAt} /> : "No end"}
              </Cell>
              <Cell className="text-sm text-muted max-lg:hidden">
                <Ago at={grant.createdAt} /> by {creator(grant.createdBy, names)}
              </Cell>
              <Cell className="text-right">{usable ? actOn(grant) : null}</Cell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function LastUse({ use, known }: { readonly use: GrantUse | undefined; readonly known: boolean }) {
  if (use === undefined) return known ? "Never" : "Not lately";
  return <Ago at={use.lastAt} />;
}

function creator(actor: string, names: Readonly<Record<string, string>>): string {
  if (actor.startsWith("system:")) return "Portcullis";
  return names[actor] ?? (actor.startsWith("api-key:") ? "an API key" : "a former member");
}

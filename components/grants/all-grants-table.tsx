import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { RowKeys } from "@/components/ui/row-keys";
import { type Sorting, sortedBy } from "@/components/ui/sorted";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import type { GRANT_COLUMNS, GrantOfServer } from "@/lib/servers";
import { BeyondMaker } from "./beyond-maker";
import { grantState } from "./grant-state";

type AllGrantsTableProps = {
  readonly grants: readonly GrantOfServer[];
  readonly openId: string | undefined;
  readonly hrefOf: (id: string) => string;
  readonly nowMs: number;
  readonly sorting: Sorting<(typeof GRANT_COLUMNS)[number]>;
};

/** Grants of all servers: who may call what, and who still does. */
export function AllGrantsTable({ grants, openId, hrefOf, nowMs, sorting }: AllGrantsTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Grants">
        <thead>
          <tr>
            <Head {...sortedBy(sorting, "name")}>Grant</Head>
            <Head className="w-48 max-md:hidden">Server</Head>
            <Head className="w-28">State</Head>
            <Head className="w-28" {...sortedBy(sorting, "used")}>
              Last used
            </Head>
            <Head className="w-28 max-md:hidden" {...sortedBy(sorting, "ends")}>
              Ends
            </Head>
            <Head className="w-28 max-lg:hidden" {...sortedBy(sorting, "created")}>
              Created
            </Head>
          </tr>
        </thead>
        <tbody>
          {grants.map((grant) => {
            const { word, tone, icon, usable } = grantState(grant, nowMs);
            return (
              <Row
                key={grant.id}
                open={grant.id === openId}
                className={cx(!usable && "text-muted")}
              >
                <Cell className="max-w-0 py-2">
                  <RowLink href={hrefOf(grant.id)} className="block truncate">
                    {grant.name}
                  </RowLink>
                  <span className="block truncate text-xs text-faint">
                    <span className="md:hidden">{grant.serverName}, </span>
                    <code className="font-mono">pcg_…{grant.lastFour}</code>
                  </span>
                  {grant.beyondMaker ? <BeyondMaker /> : null}
                </Cell>
                <Cell className="max-w-0 truncate max-md:hidden">{grant.serverName}</Cell>
                <Cell>
                  <Badge tone={tone} icon={icon}>
                    {word}
                  </Badge>
                </Cell>
                <Cell className="text-sm text-muted">
                  {grant.lastUsedAt ? <Ago at={grant.lastUsedAt} /> : "Never"}
                </Cell>
                <Cell className="text-sm text-muted max-md:hidden">
                  {grant.expiresAt ? <Ago at={grant.expiresAt} /> : "No end"}
                </Cell>
                <Cell className="text-sm text-muted max-lg:hidden">
                  <Ago at={grant.createdAt} />
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </RowKeys>
  );
}

import { Badge } from "@/components/ui/badge";
import { RowKeys } from "@/components/ui/row-keys";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { count } from "@/components/ui/time";
import type { RoleView } from "@/lib/access";

type RoleTableProps = {
  readonly roles: readonly RoleView[];
  readonly hrefOf: (id: string) => string;
  readonly openId: string | undefined;
};

/** Roles; each row opens the role. */
export function RoleTable({ roles, hrefOf, openId }: RoleTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Roles">
        <thead>
          <tr>
            <Head>Role</Head>
            <Head className="w-32 max-sm:hidden">Made by</Head>
            <Head className="w-26 text-right max-sm:hidden">Permissions</Head>
            <Head className="w-22 pl-4 text-right">Members</Head>
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <Row key={role.id} open={role.id === openId}>
              <Cell className="max-w-0 py-2">
                <RowLink href={hrefOf(role.id)} className="block truncate">
                  {role.name}
                </RowLink>
                <span className="block truncate text-sm text-muted">{role.description}</span>
              </Cell>
              <Cell className="max-sm:hidden">
                <Badge>{role.builtIn ? "Built in" : "Your own"}</Badge>
              </Cell>
              <Cell className="text-right max-sm:hidden">{count(role.permissions.length)}</Cell>
              <Cell className="pl-4 text-right">{count(role.members)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

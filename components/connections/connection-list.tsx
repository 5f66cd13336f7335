import { Plug } from "lucide-react";
import { RowKeys } from "@/components/ui/row-keys";
import { Empty } from "@/components/ui/states";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { count, utc } from "@/components/ui/time";
import type { ConnectionView } from "@/lib/identity";
import { FailingBadge, StateBadge } from "./state-badge";

type ConnectionListProps = {
  readonly connections: readonly ConnectionView[];
  readonly openId: string | undefined;
  readonly hrefOf: (id: string) => string;
};

/** The connections; each row opens one. */
export function ConnectionList({ connections, openId, hrefOf }: ConnectionListProps) {
  if (connections.length === 0) {
    return (
      <Empty icon={Plug} title="No connection yet">
        Connect the identity provider of your organisation: your people then sign in with the
        accounts they have there.
      </Empty>
    );
  }
  return (
    <RowKeys>
      <Table aria-label="Connections">
        <thead>
          <tr>
            <Head>Connection</Head>
            <Head className="w-52 max-sm:w-40">State</Head>
            <Head className="w-32 max-md:hidden">Protocol</Head>
            <Head className="w-24 text-right max-lg:hidden">Members</Head>
            <Head className="w-56 max-lg:hidden">Certificate until</Head>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row key={connection.id} open={connection.id === openId}>
              <Cell className="max-w-0 py-2">
                <RowLink href={hrefOf(connection.id)} className="block truncate">
                  {connection.name}
                </RowLink>
                <span className="block truncate text-xs text-faint">{connection.issuer}</span>
              </Cell>
              <Cell className="py-2">
                <span className="flex flex-wrap gap-1">
                  <StateBadge state={connection.state} />
                  <FailingBadge failing={connection.failing} />
                </span>
              </Cell>
              <Cell className="text-sm text-muted max-md:hidden">
                {connection.kind === "saml" ? "SAML 2.0" : "OpenID Connect"}
              </Cell>
              <Cell className="text-right max-lg:hidden">{count(connection.members)}</Cell>
              <Cell className="text-sm text-muted max-lg:hidden">
                {connection.certificates[0] ? utc(connection.certificates[0].notAfter) : "None"}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

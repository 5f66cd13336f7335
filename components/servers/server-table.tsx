import { OctagonX } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { RowKeys } from "@/components/ui/row-keys";
import { type Sorting, sortedBy } from "@/components/ui/sorted";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { count } from "@/components/ui/time";
import type { SERVER_COLUMNS, ServerSummary } from "@/lib/servers";

type ServerTableProps = {
  readonly base: string;
  readonly servers: readonly ServerSummary[];
  readonly sorting: Sorting<(typeof SERVER_COLUMNS)[number]>;
};

/** The registered servers. */
export function ServerTable({ base, servers, sorting }: ServerTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Servers">
        <thead>
          <tr>
            <Head {...sortedBy(sorting, "name")}>Server</Head>
            <Head className="w-44">Rules</Head>
            <Head className="w-20 text-right max-sm:hidden">Tools</Head>
            <Head className="w-20 text-right max-sm:hidden">Grants</Head>
            <Head className="w-28 pl-4 max-lg:hidden">Credential</Head>
            <Head className="w-28 max-lg:hidden" {...sortedBy(sorting, "created")}>
              Registered
            </Head>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <Row key={server.id}>
              <Cell className="max-w-0 py-2">
                <RowLink href={`${base}/servers/${server.id}`} className="block truncate">
                  {server.name}
                </RowLink>
                <span className="block truncate text-xs text-faint">
                  {server.url ?? server.command}
                </span>
              </Cell>
              <Cell>
                {server.rules === null ? (
                  <Badge tone="danger" icon={OctagonX}>
                    None: refuses all
                  </Badge>
                ) : (
                  <span>
                    Version {server.rules.version}{" "}
                    <code className="font-mono text-xs text-faint" title={server.rules.hash}>
                      {server.rules.hash.slice(0, 8)}
                    </code>
                  </span>
                )}
              </Cell>
              <Cell className="text-right max-sm:hidden">{count(server.tools)}</Cell>
              <Cell className="text-right max-sm:hidden">{count(server.grants)}</Cell>
              <Cell className="pl-4 text-muted max-lg:hidden">
                {server.hasCredential ? "Sealed" : "None"}
              </Cell>
              <Cell className="text-sm text-muted max-lg:hidden">
                <Ago at={server.createdAt} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

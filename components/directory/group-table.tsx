import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Cell, Head, Row, Table } from "@/components/ui/table";
import { count } from "@/components/ui/time";
import type { DirectoryGroupView } from "@/lib/directory";
import { type Called, placesWords, roleWords } from "./words";

type Props = {
  readonly groups: readonly DirectoryGroupView[];
  readonly called: Called;
  readonly act: (group: DirectoryGroupView) => ReactNode;
};

/** The groups a directory sent, each with what it gives. */
export function GroupTable({ groups, called, act }: Props) {
  return (
    <Table aria-label="Groups">
      <thead>
        <tr>
          <Head>Group</Head>
          <Head className="w-24 text-right max-sm:hidden">People</Head>
          <Head className="w-44 pl-6 max-sm:w-28 max-sm:pl-0">Role it gives</Head>
          <Head className="w-56 max-md:hidden">Workspaces it gives</Head>
          <Head className="w-28">
            <span className="sr-only">Acts</span>
          </Head>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Row key={group.id}>
            <Cell className="max-w-0 truncate font-medium">{group.displayName}</Cell>
            <Cell className="text-right max-sm:hidden">{count(group.people)}</Cell>
            <Cell className="pl-6 max-sm:pl-0">
              {group.role === null ? (
                <span className="text-muted">None</span>
              ) : (
                <Badge tone="accent">{roleWords(group.role, called.roles)}</Badge>
              )}
            </Cell>
            <Cell className="max-w-0 truncate text-sm text-muted max-md:hidden">
              {group.workspaces === null
                ? "Says nothing"
                : placesWords(group.workspaces, called.places)}
            </Cell>
            <Cell className="text-right">{act(group)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

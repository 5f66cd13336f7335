import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, Head, Row, Table } from "@/components/ui/table";
import type { DirectoryUserView } from "@/lib/directory";
import { type Called, roleWords } from "./words";

type Props = {
  readonly base: string;
  readonly called: Called;
  readonly people: readonly DirectoryUserView[];
};

/** The people a directory sent, each with the member that they are. */
export function PeopleTable({ base, called, people }: Props) {
  return (
    <Table aria-label="People">
      <thead>
        <tr>
          <Head>Person</Head>
          <Head className="w-1/3 max-md:hidden">Groups</Head>
          <Head className="w-40 max-sm:w-28">Role</Head>
          <Head className="w-24">State</Head>
        </tr>
      </thead>
      <tbody>
        {people.map(({ id, userName, groups, member, active }) => (
          <Row key={id}>
            <Cell className="max-w-0 py-2">
              {member === null ? (
                <span className="block truncate font-medium">{userName}</span>
              ) : (
                <Link
                  href={`${base}/members?${member.status === "active" ? "" : "show=former&"}open=${member.id}`}
                  className="block truncate font-medium underline-offset-2 hover:underline"
                >
                  {member.name}
                </Link>
              )}
              <span className="block truncate text-xs text-faint">{userName}</span>
            </Cell>
            <Cell className="max-w-0 truncate text-sm text-muted max-md:hidden">
              {groups.length === 0 ? "None" : groups.join(", ")}
            </Cell>
            <Cell className="text-sm">
              {member?.status === "active" ? roleWords(member.role, called.roles) : "None"}
            </Cell>
            <Cell>
              <PersonState active={active} inside={member?.status === "active"} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

function PersonState({ active, inside }: { readonly active: boolean; readonly inside: boolean }) {
  if (inside) return <Badge tone="ok">In</Badge>;
  return <Badge tone={active ? "warn" : "neutral"}>{active ? "Kept out" : "Out"}</Badge>;
}

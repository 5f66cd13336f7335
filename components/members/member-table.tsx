import { CircleOff, KeyRound } from "lucide-react";
import { roleNameOf, roleSentenceOf } from "@/components/shell/roles";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { RowKeys } from "@/components/ui/row-keys";
import { type Sorting, sortedBy } from "@/components/ui/sorted";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { count } from "@/components/ui/time";
import type { MEMBER_COLUMNS, MemberView } from "@/lib/people";

type MemberTableProps = {
  readonly members: readonly MemberView[];
  /** Who is looking, to be found at a glance. */
  readonly own: string;
  readonly hrefOf: (id: string) => string;
  readonly openId: string | undefined;
  readonly sorting: Sorting<(typeof MEMBER_COLUMNS)[number]>;
};

/** Members; each row opens the member. */
export function MemberTable({ members, own, hrefOf, openId, sorting }: MemberTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Members">
        <thead>
          <tr>
            <Head {...sortedBy(sorting, "name")}>Member</Head>
            <Head className="w-80 max-lg:w-40 max-sm:w-32">Role</Head>
            <Head className="w-36 max-xl:hidden">Signs in by</Head>
            <Head className="w-28 max-sm:hidden">Last sign-in</Head>
            <Head className="w-22 text-right max-md:hidden">Sessions</Head>
            <Head className="w-22 pl-4 text-right max-md:hidden">API keys</Head>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row
              key={member.id}
              open={member.id === openId}
              className={cx(member.status === "removed" && "text-muted")}
            >
              <Cell className="max-w-0 py-2">
                <span className="flex min-w-0 items-center gap-2">
                  <RowLink href={hrefOf(member.id)} className="truncate">
                    {member.name}
                  </RowLink>
                  {member.id === own ? <Badge>You</Badge> : null}
                </span>
                <span className="block truncate text-xs text-faint">{member.email}</span>
              </Cell>
              <Cell className="max-w-0 py-2">
                <span className="block truncate">{roleNameOf(member)}</span>
                <span className="block text-xs text-faint max-lg:hidden">
                  {roleSentenceOf(member)}
                </span>
              </Cell>
              <Cell className="max-xl:hidden">
                <SignsIn member={member} />
              </Cell>
              <Cell className="text-sm text-muted max-sm:hidden">
                {member.lastSignInAt ? <Ago at={member.lastSignInAt} /> : "Never"}
              </Cell>
              <Cell className="text-right max-md:hidden">{count(member.sessions)}</Cell>
              <Cell className="pl-4 text-right max-md:hidden">{count(member.apiKeys)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

/** How a member comes in. One whom no provider knows cannot. */
export function SignsIn({ member }: { readonly member: MemberView }) {
  return member.identities.length > 0 ? (
    <Badge icon={KeyRound}>OpenID Connect</Badge>
  ) : (
    <Badge tone="warn" icon={CircleOff}>
      No way in
    </Badge>
  );
}

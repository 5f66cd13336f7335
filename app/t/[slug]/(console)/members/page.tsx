import { Users } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { AddMember } from "@/components/members/add-member";
import { ChangeRole } from "@/components/members/change-role";
import { ChangeWorkspaces } from "@/components/members/change-workspaces";
import { MemberPanel } from "@/components/members/member-panel";
import { MemberTable } from "@/components/members/member-table";
import { RemoveMember } from "@/components/members/remove-member";
import { ResetFactors } from "@/components/members/reset-factors";
import { EndSession } from "@/components/sessions/end-session";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Sheet } from "@/components/ui/sheet";
import { sortIn } from "@/components/ui/sorted";
import { Empty, Failed } from "@/components/ui/states";
import { plural } from "@/components/ui/time";
import { mayDo } from "@/lib/access";
import { MEMBER_COLUMNS, type MemberView } from "@/lib/people";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { add, changeRole, endSessions, place, remove, reset, restore } from "./actions";
import { holdsAll, readMembers } from "./read";

export const metadata: Metadata = { title: "Members" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function MembersPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/members`;
  const former = oneParam(search.show) === "former";
  const sort = sortIn(MEMBER_COLUMNS, oneParam(search.sort));
  const cursor = oneParam(search.cursor);
  const openId = oneParam(search.open);
  const found = await readFor(caller, (house) =>
    readMembers(house, caller, { status: former ? "removed" : "active", sort, cursor, openId }),
  );
  if (!found.ok) {
    return (
      <>
        <Top />
        <Failed problem={found.problem} consequence="Nobody's membership was touched." />
      </>
    );
  }
  const { page, open, names, options, places } = found.value;
  const shown = { show: former ? "former" : undefined, sort };
  const here = { ...shown, cursor };
  const writing = permit(caller, "members:write");
  const everyLevel = mayDo(caller, "admin:all");
  /** Why the caller may not act on a member; the use case judges again, and counts the owners. */
  const why = (member: MemberView): string | null => {
    if (!writing.may) return writing.why;
    if (member.id === caller.memberId) {
      return "Nobody changes their own membership. Ask another admin.";
    }
    return member.status === "active" && !holdsAll(caller, member.permissions)
      ? "This member may do what you may not. Only somebody who may do as much can change that."
      : null;
  };
  const ending = permit(caller, "sessions:write");
  /** One's own sessions are ended under Sessions, where one sees which is which. */
  const endAll = (member: MemberView): ReactNode =>
    member.sessions === 0 || member.id === caller.memberId ? null : !ending.may ? (
      <NotPermitted why={ending.why}>End sessions</NotPermitted>
    ) : (
      <EndSession
        size="md"
        label="End sessions"
        title={`End sessions of ${member.name}`}
        consequence="They are signed out in every browser and command line at once, and are told. They can sign in again."
        act={`End ${plural(member.sessions, "session")}`}
        end={endSessions.bind(null, slug, member.id)}
      />
    );
  const acts = (member: MemberView): ReactNode => {
    const refused = why(member);
    const removed = member.status === "removed";
    if (refused !== null) {
      return removed ? (
        <NotPermitted why={refused}>Restore</NotPermitted>
      ) : (
        <>
          <NotPermitted why={refused}>Change role</NotPermitted>
          <NotPermitted why={refused}>Workspaces</NotPermitted>
          {endAll(member)}
          <NotPermitted why={refused}>Reset factors</NotPermitted>
          <NotPermitted why={refused}>Remove</NotPermitted>
        </>
      );
    }
    return (
      <>
        <ChangeRole
          key={`${member.status} ${member.customRole?.id ?? member.role} ${member.approverLevel}`}
          member={member}
          options={options}
          everyLevel={everyLevel}
          give={(removed ? restore : changeRole).bind(null, slug)}
        />
        {removed || places === null ? null : (
          <ChangeWorkspaces
            key={`${member.workspaces}`}
            member={member}
            options={places.workspaces}
            mayEvery={places.every}
            place={place.bind(null, slug)}
          />
        )}
        {removed ? null : endAll(member)}
        {removed ? null : <ResetFactors member={member} reset={reset.bind(null, slug)} />}
        {removed ? null : <RemoveMember member={member} remove={remove.bind(null, slug)} />}
      </>
    );
  };
  return (
    <>
      <Top>
        {writing.may ? (
          <AddMember
            options={options}
            everyLevel={everyLevel}
            places={places !== null && places.workspaces.length > 1 ? places : null}
            add={add.bind(null, slug)}
          />
        ) : (
          <NotPermitted why={writing.why}>Add member</NotPermitted>
        )}
      </Top>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Segments
          label="Which members"
          items={[
            { href: withParams(path, { sort }, {}), label: "Members", current: !former },
            {
              href: withParams(path, { sort }, { show: "former" }),
              label: "Former",
              current: former,
            },
          ]}
        />
        <p className="max-w-[72ch] text-sm text-muted">
          People come in through your identity provider. Each is added here first, by the subject
          that the provider knows them by; a mail address alone opens nothing.
        </p>
      </div>
      {page.data.length === 0 ? (
        <Empty icon={Users} title={former ? "Nobody has left" : "Nobody more"}>
          {former
            ? "Members who are removed stay on record here, so that the ledger's names stay."
            : "There is no member on this page of the list."}
        </Empty>
      ) : (
        <MemberTable
          members={page.data}
          own={caller.memberId}
          hrefOf={(id) => withParams(path, here, { open: id })}
          openId={open?.member.id}
          sorting={{
            sort: sort ?? "created",
            hrefOf: (by) => withParams(path, shown, { sort: by }),
          }}
        />
      )}
      <nav aria-label="Pages" className="mt-4 flex gap-2">
        {cursor === undefined ? null : (
          <Link href={withParams(path, shown, {})} className={buttonClass()}>
            First
          </Link>
        )}
        {page.nextCursor === null ? null : (
          <Link
            href={withParams(path, shown, { cursor: page.nextCursor })}
            className={buttonClass()}
          >
            More
          </Link>
        )}
      </nav>
      {open === null ? null : (
        <Sheet
          key={open.member.id}
          closeHref={withParams(path, here, {})}
          title={open.member.name}
          subtitle={open.member.email}
        >
          <MemberPanel
            base={base}
            member={open.member}
            history={open.history}
            workspaces={Object.fromEntries(
              places?.workspaces.map(({ id, name }) => [id, name]) ?? [],
            )}
            names={names}
            acts={acts(open.member)}
          />
        </Sheet>
      )}
      {openId !== undefined && open === null ? (
        <Sheet closeHref={withParams(path, here, {})} title="Not found">
          <p>No member of this organisation has the id in the address.</p>
        </Sheet>
      ) : null}
    </>
  );
}

function Top({ children }: { readonly children?: ReactNode }) {
  return (
    <PageHeader
      title="Members"
      purpose="Who is in this organisation, what each may do, and when they were last here."
      act={children}
    />
  );
}

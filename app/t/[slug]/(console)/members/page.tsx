import { Users } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AddMember } from "@/components/members/add-member";
import { MemberPanel } from "@/components/members/member-panel";
import { MemberTable } from "@/components/members/member-table";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Sheet } from "@/components/ui/sheet";
import { sortIn } from "@/components/ui/sorted";
import { Empty, Failed } from "@/components/ui/states";
import { mayDo } from "@/lib/access";
import { MEMBER_COLUMNS } from "@/lib/people";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { add } from "./actions";
import { MemberActs } from "./member-acts";
import { readMembers } from "./read";

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
      <PageLinks
        first={cursor === undefined ? null : withParams(path, shown, {})}
        next={
          page.nextCursor === null ? null : withParams(path, shown, { cursor: page.nextCursor })
        }
      />
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
            acts={
              <MemberActs
                slug={slug}
                caller={caller}
                member={open.member}
                options={options}
                places={places}
              />
            }
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

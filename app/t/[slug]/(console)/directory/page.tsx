import { Network, SearchX } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConnectDirectory } from "@/components/directory/connect-directory";
import { DirectoryFacts } from "@/components/directory/directory-facts";
import { EventTable } from "@/components/directory/event-table";
import { GroupTable } from "@/components/directory/group-table";
import { PeopleTable } from "@/components/directory/people-table";
import type { Called } from "@/components/directory/words";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Empty, Failed } from "@/components/ui/states";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { connect } from "./actions";
import { DirectoryActs, GroupAct } from "./directory-acts";
import { PARTS, type Part, readDirectories, type Shown } from "./read";

export const metadata: Metadata = { title: "Directory" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};
const LABELS: Readonly<Record<Part, string>> = {
  groups: "Groups",
  people: "People",
  came: "What came",
};
const NOTHING: Readonly<Record<Part, string>> = {
  groups: "The directory has sent no group. Assign groups to it at your provider.",
  people: "The directory has sent nobody. Assign people to it at your provider.",
  came: "Nothing like this came in thirty days.",
};

export default async function DirectoryPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/directory`;
  const part = PARTS.find((one) => one === oneParam(search.show)) ?? "groups";
  const refused = oneParam(search.only) === "refused";
  const reading = permit(caller, "directory:read");
  if (!reading.may) {
    return (
      <>
        <Top />
        <Empty icon={Network} title="Your role may not see directories">
          {reading.why}
        </Empty>
      </>
    );
  }
  const cursor = oneParam(search.cursor);
  const id = oneParam(search.directory);
  const found = await readFor(caller, (house) =>
    readDirectories(house, caller, { id, part, refused, cursor }),
  );
  if (!found.ok) {
    return (
      <>
        <Top />
        <Failed problem={found.problem} consequence="Nobody's membership was touched." />
      </>
    );
  }
  const { directories, ways, roles, places, directory, shown, next } = found.value;
  const called = { roles, places };
  const writing = permit(caller, "directory:write");
  const connecting = writing.may ? (
    <ConnectDirectory
      roles={roles}
      ways={ways.map(({ id: one, name }) => ({ id: one, name }))}
      connect={connect.bind(null, slug)}
    />
  ) : (
    <NotPermitted why={writing.why}>Connect directory</NotPermitted>
  );
  if (directory === null) {
    return (
      <>
        {/* In the same place as where there is one: what it shows once must outlast the first. */}
        <Top>{connecting}</Top>
        <Empty icon={Network} title="No directory yet">
          Connect the directory of your identity provider, and it says who is in the organisation.
          Who leaves there is out here at once: signed out, with their keys and grants revoked.
        </Empty>
      </>
    );
  }
  const here = { directory: directory.id === directories[0]?.id ? undefined : directory.id };
  const shows = { ...here, show: part === "groups" ? undefined : part };
  const only = refused ? "refused" : undefined;
  return (
    <>
      <Top>{connecting}</Top>
      {directories.length > 1 ? (
        <Segments
          label="Which directory"
          items={directories.map(({ id: one, name }) => ({
            href: withParams(path, {}, { directory: one }),
            label: name,
            current: one === directory.id,
          }))}
        />
      ) : null}
      <div className="mt-2 mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{directory.name}</h2>
        <div className="flex flex-wrap gap-2">
          {writing.may ? <DirectoryActs {...{ slug, directory, roles, places }} /> : null}
        </div>
      </div>
      <DirectoryFacts
        directory={directory}
        called={called}
        way={ways.find(({ brokerId }) => brokerId === directory.connection)?.name ?? null}
      />
      <div className="mb-1 flex flex-wrap items-center gap-x-6 gap-y-2">
        <Segments
          label="Which part"
          items={PARTS.map((one) => ({
            href: withParams(path, here, { show: one === "groups" ? undefined : one }),
            label: LABELS[one],
            current: one === part,
          }))}
        />
        {part === "came" ? (
          <Segments
            label="Which requests"
            items={[
              { href: withParams(path, shows, {}), label: "All", current: !refused },
              {
                href: withParams(path, shows, { only: "refused" }),
                label: "Refused",
                current: refused,
              },
            ]}
          />
        ) : null}
      </div>
      {shown === null || shown.data.length === 0 ? (
        <Empty icon={SearchX} title="Nothing here">
          {NOTHING[part]}
        </Empty>
      ) : (
        <Contents
          base={base}
          called={called}
          shown={shown}
          act={(group) => (
            <GroupAct
              slug={slug}
              caller={caller}
              directoryId={directory.id}
              group={group}
              roles={roles}
              places={places}
            />
          )}
        />
      )}
      <PageLinks
        first={cursor === undefined ? null : withParams(path, { ...shows, only }, {})}
        next={next === null ? null : withParams(path, { ...shows, only }, { cursor: next })}
      />
    </>
  );
}

type ContentsProps = {
  readonly base: string;
  readonly called: Called;
  readonly shown: Shown;
  readonly act: Parameters<typeof GroupTable>[0]["act"];
};

function Contents({ base, called, shown, act }: ContentsProps) {
  if (shown.part === "groups") return <GroupTable groups={shown.data} called={called} act={act} />;
  if (shown.part === "people")
    return <PeopleTable base={base} called={called} people={shown.data} />;
  return <EventTable events={shown.data} />;
}

function Top({ children }: { readonly children?: ReactNode }) {
  return (
    <PageHeader
      title="Directory"
      purpose="Who is in the organisation, as your own identity provider says it over SCIM."
      act={children}
    />
  );
}

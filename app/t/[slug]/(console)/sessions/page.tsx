import { MonitorSmartphone } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EndSession } from "@/components/sessions/end-session";
import { SessionList } from "@/components/sessions/session-list";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Empty, Failed } from "@/components/ui/states";
import { listOwnSessions, listSessions } from "@/lib/identity";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { end, endOthers } from "./actions";

export const metadata: Metadata = { title: "Sessions" };

const PURPOSE =
  "Where you are signed in, on which device and from where. What you end is refused from its next request on.";

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function SessionsPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/sessions`;
  const reading = permit(caller, "sessions:read");
  const all = oneParam(search.show) === "all" && reading.may;
  const ended = oneParam(search.state) === "ended";
  const page = {
    limit: 50,
    cursor: oneParam(search.cursor),
    state: ended ? ("ended" as const) : ("live" as const),
  };
  const found = await readFor(caller, (house) =>
    all ? listSessions(house, caller, page) : listOwnSessions(house, caller, page),
  );
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Sessions" purpose={PURPOSE} />
        <Failed problem={found.problem} consequence="No session was ended." />
      </>
    );
  }
  const { data, nextCursor } = found.value;
  const writing = permit(caller, "sessions:write");
  const others = !all && data.some(({ live, current }) => live && !current);
  const here = { show: all ? "all" : undefined, state: ended ? "ended" : undefined };
  return (
    <>
      <PageHeader
        title="Sessions"
        purpose={PURPOSE}
        act={
          others ? (
            <EndSession
              label="End all other sessions"
              title="End all other sessions"
              consequence="Every other browser and command line of yours has to sign in again."
              act="End all other sessions"
              end={endOthers.bind(null, slug, "others")}
            />
          ) : null
        }
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <Segments
          label="Whose sessions"
          items={[
            { href: withParams(path, here, { show: undefined }), label: "Yours", current: !all },
            ...(reading.may
              ? [
                  {
                    href: withParams(path, here, { show: "all" }),
                    label: "Everybody's",
                    current: all,
                  },
                ]
              : []),
          ]}
        />
        <Segments
          label="Which sessions"
          items={[
            { href: withParams(path, here, { state: undefined }), label: "Now", current: !ended },
            { href: withParams(path, here, { state: "ended" }), label: "Over", current: ended },
          ]}
        />
        {reading.may ? null : (
          <NotPermitted size="sm" why={reading.why}>
            Everybody's
          </NotPermitted>
        )}
      </div>
      {data.length === 0 ? (
        <Empty icon={MonitorSmartphone} title="No session here">
          Sessions that are over are kept here for a week. What was done in them stands in the
          ledger.
        </Empty>
      ) : (
        <SessionList
          sessions={data}
          withPeople={all}
          end={end.bind(null, slug)}
          refused={all && !writing.may ? writing.why : null}
        />
      )}
      {nextCursor === null ? null : (
        <nav aria-label="Pages" className="mt-4 flex justify-end">
          <Link href={withParams(path, here, { cursor: nextCursor })} className={buttonClass()}>
            Older
          </Link>
        </nav>
      )}
    </>
  );
}

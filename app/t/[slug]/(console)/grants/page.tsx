import { KeyRound, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AllGrantsTable } from "@/components/grants/all-grants-table";
import { CreateGrant } from "@/components/grants/create-grant";
import { GrantPanel } from "@/components/grants/grant-panel";
import { GrantsFilter } from "@/components/grants/grants-filter";
import { RevokeGrant } from "@/components/grants/revoke-grant";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { NotPermitted } from "@/components/ui/permitted";
import { Sheet } from "@/components/ui/sheet";
import { sortIn } from "@/components/ui/sorted";
import { Empty, Failed } from "@/components/ui/states";
import { now } from "@/lib/kernel";
import { GRANT_COLUMNS, GRANT_STATES } from "@/lib/servers";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { createFor, revokeOf } from "./actions";
import { readGrants } from "./read";

export const metadata: Metadata = { title: "Grants" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function AllGrantsPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/grants`;
  const state = GRANT_STATES.find((one) => one === oneParam(search.state));
  const sort = sortIn(GRANT_COLUMNS, oneParam(search.sort));
  const filters = { server: oneParam(search.server), state, sort };
  const cursor = oneParam(search.cursor);
  const openId = oneParam(search.open);
  const found = await readFor(caller, (house) =>
    readGrants(house, caller, { ...filters, cursor, openId }),
  );
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Grants" />
        <Failed problem={found.problem} consequence="Every grant is as it was." />
      </>
    );
  }
  const { page, servers, open, use, names } = found.value;
  const writing = permit(caller, "grants:write");
  const here = { ...filters, cursor };
  const narrowed = filters.server !== undefined || state !== undefined || cursor !== undefined;
  return (
    <>
      <PageHeader
        title="Grants"
        purpose="Who may call which server through the gate. One for each agent, so that each can be revoked alone."
        act={
          !writing.may ? (
            <NotPermitted why={writing.why}>Create grant</NotPermitted>
          ) : servers.length > 0 ? (
            <CreateGrant
              servers={servers}
              chosen={filters.server}
              startsOpen={oneParam(search.new) !== undefined}
              create={createFor.bind(null, slug)}
            />
          ) : null
        }
      />
      <GrantsFilter path={path} params={filters} servers={servers} />
      {page.data.length > 0 ? (
        <AllGrantsTable
          grants={page.data}
          openId={openId}
          hrefOf={(id) => withParams(path, here, { open: id })}
          nowMs={now().getTime()}
          sorting={{
            sort: sort ?? "-created",
            hrefOf: (by) => withParams(path, filters, { sort: by }),
          }}
        />
      ) : narrowed ? (
        <Empty
          icon={SearchX}
          title="No grant matches"
          act={
            <Link href={path} className={buttonClass()}>
              Clear the filters
            </Link>
          }
        >
          No grant of this organisation fits these filters.
        </Empty>
      ) : (
        <Empty
          icon={KeyRound}
          title="No agent may call anything yet"
          act={
            servers.length === 0 ? (
              <Link href={`${base}/servers`} className={buttonClass({ variant: "primary" })}>
                Register a server
              </Link>
            ) : null
          }
        >
          A grant is a token for one agent and one server. The agent uses it in place of the
          server's own credential, which it never sees.
        </Empty>
      )}
      <PageLinks
        first={cursor === undefined ? null : withParams(path, filters, {})}
        next={
          page.nextCursor === null ? null : withParams(path, filters, { cursor: page.nextCursor })
        }
        byTime={sort === undefined}
      />
      {openId !== undefined && open === null ? (
        <Sheet closeHref={withParams(path, here, {})} title="Not found">
          <p>No grant of this organisation has the id in the address.</p>
        </Sheet>
      ) : null}
      {open === null ? null : (
        <Sheet
          key={open.id}
          closeHref={withParams(path, here, {})}
          title={open.name}
          subtitle={`Grant to call ${open.serverName}`}
        >
          <GrantPanel
            base={base}
            grant={open}
            use={use ?? undefined}
            names={names}
            nowMs={now().getTime()}
            act={
              writing.may ? (
                <RevokeGrant
                  grant={open}
                  use={use ?? lastUse(open.lastUsedAt)}
                  usageKnown
                  revoke={revokeOf.bind(null, slug, open.serverId)}
                />
              ) : (
                <NotPermitted size="sm" why={writing.why}>
                  Revoke
                </NotPermitted>
              )
            }
          />
        </Sheet>
      )}
    </>
  );
}

/** A grant whose calls are too long ago to be counted was used all the same. */
function lastUse(at: string | null) {
  return at === null ? undefined : { callsLastDay: 0, lastAt: at };
}

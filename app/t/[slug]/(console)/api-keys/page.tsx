import { KeyRound, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { CreateKey } from "@/components/keys/create-key";
import { KeyPanel } from "@/components/keys/key-panel";
import { KeyTable } from "@/components/keys/key-table";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Sheet } from "@/components/ui/sheet";
import { sortIn } from "@/components/ui/sorted";
import { Empty, Failed } from "@/components/ui/states";
import {
  API_KEY_COLUMNS,
  type ApiKeyFilter,
  NEVER_USED_DAYS,
  UNUSED_DAYS,
} from "@/lib/credentials";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import { create } from "./actions";
import { KeyActs } from "./key-acts";
import { readKeys } from "./read";

export const metadata: Metadata = { title: "API keys" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

type View = { readonly label: string; readonly filter: ApiKeyFilter; readonly nothing: string };
const VIEWS: Readonly<Record<string, View>> = {
  live: { label: "In use", filter: { state: "live" }, nothing: "No key works at the moment." },
  stale: {
    label: "Stale",
    filter: { stale: "true" },
    nothing: `A key is stale if it was not used for ${UNUSED_DAYS} days, or never in the ${NEVER_USED_DAYS} days since it was made. None is.`,
  },
  ended: {
    label: "Ended",
    filter: { state: "ended" },
    nothing: "No key was revoked, has expired or was replaced.",
  },
};

export default async function ApiKeysPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/api-keys`;
  const named = oneParam(search.show) ?? "live";
  const show = Object.hasOwn(VIEWS, named) ? named : "live";
  const view = VIEWS[show] as View;
  const sort = sortIn(API_KEY_COLUMNS, oneParam(search.sort));
  const cursor = oneParam(search.cursor);
  const openId = oneParam(search.open);
  const reading = permit(caller, "api-keys:read");
  if (!reading.may) {
    return (
      <>
        <Top />
        <Empty icon={KeyRound} title="Your role may not see API keys">
          {reading.why}
        </Empty>
      </>
    );
  }
  const found = await readFor(caller, (house) =>
    readKeys(house, caller, { ...view.filter, sort, cursor, openId }),
  );
  if (!found.ok) {
    return (
      <>
        <Top />
        <Failed problem={found.problem} consequence="The keys themselves go on working." />
      </>
    );
  }
  const { page, open, places, names, origin } = found.value;
  const shown = { show: show === "live" ? undefined : show, sort };
  const here = { ...shown, cursor };
  const hrefOf = (id: string) => withParams(path, here, { open: id });
  const writing = permit(caller, "api-keys:write");
  return (
    <>
      <Top>
        {writing.may ? (
          <CreateKey
            origin={origin}
            held={[...caller.permissions]}
            places={places !== null && places.workspaces.length > 1 ? places : null}
            create={create.bind(null, slug)}
          />
        ) : (
          <NotPermitted why={writing.why}>Create API key</NotPermitted>
        )}
      </Top>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Segments
          label="Which keys"
          items={Object.entries(VIEWS).map(([name, { label }]) => ({
            href: withParams(path, { sort }, { show: name === "live" ? undefined : name }),
            label,
            current: name === show,
          }))}
        />
        {show === "stale" ? (
          <p className="max-w-[64ch] text-sm text-muted">
            Not used for {UNUSED_DAYS} days, or never in {NEVER_USED_DAYS}. Revoke what nobody
            needs.
          </p>
        ) : null}
      </div>
      {page.data.length === 0 ? (
        <Nothing view={view} first={show === "live" && cursor === undefined} />
      ) : (
        <KeyTable
          keys={page.data}
          names={names}
          hrefOf={hrefOf}
          openId={open?.key.id}
          sorting={{
            sort: sort ?? "-created",
            hrefOf: (by) => withParams(path, shown, { sort: by }),
          }}
        />
      )}
      <PageLinks
        first={cursor === undefined ? null : withParams(path, shown, {})}
        next={
          page.nextCursor === null ? null : withParams(path, shown, { cursor: page.nextCursor })
        }
        byTime={sort === undefined}
      />
      {open === null ? null : (
        <Sheet
          key={open.key.id}
          closeHref={withParams(path, here, {})}
          title={open.key.name}
          subtitle="API key"
        >
          <KeyPanel
            base={base}
            apiKey={open.key}
            history={open.history}
            names={names}
            workspaces={Object.fromEntries(
              places?.workspaces.map(({ id, name }) => [id, name]) ?? [],
            )}
            hrefOf={hrefOf}
            acts={<KeyActs slug={slug} caller={caller} apiKey={open.key} origin={origin} />}
          />
        </Sheet>
      )}
      {openId !== undefined && open === null ? (
        <Sheet closeHref={withParams(path, here, {})} title="Not found">
          <p>No API key of this organisation has the id in the address.</p>
        </Sheet>
      ) : null}
    </>
  );
}

function Top({ children }: { readonly children?: React.ReactNode }) {
  return (
    <PageHeader
      title="API keys"
      purpose={
        <>
          What scripts and services sign in to{" "}
          <Link href="/docs/api" className="text-accent-text underline">
            the control API
          </Link>{" "}
          with. Each holds a part of what its maker may do, is shown once, and can renew itself.
        </>
      }
      act={children}
    />
  );
}

function Nothing({ view, first }: { readonly view: View; readonly first: boolean }) {
  return first ? (
    <Empty icon={KeyRound} title="No API key yet">
      An API key lets a script register servers, publish rules, make grants or read the ledger
      without a person. Create one for each script, so that each can be rotated and revoked alone.
    </Empty>
  ) : (
    <Empty icon={SearchX} title="None here">
      {view.nothing}
    </Empty>
  );
}

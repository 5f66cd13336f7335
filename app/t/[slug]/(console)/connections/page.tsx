import type { Metadata } from "next";
import { house } from "@/app/house";
import { AddConnection } from "@/components/connections/add-connection";
import { ConnectionList } from "@/components/connections/connection-list";
import { DomainList } from "@/components/connections/domain-list";
import { RecoveryCodes } from "@/components/connections/recovery-codes";
import { SetupLinks } from "@/components/connections/setup-links";
import { TraceList } from "@/components/connections/trace-list";
import { Section } from "@/components/ui/facts";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Sheet } from "@/components/ui/sheet";
import { Failed } from "@/components/ui/states";
import { OIDC_RESPONSE_PATH, samlAddresses } from "@/lib/identity";
import { readFor, visitor } from "../../attempt";
import { permit } from "../permit";
import {
  addOne,
  bind,
  create,
  makeCodes,
  makeLink,
  removeOne,
  revokeLink,
  verify,
} from "./actions";
import { OpenConnection } from "./open-connection";
import { readConnections } from "./read";

export const metadata: Metadata = { title: "Connections" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function ConnectionsPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/connections`;
  const [openId, testId] = [oneParam(search.open), oneParam(search.test)];
  const found = await readFor(caller, (rooms) =>
    readConnections(rooms, caller, { openId, testId }),
  );
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Connections" purpose={PURPOSE} />
        <Failed problem={found.problem} consequence="Nothing of the sign-in was touched." />
      </>
    );
  }
  const { connections, domains, traces, codes, links, open, test, choices } = found.value;
  const { origins } = (await house()).config;
  const { entityId, acsUrl } = samlAddresses(origins.console, slug);
  const own = {
    ...{ redirectUri: `${origins.console}${OIDC_RESPONSE_PATH}`, entityId, acsUrl },
    metadataUrl: entityId,
  };
  const writing = permit(caller, "sign-in:write");
  return (
    <>
      <PageHeader
        title="Connections"
        purpose={PURPOSE}
        act={
          writing.may ? (
            <AddConnection own={own} create={create.bind(null, slug)} />
          ) : (
            <NotPermitted why={writing.why}>Add connection</NotPermitted>
          )
        }
      />
      <div className="space-y-10">
        <ConnectionList
          connections={connections}
          openId={open?.id}
          hrefOf={(id) => withParams(path, {}, { open: id })}
        />
        <Section
          title="Domains"
          note="A provider may say mail addresses only of domains that you have shown to be yours."
        >
          <DomainList
            domains={domains}
            connections={connections.map(({ id, name }) => ({ id, name }))}
            acts={
              writing.may
                ? {
                    add: addOne.bind(null, slug),
                    verify: verify.bind(null, slug),
                    bind: bind.bind(null, slug),
                    remove: removeOne.bind(null, slug),
                  }
                : null
            }
          />
        </Section>
        <Section
          title="Setup links"
          note="For whoever keeps your identity provider and has no account here."
        >
          <SetupLinks
            links={links}
            acts={
              writing.may
                ? { make: makeLink.bind(null, slug), revoke: revokeLink.bind(null, slug) }
                : null
            }
          />
        </Section>
        {caller.role === "owner" ? (
          <Section
            title="Emergency sign-in codes"
            note="An owner's way in when no provider lets them."
          >
            <RecoveryCodes
              left={codes}
              address={`${origins.console}${base}/sign-in/recover`}
              make={makeCodes.bind(null, slug, "anew")}
            />
          </Section>
        ) : null}
        <Section title="Refused sign-ins" note="Of the last thirty days, and why.">
          <TraceList traces={traces} />
        </Section>
      </div>
      {open === null || choices === null ? null : (
        <Sheet key={open.id} closeHref={path} title={open.name} subtitle={open.issuer}>
          <OpenConnection
            own={own}
            slug={slug}
            caller={caller}
            connection={open}
            test={test}
            choices={choices}
          />
        </Sheet>
      )}
      {openId !== undefined && open === null ? (
        <Sheet closeHref={path} title="Not found">
          <p>No connection of this organisation has the id in the address.</p>
        </Sheet>
      ) : null}
    </>
  );
}

const PURPOSE = "The identity providers your people sign in with, and what each may vouch for.";

import {
  type Caller,
  type ChangeEntry,
  change,
  read,
  requirePermission,
  requireStepUp,
} from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { newId, Problem, type Shown } from "@/lib/kernel";
import { createOidcConnection } from "../create-oidc-connection";
import { brokerName } from "../jackson";
import type { SignInDoor } from "../next-auth";
import { type ProviderConfig, providerReach } from "../provider-reach";
import {
  createSamlConnection,
  type IdentityProvider,
  readProvider,
  type SamlConnectionInput,
} from "../saml";
import type { createdConnectionSchema, NewConnectionInput } from "./connection.schema";
import { noteCertificates } from "./note-certificates";
import { readDiscovery } from "./read-discovery";

export type SamlMetadata = Extract<NewConnectionInput, { kind: "saml" }>["metadata"];

export type ConnectionRooms = {
  readonly db: Database;
  readonly config: ProviderConfig;
  readonly signInDoor: () => Promise<SignInDoor>;
};

/** An organisation has at most so many, which is why they are read whole. */
export const MOST_CONNECTIONS = 20;

/** What is set up with the broker, as it is noted here. */
type Established = {
  readonly brokerId: string;
  readonly sourceUrl: string | null;
  readonly issuer: string;
  readonly clientId: string | null;
  /** In PEM. */
  readonly certificates: readonly string[];
};

/**
 * Sets a connection up as a draft: it can be tested, and lets nobody in until it was tested and turned
 * on. The provider's own description is read and judged first.
 *
 * @throws Problem `unprocessable`, `url_refused`, or `conflict` if the organisation is connected to that
 * client or provider already: a second connection of the same name would take over who the first knows.
 */
export async function createConnection(
  rooms: ConnectionRooms,
  caller: Caller,
  input: NewConnectionInput,
  inSameChange: (tx: Tx, id: string) => Promise<ChangeEntry[]> = async () => [],
): Promise<Shown<typeof createdConnectionSchema>> {
  requirePermission(caller, "sign-in:write");
  // Before the provider is asked, and before the broker keeps anything.
  await withTenant(rooms.db, caller, (tx) => requireStepUp(tx, caller, "sign-in.change"));
  const slug = await slugOf(rooms, caller);
  const { tell, ...made } = await judge(rooms, caller, slug, input);
  const { tenantId, actor } = caller;
  const id = newId();
  const { receipt } = await change(rooms.db, caller, "sign-in:write", async (tx) => {
    await refuseKnown(tx, tenantId, made.brokerId);
    await tx.connection.create({
      data: {
        ...{ tenantId, id, brokerId: made.brokerId, kind: input.kind, vendor: input.vendor },
        ...{ name: input.name, sourceUrl: made.sourceUrl, issuer: made.issuer },
        ...{ clientId: made.clientId, createdBy: actor },
        ...(input.kind === "saml" ? { signatures: input.signatures } : {}),
      },
    });
    await noteCertificates(tx, { tenantId, id }, made.certificates);
    const also = await inSameChange(tx, id);
    // Told only by whose record has the name, for the broker overwrites what it has under one: whoever is
    // second at once, on a link that was used meanwhile too, leaves nothing behind with it.
    await tell();
    return {
      also,
      result: undefined,
      entry: {
        type: "connection.created",
        action: "connection.create",
        target: `connection:${id}`,
        outcome: "done",
        reason: input.kind === "saml" ? `kind:saml signed:${input.signatures}` : "kind:oidc",
        refs: { connection: id },
      },
    };
  });
  return { id, receipt };
}

/** Looks at all that could be wrong with a connection; `tell` then sets it up with the broker. */
async function judge(
  rooms: ConnectionRooms,
  caller: Caller,
  slug: string,
  input: NewConnectionInput,
): Promise<Established & { readonly tell: () => Promise<void> }> {
  const { tenantId } = caller;
  if (input.kind === "saml") {
    const provider = await readProvider(providerOf(input.metadata), providerReach(rooms.config));
    const brokerId = brokerName(tenantId, provider.entityId);
    await refuseTaken(rooms, caller, input.kind, brokerId);
    return {
      ...{ brokerId, issuer: provider.entityId, clientId: null },
      sourceUrl: "url" in input.metadata ? input.metadata.url : null,
      certificates: provider.certificates,
      tell: async () => sameName(brokerId, await connectSaml(rooms, tenantId, slug, provider)),
    };
  }
  const { clientId, clientSecret } = input;
  const { url, issuer } = await readDiscovery(input.discoveryUrl, providerReach(rooms.config));
  const brokerId = brokerName(tenantId, clientId);
  await refuseTaken(rooms, caller, input.kind, brokerId);
  const { jackson } = await rooms.signInDoor();
  return {
    ...{ brokerId, sourceUrl: url, issuer, clientId, certificates: [] },
    tell: async () => {
      const given = { tenantId, slug, discoveryUrl: url, clientId, clientSecret };
      sameName(brokerId, (await createOidcConnection(jackson, given)).connection);
    },
  };
}

function sameName(expected: string, given: string): void {
  if (given !== expected) throw new Error("the broker gave a connection another name");
}

/** Gives the broker a SAML provider; gives what it calls it. */
export async function connectSaml(
  rooms: ConnectionRooms,
  tenantId: string,
  slug: string,
  provider: IdentityProvider,
): Promise<string> {
  const { jackson } = await rooms.signInDoor();
  const { connection } = await createSamlConnection(jackson, providerReach(rooms.config), {
    // What was read and judged, so that an address cannot answer another thing the second time.
    ...{ tenantId, slug, provider: { fields: provider } },
  });
  return connection;
}

/** A provider's metadata, as it is read. */
export function providerOf(metadata: SamlMetadata): SamlConnectionInput["provider"] {
  if ("url" in metadata) return { metadataUrl: metadata.url };
  if ("xml" in metadata) return { metadata: metadata.xml };
  const { entityId, ssoUrl, certificates, signedRequests = false } = metadata;
  return { fields: { entityId, ssoUrl, certificates, wantsSignedRequests: signedRequests } };
}

/**
 * The broker names a connection by its client or provider, whichever protocol it speaks: one that is
 * called as another provider's client, or the other way round, would be put in its place.
 */
async function refuseTaken(
  { db }: ConnectionRooms,
  caller: Caller,
  kind: NewConnectionInput["kind"],
  brokerId: string,
): Promise<void> {
  const { tenantId } = caller;
  const rows = await read(db, caller, "sign-in:write", (tx) =>
    tx.connection.findMany({ where: { tenantId }, select: { brokerId: true } }),
  );
  if (rows.some((row) => row.brokerId === brokerId)) {
    throw new Problem("conflict", {
      detail:
        kind === "oidc"
          ? "A connection with this client id is there already. Change that one, or register another client at the provider."
          : "A connection to this identity provider is there already. Change that one.",
    });
  }
  if (rows.length >= MOST_CONNECTIONS) {
    throw new Problem("conflict", {
      detail: `An organisation has at most ${MOST_CONNECTIONS} connections.`,
    });
  }
}

/** Nor is one taken over that was made before there were records of our own. */
async function refuseKnown(tx: Tx, tenantId: string, connection: string): Promise<void> {
  if ((await tx.memberIdentity.count({ where: { tenantId, connection } })) > 0)
    throw new Problem("conflict");
}

/** The organisation's address, which never changes. */
export async function slugOf({ db }: ConnectionRooms, caller: Caller): Promise<string> {
  const { tenantId } = caller;
  const tenant = await read(db, caller, "sign-in:write", (tx) =>
    tx.tenant.findUnique({ where: { tenantId }, select: { slug: true } }),
  );
  if (tenant === null) throw new Problem("not_found");
  return tenant.slug;
}

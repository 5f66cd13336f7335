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

type SamlMetadata = Extract<NewConnectionInput, { kind: "saml" }>["metadata"];

export type ConnectionRooms = {
  readonly db: Database;
  readonly config: ProviderConfig;
  readonly signInDoor: () => Promise<SignInDoor>;
};

/** An organisation has at most so many, which is why they are read whole. */
export const MOST_CONNECTIONS = 20;

/** What was set up with the broker, as it is noted here. */
export type Established = {
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
  const made = await establish(rooms, caller, slug, input);
  const { tenantId, actor } = caller;
  const id = newId();
  const { receipt } = await change(rooms.db, caller, "sign-in:write", async (tx) => {
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

/** Sets a connection up with the broker, after all that could be wrong with it was looked at. */
export async function establish(
  rooms: ConnectionRooms,
  caller: Caller,
  slug: string,
  input: NewConnectionInput,
): Promise<Established> {
  const { tenantId } = caller;
  if (input.kind === "saml") {
    const provider = await readProvider(providerOf(input.metadata), providerReach(rooms.config));
    await refuseTaken(rooms, caller, { issuer: provider.entityId });
    return await connectSaml(rooms, tenantId, slug, input.metadata, provider);
  }
  const { url, issuer } = await readDiscovery(input.discoveryUrl, providerReach(rooms.config));
  await refuseTaken(rooms, caller, { clientId: input.clientId });
  const { jackson } = await rooms.signInDoor();
  const { connection } = await createOidcConnection(jackson, {
    ...{ tenantId, slug, discoveryUrl: url },
    clientId: input.clientId,
    clientSecret: input.clientSecret,
  });
  return {
    ...{ brokerId: connection, sourceUrl: url, issuer },
    clientId: input.clientId,
    certificates: [],
  };
}

/** Gives the broker a SAML provider, and says what is to be noted of it. */
export async function connectSaml(
  rooms: ConnectionRooms,
  tenantId: string,
  slug: string,
  metadata: SamlMetadata,
  provider: IdentityProvider,
): Promise<Established> {
  const { jackson } = await rooms.signInDoor();
  const { connection } = await createSamlConnection(jackson, providerReach(rooms.config), {
    // What was read and judged, so that an address cannot answer another thing the second time.
    ...{ tenantId, slug, provider: { fields: provider } },
  });
  return {
    ...{ brokerId: connection, issuer: provider.entityId, clientId: null },
    sourceUrl: "url" in metadata ? metadata.url : null,
    certificates: provider.certificates,
  };
}

/** A provider's metadata, as it is read. */
export function providerOf(metadata: SamlMetadata): SamlConnectionInput["provider"] {
  if ("url" in metadata) return { metadataUrl: metadata.url };
  if ("xml" in metadata) return { metadata: metadata.xml };
  const { entityId, ssoUrl, certificates } = metadata;
  return { fields: { entityId, ssoUrl, certificates, wantsSignedRequests: false } };
}

/** The broker names a connection by its client or provider, and would take one for the other. */
async function refuseTaken(
  { db }: ConnectionRooms,
  caller: Caller,
  by: { readonly clientId: string } | { readonly issuer: string },
): Promise<void> {
  const { tenantId } = caller;
  const kind = "clientId" in by ? "oidc" : "saml";
  const rows = await read(db, caller, "sign-in:write", (tx) =>
    tx.connection.findMany({
      where: { tenantId },
      select: { kind: true, clientId: true, issuer: true },
    }),
  );
  const same = rows.some((row) =>
    "clientId" in by ? row.clientId === by.clientId : row.issuer === by.issuer && row.kind === kind,
  );
  if (same) {
    throw new Problem("conflict", {
      detail:
        "clientId" in by
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

/** The organisation's address, which never changes. */
export async function slugOf({ db }: ConnectionRooms, caller: Caller): Promise<string> {
  const { tenantId } = caller;
  const tenant = await read(db, caller, "sign-in:write", (tx) =>
    tx.tenant.findUnique({ where: { tenantId }, select: { slug: true } }),
  );
  if (tenant === null) throw new Problem("not_found");
  return tenant.slug;
}

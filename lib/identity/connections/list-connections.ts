import { type Caller, read, requirePermission } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type { SignInDoor } from "../next-auth";
import { viewOwnKeys } from "../own-keys";
import type { ProviderFailure } from "../providers/failures";
import { storedSignatures } from "../saml/stored-signatures";
import { knownConnections } from "./adopt-connections";
import type { ConnectionState, connectionViewSchema } from "./connection.schema";
import { storedRole, storedRules } from "./judge-claims";

export type ConnectionView = Shown<typeof connectionViewSchema>;
type Rooms = { readonly db: Database; readonly signInDoor: () => Promise<SignInDoor> };
export type ConnectionRecord = Awaited<ReturnType<Tx["connection"]["findFirstOrThrow"]>>;

/** The caller's connections, the oldest first, all of them. */
export async function listConnections(
  { db, signInDoor }: Rooms,
  caller: Caller,
): Promise<{ readonly data: ConnectionView[]; readonly nextCursor: null }> {
  requirePermission(caller, "sign-in:read");
  const { jackson } = await signInDoor();
  await knownConnections({ db, jackson }, caller.tenantId);
  return await read(db, caller, "sign-in:read", async (tx) => {
    const { tenantId } = caller;
    const rows = await tx.connection.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
    return { data: await viewConnections(tx, tenantId, rows), nextCursor: null };
  });
}

/** One connection. `not_found` for another tenant's as for none. */
export async function getConnection(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<ConnectionView> {
  return await read(db, caller, "sign-in:read", async (tx) => {
    const row = await findRecord(tx, caller.tenantId, id);
    const [view] = await viewConnections(tx, caller.tenantId, [row]);
    if (view === undefined) throw new Problem("not_found");
    return view;
  });
}

/** The connection of that id. `not_found` for another tenant's as for none. */
export async function findRecord(tx: Tx, tenantId: string, id: string): Promise<ConnectionRecord> {
  const row = isId(id) ? await tx.connection.findFirst({ where: { tenantId, id } }) : null;
  if (row === null) throw new Problem("not_found");
  return row;
}

async function viewConnections(
  tx: Tx,
  tenantId: string,
  rows: readonly ConnectionRecord[],
): Promise<ConnectionView[]> {
  const ids = rows.map(({ id }) => id);
  const own = rows.some(({ kind }) => kind === "saml") ? await viewOwnKeys(tx) : [];
  const certificates = await tx.connectionCertificate.findMany({
    where: { tenantId, connectionId: { in: ids } },
    orderBy: { notAfter: "asc" },
  });
  const domains = await tx.domain.findMany({
    where: { tenantId, state: "verified" },
    orderBy: { name: "asc" },
  });
  const known = await tx.memberIdentity.groupBy({
    by: ["connection"],
    where: { tenantId, connection: { in: rows.map(({ brokerId }) => brokerId) } },
    _count: true,
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind === "saml" ? ("saml" as const) : ("oidc" as const),
    vendor: row.vendor,
    name: row.name,
    state: row.state as ConnectionState,
    version: row.version,
    sourceUrl: row.sourceUrl,
    issuer: row.issuer,
    clientId: row.clientId,
    idpInitiated: row.idpInitiated,
    signatures: storedSignatures(row.signatures),
    defaultRole: storedRole(row.defaultRole),
    roleRules: [...storedRules(row.roleRules)],
    linkByAddress: row.linkByAddress,
    certificates: certificates
      .filter(({ connectionId }) => connectionId === row.id)
      .map(({ fingerprint, subject, notBefore, notAfter }) => ({
        fingerprint,
        subject,
        notBefore: notBefore.toISOString(),
        notAfter: notAfter.toISOString(),
      })),
    ownCertificates: row.kind === "saml" ? own : [],
    domains: domains
      .filter(({ connectionId }) => connectionId === null || connectionId === row.id)
      .map(({ name }) => name),
    members: known.find(({ connection }) => connection === row.brokerId)?._count ?? 0,
    createdAt: row.createdAt.toISOString(),
    testedAt: row.testedAt?.toISOString() ?? null,
    failing: failingOf(row),
  }));
}

/** Of a connection that nobody comes in by, what was heard of its provider last is not told: it is not asked any more. */
function failingOf({ state, failingSince, failure }: ConnectionRecord): ConnectionView["failing"] {
  if (failingSince === null || (state !== "active" && state !== "enforced")) return null;
  return { since: failingSince.toISOString(), failure: failure as ProviderFailure };
}

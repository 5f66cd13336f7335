import {
  type Caller,
  change,
  holdsAll,
  isPermission,
  isRole,
  type Permission,
  permissionsOf,
  read,
  requirePermission,
  requireStepUp,
} from "@/lib/access";
import { type Tx, withTenant } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { createOidcConnection } from "../create-oidc-connection";
import { providerReach } from "../provider-reach";
import { readProvider, samlConnections } from "../saml";
import type { ConnectionRenewalInput } from "./connection.schema";
import {
  type ConnectionRooms,
  connectSaml,
  providerOf,
  type SamlMetadata,
  slugOf,
} from "./create-connection";
import { type ConnectionRecord, findRecord } from "./list-connections";
import { noteCertificates } from "./note-certificates";

/**
 * Gives a connection its provider's new secret, or new certificates: two while it rolls over. The provider stays the same one: what it is called and
 * where it describes itself cannot be changed, or another provider would take over who the first knows.
 *
 * @throws Problem `not_found`, `forbidden`, `unprocessable`, `conflict` if it is of another version by now.
 */
export async function renewConnection(
  rooms: ConnectionRooms,
  caller: Caller,
  id: string,
  input: ConnectionRenewalInput,
): Promise<{ readonly receipt: Receipt }> {
  requirePermission(caller, "sign-in:write");
  await withTenant(rooms.db, caller, (tx) => requireStepUp(tx, caller, "sign-in.change"));
  const { tenantId } = caller;
  const row = await read(rooms.db, caller, "sign-in:write", (tx) => findRecord(tx, tenantId, id));
  if (row.version !== input.version) throw new Problem("conflict");
  await refuseByOwnWord(rooms, caller, row, input);
  const renew = await judgeRenewal(rooms, caller, row, input);
  const { receipt } = await change(rooms.db, caller, "sign-in:write", async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { tenantId, id: row.id, version: input.version },
      data: { version: { increment: 1 } },
    });
    if (count === 0) throw new Problem("conflict");
    // The broker is told by who took the version alone: of two at once, one leaves nothing behind.
    const certificates = await renew();
    if (certificates.length > 0) await noteCertificates(tx, row, certificates);
    return {
      result: undefined,
      entry: {
        type: "connection.changed",
        action: "connection.renew",
        target: `connection:${row.id}`,
        outcome: "done",
        reason: certificates.length > 0 ? `certificates:${certificates.length}` : "secret",
        refs: { connection: row.id },
      },
    };
  });
  return { receipt };
}

/** What tells the broker; gives the certificates that the provider signs with now, none where it is known by a secret. */
async function judgeRenewal(
  rooms: ConnectionRooms,
  caller: Caller,
  row: ConnectionRecord,
  input: ConnectionRenewalInput,
): Promise<() => Promise<readonly string[]>> {
  const { tenantId, clientId, sourceUrl } = row;
  const slug = await slugOf(rooms, caller);
  if ("metadata" in input && row.kind === "saml") {
    const provider = await readProvider(providerOf(input.metadata), providerReach(rooms.config));
    if (provider.entityId !== row.issuer) {
      throw unfit(
        "This is the metadata of another identity provider. Set up a new connection for it.",
      );
    }
    const wantsSignedRequests = keepsAsking(input.metadata)
      ? await wantedSignedRequests(rooms, row)
      : provider.wantsSignedRequests;
    return async () => {
      await connectSaml(rooms, tenantId, slug, { ...provider, wantsSignedRequests });
      return provider.certificates;
    };
  }
  if (!("clientSecret" in input) || clientId === null || sourceUrl === null) {
    throw unfit(
      "A SAML connection is renewed by metadata, an OpenID connection by a client secret.",
    );
  }
  const { clientSecret } = input;
  const { jackson } = await rooms.signInDoor();
  return async () => {
    const given = { tenantId, slug, discoveryUrl: sourceUrl, clientId, clientSecret };
    await createOidcConnection(jackson, given);
    return [];
  };
}

/** Whether a renewal by values leaves it open if the provider takes signed requests only. */
function keepsAsking(metadata: SamlMetadata): boolean {
  return "entityId" in metadata && metadata.signedRequests === undefined;
}

async function wantedSignedRequests(rooms: ConnectionRooms, row: ConnectionRecord) {
  const { jackson } = await rooms.signInDoor();
  const all = await samlConnections(jackson, row.tenantId);
  return all.some((one) => one.connection === row.brokerId && one.wantsSignedRequests);
}

/**
 * Whoever says by which certificates a provider is known could sign answers for everybody who comes in
 * by it. Where the provider says it itself, at the address that was given before, nobody's word is
 * taken; otherwise it is taken of who may do all that those may.
 */
async function refuseByOwnWord(
  rooms: ConnectionRooms,
  caller: Caller,
  row: ConnectionRecord,
  input: ConnectionRenewalInput,
): Promise<void> {
  if (!("metadata" in input)) return;
  if ("url" in input.metadata && input.metadata.url === row.sourceUrl) return;
  const known = await read(rooms.db, caller, "sign-in:write", (tx) =>
    permissionsBehind(tx, row.brokerId),
  );
  if (holdsAll(caller, known)) return;
  throw new Problem("forbidden", {
    detail:
      "Somebody who comes in through this connection may do what you may not. Only who may do as much can give it other certificates, or let it read them where the provider publishes them.",
  });
}

/** All that active members who are known by a connection may do. */
async function permissionsBehind(tx: Tx, brokerId: string): Promise<ReadonlySet<Permission>> {
  const rows = await tx.$queryRaw<{ role: string; permissions: string[] | null }[]>`
    select distinct m.role, r.permissions
    from portcullis.member_identities i
    join portcullis.members m on m.tenant_id = i.tenant_id and m.id = i.member_id and m.status = 'active'
    left join portcullis.roles r on r.tenant_id = m.tenant_id and r.id = m.custom_role
    where i.tenant_id = (select portcullis.tenant_id()) and i.connection = ${brokerId}`;
  const all = rows.flatMap(({ role, permissions }) =>
    isRole(role) ? [...permissionsOf(role)] : (permissions ?? []).filter(isPermission),
  );
  return new Set(all);
}

function unfit(detail: string): Problem {
  return new Problem("unprocessable", { detail });
}

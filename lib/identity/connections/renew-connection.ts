import { type Caller, change, read, requirePermission, requireStepUp } from "@/lib/access";
import { withTenant } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { createOidcConnection } from "../create-oidc-connection";
import { readProvider } from "../saml";
import type { ConnectionRenewalInput } from "./connection.schema";
import { type ConnectionRooms, connectSaml, providerOf, slugOf } from "./create-connection";
import { type ConnectionRecord, findRecord } from "./list-connections";
import { noteCertificates } from "./note-certificates";

/**
 * Gives a connection its provider's new secret, or new certificates: two while it rolls over. The provider stays the same one: what it is called and
 * where it describes itself cannot be changed, or another provider would take over who the first knows.
 *
 * @throws Problem `not_found`, `unprocessable`, `conflict` if it is of another version by now.
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
  const certificates = await renew(rooms, caller, row, input);
  const { receipt } = await change(rooms.db, caller, "sign-in:write", async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { tenantId, id: row.id, version: input.version },
      data: { version: { increment: 1 } },
    });
    if (count === 0) throw new Problem("conflict");
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

/** The certificates that the provider signs with now; none where it is known by a secret. */
async function renew(
  rooms: ConnectionRooms,
  caller: Caller,
  row: ConnectionRecord,
  input: ConnectionRenewalInput,
): Promise<readonly string[]> {
  const { tenantId } = row;
  const slug = await slugOf(rooms, caller);
  if ("metadata" in input && row.kind === "saml") {
    const provider = await readProvider(providerOf(input.metadata), rooms.config.mode);
    if (provider.entityId !== row.issuer) {
      throw unfit(
        "This is the metadata of another identity provider. Set up a new connection for it.",
      );
    }
    return (await connectSaml(rooms, tenantId, slug, input.metadata, provider)).certificates;
  }
  if (!("clientSecret" in input) || row.clientId === null || row.sourceUrl === null) {
    throw unfit(
      "A SAML connection is renewed by metadata, an OpenID connection by a client secret.",
    );
  }
  const { jackson } = await rooms.signInDoor();
  await createOidcConnection(jackson, {
    ...{ tenantId, slug, discoveryUrl: row.sourceUrl },
    clientId: row.clientId,
    clientSecret: input.clientSecret,
  });
  return [];
}

function unfit(detail: string): Problem {
  return new Problem("unprocessable", { detail });
}

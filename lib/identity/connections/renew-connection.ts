import { type Caller, change, read, requirePermission } from "@/lib/access";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { createOidcConnection } from "../create-oidc-connection";
import type { ConnectionRenewalInput } from "./connection.schema";
import { type ConnectionRooms, slugOf } from "./create-connection";
import { type ConnectionRecord, findRecord } from "./list-connections";

/**
 * Gives a connection the provider's new secret. The provider stays the same one: what it is called and
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
  const { tenantId } = caller;
  const row = await read(rooms.db, caller, "sign-in:write", (tx) => findRecord(tx, tenantId, id));
  if (row.version !== input.version) throw new Problem("conflict");
  await renew(rooms, caller, row, input);
  const { receipt } = await change(rooms.db, caller, "sign-in:write", async (tx) => {
    const { count } = await tx.connection.updateMany({
      where: { tenantId, id: row.id, version: input.version },
      data: { version: { increment: 1 } },
    });
    if (count === 0) throw new Problem("conflict");
    return {
      result: undefined,
      entry: {
        type: "connection.changed",
        action: "connection.renew",
        target: `connection:${row.id}`,
        outcome: "done",
        reason: "secret",
        refs: { connection: row.id },
      },
    };
  });
  return { receipt };
}

async function renew(
  rooms: ConnectionRooms,
  caller: Caller,
  row: ConnectionRecord,
  input: ConnectionRenewalInput,
): Promise<void> {
  if (!("clientSecret" in input) || row.clientId === null || row.sourceUrl === null) {
    const message = "This connection takes another kind of renewal.";
    throw new Problem("unprocessable", { detail: message });
  }
  const { jackson } = await rooms.signInDoor();
  await createOidcConnection(jackson, {
    tenantId: row.tenantId,
    slug: await slugOf(rooms, caller),
    discoveryUrl: row.sourceUrl,
    clientId: row.clientId,
    clientSecret: input.clientSecret,
  });
}

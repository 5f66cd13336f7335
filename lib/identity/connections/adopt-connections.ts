import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { log, newId } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { type Jackson, PRODUCT } from "../jackson";
import { type ConnectionRow, connectionRows } from "./connection-row";

/**
 * An organisation's connections. Where it has none of its own records yet, those that the broker holds
 * for it and that members are known by are noted once, as in use: they were, before there were records.
 */
export async function knownConnections(
  { db, jackson }: { readonly db: Database; readonly jackson: Jackson },
  tenantId: string,
): Promise<readonly ConnectionRow[]> {
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const rows = await withTenant(db, caller, (tx) => connectionRows(tx, tenantId));
  if (rows.length > 0) return rows;
  const held = await jackson.use(({ connectionAPIController }) =>
    connectionAPIController.getConnections({ tenant: tenantId, product: PRODUCT }),
  );
  // Only what somebody is known by: a removed one, or one that was never finished, must not come back.
  const known = await withTenant(db, caller, (tx) =>
    tx.memberIdentity.findMany({
      where: { tenantId, connection: { in: held.map(({ clientID }) => clientID) } },
      distinct: ["connection"],
      select: { connection: true },
    }),
  );
  const used = held.filter(
    (one) =>
      one.deactivated !== true && known.some(({ connection }) => connection === one.clientID),
  );
  if (used.length === 0) return [];
  try {
    return await withTenant(db, caller, async (tx) => {
      const made = used.map((one) => ({
        tenantId,
        id: newId(),
        brokerId: one.clientID,
        kind: "idpMetadata" in one ? "saml" : "oidc",
        vendor: "other",
        name: "Single sign-on",
        state: "active",
        sourceUrl: "oidcProvider" in one ? (one.oidcProvider?.discoveryUrl ?? null) : null,
        issuer: "idpMetadata" in one ? one.idpMetadata.entityID : null,
        clientId: "oidcProvider" in one ? (one.oidcProvider?.clientId ?? null) : null,
        createdBy: caller.actor,
      }));
      await tx.connection.createMany({ data: made });
      await appendEntries(
        tx,
        made.map(({ id }) => ({
          type: "connection.created" as const,
          actor: caller.actor,
          action: "connection.adopt",
          target: `connection:${id}`,
          requestId: caller.requestId,
          source: caller.source,
          outcome: "done",
          reason: "from-before",
          refs: { connection: id },
        })),
      );
      return await connectionRows(tx, tenantId);
    });
  } catch (error) {
    // Another request was first: what it noted is there now.
    log.warn("connections were noted by another request, or could not be", { error });
    return await withTenant(db, caller, (tx) => connectionRows(tx, tenantId));
  }
}

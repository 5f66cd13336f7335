import { type Jackson, PRODUCT } from "./jackson";

/** The connection a tenant's members sign in through, or null if the tenant has none in use. */
export async function findConnection(jackson: Jackson, tenantId: string): Promise<string | null> {
  const connections = await jackson.use(({ connectionAPIController }) =>
    connectionAPIController.getConnections({ tenant: tenantId, product: PRODUCT }),
  );
  const active = connections.find((connection) => connection.deactivated !== true);
  return active?.clientID ?? null;
}

import type { Database } from "@/lib/db";
import { knownConnections } from "./connections/adopt-connections";
import { type ConnectionRow, waysIn } from "./connections/connection-row";
import type { Jackson } from "./jackson";

type Rooms = { readonly db: Database; readonly jackson: Jackson };

/** The connections that members of a tenant may come in through now, the oldest first. */
export async function usableConnections(
  rooms: Rooms,
  tenantId: string,
): Promise<readonly Pick<ConnectionRow, "id" | "brokerId" | "name">[]> {
  return waysIn(await knownConnections(rooms, tenantId));
}

/** The connection that members of a tenant sign in through by default, or null if none is in use. */
export async function findConnection(rooms: Rooms, tenantId: string): Promise<string | null> {
  const [first] = await usableConnections(rooms, tenantId);
  return first?.brokerId ?? null;
}

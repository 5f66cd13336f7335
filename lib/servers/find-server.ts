import type { Tx } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";

export type ServerRow = NonNullable<Awaited<ReturnType<Tx["server"]["findFirst"]>>>;

/** The live server of an id, or `not_found`: the same for a foreign, removed and malformed id. */
export async function findServer(tx: Tx, id: string): Promise<ServerRow> {
  const server = isId(id) ? await tx.server.findFirst({ where: { id, removedAt: null } }) : null;
  if (server === null) throw new Problem("not_found");
  return server;
}

import { type Caller, change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { now } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { findServer } from "./find-server";

/** Takes a server out of use: its grants stop within a second and its credential is destroyed. Its history stays. */
export async function removeServer(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "providers:delete", async (tx) => {
    await findServer(tx, id);
    const at = now();
    await tx.server.updateMany({ where: { id }, data: { removedAt: at } });
    await tx.grant.updateMany({
      where: { serverId: id, revokedAt: null },
      data: { revokedAt: at },
    });
    await tx.serverCredential.deleteMany({ where: { serverId: id } });
    return {
      result: undefined,
      entry: {
        type: "server.removed",
        action: "server.remove",
        target: `server:${id}`,
        outcome: "done",
        refs: { server: id },
      },
    };
  });
  return { receipt };
}

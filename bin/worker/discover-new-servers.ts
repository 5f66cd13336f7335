import { type Database, withTenant } from "@/lib/db";
import type { Config } from "@/lib/kernel";
import { discoverTools } from "@/lib/servers";
import type { Sandbox } from "@/lib/stdio";
import type { Vault } from "@/lib/vault";
import { eachTenant } from "./each-tenant";

const AT_ONCE = 20;

/** Asks servers that nobody has asked yet what tools they offer, so that their rules can be written. Returns how many. */
export async function discoverNewServers(deps: {
  readonly db: Database;
  readonly vault: Vault;
  readonly config: Config;
  readonly sandbox: Sandbox;
}): Promise<number> {
  let asked = 0;
  await eachTenant(deps.db, async (caller) => {
    const servers = await withTenant(deps.db, caller, (tx) =>
      tx.server.findMany({
        where: { toolsCheckedAt: null, removedAt: null },
        select: { id: true },
        take: AT_ONCE,
      }),
    );
    for (const { id } of servers) {
      asked++;
      await discoverTools(deps, caller, id);
    }
  });
  return asked;
}

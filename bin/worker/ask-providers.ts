import type { Database } from "@/lib/db";
import { watchProviders } from "@/lib/identity";
import type { Reach } from "@/lib/kernel";
import { eachTenant } from "./each-tenant";

/** Asks every organisation's identity providers that are due whether they are there. */
export async function askProviders(rooms: {
  readonly db: Database;
  readonly reach: Reach;
}): Promise<number> {
  let changed = 0;
  await eachTenant(rooms.db, async (caller) => {
    changed += await watchProviders(rooms, caller);
  });
  return changed;
}

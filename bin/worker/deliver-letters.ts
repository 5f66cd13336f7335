import type { Database } from "@/lib/db";
import { deliverMail, type Mailer } from "@/lib/notices";
import { eachTenant } from "./each-tenant";

/** Sends every organisation's letters that are due. Returns how many were sent. */
export async function deliverLetters(rooms: {
  readonly db: Database;
  readonly mailer: Mailer;
  readonly console: string;
}): Promise<number> {
  let sent = 0;
  await eachTenant(rooms.db, async (caller) => {
    sent += await deliverMail(rooms, caller);
  });
  return sent;
}

import { log } from "@/lib/kernel";
import type { Database } from "./open";
import { type Identity, withTenantPg } from "./with-tenant";

/** A last use is known to the minute; more would be a write a request. */
const EVERY_MILLISECONDS = 60_000;
const MAX_NOTED = 10_000;

export type Used = { readonly id: string; readonly identity: Identity };

/**
 * Notes that a credential was used, beside the request and at most once a minute for each, however
 * many processes there are. What cannot be noted is left: no request waits for it or fails by it.
 * `table` has a `last_used_at`, and is a name in the code, never from outside.
 */
export function lastUseNotes(
  db: Database,
  table: "api_keys" | "grants" | "directory_tokens",
): (used: Used) => void {
  const notedAt = new Map<string, number>();
  return ({ id, identity }) => {
    const at = performance.now();
    if (at - (notedAt.get(id) ?? Number.NEGATIVE_INFINITY) < EVERY_MILLISECONDS) return;
    if (notedAt.size >= MAX_NOTED) notedAt.clear();
    notedAt.set(id, at);
    withTenantPg(db, identity, (client) =>
      client.query({
        name: `note_use_of_${table}`,
        text: `update portcullis.${table} set last_used_at = now()
          where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
        values: [identity.tenantId, id],
      }),
    ).catch((error: unknown) => {
      notedAt.delete(id);
      log.warn("the use of a credential could not be noted", { table, id, error });
    });
  };
}

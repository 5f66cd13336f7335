import type { Caller } from "@/lib/access";
import { type Database, withTenantPg } from "@/lib/db";
import { log, type Reach } from "@/lib/kernel";
import { askProvider } from "./ask-provider";

/** How often a provider is asked that answers, and one that does not, in seconds. */
const EVERY_SECONDS = 300;
const FAILING_SECONDS = 60;
const AT_ONCE = 10;

type Due = {
  readonly id: string;
  readonly source_url: string;
  readonly issuer: string | null;
  readonly failing: boolean;
};

/**
 * Asks those of one organisation's identity providers that are due whether they are there, and notes
 * it. Each is claimed as it is asked, so that two workers do not ask it both. Returns how many changed
 * between answering and not.
 */
export async function watchProviders(
  { db, reach }: { readonly db: Database; readonly reach: Reach },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const due = await withTenantPg(db, caller, async (client) => {
    const { rows } = await client.query<Due>(
      `with due as (
         select id from portcullis.connections
         where tenant_id = $1 and source_url is not null and state in ('tested', 'active', 'enforced')
           and coalesce(asked_at, '-infinity') <
             now() - make_interval(secs => case when failing_since is null then ${EVERY_SECONDS} else ${FAILING_SECONDS} end)
         order by asked_at nulls first limit ${AT_ONCE} for update skip locked)
       update portcullis.connections c set asked_at = now() from due
       where c.tenant_id = $1 and c.id = due.id
       returning c.id, c.source_url, c.issuer, c.failing_since is not null as failing`,
      [tenantId],
    );
    return rows;
  });
  const changed = await Promise.all(
    due.map(async ({ id, source_url: url, issuer, failing }) => {
      const failure = await askProvider({ url, issuer }, reach);
      await withTenantPg(db, caller, (client) =>
        client.query(
          `update portcullis.connections
           set failure = $3, failing_since = case when $3::text is null then null else coalesce(failing_since, now()) end
           where tenant_id = $1 and id = $2`,
          [tenantId, id, failure],
        ),
      );
      if ((failure !== null) === failing) return false;
      log.warn("an identity provider changed its state", { tenantId, connection: id, failure });
      return true;
    }),
  );
  return changed.filter(Boolean).length;
}

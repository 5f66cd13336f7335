import { AsyncLocalStorage } from "node:async_hooks";
import { Pool } from "pg";

/** One record of the identity broker, as it hands it over: sealed, but for its key. */
export type StoredRecord = { readonly value: string; readonly iv?: string; readonly tag?: string };
type Index = { readonly name: string; readonly value: string };
type SortOrder = "ASC" | "DESC";

/**
 * What is read once only: an authorisation code, and the state of a flow under way. Reading takes
 * the row away in the same statement, so a code that is stolen and played again finds nothing.
 */
const TAKEN_BY_READING: ReadonlySet<string> = new Set(["oauth:code", "oauth:session"]);

const SELECT = "select value, iv, tag from jackson.entries";
const LIVE = "(expires_at is null or expires_at > now())";
const SWEEP_BATCH = 100;

/**
 * Whose connections may be found by the name of an identity provider, as the broker writes it in its
 * index of owners. Two organisations may use the same provider, or one may claim another's: without
 * this, the broker would let the first come keep the name, and find one by the other's answer.
 */
const owner = new AsyncLocalStorage<string>();

/** Runs `work` so that only one owner's connections are found by their entity id. */
export function findingOnly<T>(owned: string, work: () => Promise<T>): Promise<T> {
  return owner.run(owned, work);
}

export type JacksonStore = ReturnType<typeof openJacksonStore>;

/**
 * The identity broker's store: its own role, its own schema, nothing of ours within reach. Records
 * past their time are not found, whether or not they were swept.
 */
export function openJacksonStore(url: string) {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 2000,
    statement_timeout: 5000,
    application_name: "portcullis-jackson",
  });
  // An idle connection that breaks is replaced by the pool; unhandled, its error ends the process.
  pool.on("error", () => undefined);

  async function rows(sql: string, values: readonly unknown[]): Promise<StoredRecord[]> {
    const result = await pool.query<StoredRecord>(sql, [...values]);
    return result.rows;
  }

  return {
    async get(namespace: string, key: string): Promise<StoredRecord | null> {
      const sql = TAKEN_BY_READING.has(namespace)
        ? `delete from jackson.entries where namespace = $1 and key = $2 and ${LIVE} returning value, iv, tag`
        : `${SELECT} where namespace = $1 and key = $2 and ${LIVE}`;
      const [row] = await rows(sql, [namespace, key]);
      return row ?? null;
    },

    async put(
      namespace: string,
      key: string,
      record: StoredRecord,
      ttlSeconds = 0,
      ...indexes: Index[]
    ): Promise<void> {
      await pool.query(PUT, [
        namespace,
        key,
        record.value,
        record.iv ?? null,
        record.tag ?? null,
        ttlSeconds > 0 ? ttlSeconds : null,
        indexes.map((index) => index.name),
        indexes.map((index) => index.value),
      ]);
      if (ttlSeconds > 0) await pool.query(SWEEP);
    },

    async delete(namespace: string, key: string): Promise<void> {
      await pool.query("delete from jackson.entries where namespace = $1 and key = $2", [
        namespace,
        key,
      ]);
    },

    /** Deletes a record as it was read, and one owner's only: what was written since under its name stays. */
    async deleteAsRead(
      namespace: string,
      key: string,
      record: StoredRecord,
      owned: string,
    ): Promise<void> {
      await pool.query(
        `delete from jackson.entries e
          where e.namespace = $1 and e.key = $2 and e.value = $3 and e.iv is not distinct from $4
            and exists (select from jackson.entry_indexes o where o.namespace = e.namespace
              and o.key = e.key and o.name = 'tenantProduct' and o.index_value = $5)`,
        [namespace, key, record.value, record.iv ?? null, owned],
      );
    },

    async deleteMany(namespace: string, keys: readonly string[]): Promise<void> {
      await pool.query("delete from jackson.entries where namespace = $1 and key = any($2)", [
        namespace,
        keys,
      ]);
    },

    async getAll(namespace: string, offset = 0, limit = 50, _token = "", sort: SortOrder = "DESC") {
      return {
        data: await rows(
          `${SELECT} where namespace = $1 and ${LIVE}
             order by created_at ${sort === "ASC" ? "asc" : "desc"}, key limit $2 offset $3`,
          [namespace, limit, offset],
        ),
      };
    },

    async getByIndex(
      namespace: string,
      index: Index,
      offset = 0,
      limit = 50,
      _token = "",
      sort: SortOrder = "DESC",
    ) {
      return {
        data: await rows(
          `${SELECT} join jackson.entry_indexes i using (namespace, key)
             where namespace = $1 and i.name = $2 and i.index_value = $3 and ${LIVE}
               and (i.name <> 'entityID' or exists (
                 select from jackson.entry_indexes o where o.namespace = i.namespace
                   and o.key = i.key and o.name = 'tenantProduct' and o.index_value = $6))
             order by created_at ${sort === "ASC" ? "asc" : "desc"}, key limit $4 offset $5`,
          [namespace, index.name, index.value, limit, offset, owner.getStore() ?? null],
        ),
      };
    },

    async getCount(namespace: string, index?: Index): Promise<number> {
      const result = await pool.query<{ count: number }>(COUNT, [
        namespace,
        index?.name ?? null,
        index?.value ?? null,
      ]);
      return result.rows[0]?.count ?? 0;
    },

    getStats: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

const PUT = `
  with entry as (
    insert into jackson.entries (namespace, key, value, iv, tag, expires_at)
    values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6::int))
    on conflict (namespace, key) do update
      set value = excluded.value, iv = excluded.iv, tag = excluded.tag,
          expires_at = excluded.expires_at, modified_at = now()
    returning namespace, key)
  insert into jackson.entry_indexes (namespace, key, name, index_value)
  select entry.namespace, entry.key, i.name, i.value
    from entry, unnest($7::text[], $8::text[]) as i (name, value)
  on conflict do nothing`;

const SWEEP = `
  delete from jackson.entries where (namespace, key) in (
    select namespace, key from jackson.entries
     where expires_at < now() limit ${SWEEP_BATCH} for update skip locked)`;

const COUNT = `
  select count(*)::int as count from jackson.entries e
   where e.namespace = $1 and ${LIVE}
     and ($2::text is null or exists (
       select from jackson.entry_indexes i
        where i.namespace = e.namespace and i.key = e.key and i.name = $2 and i.index_value = $3))`;

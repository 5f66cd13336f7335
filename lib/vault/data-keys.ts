import { hkdfSync, randomBytes } from "node:crypto";
import { type Database, type Identity, withTenantPg } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import type { Kms } from "./local-kms";

export type DataKey = { readonly id: string; readonly kekVersion: number; readonly key: Buffer };
type Row = {
  readonly id: string;
  readonly purpose: string;
  readonly version: number;
  readonly kek_version: number;
  readonly wrapped: Buffer;
};

const KEY_BYTES = 32;
/** How long an opened key stays in memory, in milliseconds. */
const CACHE_MILLISECONDS = 300_000;
const COLUMNS = "id, purpose, version, kek_version, wrapped";

/**
 * The data keys of tenants, opened through the KMS and kept in memory for five minutes. A
 * workspace's records are sealed under a key derived from the tenant's with the workspace's salt; what
 * belongs to the organisation and to no workspace, under one derived without.
 */
export class DataKeys {
  readonly #db: Database;
  readonly #kms: Kms;
  readonly #cache = new Map<string, { readonly until: number; readonly key: Promise<DataKey> }>();

  constructor(db: Database, kms: Kms) {
    this.#db = db;
    this.#kms = kms;
  }

  /** The key new records are sealed under; made at the first use. */
  current(identity: Identity, purpose: string, workspaceId: string | null): Promise<DataKey> {
    return this.#cached(`${identity.tenantId}/${workspaceId}/${purpose}`, async () => {
      const { row, salt } = await withTenantPg(this.#db, identity, async (client) => {
        const values = [identity.tenantId, purpose];
        const select = `select ${COLUMNS} from portcullis.data_keys
          where tenant_id = $1 and purpose = $2 and retired_at is null order by version desc limit 1`;
        let [row] = (await client.query<Row>(select, values)).rows;
        if (row === undefined) {
          const id = newId();
          const wrapped = asked(() =>
            this.#kms.wrap(identity.tenantId, [id, purpose, "1"], randomBytes(KEY_BYTES)),
          );
          await client.query(
            `insert into portcullis.data_keys (tenant_id, id, purpose, version, kek_version, wrapped)
             values ($1, $2, $3, 1, $4, $5) on conflict (tenant_id, purpose, version) do nothing`,
            [identity.tenantId, id, purpose, this.#kms.version, wrapped],
          );
          [row] = (await client.query<Row>(select, values)).rows;
        }
        return { row, salt: await workspaceSalt(client, identity.tenantId, workspaceId) };
      });
      return this.#open(identity.tenantId, workspaceId, row, salt);
    });
  }

  /** The key a record names. */
  byId(identity: Identity, id: string, workspaceId: string | null): Promise<DataKey> {
    return this.#cached(`${identity.tenantId}/${workspaceId}/${id}`, async () => {
      const { row, salt } = await withTenantPg(this.#db, identity, async (client) => {
        const { rows } = await client.query<Row>(
          `select ${COLUMNS} from portcullis.data_keys where tenant_id = $1 and id = $2`,
          [identity.tenantId, id],
        );
        return { row: rows[0], salt: await workspaceSalt(client, identity.tenantId, workspaceId) };
      });
      return this.#open(identity.tenantId, workspaceId, row, salt);
    });
  }

  #open(tenantId: string, workspaceId: string | null, row: Row | undefined, salt: Buffer): DataKey {
    if (row === undefined)
      throw new Problem("unavailable", { internal: "a sealed record names no data key" });
    const context = [row.id, row.purpose, String(row.version)];
    const tenantKey = asked(() =>
      this.#kms.unwrap(tenantId, row.kek_version, context, row.wrapped),
    );
    const info = workspaceId === null ? "portcullis tenant" : `portcullis workspace ${workspaceId}`;
    const key = Buffer.from(hkdfSync("sha256", tenantKey, salt, info, KEY_BYTES));
    return { id: row.id, kekVersion: row.kek_version, key };
  }

  #cached(name: string, load: () => Promise<DataKey>): Promise<DataKey> {
    const hit = this.#cache.get(name);
    if (hit !== undefined && hit.until > Date.now()) return hit.key;
    const key = load();
    this.#cache.set(name, { until: Date.now() + CACHE_MILLISECONDS, key });
    key.catch(() => this.#cache.delete(name));
    return key;
  }
}

/** What the KMS answers; that it does not answer, or refuses, means that nothing opens for now. */
function asked(question: () => Buffer): Buffer {
  try {
    return question();
  } catch (cause) {
    throw new Problem("unavailable", { internal: "a data key did not open", cause });
  }
}

type Client = Parameters<Parameters<typeof withTenantPg>[2]>[0];

async function workspaceSalt(
  client: Client,
  tenantId: string,
  workspaceId: string | null,
): Promise<Buffer> {
  // What is the organisation's is in no workspace; its key is told apart by its name alone.
  if (workspaceId === null) return Buffer.alloc(0);
  const { rows } = await client.query<{ salt: Buffer }>(
    "select salt from portcullis.workspaces where tenant_id = $1 and id = $2",
    [tenantId, workspaceId],
  );
  const salt = rows[0]?.salt;
  if (salt === undefined) throw new Problem("not_found");
  return salt;
}

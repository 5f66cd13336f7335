/*
 * A grant looked up by its token's hash: under the policy, where the database itself verifies the
 * caller's token, or as a role that no policy binds, with the tenant as a filter of its own.
 */
import pg from "pg";
import { hashToken } from "@/lib/crypto";
import { withTenantPg } from "@/lib/db";
import { newId } from "@/lib/kernel";
import { answerQuestions, sayReady } from "../process/answer";
import { openHouse, readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const CONNECTIONS = 4;
const COLUMNS = "id, server_id, name, expires_at";

const facts = readFacts();
const { tenantId, workspaceId, grants } = facts.tenant;
const hashes = grants.map(({ token }) => hashToken(token));

async function underPolicy(hash: Buffer | undefined): Promise<number | null> {
  const requestId = newId();
  const identity = { tenantId, workspaceIds: [workspaceId], subject: "bench", requestId };
  return await withTenantPg(db, identity, async (client) => {
    const { rowCount } = await client.query({
      name: "look_up_under_policy",
      text: `select ${COLUMNS} from portcullis.grants where token_hash = $1 and revoked_at is null`,
      values: [hash],
    });
    return rowCount;
  });
}

/** The same trips to the database, with nothing to verify. */
async function plainly(hash: Buffer | undefined): Promise<number | null> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query({
      name: "settings",
      text: "select set_config('request.id', $1, true), set_config('application_name', $1, true)",
      values: [newId()],
    });
    const { rowCount } = await client.query({
      name: "look_up_plainly",
      text: `select ${COLUMNS} from portcullis.grants
        where tenant_id = $1 and workspace_id = $2 and token_hash = $3 and revoked_at is null`,
      values: [tenantId, workspaceId, hash],
    });
    await client.query("commit");
    return rowCount;
  } finally {
    client.release();
  }
}

const db = openHouse(facts, CONNECTIONS);
const pool = new pg.Pool({ connectionString: facts.adminUrl, max: CONNECTIONS });
const lookUp = process.argv[2] === "plain" ? plainly : underPolicy;

answerQuestions((slot: Slot) => {
  let at = 0;
  const work = async () => {
    const found = await lookUp(hashes[at++ % hashes.length]);
    if (found !== 1) throw new Error(`a look-up found ${found} rows`);
  };
  return runSlot({ ...slot, callers: CONNECTIONS }, promised(work));
});
sayReady();

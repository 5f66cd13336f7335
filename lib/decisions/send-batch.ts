import { mintDatabaseToken } from "@/lib/crypto";
import { type Database, databaseProblem, sqlState } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import { type Answers, batchColumns, COMMIT } from "./batch";
import type { CallToDecide, CallToSettle } from "./record";

export type Batch = {
  readonly decides: readonly CallToDecide[];
  readonly settles: readonly CallToSettle[];
  /** It may hold what is recorded already, or what is not wholly known: the database looks first. */
  readonly careful: boolean;
};

const connect = (db: Database) => db.pool.connect();
type Client = Awaited<ReturnType<typeof connect>>;
type Line = { readonly client: Promise<Client>; users: number; broken: boolean };

const QUERY_MILLISECONDS = 4_000;
/** A batch was not as it was said to be: a serialization failure, or something recorded before. */
const LOOK_FIRST = /^(?:40001|23505)$/;

/**
 * The way of batches to the database. Several may be under way: they go down one connection, which
 * takes them one after another without waiting for us to read the answer of the one before. Rejects
 * with what `databaseProblem` makes of the error; then nobody knows whether the batch was recorded.
 */
export function createBatchSender(
  db: Database,
  instanceId: string,
): (batch: Batch) => Promise<Answers> {
  let line: Line | null = null;

  async function sendOnce(batch: Batch): Promise<Answers> {
    const [key] = db.keys;
    if (key === undefined)
      throw new Problem("database_token_rejected", { internal: "no database key" });
    const token = mintDatabaseToken(key, {
      aud: "ledger",
      sub: `instance:${instanceId}`,
      request_id: newId(),
    });
    const { decides, settles, careful } = batch;
    const values = [token, ...batchColumns(instanceId, careful, decides, settles)];
    line ??= { client: connect(db), users: 0, broken: false };
    const taken = line;
    taken.users++;
    try {
      const client = await taken.client;
      const query = { ...COMMIT, values, query_timeout: QUERY_MILLISECONDS };
      const [answers] = (await client.query<Answers>(query)).rows;
      if (answers === undefined) throw new Error("a batch came back without an answer");
      return answers;
    } catch (error) {
      // The connection may still be at work on the batch, so it is not used again.
      taken.broken = true;
      throw error;
    } finally {
      taken.users--;
      if (line === taken && (taken.broken || taken.users === 0)) line = null;
      if (taken.users === 0) {
        await taken.client.then(
          (client) => client.release(taken.broken),
          () => {},
        );
      }
    }
  }

  return async (batch) => {
    try {
      return await sendOnce(batch);
    } catch (error) {
      if (batch.careful || !LOOK_FIRST.test(sqlState(error) ?? "")) throw databaseProblem(error);
    }
    return await sendOnce({ ...batch, careful: true }).catch((error: unknown) => {
      throw databaseProblem(error);
    });
  };
}

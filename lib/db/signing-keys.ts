import { databaseProblem } from "./database-problem";
import type { Database } from "./open";

/** A key that signs access tokens, as it is stored: the private part sealed. */
export type SigningKeyRow = {
  readonly kid: string;
  readonly state: "next" | "current" | "previous";
  readonly public_key: { readonly kty: string; readonly crv: string; readonly x: string };
  readonly sealed: Buffer;
  /** Since when it is in its state. */
  readonly since: Date;
};

/** The installation's signing keys: three at most, one a state. */
export async function readSigningKeys({ pool }: Pick<Database, "pool">): Promise<SigningKeyRow[]> {
  try {
    const { rows } = await pool.query<SigningKeyRow>({
      name: "read_signing_keys",
      text: "select kid, state, public_key, sealed, since from portcullis.signing_keys",
    });
    return rows;
  } catch (error) {
    throw databaseProblem(error);
  }
}

/** The keys that were there when a new one was made; null where there was none. */
export type SeenKeys = { readonly current: string | null; readonly next: string | null };

/**
 * Takes in a key that was just made: as the one that signs if there is none, else as the next one,
 * for which the others move on if there is a next one already. False, and nothing is changed, if
 * other keys are there than were seen: somebody else was quicker.
 */
export async function takeInSigningKey(
  { pool }: Pick<Database, "pool">,
  seen: SeenKeys,
  key: Pick<SigningKeyRow, "kid" | "public_key" | "sealed">,
): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ taken: boolean }>(
      "select portcullis.rotate_signing_keys($1, $2, $3, $4, $5) as taken",
      [seen.current, seen.next, key.kid, key.public_key, key.sealed],
    );
    return rows[0]?.taken === true;
  } catch (error) {
    throw databaseProblem(error);
  }
}

import { databaseProblem } from "./database-problem";
import type { Database } from "./open";

type Pool = Pick<Database, "pool">;

/** A key towards SAML identity providers, as it is stored: the private part sealed. */
export type SamlKeyRow = {
  /** Its certificate's fingerprint: SHA-256 in hex. */
  readonly kid: string;
  readonly state: "next" | "current" | "previous";
  /** In PEM. */
  readonly certificate: string;
  readonly sealed: Buffer;
  readonly not_before: Date;
  readonly not_after: Date;
  /** Since when it is in its state, and who put it there. */
  readonly since: Date;
  readonly moved_by: string;
  /** Who began the rotation it came with; null for the first. */
  readonly begun_by: string | null;
  /** Of the next one: when it signs without being told to. */
  readonly due_at: Date | null;
  /** Of one before: until when answers to it are opened. */
  readonly opens_until: Date | null;
};

type NewSamlKey = Pick<SamlKeyRow, "kid" | "certificate" | "sealed" | "not_before" | "not_after">;

/** The installation's SAML keys that are of any use now, the newest first: next, current, those before. */
export async function readSamlKeys(db: Pool): Promise<SamlKeyRow[]> {
  return await ask<SamlKeyRow>(
    db,
    `select kid, state, certificate, sealed, not_before, not_after, since, moved_by, begun_by, due_at, opens_until
     from portcullis.saml_keys where opens_until is null or opens_until > now()
     order by array_position(array['next', 'current', 'previous'], state), since desc`,
  );
}

/** Takes in the first key; where there is one, nothing is changed. */
export async function keepSamlKey(db: Pool, key: NewSamlKey, who: string): Promise<void> {
  await ask(db, "select portcullis.keep_saml_key($1, $2, $3, $4, $5, $6)", [...values(key), who]);
}

/** What a rotation is begun with: whole days, and null for what waits until it is told. */
type Begun = { readonly afterDays: number | null; readonly overlapDays: number };

/** Puts a key beside the one that signs. False if another one signs by now, or one stands there already. */
export async function beginSamlRotation(
  db: Pool,
  seenCurrent: string,
  key: NewSamlKey,
  { afterDays, overlapDays }: Begun,
  who: string,
): Promise<boolean> {
  const [row] = await ask<{ done: boolean }>(
    db,
    `select portcullis.begin_saml_rotation($1, $2, $3, $4, $5, $6,
       make_interval(days => $7), make_interval(days => $8), $9) as done`,
    [seenCurrent, ...values(key), afterDays, overlapDays, who],
  );
  return row?.done === true;
}

/** Has the next key sign. False if that is another one by now, or none. */
export async function finishSamlRotation(
  db: Pool,
  seenNext: string,
  overlapDays: number | null,
  who: string,
): Promise<boolean> {
  const [row] = await ask<{ done: boolean }>(
    db,
    "select portcullis.finish_saml_rotation($1, make_interval(days => $2), $3) as done",
    [seenNext, overlapDays, who],
  );
  return row?.done === true;
}

/** Forgets the keys that open nothing any more. How many. */
export async function forgetSamlKeys(db: Pool): Promise<number> {
  const [row] = await ask<{ gone: number }>(db, "select portcullis.forget_saml_keys() as gone");
  return row?.gone ?? 0;
}

const values = ({ kid, certificate, sealed, not_before, not_after }: NewSamlKey) => [
  ...[kid, certificate, sealed, not_before, not_after],
];

async function ask<Row extends object>(
  { pool }: Pool,
  sql: string,
  given: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return (await pool.query<Row>(sql, [...given])).rows;
  } catch (error) {
    throw databaseProblem(error);
  }
}

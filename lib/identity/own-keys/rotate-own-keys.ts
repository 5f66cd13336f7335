import {
  beginSamlRotation,
  finishSamlRotation,
  forgetSamlKeys,
  readSamlKeys,
  type SamlKeyRow,
} from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import { makeOwnKey, type OwnKeyRooms, openOwnKey, sealOwnKey } from "./own-key";

/** So many days the key before still opens answers, unless it is said otherwise. */
export const OVERLAP_DAYS = 30;
export const MOST_DAYS = 365;

/** A key of ours as it may be shown: nothing of it is secret. */
export type OwnKeyView = {
  readonly fingerprint: string;
  readonly state: SamlKeyRow["state"];
  readonly notAfter: string;
  readonly since: string;
  readonly by: string;
  /** Of the next one: when it signs by itself; null where it waits to be told. */
  readonly signsFrom: string | null;
  /** Of one before: until when answers to it are opened. */
  readonly opensUntil: string | null;
};

/** The keys: next, current, and those before that still open answers. */
export async function listOwnKeys({ db }: Pick<OwnKeyRooms, "db">): Promise<OwnKeyView[]> {
  return (await readSamlKeys(db)).map(viewOf);
}

/**
 * Begins to replace the key: a new one is made and published beside the one that signs, and answers to
 * either are opened. The one that signs goes on, until `finishOwnRotation`, or for `afterDays`.
 *
 * @throws Problem `conflict` if one is being replaced already, also where somebody else began just now;
 * `unavailable` if there is no key yet, or the one that is there does not open.
 */
export async function beginOwnRotation(
  { db, sealer }: OwnKeyRooms,
  installation: string,
  given: { readonly afterDays: number | null; readonly overlapDays: number },
  who: string,
): Promise<OwnKeyView[]> {
  const rows = await readSamlKeys(db);
  const current = rows.find(({ state }) => state === "current");
  if (current === undefined)
    throw new Problem("unavailable", {
      detail: "There is no SAML key yet: the console makes it at its first start.",
    });
  // Under another root the new one would open nowhere else.
  openOwnKey(sealer, current);
  const key = sealOwnKey(sealer, await makeOwnKey(installation));
  if (!(await beginSamlRotation(db, current.kid, key, given, who)))
    throw new Problem("conflict", { detail: "The key is being replaced already." });
  return await listOwnKeys({ db });
}

/**
 * Has the next key sign. Answers to the one that signed are opened for as long as was said at the begin,
 * or for `overlapDays`.
 *
 * @throws Problem `conflict` if none is being replaced, also where somebody else was quicker.
 */
export async function finishOwnRotation(
  { db, sealer }: OwnKeyRooms,
  overlapDays: number | null,
  who: string,
): Promise<OwnKeyView[]> {
  const next = (await readSamlKeys(db)).find(({ state }) => state === "next");
  if (next === undefined)
    throw new Problem("conflict", { detail: "No key stands ready to sign. Begin with rotate." });
  openOwnKey(sealer, next);
  if (!(await finishSamlRotation(db, next.kid, overlapDays, who)))
    throw new Problem("conflict", { detail: "Somebody else had it sign at the same time." });
  return await listOwnKeys({ db });
}

/** What is due by the day that was said: has the next key sign, and forgets those before. How many. */
export async function moveOwnKeysOn(rooms: OwnKeyRooms): Promise<number> {
  const next = (await readSamlKeys(rooms.db)).find(({ state }) => state === "next");
  let moved = await forgetSamlKeys(rooms.db);
  if (next?.due_at && next.due_at <= now()) {
    openOwnKey(rooms.sealer, next);
    if (await finishSamlRotation(rooms.db, next.kid, null, "system:worker")) moved += 1;
  }
  return moved;
}

function viewOf(row: SamlKeyRow): OwnKeyView {
  return {
    fingerprint: row.kid,
    state: row.state,
    notAfter: row.not_after.toISOString(),
    since: row.since.toISOString(),
    by: row.moved_by,
    signsFrom: row.due_at?.toISOString() ?? null,
    opensUntil: row.opens_until?.toISOString() ?? null,
  };
}

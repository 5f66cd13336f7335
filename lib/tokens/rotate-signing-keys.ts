import { makeSigningKey } from "@/lib/crypto";
import { type Database, readSigningKeys, type SeenKeys, takeInSigningKey } from "@/lib/db";
import { now } from "@/lib/kernel";
import { type Sealer, sealKey } from "./seal-key";

type Deps = { readonly db: Pick<Database, "pool">; readonly sealer: Sealer };
export type Rotated = { readonly signs: string; readonly next: string };

/**
 * Moves the signing keys on by one: the next key signs, the one that signed still verifies, the one
 * before that is forgotten, and a new next one is made. Tokens of the forgotten key end within a second, in every process; of a
 * key that leaked, all have ended after two rotations. Null if somebody else rotated meanwhile.
 */
export async function rotateSigningKeys(deps: Deps): Promise<Rotated | null> {
  const seen = await seenBy(deps);
  if (seen.current === null || seen.next === null) return await fillSigningKeys(deps);
  return (await takeIn(deps, seen)) ? await rotated(deps) : null;
}

/** Makes what is missing on a new installation: a key that signs, and the one after it. */
export async function fillSigningKeys(deps: Deps): Promise<Rotated | null> {
  for (;;) {
    const seen = await seenBy(deps);
    if (seen.current !== null && seen.next !== null) return await rotated(deps);
    await takeIn(deps, seen);
  }
}

/** Rotates if the key that signs has done so for longer than `seconds`. How many keys were made. */
export async function rotateIfDue(deps: Deps, seconds: number): Promise<number> {
  const before = await readSigningKeys(deps.db);
  const current = before.find(({ state }) => state === "current");
  if (current === undefined || !before.some(({ state }) => state === "next")) {
    return (await fillSigningKeys(deps)) === null ? 0 : 1;
  }
  if (now().getTime() - current.since.getTime() < seconds * 1000) return 0;
  return (await rotateSigningKeys(deps)) === null ? 0 : 1;
}

async function takeIn({ db, sealer }: Deps, seen: SeenKeys): Promise<boolean> {
  const { kid, publicJwk, pkcs8 } = makeSigningKey();
  const sealed = sealKey(sealer, kid, pkcs8);
  return await takeInSigningKey(db, seen, { kid, public_key: publicJwk, sealed });
}

async function seenBy({ db }: Deps): Promise<SeenKeys> {
  const rows = await readSigningKeys(db);
  const of = (wanted: string) => rows.find(({ state }) => state === wanted)?.kid ?? null;
  return { current: of("current"), next: of("next") };
}

async function rotated(deps: Deps): Promise<Rotated | null> {
  const { current, next } = await seenBy(deps);
  return current === null || next === null ? null : { signs: current, next };
}

import { readSamlKeys, type SamlKeyRow } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { type OwnKey, type OwnKeyRooms, openOwnKey } from "./own-key";

/** Our certificates as metadata names them, the first one first, in PEM. */
export type PublishedCertificates = {
  readonly signing: readonly string[];
  readonly encryption: readonly string[];
};

/**
 * Our keys towards SAML identity providers. They are read anew each time, so that a rotation is heeded by
 * every process at once, and a key that was taken away neither signs nor opens anything more.
 *
 * Each throws Problem `unavailable` if they cannot be read or opened, or there is none.
 */
export type OwnKeys = {
  /** The one that signs requests. */
  signing(): Promise<OwnKey>;
  /** The private keys of all that answers may be encrypted to now: the one that signs first. */
  opening(): Promise<readonly string[]>;
  published(): Promise<PublishedCertificates>;
};

export function createOwnKeys({ db, sealer }: OwnKeyRooms): OwnKeys {
  return {
    signing: async () => openOwnKey(sealer, currentOf(await readSamlKeys(db))),
    opening: async () => {
      const rows = await readSamlKeys(db);
      const current = currentOf(rows);
      return [current, ...rows.filter((row) => row !== current)].map(
        (row) => openOwnKey(sealer, row).privateKey,
      );
    },
    published: async () => publishedOf(await readSamlKeys(db)),
  };
}

/** Opens each key that is of any use now. @throws Problem `unavailable` if one does not open. */
export async function checkOwnKeys(rooms: OwnKeyRooms): Promise<void> {
  await createOwnKeys(rooms).opening();
}

/**
 * Which certificates metadata names, and in which order. A provider that takes one of each use takes the
 * first: for signatures that is the one that signs now; for encryption the next, since we open what is
 * encrypted to either and that is the one that stays. One before is not named: nobody shall begin with it.
 */
function publishedOf(rows: readonly SamlKeyRow[]): PublishedCertificates {
  const { certificate: current } = currentOf(rows);
  const next = rows.filter(({ state }) => state === "next").map(({ certificate }) => certificate);
  return { signing: [current, ...next], encryption: [...next, current] };
}

function currentOf(rows: readonly SamlKeyRow[]): SamlKeyRow {
  const current = rows.find(({ state }) => state === "current");
  if (current === undefined)
    throw new Problem("unavailable", { internal: "there is no SAML key that signs" });
  return current;
}

import { createDecipheriv, createHash } from "node:crypto";
import { type JacksonStore, keepSamlKey, readSamlKeys } from "@/lib/db";
import { fingerprintOf, makeOwnKey, type OwnKey, type OwnKeyRooms, sealOwnKey } from "./own-key";

/** Where the broker kept our key before it was ours to keep: names are digests. */
const NAMESPACE = "x509:certificates";
const KEY = createHash("ripemd160").update("default").digest("hex");
const WHO = "system:console";

type StoredRecord = NonNullable<Awaited<ReturnType<JacksonStore["get"]>>>;

/**
 * Makes our first key towards SAML providers where there is none. One that the broker kept before is
 * taken over, since providers know it; it is taken from there once it is no key of ours any more. Of
 * processes that begin at once, the first one's is kept.
 *
 * @param installation what this installation is called
 */
export async function keepOwnKey(
  { db, sealer }: OwnKeyRooms,
  broker: { readonly store: Pick<JacksonStore, "get" | "delete">; readonly encryptionKey: string },
  installation: string,
): Promise<void> {
  const record = await broker.store.get(NAMESPACE, KEY);
  const before = record && openAsTheBrokerDoes(record, broker.encryptionKey);
  const rows = await readSamlKeys(db);
  if (rows.length === 0) {
    const first = before ?? (await makeOwnKey(installation));
    await keepSamlKey(db, sealOwnKey(sealer, first), WHO);
  } else if (
    before !== null &&
    !rows.some(({ kid }) => kid === fingerprintOf(before.certificate))
  ) {
    await broker.store.delete(NAMESPACE, KEY);
  }
}

/** AES-256-GCM under the store's key, in the form in which the broker writes its records. */
function openAsTheBrokerDoes({ value, iv, tag }: StoredRecord, encryptionKey: string): OwnKey {
  const form = encryptionKey.length === 32 ? "latin1" : "base64";
  const key = Buffer.from(encryptionKey, form);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv ?? "", "base64"), {
    authTagLength: 16,
  });
  decipher.setAuthTag(Buffer.from(tag ?? "", "base64"));
  const text = Buffer.concat([decipher.update(Buffer.from(value, "base64")), decipher.final()]);
  const { publicKey, privateKey } = JSON.parse(text.toString("utf8")) as Record<string, unknown>;
  return { certificate: String(publicKey), privateKey: String(privateKey) };
}

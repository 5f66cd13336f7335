import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { selfSigned } from "@/lib/crypto";
import type { JacksonStore } from "@/lib/db";
import { now } from "@/lib/kernel";

/** Where the broker keeps our certificate towards SAML providers, and the key of it: names are digests. */
const NAMESPACE = "x509:certificates";
const KEY = createHash("ripemd160").update("default").digest("hex");
const YEARS = 20;

/**
 * Makes our key and certificate towards SAML providers where there are none yet, under a name of our own:
 * the broker would put its own there, for every provider's administrator to read. One that is there stays,
 * since providers know it. Of processes that begin at once, the first one's is kept.
 *
 * @param installation what this installation is called
 */
export async function keepOwnCertificate(
  store: Pick<JacksonStore, "get" | "add">,
  encryptionKey: string,
  installation: string,
): Promise<void> {
  if ((await store.get(NAMESPACE, KEY)) !== null) return;
  const from = now();
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);
  const { privateKey, certificate } = selfSigned(`Portcullis ${installation}`, from, until);
  const record = JSON.stringify({ publicKey: certificate, privateKey });
  await store.add(NAMESPACE, KEY, sealedAsTheBrokerDoes(record, encryptionKey));
}

/** AES-256-GCM under the store's key, in the form in which the broker reads its records. */
function sealedAsTheBrokerDoes(text: string, encryptionKey: string) {
  const form = encryptionKey.length === 32 ? "latin1" : "base64";
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(encryptionKey, form), iv);
  const value = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]).toString("base64");
  return { value, iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64") };
}
